"""One accepted inbound from its receipt to its end: answered in time, shown, kept and tried again, or given up.

Every step may be repeated: what was written is remembered by effects, what was shown by the receipt.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.conversation.answering import Answer, Answering, reader_of
from bot.conversation.faults import kept_text, tell_given_up, words_of, working_text
from bot.conversation.refresh import refresh
from bot.conversation.retry import next_try
from bot.conversation.router import WRITING, writes
from bot.conversation.turn import Reader
from bot.domain.ids import ChannelName, ReceiptId
from bot.errors import OutsideFault
from bot.ports.channel import Answered, Channel, TrackedMessage
from bot.ports.jobs import Finished, JobResult, Retry, TakenOver
from bot.ports.storage import Receipt
from bot.ui.inbound import Arrived, Click, Command, Inbound, MessageRef, Submit
from bot.ui.replies import Replace, Reply, ShowForm

_log = structlog.get_logger(__name__)
_TOLD = "told_that_it_is_kept"
# No worker is taken for dead sooner.
_TAKEN_FOR_DEAD: Final = timedelta(seconds=1)


def is_kept(inbound: Inbound) -> bool:
    """Whether this asks for a change, which is kept and tried for long; a mere question is soon answered."""
    match inbound:
        case Submit():
            return True
        case Click():
            if inbound.verb == "run":
                return writes(inbound.args.get("text", ""), is_explicit=True)
            return inbound.verb in WRITING
        case Command():
            return writes(inbound.text, is_explicit=inbound.is_explicit)
        case Arrived():
            return False


@dataclass(frozen=True, slots=True)
class ReceiptRun:
    """What running a receipt needs. Shape: `jitter` draws 0 <= j < 1."""

    answering: Answering
    channels: Mapping[ChannelName, Channel]
    jitter: Callable[[], float]

    async def go(self, receipt: Receipt) -> JobResult:
        """Answer, show, draw anew what changed. Raises: whatever is a bug."""
        inbound = receipt.inbound
        log = _log.bind(receipt=str(receipt.id), kind=inbound.kind, attempt=receipt.attempts)
        began_at = self.answering.clock.now()
        try:
            answer, inbound = await self._answer_in_time(receipt)
        except OutsideFault as fault:
            log.info("receipt.outside_fault", fault=type(fault).__name__)
            if await self._is_taken_over(receipt, began_at):
                return TakenOver()
            return await self._postpone(receipt, fault)
        if await self._is_taken_over(receipt, began_at):
            return TakenOver()
        try:
            inbound, drawn = await self._show(receipt, inbound, answer)
        except OutsideFault as fault:
            log.info("receipt.not_shown", fault=type(fault).__name__)
            return await self._show_later(receipt, fault)
        await self._draw_anew(inbound, answer, skip=drawn)
        if isinstance(inbound, Submit):
            await self.answering.storage.forms.close(inbound.token, owner=inbound.account)
        await self.answering.storage.receipts.finish(receipt.id, answer.outcome)
        log.info("receipt.finished", outcome=answer.outcome)
        return Finished()

    async def _is_taken_over(self, receipt: Receipt, began_at: datetime) -> bool:
        """Whether another worker took this one for dead meanwhile: the answer is theirs to give."""
        if self.answering.clock.now() - began_at < _TAKEN_FOR_DEAD:
            return False
        return await self._current(receipt) is None

    async def _answer_in_time(self, receipt: Receipt) -> tuple[Answer, Inbound]:
        """The answer; when it takes a moment, a working state stands where it will appear."""
        inbound = receipt.inbound
        task = asyncio.ensure_future(self.answering.answer(inbound, receipt=receipt.id))
        try:
            await asyncio.wait({task}, timeout=self.answering.policy.working_after_s)
            if not task.done() and receipt.replied == 0:
                inbound = await self._show_working(receipt, inbound, working_text(reader_of(inbound)))
            await self._comfort_those_behind(receipt, task)
            return await task, inbound
        finally:
            # Nothing of it goes on behind the next try, and its fault is not lost when ours came first.
            if not task.done():
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _comfort_those_behind(self, receipt: Receipt, task: asyncio.Future[Answer]) -> None:
        """What the same person asks for meanwhile has to wait for this one: it is shown to be worked on, too."""
        if isinstance(receipt.inbound, Arrived):
            return  # holds up nothing
        patience_s, comforted = self.answering.policy.working_after_s, set[ReceiptId]()
        while not task.done():
            with suppress(OutsideFault):
                for other in await self.answering.storage.receipts.behind(receipt.id):
                    waits_s = (self.answering.clock.now() - other.accepted_at).total_seconds()
                    if other.id not in comforted and waits_s >= patience_s / 2:
                        comforted.add(other.id)
                        await self._show_working(other, other.inbound, working_text(reader_of(other.inbound)))
            await asyncio.wait({task}, timeout=patience_s / 2)

    async def _show_working(self, receipt: Receipt, inbound: Inbound, text: str) -> Inbound:
        """A courtesy: when it cannot be shown, the work goes on.

        Shape: not where another worker has taken over meanwhile: it would take the answer's place; nor for somebody
               who arrived, and asked for nothing.
        """
        if isinstance(inbound, Arrived) or await self._current(receipt) is None:
            return inbound
        try:
            surface = await self._channel(inbound).show_working(inbound, text)
        except OutsideFault as fault:
            _log.info("receipt.no_working_state", receipt=str(receipt.id), fault=type(fault).__name__)
            return inbound
        await self.answering.storage.receipts.progress(receipt.id, replied=receipt.replied, surface=surface)
        return inbound.model_copy(update={"surface": surface})

    async def _show(
        self, receipt: Receipt, inbound: Inbound, answer: Answer
    ) -> tuple[Inbound, frozenset[MessageRef]]:
        """Show what is not shown yet; returns the messages that are drawn by it. Raises: OutsideFault."""
        drawn: set[MessageRef] = set()
        for position, reply in enumerate(answer.replies):
            if isinstance(reply, Replace) and (clicked := _clicked(inbound)):
                drawn.add(clicked)
            if position < receipt.replied:
                continue
            answered = await self._channel(inbound).reply(inbound, reply)
            await self._track(inbound, reply, answered, answer.reader)
            drawn |= {answered.ref} if answered.ref else set()
            await self.answering.storage.receipts.progress(
                receipt.id, replied=position + 1, surface=answered.surface
            )
            inbound = inbound.model_copy(update={"surface": answered.surface})
        return inbound, frozenset(drawn)

    async def _track(self, inbound: Inbound, reply: Reply, answered: Answered, reader: Reader) -> None:
        """Remember a lasting message that shows a ticket."""
        if isinstance(reply, ShowForm) or reply.tracks is None or answered.ref is None:
            return
        backend = self.answering.backend_for(inbound.account.channel, inbound.account.workspace)
        if backend is None:
            return
        await self.answering.storage.tracked.track(
            TrackedMessage(
                connection=backend.connection,
                channel=inbound.account.channel,
                workspace=inbound.account.workspace,
                ref=answered.ref,
                ticket=reply.tracks,
                audience=reply.audience,
                locale=reader.locale,
                time_zone=reader.time_zone,
                as_of=reply.as_of,
            )
        )

    async def _draw_anew(self, inbound: Inbound, answer: Answer, *, skip: frozenset[MessageRef]) -> None:
        backend = self.answering.backend_for(inbound.account.channel, inbound.account.workspace)
        if backend is None:
            return
        for ticket in {ticket.id: ticket for ticket in answer.touched}.values():
            await refresh(
                ticket,
                backend=backend,
                channels=self.channels,
                tracked=self.answering.storage.tracked,
                clock=self.answering.clock,
                skip=skip,
            )

    async def _postpone(self, receipt: Receipt, fault: OutsideFault) -> JobResult:
        """The help desk did not do its part: told once that it is kept, or at the end that it was given up."""
        retry = self._next_try(receipt, fault)
        if retry is None:
            return await self._give_up(receipt, fault)
        await self._keep_form(receipt)
        effects, now = self.answering.storage.effects, self.answering.clock.now()
        state, _, _ = await effects.begin(receipt.id, _TOLD, now=now)
        if state == "new" and receipt.replied == 0:
            inbound = await self._latest(receipt)
            text = kept_text(reader_of(inbound), is_kept=is_kept(inbound))
            await self._show_working(receipt, inbound, text)
            await effects.complete(receipt.id, _TOLD, "")
        return retry

    async def _keep_form(self, receipt: Receipt) -> None:
        """A form whose answers wait for the help desk lives as long as they do, so that no clean-up takes it."""
        inbound, forms = receipt.inbound, self.answering.storage.forms
        if not isinstance(inbound, Submit):
            return
        form = await forms.load(inbound.token, owner=inbound.account, now=inbound.at)
        if form is not None:
            kept_for = timedelta(hours=2 * self.answering.policy.give_up_after_h)
            await forms.keep(form, owner=inbound.account, expires_at=receipt.accepted_at + kept_for)

    async def _give_up(self, receipt: Receipt, fault: OutsideFault) -> JobResult:
        inbound = await self._latest(receipt)
        form = None
        if isinstance(inbound, Submit):
            form = await self.answering.storage.forms.load(
                inbound.token, owner=inbound.account, now=inbound.at
            )
        kept = is_kept(inbound)
        words = words_of(inbound, form) if kept else []
        reply = tell_given_up(fault, words, reader_of(inbound), was_kept=kept)
        try:
            if not isinstance(inbound, Arrived):
                await self._channel(inbound).reply(inbound, reply)
        except OutsideFault as silent:
            return await self._show_later(receipt, silent)
        await self.answering.storage.receipts.finish(receipt.id, "gave_up")
        _log.warning("receipt.gave_up", receipt=str(receipt.id), fault=type(fault).__name__)
        return Finished()

    async def _show_later(self, receipt: Receipt, fault: OutsideFault) -> JobResult:
        """The chat did not take the answer: tried again as long as a wish is kept, then noted."""
        give_up_at = receipt.accepted_at + 2 * timedelta(hours=self.answering.policy.give_up_after_h)
        now = self.answering.clock.now()
        retry = next_try(fault, attempt=receipt.attempts, now=now, until=give_up_at, jitter=self.jitter())
        if retry is not None:
            return retry
        await self.answering.storage.receipts.finish(receipt.id, "gave_up")
        _log.warning("receipt.never_shown", receipt=str(receipt.id), fault=type(fault).__name__)
        return Finished()

    def _next_try(self, receipt: Receipt, fault: OutsideFault) -> Retry | None:
        policy = self.answering.policy
        kept_for = timedelta(hours=policy.give_up_after_h)
        if not is_kept(receipt.inbound):
            kept_for = timedelta(seconds=policy.read_give_up_after_s)
        return next_try(
            fault,
            attempt=receipt.attempts,
            now=self.answering.clock.now(),
            until=receipt.accepted_at + kept_for,
            jitter=self.jitter(),
        )

    async def _latest(self, receipt: Receipt) -> Inbound:
        """The inbound with the surface as last remembered: a working state may stand there since."""
        current = await self._current(receipt)
        return current.inbound if current else receipt.inbound

    async def _current(self, receipt: Receipt) -> Receipt | None:
        """The receipt as it stands now; None when it is finished, or somebody else's by now."""
        return await self.answering.storage.receipts.current(receipt.id, attempts=receipt.attempts)

    def _channel(self, inbound: Inbound) -> Channel:
        return self.channels[inbound.account.channel]


def _clicked(inbound: Inbound) -> MessageRef | None:
    return inbound.message if isinstance(inbound, Click | Submit) else None
