"""Cards, dialogs and type-ahead: what must be answered inside the request, within five seconds.

What writes is only accepted here; the answer comes later, where the person can see it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import structlog

from adapters.teams.turn.core import Core
from adapters.teams.wire import answers
from adapters.teams.wire import inbound as wire
from adapters.teams.wire.answers import InvokeAnswer
from bot.domain.catalog import Option
from bot.domain.people import AccountRef
from bot.errors import OutsideFault, UserFault
from bot.texts.say import say
from bot.ui.form import Form
from bot.ui.inbound import Click, Submit
from bot.ui.message import Actions, Message, Rows
from bot.ui.options import KEEP_TYPING, Offered
from bot.ui.replies import FieldErrors, Reply, ShowForm
from cards.adaptive.form import render_form, render_wait
from cards.adaptive.parse import is_submission, lookup_of, page_sent, parse_action, parse_submission, pressed
from cards.errors import BadPayload, NotDrawable
from cards.option_keys import has_keys, without_keys
from cards.plain.message import render_text
from cards.wire import SUBMIT_VERB, as_mapping

log = structlog.get_logger(__name__)

# A form that takes longer is sent to the direct chat.
INLINE_S: Final = 3.5
SEARCH_S: Final = 2.5
# Answers that take longer to check are checked when they are handled.
CHECK_S: Final = 2.5

Raw = Mapping[str, Any]


class Invokes:
    """Answers invokes. Shape: `inline_s` is how long a form may take before it is sent to the direct chat."""

    def __init__(self, core: Core, *, inline_s: float = INLINE_S) -> None:
        self._core = core
        self._inline_s = inline_s

    async def answer(self, raw: Raw, account: AccountRef) -> InvokeAnswer | None:
        """The answer; None for a kind of invoke we do not know."""
        name = raw.get("name")
        try:
            value = as_mapping(raw.get("value"), "the value")
            match name:
                case answers.EXECUTE:
                    return await self._execute(raw, account, value)
                case answers.FETCH:
                    return await self._fetch(raw, account, value)
                case answers.SUBMIT:
                    return await self._dialog_sent(raw, account, value)
                case answers.SEARCH:
                    return await self._search(raw, account, value)
                case _:
                    return None
        except BadPayload:
            return answers.malformed(name)

    async def old_click(self, raw: Raw, account: AccountRef) -> None:
        """A click of an old client, which comes as a message and shows no answer. Raises: BadPayload."""
        data = as_mapping(raw.get("value"), "the value")
        if data.get("verb") == SUBMIT_VERB:
            # Mistakes cannot be shown here: the core checks again and brings the form with them.
            await self._core.accept(await self._with_values(_submit(raw, account, data, is_told=False)))
        else:
            click = wire.click_from_wire(raw, account, parse_action(data), at=datetime.now(UTC))
            await self._core.accept(click)

    async def _execute(self, raw: Raw, account: AccountRef, value: Raw) -> InvokeAnswer:
        action = as_mapping(value.get("action"), "the action")
        data = dict(as_mapping(action.get("data"), "the data"))
        data["verb"] = action.get("verb", data.get("verb"))
        locale = locale_of(raw)
        if is_submission(data):
            submit = await self._with_values(_submit(raw, account, data))
            if (shown := await self._next(submit, data)) is not None:
                return answers.card(render_form(shown, mode="card", locale=locale))
            if await self._core.accept(submit) is None:
                return answers.notice(say("channel.sent_before", locale))
            return answers.card(render_wait(say("channel.sending_card", locale)))
        click = _click(raw, account, data)
        await self._core.accept(click)
        is_room = click.place.kind == "room"
        return answers.notice(say("channel.got_it_in_room" if is_room else "channel.got_it", locale))

    async def _fetch(self, raw: Raw, account: AccountRef, value: Raw) -> InvokeAnswer:
        click = _click(raw, account, as_mapping(value.get("data"), "the data"))
        locale = locale_of(raw)
        try:
            async with asyncio.timeout(self._inline_s):
                replies = await self._core.handle(click)
        except UserFault as fault:
            return answers.dialog_text(say(fault.text_name, locale, **fault.values))
        except (TimeoutError, OutsideFault) as fault:
            log.info("teams.form_later", fault=type(fault).__name__)
            await self._core.accept(click)
            return answers.dialog_text(say("channel.slow_form", locale))
        return await self._shown(click, replies)

    async def _shown(self, click: Click, replies: Sequence[Reply]) -> InvokeAnswer:
        """A form as a dialog; a refusal in words; what has buttons goes to the chat, for they do not work here."""
        for reply in replies:
            if isinstance(reply, ShowForm):
                return _form_or_why_not(reply.form, click.locale)
        messages = [reply.message for reply in replies if not isinstance(reply, ShowForm)]
        if any(_has_actions(message) for message in messages):
            await self._core.accept(click)
            return answers.dialog_text(say("channel.done", click.locale))
        text = "\n".join(render_text(message, locale=click.locale) for message in messages)
        return answers.dialog_text(text) if text else InvokeAnswer(200)

    async def _dialog_sent(self, raw: Raw, account: AccountRef, value: Raw) -> InvokeAnswer:
        locale, data = locale_of(raw), as_mapping(value.get("data"), "the data")
        submit = await self._with_values(_submit(raw, account, data))
        if (shown := await self._next(submit, data)) is not None:
            return answers.dialog(shown.title, render_form(shown, mode="dialog", locale=locale))
        await self._core.accept(submit)
        return answers.dialog_text(say("channel.sending_dialog", locale))

    async def _search(self, raw: Raw, account: AccountRef, value: Raw) -> InvokeAnswer:
        (token, field_id), typed = lookup_of(value.get("dataset")), value.get("queryText")
        text = typed if isinstance(typed, str) else ""
        offered = Offered()
        try:
            async with asyncio.timeout(SEARCH_S):
                offered = await self._core.options(account, token, field_id, text)
        except (TimeoutError, OutsideFault) as error:
            log.info("teams.search_later", error=type(error).__name__)
            keep_typing = say("form.keep_typing", locale_of(raw))
            offered = Offered([Option(value=KEEP_TYPING, label=keep_typing)])
        except UserFault as error:
            log.info("teams.search_failed", error=type(error).__name__)
        return answers.found(offered)

    async def _next(self, submit: Submit, data: Raw) -> Form | None:
        """The form to show again: with what is wrong at its fields, or another page; None when it may be sent."""
        try:
            async with asyncio.timeout(CHECK_S):
                outcome = await self._core.press(submit, what=pressed(data), live=False)
        except (TimeoutError, OutsideFault) as fault:
            log.info("teams.checked_later", fault=type(fault).__name__)
            return None
        if isinstance(outcome, FieldErrors):
            return outcome.form.with_answers({}, outcome.errors)
        return outcome.form if outcome else None

    async def _with_values(self, submit: Submit) -> Submit:
        """The answers with the values that long choices stand for."""
        if has_keys(submit.raw) and (form := await self._core.form(submit.token, submit.account)):
            return submit.model_copy(update={"raw": without_keys(submit.raw, form)})
        return submit


def locale_of(raw: Raw) -> str | None:
    """The reader's language, if the request tells it."""
    locale = raw.get("locale")
    return locale if isinstance(locale, str) and locale else None


def _form_or_why_not(form: Form, locale: str | None) -> InvokeAnswer:
    """The form in a dialog. Shape: a template may hold more than Teams shows: then a sentence, never half a form."""
    try:
        return answers.dialog(form.title, render_form(form, mode="dialog", locale=locale))
    except NotDrawable as problem:
        log.warning("teams.form_too_big", where=problem.where, reason=problem.reason)
        return answers.dialog_text(say("channel.form_too_big", locale, title=form.title))


def _click(raw: Raw, account: AccountRef, data: Mapping[str, object]) -> Click:
    return wire.click_from_wire(raw, account, parse_action(data), at=datetime.now(UTC), is_told=True)


def _submit(raw: Raw, account: AccountRef, data: Mapping[str, object], *, is_told: bool = True) -> Submit:
    token, sent = parse_submission(data)
    submit = wire.submit_from_wire(raw, account, token, sent, at=datetime.now(UTC), is_told=is_told)
    return submit.model_copy(update={"page": page_sent(data)})


def _has_actions(message: Message) -> bool:
    return any(
        isinstance(block, Actions) or (isinstance(block, Rows) and any(row.action for row in block.items))
        for block in message.blocks
    )
