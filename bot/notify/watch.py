"""Watches one ticketing system: what changed since last time, and which deadlines have passed.

Each round reads the changed tickets from a cursor, compares them with how they were seen before, and stores new
sights, notices, their jobs and the cursor in one transaction: a round that dies is simply done again. One replica
at a time does it. It sends nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Final

from pydantic import AwareDatetime, ValidationError

from bot.domain.ids import ChannelName, TicketId, WorkspaceId
from bot.domain.people import Frozen
from bot.domain.tickets import ChannelRoute, Ticket, TicketQuery
from bot.errors import Busy, NotFound, NotOffered, OutsideFault
from bot.notify.address import Addresser, Rules
from bot.notify.deadlines import overdue
from bot.notify.detect import detect, remember, sla_clock
from bot.ports.clock import Clock
from bot.ports.exclusive import Exclusive
from bot.ports.identity import Directory
from bot.ports.storage import Storage, StoredNotice
from bot.ports.ticketing import TicketBackend

log = logging.getLogger(__name__)

PAGES_A_ROUND: Final = 20
DUE_AT_ONCE: Final = 200
AGAIN_AT_ONCE: Final = 20
AGAIN_AT_MOST: Final = 500
# Tickets that were there before watching began are read a page a round; pages overlap a little, because tickets
# that are closed meanwhile move the others up.
OLD_PAGE: Final = 50
OLD_STEP: Final = 45


class WatchState(Frozen):
    """Where watching stands, kept as the storage's cursor.

    Shape: `again` are tickets whose assignee could not be looked up; `old_offset` None = every ticket that was
           open when watching began has been seen.
    """

    since: AwareDatetime
    cursor: str
    again: tuple[TicketId, ...] = ()
    old_offset: int | None = None


class Watcher:
    """Watches one connection.

    Shape: `workspaces` are those that belong to the connection; `routes` are added to those the system knows;
           `on_changed` is given the tickets that look different than before, as a courtesy, after they are stored.
    """

    def __init__(
        self,
        backend: TicketBackend,
        storage: Storage,
        *,
        exclusive: Exclusive,
        directories: Mapping[ChannelName, Directory],
        workspaces: Collection[tuple[ChannelName, WorkspaceId]],
        clock: Clock,
        routes: Sequence[ChannelRoute] = (),
        on_changed: Callable[[Sequence[Ticket]], Awaitable[None]] | None = None,
        interval_s: float = 5.0,
    ) -> None:
        self._backend = backend
        self._notices = storage.notices
        self._exclusive = exclusive
        self._addresser = Addresser(backend, storage, directories=directories, workspaces=workspaces)
        self._clock = clock
        self._routes = tuple(routes)
        self._on_changed = on_changed
        self._interval_s = interval_s
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()

    def stop(self) -> None:
        """End after the round under way."""
        self._stopping.set()
        self._wake.set()

    def wake(self) -> None:
        """Look now: somebody was told that something changed."""
        self._wake.set()

    async def run(self) -> None:
        """Look again and again until stopped. A fault from outside is logged once, until it is over."""
        is_well = True
        while not self._stopping.is_set():
            pause_s = self._interval_s
            self._wake.clear()
            try:
                await self.tick()
            except OutsideFault as fault:
                if is_well:
                    log.warning(
                        "watch_failed connection=%s fault=%s", self._backend.connection, type(fault).__name__
                    )
                is_well = False
                pause_s = max(pause_s, fault.retry_after_s) if isinstance(fault, Busy) else pause_s
            except Exception:
                log.exception("watch_broken connection=%s", self._backend.connection)
                is_well = False
            else:
                if not is_well:
                    log.info("watch_recovered connection=%s", self._backend.connection)
                is_well = True
            if not self._stopping.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        await self._wake.wait()

    async def tick(self) -> bool:
        """One round; False when another replica is at it. Raises: OutsideFault."""
        async with self._exclusive.hold(f"watch:{self._backend.connection}") as is_ours:
            if not is_ours:
                return False
            rules = Rules(
                meta=await self._backend.meta(), routes=(*await self._backend.routes(), *self._routes)
            )
            state = await self._state() or await self._begin()
            state = await self._see_old(state, rules)
            state = await self._see_changed(state, rules)
            await self._see_again(state, rules)
            await self._see_deadlines(rules)
            return True

    async def _state(self) -> WatchState | None:
        kept = await self._notices.cursor(self._backend.connection)
        if kept is None:
            return None
        try:
            return WatchState.model_validate_json(kept)
        except ValidationError:
            log.warning("watch_cursor_unreadable connection=%s", self._backend.connection)
            return None

    async def _begin(self) -> WatchState:
        now = self._clock.now()
        page = await self._backend.changed_since(None, now=now)
        state = WatchState(since=now, cursor=page.cursor, old_offset=0)
        await self._keep(state)
        return state

    async def _see_old(self, state: WatchState, rules: Rules) -> WatchState:
        """Learn how tickets stood before watching began, so that what happens to them next can be told."""
        if state.old_offset is None:
            return state
        offset = state.old_offset
        try:
            page = await self._backend.search(TicketQuery(only_open=True, offset=offset, size=OLD_PAGE))
        except NotOffered:
            state = state.model_copy(update={"old_offset": None})
            await self._keep(state)
            return state
        known = await self._notices.snapshots(
            self._backend.connection, [ticket.id for ticket in page.tickets]
        )
        now = self._clock.now()
        fresh = [
            remember(None, ticket, clock=sla_clock(ticket, rules.meta), now=now)
            for ticket in page.tickets
            if ticket.id not in known and ticket.created_at < state.since and ticket.updated_at < state.since
        ]
        next_offset = offset + OLD_STEP if page.has_more else None
        state = state.model_copy(update={"old_offset": next_offset})
        await self._keep(state, tickets=fresh)
        return state

    async def _see_changed(self, state: WatchState, rules: Rules) -> WatchState:
        for _ in range(PAGES_A_ROUND):
            page = await self._backend.changed_since(state.cursor, now=self._clock.now())
            before = state
            state = state.model_copy(update={"cursor": page.cursor})
            if page.tickets or state != before:
                state = await self._see(page.tickets, state, rules)
            if not page.has_more:
                break
        return state

    async def _see_again(self, state: WatchState, rules: Rules) -> None:
        """Look once more at tickets whose assignee could not be looked up before."""
        waiting = state.again[:AGAIN_AT_ONCE]
        if not waiting:
            return
        tickets: list[Ticket] = []
        for ticket_id in waiting:
            with suppress(NotFound):
                tickets.append(await self._backend.get(ticket_id))
        await self._see(tickets, state.model_copy(update={"again": state.again[AGAIN_AT_ONCE:]}), rules)

    async def _see(self, tickets: Sequence[Ticket], state: WatchState, rules: Rules) -> WatchState:
        """Compare with what was seen before; store sights, notices and the state together."""
        now = self._clock.now()
        seen = await self._notices.snapshots(self._backend.connection, [ticket.id for ticket in tickets])
        fresh: dict[TicketId, Ticket] = {}
        notices: list[StoredNotice] = []
        again = dict.fromkeys(state.again)
        for new in tickets:
            old = fresh.get(new.id) or seen.get(new.id)
            clock = sla_clock(new, rules.meta)
            is_complete = True
            for event in detect(
                old,
                new,
                connection=self._backend.connection,
                clock=clock,
                watching_since=state.since,
                now=now,
            ):
                addressed = await self._addresser.address(event, rules, old=old)
                notices.extend(addressed.notices)
                is_complete = is_complete and addressed.is_complete
            if is_complete:
                fresh[new.id] = remember(old, new, clock=clock, now=now)
            else:
                again[new.id] = (
                    None  # its old sight stays, so the same events with the same keys are found again
                )
        if len(again) > AGAIN_AT_MOST:
            log.error("watch_gave_up_lookups connection=%s count=%s", self._backend.connection, len(again))
        state = state.model_copy(update={"again": tuple(again)[-AGAIN_AT_MOST:]})
        await self._keep(state, tickets=list(fresh.values()), notices=notices)
        changed = [new for new in tickets if new.id in fresh and _looks_different(seen.get(new.id), new)]
        if changed and self._on_changed is not None:
            await self._on_changed(changed)
        return state

    async def _see_deadlines(self, rules: Rules) -> None:
        for _ in range(PAGES_A_ROUND):
            now = self._clock.now()
            due = await self._notices.watched(self._backend.connection, due_before=now, limit=DUE_AT_ONCE)
            events, kept = overdue(due, connection=self._backend.connection, meta=rules.meta, now=now)
            notices: list[StoredNotice] = []
            incomplete: set[TicketId] = set()
            for event in events:
                addressed = await self._addresser.address(event, rules, old=event.ticket)
                notices.extend(addressed.notices)
                if not addressed.is_complete:
                    incomplete.add(event.ticket.id)
            done = [ticket for ticket in kept if ticket.id not in incomplete]
            if done or notices:
                await self._keep(None, tickets=done, notices=notices)
            if len(due) < DUE_AT_ONCE or incomplete:
                break

    async def _keep(
        self,
        state: WatchState | None,
        *,
        tickets: Sequence[Ticket] = (),
        notices: Sequence[StoredNotice] = (),
    ) -> None:
        cursor = state.model_dump_json() if state else None
        await self._notices.advance(self._backend.connection, cursor=cursor, tickets=tickets, notices=notices)


def _looks_different(old: Ticket | None, new: Ticket) -> bool:
    """Whether a message that shows the ticket may read otherwise.

    Shape: first sight too, for a ticket raised here can change before it is first seen; what shows it already stays.
    """
    return old is None or old.updated_at != new.updated_at
