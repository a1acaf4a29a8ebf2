"""The one Slack route: verified on the raw bytes, understood by slack-bolt, stored, then acknowledged.

Bolt parses bodies before it verifies them and answers junk with errors of its own, so signature and shape are
checked here first (the size, by the server). `process_before_response` makes Bolt wait for the listener, so an
acknowledgement is never sent before the receipt is committed.
"""

import asyncio
import logging
import re
import traceback
import uuid
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from adapters.slack import inbound as wire
from adapters.slack.client import SlackClient, authorizer
from adapters.slack.directory import SlackDirectory
from adapters.slack.modals import (
    VIEW_TIMEOUT_S,
    Modals,
    asks_the_same,
    errors_by_block,
    form_view,
    loading_view,
    sending_view,
    trouble_view,
)
from adapters.slack.settings import SlackSettings
from adapters.slack.signature import is_from_slack, well_formed
from bot.conversation.form_steps import Press
from bot.domain.catalog import Option
from bot.domain.ids import FieldId, FormToken, ReceiptId
from bot.domain.people import AccountRef
from bot.errors import BotError, OutsideFault
from bot.texts.say import say
from bot.ui.form import Form
from bot.ui.inbound import Inbound, Submit
from bot.ui.options import KEEP_TYPING, Offered
from bot.ui.replies import FieldErrors, NextPage
from cards.blockkit.parse import (
    opens_url,
    page_sent,
    parse_action,
    parse_submission,
    parse_suggestion,
    pressed_in_form,
    render_options,
)
from cards.errors import BadPayload
from cards.option_keys import has_keys, without_keys

log = structlog.get_logger(__name__)

# Slack gives three seconds for everything. Source: docs.slack.dev/interactivity/handling-user-interaction.
CHECK_S: Final = 1.5
OPTIONS_S: Final = 2.5
# Bolt logs whole bodies at INFO and WARNING; those carry people's texts and tokens. Its loggers each take the level
# of the one it is given, so a level set on their parent alone would not count.
QUIET: Final = logging.getLogger("slack_bolt")
QUIET.setLevel(logging.CRITICAL)
# All that Bolt needs to see; others of its own steer which listeners run.
PASSED_HEADERS: Final = ("Content-Type", "X-Slack-Request-Timestamp", "X-Slack-Signature")
# Where a listener leaves the modal it opened, for the case that it fails afterwards.
OPENED_VIEW: Final = "opened_view"

Ack = Callable[..., Awaitable[BoltResponse]]
Body = dict[str, Any]


class Core(Protocol):
    """What the route needs of the product."""

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """Store the inbound with its job; None when it came before."""
        ...

    async def press(
        self, submit: Submit, *, what: Press = "send", live: bool
    ) -> FieldErrors | NextPage | None:
        """What the person is to see next of a form in which they pressed something; None = accept it."""
        ...

    async def form(self, token: FormToken, owner: AccountRef) -> Form | None:
        """The form this person has open, if they still have."""
        ...

    async def options(self, account: AccountRef, token: FormToken, field_id: FieldId, text: str) -> Offered:
        """What a question of an open form offers for the words typed so far."""
        ...


