"""One transaction on the ticket store: locks a ticket, saves it, records what happened.

Used by `store.py` alone, which publishes `changes` after the commit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from sandbox.ticketing.errors import NotFound, Stale
from sandbox.ticketing.model import Change, ChangeKind, Source, Ticket, UserRef
from sandbox.ticketing.rows import clean, plain, ticket_from_doc, ticket_to_doc
from sandbox.ticketing.sla import Milestone, effective_now, milestones

_FLIPS: Mapping[Milestone, Mapping[str, tuple[Any, Any]]] = {
    "response_breached": {"response_breached": (False, True)},
    "at_risk": {"sla_status": ("on_track", "at_risk")},
    "resolution_breached": {"sla_status": ("at_risk", "breached"), "resolution_breached": (False, True)},
}


class Writing:
    """The open transaction. Shape: `changes` grows as things are recorded, in order."""

    def __init__(self, connection: AsyncConnection[tuple[Any, ...]], now: datetime) -> None:
        """Work on this connection, at this instant."""
        self.connection = connection
        self.now = now
        self.changes: list[Change] = []

    async def next_seq(self, first: int) -> int:
        """The next running number; concurrent writers wait for each other, a failed one leaves no gap."""
        cursor = await self.connection.execute(
            "insert into sandbox.counters values ('ticket', %s) "
            "on conflict (name) do update set value = sandbox.counters.value + 1 returning value",
            (first,),
        )
        row = await cursor.fetchone()
        assert row is not None
        return int(row[0])

    async def locked(self, ticket_id: str, *, expected_version: int | None = None) -> Ticket:
        """The ticket, held until the end of the transaction, its passed deadlines noted. Raises: NotFound, Stale."""
        cursor = await self.connection.execute(
            "select doc from sandbox.tickets where id = %s for update", (clean(ticket_id),)
        )
        row = await cursor.fetchone()
        if row is None:
            raise NotFound(ticket_id)
        ticket = ticket_from_doc(row[0])
        if expected_version is not None and expected_version != ticket.version:
            raise Stale(ticket.version)
        await self.note_sla(ticket)
        return ticket

    async def insert(self, ticket: Ticket) -> None:
        """Add a ticket."""
        await self.connection.execute(
            "insert into sandbox.tickets (id, seq, number, version, noted, doc) values (%s, %s, %s, %s, '[]', %s)",
            (ticket.id, ticket.seq, ticket.number, ticket.version, Jsonb(ticket_to_doc(ticket))),
        )

    async def save(self, ticket: Ticket) -> None:
        """Store the ticket's new version; milestones that lie ahead again will be noted again."""
        at = effective_now(ticket, self.now)
        ahead = [name for due_at, name in milestones(ticket) if due_at >= at]
        await self.connection.execute(
            "update sandbox.tickets set version = %s, doc = %s, noted = noted - %s::text[] where id = %s",
            (ticket.version, Jsonb(ticket_to_doc(ticket)), ahead, ticket.id),
        )

    async def note_sla(self, ticket: Ticket) -> None:
        """Record the milestones this ticket has passed and nobody was told of; plan the next look at it."""
        cursor = await self.connection.execute(
            "select noted from sandbox.tickets where id = %s", (ticket.id,)
        )
        row = await cursor.fetchone()
        assert row is not None
        noted: list[str] = row[0]
        at = effective_now(ticket, self.now)
        pending = [(due_at, name) for due_at, name in milestones(ticket) if name not in noted]
        for due_at, name in pending:
            if due_at < at:
                noted.append(name)
                flip = dict(_FLIPS[name])
                await self.record(ticket.id, "sla", at=max(due_at, ticket.updated_at), changes=flip)
        ahead = [due_at for due_at, name in pending if due_at >= at]
        next_at = min(ahead) if ahead and at == self.now else None
        await self.connection.execute(
            "update sandbox.tickets set noted = %s, next_sla_at = %s where id = %s",
            (Jsonb(noted), next_at, ticket.id),
        )

    async def record(
        self,
        ticket_id: str,
        kind: ChangeKind,
        *,
        at: datetime | None = None,
        actor: UserRef | None = None,
        source: Source | None = None,
        changes: Mapping[str, tuple[Any, Any]] | None = None,
        comment_id: str | None = None,
    ) -> None:
        """Add an entry to the ticket's history."""
        facts = {name: (plain(old), plain(new)) for name, (old, new) in (changes or {}).items()}
        when = at or self.now
        cursor = await self.connection.execute(
            "insert into sandbox.history (ticket_id, kind, actor, at, changes, comment_id, source) "
            "values (%s, %s, %s, %s, %s, %s, %s) returning seq",
            (ticket_id, kind, Jsonb(plain(actor)) if actor else None, when, Jsonb(facts), comment_id, source),
        )
        row = await cursor.fetchone()
        assert row is not None
        seq = int(row[0])
        self.changes.append(Change(seq, ticket_id, kind, actor, when, facts, comment_id, source))
