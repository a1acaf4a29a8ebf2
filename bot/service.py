"""The only door into the core: what a person did goes in, what they get to see comes out.

Must not know any channel's payload, any vendor's words, SQL or HTTP.
"""

import random
import secrets
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import structlog

from bot.conversation.answering import Answering, BackendFor, reader_of
from bot.conversation.faults import tell_bug
from bot.conversation.form_steps import Press, press
from bot.conversation.identify import identify
from bot.conversation.once import reference_of
from bot.conversation.policy import Policy
from bot.conversation.receipt_run import ReceiptRun
from bot.conversation.turn import Reader
from bot.domain.catalog import FieldType, Option
from bot.domain.ids import AccountId, ChannelName, FieldId, FormToken, ReceiptId
from bot.domain.people import AccountRef
from bot.errors import OutsideFault, UserFault
from bot.ports.channel import Channel
from bot.ports.clock import Clock
from bot.ports.identity import Directory
from bot.ports.jobs import Finished, JobResult
from bot.ports.storage import Receipt, Storage
from bot.ui.form import Form
from bot.ui.inbound import Inbound, Submit
from bot.ui.options import PEOPLE, Labels, Offered, matching
from bot.ui.replies import FieldErrors, NextPage, Reply

_log = structlog.get_logger(__name__)


def _new_token() -> str:
    return secrets.token_urlsafe(18)


class Bot:
    """Answers what people do in chat."""

    def __init__(
        self,
        *,
        storage: Storage,
        channels: Mapping[ChannelName, Channel],
        directories: Mapping[ChannelName, Directory],
        backend_for: BackendFor,
        clock: Clock,
        policy: Policy,
        new_token: Callable[[], str] = _new_token,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Shape: `backend_for` gives the connection a workspace is served by, or None; `jitter` 0 <= j < 1."""
        self._storage = storage
        self._channels = channels
        self._clock = clock
        self._answering = Answering(storage, directories, backend_for, clock, policy, new_token)
        self._labels = Labels()
        self._run = ReceiptRun(self._answering, channels, jitter)

    async def handle(self, inbound: Inbound) -> list[Reply]:
        """Answer inside the request: forms and lists; a wish that writes is refused, for it needs a receipt.

        Raises: OutsideFault.
        """
        return (await self._answering.answer(inbound, receipt=None)).replies

    async def press(
        self, submit: Submit, *, what: Press = "send", live: bool
    ) -> FieldErrors | NextPage | None:
        """What the person is to see next of a form they pressed something in; None when it may be accepted.

        Shape: what was typed is kept, whatever comes of it. None also for a form that is gone: `run` says so kindly,
               once. `live` as in `form_steps.press`.
        """
        await self._learn_names(submit)
        now = self._clock.now()
        outcome: FieldErrors | NextPage | None = None

        def revise(form: Form) -> Form:
            nonlocal outcome
            reader = Reader(locale=submit.locale, time_zone=form.time_zone)
            kept, outcome = press(
                form, submit.raw, what, live=live, now=now, reader=reader, labels=self._labels, at=submit.page
            )
            return kept

        await self._storage.forms.revise(submit.token, owner=submit.account, now=now, revise=revise)
        return outcome

    async def _learn_names(self, submit: Submit) -> None:
        """How picked people are called, for the look at all answers; a name that cannot be had is no hindrance."""
        form = await self.form(submit.token, submit.account)
        people = [field for field in form.fields if field.type is FieldType.USER] if form else []
        directory = self._answering.directories[submit.account.channel]
        for field in people:
            picked = submit.raw.get(field.id)
            if isinstance(picked, str) and picked:
                ref = submit.account.model_copy(update={"id": AccountId(picked)})
                with suppress(UserFault, OutsideFault):
                    account = await directory.account(ref)
                    self._labels.learn(PEOPLE, [Option(value=picked, label=account.name or picked)])

    async def form(self, token: FormToken, owner: AccountRef) -> Form | None:
        """A form this account has open, for a channel that needs it to read what came back."""
        return await self._storage.forms.load(token, owner=owner, now=self._clock.now())

    async def options(self, account: AccountRef, token: FormToken, field_id: FieldId, text: str) -> Offered:
        """What a question of an open form offers for the words typed so far. Raises: OutsideFault.

        Shape: nothing for a form that is not this account's, for somebody the help desk does not know, or for a
               source it does not have; the choices that the form lists itself are found without the help desk.
        """
        form = await self.form(token, account)
        field = next((one for one in form.fields if one.id == field_id), None) if form else None
        if field is None:
            return Offered()
        if not field.lookup_source:
            return Offered(matching(field.options, text), known=field.options)
        backend = self._answering.backend_for(account.channel, account.workspace)
        try:
            await identify(
                account,
                directory=self._answering.directories[account.channel],
                backend=backend,
                policy=self._answering.policy,
            )
            found = await backend.lookup(field.lookup_source, text) if backend is not None else ()
        except UserFault:
            return Offered()
        self._labels.learn(field.lookup_source, found)
        return Offered(found)

    async def run(self, receipt_id: ReceiptId) -> JobResult:
        """Do what an accepted inbound asks for, and show it; safe to be repeated at any point."""
        receipt = await self._storage.receipts.load(receipt_id)
        if receipt is None:
            return Finished()
        try:
            return await self._run.go(receipt)
        except OutsideFault:
            # Only the storage lets one out of a run: without it nothing can be said or noted; the job is tried again.
            raise
        except Exception as bug:  # noqa: BLE001 - the worker's boundary: a bug is logged once, told by its id
            return await self._bug(receipt, bug)

    async def _bug(self, receipt: Receipt, bug: Exception) -> JobResult:
        """Log it once and tell the person its id, unless they have seen their result already.

        Shape: the log says what kind and where, never the message: it could quote somebody's words.
        """
        error_id = reference_of(receipt.id)
        frames = traceback.extract_tb(bug.__traceback__)[-6:]
        where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        _log.error(
            "receipt.bug", receipt=str(receipt.id), error_id=error_id, fault=type(bug).__name__, where=where
        )
        current = await self._storage.receipts.current(receipt.id, attempts=receipt.attempts)
        if current is not None and current.replied == 0:
            channel = self._channels[current.inbound.account.channel]
            try:
                await channel.reply(current.inbound, tell_bug(error_id, reader_of(current.inbound)))
            except OutsideFault as fault:
                _log.warning("receipt.bug_not_told", error_id=error_id, fault=type(fault).__name__)
        await self._storage.receipts.finish(receipt.id, "bug")
        return Finished()
