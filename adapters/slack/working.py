"""The sign that something takes a moment: shown where the answer will appear, changed, and taken away again.

What stands is noted in `inbound.surface["working"]`:
    view       the open modal says so
    message    a message in the direct chat says so (`working_channel`, `working_ts`)
    clicked    a line in the clicked message says so; `blocks` and `text` are what it was before
    whisper    a line that only this person sees says so
"""

import json
from typing import Final

from adapters.slack.modals import Modals, wait_view
from adapters.slack.places import Json, Places, drawn_line
from bot.domain.ids import ConversationId
from bot.errors import Refused
from bot.texts.say import say
from bot.ui.inbound import Click, Command, Inbound, MessageRef

Surface = dict[str, str]

VIEW: Final = "view"
MESSAGE: Final = "message"
CLICKED: Final = "clicked"
WHISPER: Final = "whisper"


def without_working(surface: Surface) -> Surface:
    """The surface once nothing says any more that it takes a moment."""
    return {name: value for name, value in surface.items() if not name.startswith("working")}


def without_view(surface: Surface) -> Surface:
    """The surface once the modal is closed or spoken for."""
    rest = without_working(surface) if surface.get("working") == VIEW else surface
    return {name: value for name, value in rest.items() if name != "view_id"}


def working_message(surface: Surface) -> MessageRef | None:
    """The message in the direct chat that says that it takes a moment, for the answer to take its place."""
    if surface.get("working") != MESSAGE:
        return None
    return MessageRef(
        conversation=ConversationId(surface["working_channel"]),
        id=surface["working_ts"],
    )


def replaces_whisper(inbound: Inbound) -> bool:
    """Whether the answer can take the whisper's place.

    Shape: a command's response_url is about our own first answer; a click's is about the clicked message, which
           others may read: a private answer must never take its place.
    """
    return isinstance(inbound, Command) and inbound.surface.get("working") == WHISPER


class Working:
    """Shows, changes and removes the sign."""

    def __init__(self, places: Places, modals: Modals) -> None:
        self._places = places
        self._modals = modals

    async def show(self, inbound: Inbound, text: str) -> Surface:
        """Say so; a sign that stands takes over what is new in `text`. Raises: OutsideFault."""
        surface = dict(inbound.surface)
        standing = surface.get("working")
        if standing and text == say("talk.working", inbound.locale):
            return surface
        if view_id := surface.get("view_id"):
            if await self._modals.show(view_id, wait_view(text, inbound.locale)):
                return surface | {"working": VIEW}
            surface = without_view(surface)
        if standing == MESSAGE and (shown := working_message(surface)):
            await self._places.edit(shown, drawn_line(text))
            return surface
        if isinstance(inbound, Click) and inbound.message is not None:
            return await self._on_clicked(inbound, inbound.message, surface, text)
        if inbound.place.kind == "direct":
            ref = await self._places.post_here(inbound, drawn_line(text))
            return surface | {
                "working": MESSAGE,
                "working_channel": ref.conversation,
                "working_ts": ref.id,
            }
        await self._places.whisper(inbound, drawn_line(text), replaces=replaces_whisper(inbound))
        return surface | {"working": WHISPER}

    async def clear(self, inbound: Inbound) -> Surface:
        """Take it away, but for what the answer will replace; a left-over sign is better than a lost answer.

        Raises: Busy, Unreachable, CredentialsRevoked.
        """
        surface = dict(inbound.surface)
        try:
            if surface.get("working") == CLICKED and isinstance(inbound, Click) and inbound.message:
                before = {"text": surface.get("text", ""), "blocks": json.loads(surface["blocks"])}
                await self._places.edit(inbound.message, before)
            elif shown := working_message(surface):
                await self._places.remove(shown)
        except Refused:
            pass  # the message is gone, and the sign with it
        return without_working(surface)

    async def _on_clicked(self, inbound: Click, message: MessageRef, surface: Surface, text: str) -> Surface:
        """A line in place of the buttons, so that nobody clicks twice.

        Shape: nothing is shown on a message whose look is not known (one that only this person sees, a huge one).
        """
        if "blocks" not in surface:
            return surface
        blocks: list[Json] = [
            block for block in json.loads(surface["blocks"]) if block.get("type") != "actions"
        ]
        if inbound.name and inbound.place.kind == "room":
            is_usual = text == say("talk.working", inbound.locale)
            told = say("channel.working_for", inbound.locale, name=inbound.name)
            text = told if is_usual else f"{inbound.name}: {text}"
        line: Json = {"type": "context", "elements": [{"type": "plain_text", "text": text}]}
        body = drawn_line(text) | {"blocks": [*blocks, line]}
        try:
            await self._places.edit(message, body)
        except Refused:
            return surface
        return surface | {"working": CLICKED}
