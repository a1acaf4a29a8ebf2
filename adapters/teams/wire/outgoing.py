"""Activities as we send them. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from bot.ui.form import Form
from bot.ui.inbound import Place
from bot.ui.message import Message
from cards.adaptive.form import render_form
from cards.adaptive.message import render_message
from cards.fit import shorten

CARD: Final = "application/vnd.microsoft.card.adaptive"
# How ids of a team's channels end; those of chats do not.
CHANNELS: Final = ("@thread.tacv2", "@thread.skype")
# Notifications show a line or two.
SUMMARY_LENGTH: Final = 300


def conversation_of(place: Place) -> str:
    """Where to post so that it stands where the person acted: in the same thread of a room.

    Source: learn.microsoft.com, microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations.
    """
    return in_thread(place.conversation, place.thread)


def in_thread(conversation: str, thread: str | None) -> str:
    """The id of a conversation's thread."""
    return f"{conversation};messageid={thread}" if thread else conversation


def place_of_post(conversation: str, message: str) -> str:
    """The conversation by which clicks in this message of ours name it.

    Shape: in a channel, a message outside a thread begins one; other chats have no threads.
    """
    starts_thread = conversation.endswith(CHANNELS)
    return in_thread(conversation, message if starts_thread else None)


def message_activity(message: Message, *, locale: str | None = None) -> dict[str, Any]:
    """A message as a card; its summary is what a phone shows. Raises: NotDrawable."""
    return card_activity(render_message(message, locale=locale), message.summary)


def form_activity(form: Form, *, locale: str | None = None) -> dict[str, Any]:
    """A form as a card in a chat. Raises: NotDrawable."""
    return card_activity(render_form(form, mode="card", locale=locale), form.title)


def card_activity(card: Mapping[str, Any], summary: str) -> dict[str, Any]:
    """A message activity with this card."""
    attachment = {"contentType": CARD, "content": card}
    return {"type": "message", "summary": shorten(summary, SUMMARY_LENGTH), "attachments": [attachment]}


def text_activity(text: str) -> dict[str, Any]:
    """A message of plain words, in which nothing is markup."""
    return {
        "type": "message",
        "text": text,
        "textFormat": "plain",
        "summary": shorten(text, SUMMARY_LENGTH),
    }
