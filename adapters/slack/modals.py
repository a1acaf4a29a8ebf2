"""The modals: one that waits, the form or the answer it becomes, and which message it was opened from."""

from collections.abc import Mapping
from typing import Any, Final

import structlog

from adapters.slack.client import SlackClient
from bot.domain.ids import ConversationId
from bot.errors import OutsideFault, Refused
from bot.texts.say import say
from bot.ui.form import Form
from bot.ui.inbound import Click, Inbound, MessageRef
from bot.ui.message import Message
from bot.ui.replies import FieldErrors
from cards.blockkit.form import field_block_ids, render_form
from cards.blockkit.message import render_notice, render_wait
from cards.limits import SLACK_ID

Json = dict[str, Any]

# A trigger is good for three seconds and one use. Source: docs.slack.dev, reference/methods/views.open.
VIEW_TIMEOUT_S: Final = 1.5
_FORM: Final = "form"

log = structlog.get_logger(__name__)


def wait_view(text: str, locale: str | None) -> Json:
    """A modal that only says that something takes a moment, or went wrong."""
    return render_wait(say("channel.bot_name", locale), text, say("channel.close", locale))


def loading_view(locale: str | None) -> Json:
    """The modal that is opened with the trigger at once and becomes the form or the answer later."""
    return wait_view(say("channel.loading", locale), locale)


def sending_view(locale: str | None) -> Json:
    """What the modal shows between the submit and its result."""
    return wait_view(say("channel.sending", locale), locale)


def trouble_view(locale: str | None, log_id: str) -> Json:
    """What an opened modal becomes when what it was opened for could not be stored."""
    return wait_view(say("channel.trouble", locale, id=log_id), locale)


def notice_view(message: Message, locale: str | None) -> Json:
    """The modal that shows an answer. Raises: NotDrawable."""
    return render_notice(
        say("channel.bot_name", locale), message, say("channel.close", locale), locale=locale
    )


def form_view(form: Form, *, callback_id: str, locale: str | None) -> Json:
    """The modal with the page that a form stands at. Raises: NotDrawable."""
    return render_form(form, callback_id=callback_id, locale=locale)


def asks_the_same(view: Json, shown: Mapping[str, Any]) -> bool:
    """Whether a modal asks what the one that is shown asks, of which Slack has told us."""
    return _asked(view) == _asked(shown) and view["submit"]["text"] == (shown.get("submit") or {}).get("text")


def _asked(view: Mapping[str, Any]) -> list[tuple[object, object]]:
    blocks = view.get("blocks") or []
    return [(one.get("block_id"), one.get("optional", False)) for one in blocks if one["type"] == "input"]


def first_view(form: Form, inbound: Inbound) -> Json:
    """The modal with a form; its callback_id remembers the message it was opened from. Raises: NotDrawable."""
    clicked = inbound.message if isinstance(inbound, Click) else None
    callback_id = f"{_FORM}:{clicked.conversation}:{clicked.id}" if clicked else _FORM
    if len(callback_id) > SLACK_ID:
        callback_id = _FORM
    return form_view(form, callback_id=callback_id, locale=inbound.locale)


def opened_from(callback_id: object) -> MessageRef | None:
    """The message a form was opened from, by its modal's callback_id."""
    kind, _, address = str(callback_id or "").partition(":")
    conversation, _, ts = address.partition(":")
    if kind != _FORM or not conversation or not ts:
        return None
    return MessageRef(conversation=ConversationId(conversation), id=ts)


def errors_by_block(mistakes: FieldErrors) -> dict[str, str]:
    """Field errors under the block ids Slack shows them at; what has no block of its own goes to the first.

    Shape: empty when the form has no block that can show an error: Slack refuses errors anywhere else.
    Source: docs.slack.dev/surfaces/modals.
    """
    blocks = field_block_ids(mistakes.form)
    first = next(iter(blocks.values()), None)
    shown: dict[str, str] = {}
    for field_id, text in mistakes.errors.items():
        block = blocks.get(field_id, first)
        if block is not None:
            shown[block] = f"{shown[block]} {text}" if block in shown else text
    return shown


class Modals:
    """Changes modals that are open."""

    def __init__(self, client: SlackClient) -> None:
        self._client = client

    async def open(self, trigger_id: object, view: Json) -> str | None:
        """Open a modal with a trigger; None without one (late, used, slow): the answer then comes as a message."""
        try:
            answer = await self._client.call(
                "views.open", timeout_s=VIEW_TIMEOUT_S, trigger_id=trigger_id, view=view
            )
        except OutsideFault as fault:
            log.info("slack.no_modal", fault=type(fault).__name__, code=str(fault))
            return None
        return str(answer["view"]["id"])

    async def show(
        self, view_id: str, view: Json, *, timeout_s: float | None = None, hash_: str | None = None
    ) -> bool:
        """Whether the modal could be changed; the person may have closed it meanwhile.

        Shape: with `hash_` only if it still is as it was then.
        Raises: Busy, Unreachable, CredentialsRevoked.
        """
        try:
            await self._client.call(
                "views.update", timeout_s=timeout_s, view_id=view_id, view=view, hash=hash_ or None
            )
        except Refused:
            return (
                False  # closed, or (a bug, logged by the client) not to Slack's liking: said elsewhere then
            )
        return True