class SlackRoute:
    """Answers `POST /slack/events`: events, commands, interactivity and options."""

    def __init__(
        self, settings: SlackSettings, client: SlackClient, directory: SlackDirectory, core: Core
    ) -> None:
        self._verifier = SignatureVerifier(settings.signing_secret.get_secret_value())
        self._client = client
        self._modals = Modals(client)
        self._directory = directory
        self._core = core
        self._bolt = AsyncApp(
            logger=QUIET,
            signing_secret=settings.signing_secret.get_secret_value(),
            process_before_response=True,
            authorize=authorizer(client, settings),
            # Verified above, on the raw bytes; the others serve what this app does not use.
            request_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
            ignoring_self_events_enabled=False,  # wire.message_from_wire does it, from auth.test
        )
        everything = re.compile("")
        self._bolt.command(everything)(self._on_command)
        self._bolt.event(everything)(self._on_event)
        self._bolt.action(everything)(self._on_action)
        self._bolt.view(everything)(self._on_view)
        self._bolt.options(everything)(self._on_options)
        self._bolt.view_closed(everything)(self._on_view_closed)
        self._bolt.shortcut(everything)(_acknowledge)
        self._bolt.error(self._on_error)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Verify, check the shape, and let Bolt find the listener."""
        body = await request.read()
        if not is_from_slack(self._verifier, body, request.headers):
            return _refused(401, "signature", body)
        text = well_formed(body, request.content_type)
        if text is None:
            return _refused(400, "malformed", body)
        headers: dict[str, Any] = {name: request.headers.get(name, "") for name in PASSED_HEADERS}
        try:
            answer = await self._bolt.async_dispatch(AsyncBoltRequest(body=text, headers=headers))
        except Exception as error:  # noqa: BLE001  the HTTP boundary: Bolt's own parts may raise anything
            answer = await self._on_error(error, {}, {})
        return await to_aiohttp_response(answer)

    async def _on_command(self, ack: Ack, body: Body) -> None:
        workspace = (await self._client.installation()).workspace
        await self._core.accept(wire.command_from_wire(body, workspace=workspace, at=datetime.now(UTC)))
        await ack()

    async def _on_event(self, body: Body) -> None:
        installation = await self._client.installation()
        event, now = body["event"], datetime.now(UTC)
        inbound: Inbound | None = None
        match event.get("type"):
            case "message" | "app_mention":
                inbound = wire.message_from_wire(
                    event, workspace=installation.workspace, bot_user=installation.bot_user, at=now
                )
            case "app_home_opened":
                inbound = wire.arrival_from_wire(event, workspace=installation.workspace, at=now)
            case _:
                pass  # not ours to answer; Bolt acknowledges it
        if inbound is not None:
            await self._core.accept(inbound)

    async def _on_action(self, ack: Ack, body: Body, context: dict[str, Any]) -> None:
        clicked = body["actions"][0] if body.get("actions") else {}
        if body.get("view") and (what := pressed_in_form(clicked)) is not None:
            await self._form_changed(body, what)
            await ack()
            return
        try:
            action = None if opens_url(clicked) else parse_action(clicked)
        except BadPayload:
            action = None  # something forged
        if action is None:
            await ack()
            return
        view_id = await self._open_view(body) if action.opens_form else None
        context[OPENED_VIEW] = view_id
        workspace, now = (await self._client.installation()).workspace, datetime.now(UTC)
        await self._core.accept(
            wire.click_from_wire(body, action, workspace=workspace, at=now, view_id=view_id)
        )
        await ack()

    async def _form_changed(self, body: Body, what: Press) -> None:
        """Something was pressed inside a form: it is drawn anew if other questions are to be asked now."""
        shown = body["view"]
        try:
            submit = await self._submit(body)
        except BadPayload:
            return
        outcome = await self._pressed(submit, what)
        if not isinstance(outcome, NextPage):
            return
        view = form_view(outcome.form, callback_id=str(shown.get("callback_id")), locale=submit.locale)
        if not asks_the_same(view, shown):
            # The hash keeps a slow answer from undoing what came after it.
            await self._modals.show(
                str(shown["id"]), view, timeout_s=VIEW_TIMEOUT_S, hash_=str(shown.get("hash") or "")
            )

    async def _on_view(self, ack: Ack, body: Body) -> None:
        try:
            submit = await self._submit(body)
        except BadPayload:
            await ack(response_action="clear")
            return
        outcome = await self._pressed(submit, "send")
        if isinstance(outcome, NextPage):
            view = form_view(
                outcome.form, callback_id=str(body["view"].get("callback_id")), locale=submit.locale
            )
            await ack(response_action="update", view=view)
            return
        if mistakes := errors_by_block(outcome) if outcome else {}:
            await ack(response_action="errors", errors=mistakes)
            return
        await self._core.accept(submit)
        await ack(response_action="update", view=sending_view(submit.locale))

    async def _on_view_closed(self, ack: Ack, body: Body) -> None:
        """What was typed in a form that was closed is kept, as far as Slack tells it."""
        with suppress(BadPayload, BotError):
            submit = await self._submit(body)
            if any(answer not in (None, "", [], False) for answer in submit.raw.values()):
                await self._pressed(submit, "change")
        await ack()

    async def _submit(self, body: Body) -> Submit:
        """The answers that stand in a form's modal. Raises: BadPayload (it is no form of ours), OutsideFault."""
        token, raw = parse_submission(body["view"])
        locale = self._directory.known_locale(str(body["user"]["id"]))
        workspace, now = (await self._client.installation()).workspace, datetime.now(UTC)
        submit = wire.submit_from_wire(body, token, raw, workspace=workspace, at=now, locale=locale)
        submit = submit.model_copy(update={"page": page_sent(body["view"])})
        if has_keys(submit.raw) and (form := await self._core.form(token, submit.account)):
            submit = submit.model_copy(update={"raw": without_keys(submit.raw, form)})
        return submit

    async def _pressed(self, submit: Submit, what: Press) -> FieldErrors | NextPage | None:
        """What comes next; what cannot be found out in time, the core finds out after accepting."""
        try:
            async with asyncio.timeout(CHECK_S):
                return await self._core.press(submit, what=what, live=True)
        except (TimeoutError, OutsideFault) as error:
            log.info("slack.not_checked", error=type(error).__name__)
            return None

    async def _on_options(self, ack: Ack, body: Body) -> None:
        offered = Offered()
        try:
            token, field_id, typed = parse_suggestion(body)
            account = wire.account_of(body, workspace=(await self._client.installation()).workspace)
            async with asyncio.timeout(OPTIONS_S):
                offered = await self._core.options(account, token, field_id, typed)
        except (TimeoutError, OutsideFault) as error:
            log.info("slack.options_later", error=type(error).__name__)
            locale = self._directory.known_locale(str(body["user"]["id"]))
            offered = Offered([Option(value=KEEP_TYPING, label=say("form.keep_typing", locale))])
        except BotError as error:
            log.info("slack.no_options", error=type(error).__name__)
        await ack(**render_options(offered))

    async def _open_view(self, body: Mapping[str, Any]) -> str | None:
        """The modal for the answer: the one that was clicked in, else a waiting one, opened before anything slow."""
        container = body.get("container") or {}
        if container.get("type") == "view":
            return str(container["view_id"])
        locale = self._directory.known_locale(str(body["user"]["id"]))
        return await self._modals.open(body.get("trigger_id"), loading_view(locale))

    async def _on_error(
        self, error: Exception, body: Mapping[str, Any], context: Mapping[str, Any]
    ) -> BoltResponse:
        """Not stored, so not acknowledged: Slack sends events again, and tells the person of anything else."""
        log_id = _log_id()
        log.error("slack.failed", id=log_id, error=type(error).__name__, at=_where(error))
        if view_id := context.get(OPENED_VIEW):
            locale = self._directory.known_locale(str((body.get("user") or {}).get("id")))
            try:
                await self._modals.show(view_id, trouble_view(locale, log_id), timeout_s=VIEW_TIMEOUT_S)
            except OutsideFault:
                log.info("slack.trouble_not_told", id=log_id)
        return BoltResponse(status=500, body=f"error {log_id}")


def _refused(status: int, reason: str, body: bytes) -> web.Response:
    log.warning("slack.refused", reason=reason, id=_log_id(), bytes=len(body))
    return web.Response(status=status, text=reason)


async def _acknowledge(ack: Ack) -> None:
    await ack()


def _where(error: Exception) -> str:
    """Where the error arose: enough to find it, without the words that an error may quote."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"


def _log_id() -> str:
    return uuid.uuid4().hex[:12]
