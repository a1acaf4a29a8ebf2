"""Draws messages and dialogs of the driver's JSON as the `Screen` a person looks at. Pure; it never sends."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sandbox.teams.cards.markup import read_message
from sandbox.teams.cards.render import Action, Reading, read_card
from sandbox.teams.directory import BOT_NAME, DIRECT, JsonObject
from sandbox.teams.state import ADAPTIVE_CARD
from sandbox.user import Button, Screen
from sandbox.world import Person, World

DIALOG: Final = "dialog"
SENDING: Final = frozenset({"Action.Execute", "Action.Submit"})


def message_screen(found: JsonObject, place: str, world: World) -> Screen:
    """A message without its cards; suggested answers are shown in the 1:1 chat only."""
    activity = found["activity"]
    text = str(activity.get("text") or "")
    suggestions = (activity.get("suggestedActions") or {}).get("actions", []) if place == DIRECT else []
    return Screen(
        ref=found["id"],
        place=place,
        author=BOT_NAME if found["author"] == "bot" else world.person(found["author"]).name,
        lines=tuple(read_message(text, activity.get("textFormat", "markdown")).splitlines()),
        buttons=tuple(Button(one["title"], f"suggested/{n}") for n, one in enumerate(suggestions)),
        notification=str(activity.get("summary") or text or "Sent a card"),
        private=found["private"],
        thread=found["thread"],
        edited=found["edited"],
        payload={
            **activity,
            "version": found["version"],
            "conversation_id": found["conversation"],
            "suggested": {one["title"]: one["value"] for one in suggestions},
        },
    )


def dialog_screen(found: JsonObject) -> Screen:
    """A dialog without its card."""
    lines = tuple(filter(None, (found["text"], found["url"])))
    return Screen(DIALOG, found["place"], BOT_NAME, lines, title=found["title"] or None, payload=found)


def with_cards(bare: Screen, reading: Reading) -> Screen:
    """Put what the cards show below what is there."""
    primary = primary_action(reading)
    return replace(
        bare,
        lines=(*bare.lines, *reading.lines),
        buttons=(*(action.as_button(below=len(bare.lines)) for action in reading.actions), *bare.buttons),
        inputs=tuple(entry.as_input() for entry in reading.fields if entry.is_visible),
        # A dialog without questions can be sent, too; a button of a card in a chat is only a button.
        submit=primary.label if primary and (reading.fields or bare.ref == DIALOG) else None,
    )


def read_payload(
    payload: Mapping[str, Any], reader: Person, *, opened: Iterable[str], toggled: Mapping[str, bool]
) -> Reading:
    """Read all cards of a message or dialog as one."""
    whole = Reading()
    for number, card in enumerate(_cards(payload)):
        part = read_card(card, reader, path=str(number), opened=opened, toggled=toggled)
        whole.actions += [replace(action, above=action.above + len(whole.lines)) for action in part.actions]
        whole.lines += part.lines
        whole.fields += part.fields
    return whole


def primary_action(reading: Reading) -> Action | None:
    """The first button that sends the inputs, if any."""
    for action in reading.actions:
        data = action.payload.get("data")
        teams = data.get("msteams") if isinstance(data, dict) else None
        if action.payload["type"] in SENDING and action.sends_inputs and not teams:
            return action
    return None


def visible_at_first(payload: Mapping[str, Any], element_id: str) -> bool:
    """Whether the bot sent this element shown."""
    pending: list[Any] = list(_cards(payload))
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if node.get("id") == element_id:
                return bool(node.get("isVisible", True))
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return True


def _cards(payload: Mapping[str, Any]) -> list[JsonObject]:
    if "card" in payload:
        return [payload["card"]] if payload["card"] else []
    attachments = payload.get("attachments") or []
    return [part["content"] for part in attachments if part.get("contentType") == ADAPTIVE_CARD]
