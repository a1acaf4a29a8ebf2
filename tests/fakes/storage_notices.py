"""Events seen, notices made of them and what became of each, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bot.domain.ids import ConnectionId, NoticeId, TicketId
from bot.domain.tickets import Ticket
from bot.ports.storage import ANSWER_LOST, LedgerRow, StoredNotice
from bot.ui.inbound import MessageRef

State = Literal["queued", "held", "delivered", "dropped", "failed"]
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class _Row:
    """A notice and its ledger."""

    notice: StoredNotice
    state: State = "queued"
    reason: str | None = None
    attempts: int = 0
    ref: MessageRef | None = None
    at: datetime = _NEVER


class FakeNotices:
    """The `Notices` port in memory."""

    def __init__(self) -> None:
        self._cursors: dict[ConnectionId, str] = {}
        self._seen: dict[tuple[ConnectionId, TicketId], Ticket] = {}
        self._rows: dict[NoticeId, _Row] = {}
        self._keys: set[tuple[str, str, str]] = set()
        self._acted: list[tuple[ConnectionId, TicketId, str, str, str, datetime]] = []

    async def cursor(self, connection: ConnectionId) -> str | None:
        """See the port."""
        return self._cursors.get(connection)

    async def snapshots(
        self, connection: ConnectionId, tickets: Sequence[TicketId]
    ) -> dict[TicketId, Ticket]:
        """See the port."""
        return {one: self._seen[(connection, one)] for one in tickets if (connection, one) in self._seen}

    async def watched(
        self, connection: ConnectionId, *, due_before: datetime, limit: int
    ) -> Sequence[Ticket]:
        """See the port. Shape: a finished ticket is one that has an end."""
        told = {
            row.notice.event.ticket.id
            for row in self._rows.values()
            if row.notice.event.kind == "sla_breached"
        }
        due = [
            ticket
            for (of, ticket_id), ticket in self._seen.items()
            if of == connection and ticket_id not in told and _is_due(ticket, due_before)
        ]
        return sorted(due, key=lambda ticket: ticket.due_at or due_before)[:limit]

    async def advance(
        self,
        connection: ConnectionId,
        *,
        cursor: str | None,
        tickets: Sequence[Ticket],
        notices: Sequence[StoredNotice],
    ) -> Sequence[NoticeId]:
        """See the port."""
        if cursor is not None:
            self._cursors[connection] = cursor
        for ticket in tickets:
            self._seen[(connection, ticket.id)] = ticket
        new = []
        for notice in notices:
            key = (str(connection), notice.event.key, notice.destination.key)
            if key not in self._keys:
                self._keys.add(key)
                self._rows[notice.id] = _Row(notice=notice, at=notice.event.at)
                new.append(notice.id)
        return new

    async def load(self, notice: NoticeId) -> StoredNotice | None:
        """See the port."""
        row = self._rows.get(notice)
        if row is None or row.state not in {"queued", "held"}:
            return None
        is_repeat = row.attempts > 0 and (row.state == "queued" or row.reason == ANSWER_LOST)
        row.attempts += 1
        return row.notice.model_copy(update={"is_repeat": is_repeat})

    async def record(
        self,
        notice: NoticeId,
        *,
        state: Literal["held", "delivered", "dropped", "failed"],
        reason: str | None = None,
        ref: MessageRef | None = None,
        now: datetime,
    ) -> None:
        """See the port."""
        row = self._rows[notice]
        row.state, row.reason, row.ref, row.at = state, reason, ref, now

    async def ledger(
        self, *, ticket_number: str | None = None, state: str | None = None, limit: int = 50
    ) -> Sequence[LedgerRow]:
        """See the port."""
        rows = [
            _ledger_row(row)
            for row in self._rows.values()
            if ticket_number in {None, row.notice.event.ticket.number} and state in {None, row.state}
        ]
        return sorted(rows, key=lambda row: row.updated_at, reverse=True)[:limit]

    async def acted(
        self, connection: ConnectionId, ticket: TicketId, field: str, value: str, *, actor: str, now: datetime
    ) -> None:
        """See the port."""
        self._acted.append((connection, ticket, field, value, actor, now))

    async def actor_of(
        self, connection: ConnectionId, ticket: TicketId, field: str, value: str, *, since: datetime
    ) -> str | None:
        """See the port."""
        for of, one, name, wanted, actor, at in reversed(self._acted):
            if (of, one, name, wanted) == (connection, ticket, field, value) and at >= since:
                return actor
        return None


def _is_due(ticket: Ticket, due_before: datetime) -> bool:
    is_open = ticket.resolved_at is None and ticket.closed_at is None
    return (
        is_open
        and not ticket.resolution_breached
        and ticket.due_at is not None
        and ticket.due_at < due_before
    )


def _ledger_row(row: _Row) -> LedgerRow:
    event = row.notice.event
    return LedgerRow(
        id=row.notice.id,
        event_key=event.key,
        kind=event.kind,
        ticket_number=event.ticket.number,
        destination=row.notice.destination.key,
        state=row.state,
        reason=row.reason,
        attempts=row.attempts,
        message_id=row.ref.id if row.ref else None,
        delay_s=(row.at - event.at).total_seconds() if row.state == "delivered" else None,
        updated_at=row.at,
    )
