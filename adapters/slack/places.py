"""Where messages go in one workspace: a room, a direct chat, or one pair of eyes in a room. Knows no reply.

Every call takes what `drawn` gives, so that nothing is posted that Slack would expand or mention by itself.
"""

from typing import Any, Final

from adapters.slack.client import SlackClient
from bot.domain.ids import AccountId, ConversationId
from bot.errors import Refused, Unreachable
from bot.ui.inbound import Inbound, MessageRef
from bot.ui.message import Message
from cards.blockkit.markup import escape
from cards.blockkit.message import render_message

Json = dict[str, Any]

# Slack must not load what people's addresses lead to. Names are never linked: `link_names` is not sent at all.
# Source: docs.slack.dev, reference/methods/chat.postMessage.
QUIET: Final[Json] = {"unfurl_links": False, "unfurl_media": False}
# The place of something that happened in a modal: the person's direct chat, by their account.
BY_ACCOUNT: Final = "user:"


def drawn(message: Message, locale: str | None) -> Json:
    """Text and blocks of a message. Raises: NotDrawable."""
    rendered = render_message(message, locale=locale)
    return {"text": rendered.text, "blocks": rendered.blocks}


def drawn_line(text: str) -> Json:
    """One line of plain words."""
    return {"text": escape(text)}


class Places:
    """Posts, edits, removes, whispers. Raises (every method): OutsideFault; Refused carries Slack's word."""

    def __init__(self, client: SlackClient) -> None:
        self._client = client

    async def post(self, channel: str, body: Json, *, thread: str | None = None) -> MessageRef:
        """Post to a channel, or with an account's id to its direct chat."""
        answer = await self._client.call(
            "chat.postMessage", channel=channel, thread_ts=thread, **QUIET, **body
        )
        return MessageRef(conversation=ConversationId(str(answer["channel"])), id=str(answer["ts"]))

    async def post_direct(self, account: AccountId, body: Json) -> MessageRef:
        """Post to the direct chat with this account."""
        return await self.post(str(account), body)

    async def post_here(self, inbound: Inbound, body: Json) -> MessageRef:
        """Post where the person acted, for everybody who reads there.

        Shape: a direct chat of two people, in which a command was given, is none of ours: then to our own.
        """
        channel = str(inbound.place.conversation)
        if channel.startswith(BY_ACCOUNT):
            return await self.post_direct(inbound.account.id, body)
        try:
            return await self.post(channel, body, thread=inbound.place.thread)
        except Refused:
            if inbound.place.kind != "direct":
                raise
            return await self.post_direct(inbound.account.id, body)

    async def edit(self, ref: MessageRef, body: Json) -> None:
        """Replace a message of ours. Shape: without blocks the old ones go away."""
        await self._client.call("chat.update", channel=ref.conversation, ts=ref.id, **{"blocks": [], **body})

    async def remove(self, ref: MessageRef) -> None:
        """Delete a message of ours."""
        await self._client.call("chat.delete", channel=ref.conversation, ts=ref.id)

    async def whisper(self, inbound: Inbound, body: Json, *, replaces: bool = False) -> None:
        """Say something in a room that only this person sees; where that cannot be, in the direct chat.

        Shape: `replaces` = in place of what this response_url is about: only for what the person alone sees.
        """
        if await self._respond(inbound, {"response_type": "ephemeral", "replace_original": replaces, **body}):
            return
        try:
            await self._client.call(
                "chat.postEphemeral",
                channel=inbound.place.conversation,
                user=inbound.account.id,
                thread_ts=inbound.place.thread,
                **body,
            )
        except Refused:
            await self.post_direct(inbound.account.id, body)

    async def tell_all(self, inbound: Inbound, body: Json) -> MessageRef | None:
        """Post for everybody where the person acted; None when that could only be done without a lasting address."""
        try:
            return await self.post_here(inbound, body)
        except Refused:
            told = {"response_type": "in_channel", "replace_original": False, **body}
            if not await self._respond(inbound, told):
                raise
            return None

    async def _respond(self, inbound: Inbound, body: Json) -> bool:
        """Whether the response_url took it: it may be missing, too old or used up."""
        url = inbound.surface.get("response_url")
        if not url:
            return False
        try:
            await self._client.respond(url, QUIET | body)
        except (Refused, Unreachable):
            return False
        return True
