"""Posts one notice: checks that it is still true, composes it, posts it, and writes down what became of it.

It never decides when it runs: it says when it wants to run again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, assert_never

from bot.domain.ids import ChannelName, ConnectionId, NoticeId
from bot.domain.tickets import Meta
from bot.errors import Busy, NotFound, OutsideFault
from bot.notify.compose import compose
from bot.notify.truth import no_longer_true
from bot.ports.channel import Channel, Delivered, Later, TrackedMessage, Undeliverable
from bot.ports.clock import Clock
from bot.ports.jobs import Finished, JobResult, Retry
from bot.ports.storage import ANSWER_LOST, Storage, StoredNotice
from bot.ports.ticketing import TicketBackend
from bot.ui.inbound import MessageRef

# Older news is not worth a ping: it is given up and the ledger says so.
GIVE_UP_AFTER: Final = timedelta(hours=72)
HELP_DESK_PAUSE: Final = timedelta(seconds=15)
REPEATED: Final = "posted again after an answer was lost"


class Deliverer:
    """Runs the delivery jobs of all connections."""

    def __init__(
        self,
        storage: Storage,
        *,
        channels: Mapping[ChannelName, Channel],
        backend_for: Callable[[ConnectionId], TicketBackend | None],
        clock: Clock,
    ) -> None:
        self._notices = storage.notices
        self._tracked = storage.tracked
        self._channels = channels
        self._backend_for = backend_for
        self._clock = clock

    async def run(self, notice_id: NoticeId) -> JobResult:
        """One attempt at one notice.

        Shape: at least once: after a lost answer or a killed worker it is posted again and the ledger says so.
        """
        notice = await self._notices.load(notice_id)
        if notice is None:
            return Finished()
        backend = self._backend_for(notice.event.connection)
        channel = self._channels.get(notice.destination.channel)
        if backend is None or channel is None:
            return await self._end(notice, "failed", "this connection or channel is no longer configured")
        try:
            meta = await backend.meta()
            reason = await self._untrue(notice, backend, meta)
        except OutsideFault as fault:
            return await self._hold(notice, self._next(fault), "the help desk could not be asked")
        if reason is not None:
            return await self._end(notice, "dropped", reason)
        message = compose(notice, meta=meta, now=self._clock.now(), can_claim=backend.capabilities.can_assign)
        outcome = await channel.post(notice.destination, message)
        match outcome:
            case Delivered(ref=ref):
                await self._follow(notice, ref)
                await self._notices.record(
                    notice.id,
                    state="delivered",
                    reason=REPEATED if notice.is_repeat else None,
                    ref=ref,
                    now=self._clock.now(),
                )
                return Finished()
            case Later(at=at, reason=reason, may_have_happened=lost):
                return await self._hold(notice, at, ANSWER_LOST if lost else reason)
            case Undeliverable(reason=reason):
                return await self._end(notice, "failed", reason)
            case _:
                assert_never(outcome)

    async def _follow(self, notice: StoredNotice, ref: MessageRef) -> None:
        """From now on the team's message shows the ticket as it stands: what one of them does in it, all see.

        Shape: what a person is told in their direct chat stays as it was said.
        """
        if notice.role != "team":
            return
        await self._tracked.track(
            TrackedMessage(
                connection=notice.event.connection,
                channel=notice.destination.channel,
                workspace=notice.destination.workspace,
                ref=ref,
                ticket=notice.event.ticket.id,
                audience="agents",
                locale=notice.locale,
                time_zone=notice.time_zone,
                as_of=notice.event.ticket.updated_at,
            )
        )

    async def _untrue(self, notice: StoredNotice, backend: TicketBackend, meta: Meta) -> str | None:
        try:
            current = await backend.get(notice.event.ticket.id)
        except NotFound:
            return "the ticket is gone"
        return no_longer_true(notice.event, current, meta, now=self._clock.now())

    async def _hold(self, notice: StoredNotice, at: datetime, reason: str) -> JobResult:
        now = self._clock.now()
        if now - notice.event.at > GIVE_UP_AFTER:
            return await self._end(notice, "failed", f"given up after three days: {reason}")
        await self._notices.record(notice.id, state="held", reason=reason, now=now)
        return Retry(at=max(at, now))

    async def _end(self, notice: StoredNotice, state: Literal["dropped", "failed"], reason: str) -> Finished:
        await self._notices.record(notice.id, state=state, reason=reason, now=self._clock.now())
        return Finished()

    def _next(self, fault: OutsideFault) -> datetime:
        pause = timedelta(seconds=fault.retry_after_s) if isinstance(fault, Busy) else HELP_DESK_PAUSE
        return self._clock.now() + pause
