"""Tickets as they were last seen, where watching stopped, and who did what through the bot."""

from collections.abc import Sequence
from datetime import datetime

from adapters.database.pool import Connection, Database
from bot.domain.ids import ConnectionId, TicketId
from bot.domain.tickets import Ticket


class Snapshots:
    """The watcher's memory in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cursor(self, connection: ConnectionId) -> str | None:
        """Where watching stopped."""
        async with self._database.connection() as database:
            found = await database.execute(
                "SELECT cursor FROM watch_cursors WHERE connection = %s", [connection]
            )
            row = await found.fetchone()
        return row["cursor"] if row else None

    async def of(self, connection: ConnectionId, tickets: Sequence[TicketId]) -> dict[TicketId, Ticket]:
        """These tickets as they were last seen."""
        async with self._database.connection() as database:
            found = await database.execute(
                "SELECT ticket, body FROM ticket_snapshots WHERE connection = %s AND ticket = ANY(%s)",
                [connection, list(tickets)],
            )
            rows = await found.fetchall()
        return {TicketId(row["ticket"]): Ticket.model_validate_json(row["body"]) for row in rows}

    async def due(self, connection: ConnectionId, *, before: datetime, limit: int) -> Sequence[Ticket]:
        """Tickets with a deadline before then that is still to be told of, earliest first."""
        async with self._database.connection() as database:
            found = await database.execute(
                """
                SELECT body FROM ticket_snapshots WHERE connection = %s AND due_at IS NOT NULL AND due_at < %s
                ORDER BY due_at LIMIT %s
                """,
                [connection, before, limit],
            )
            rows = await found.fetchall()
        return [Ticket.model_validate_json(row["body"]) for row in rows]

    async def acted(
        self, connection: ConnectionId, ticket: TicketId, field: str, value: str, *, actor: str, now: datetime
    ) -> None:
        """Remember who changed what through the bot."""
        async with self._database.connection() as database:
            await database.execute(
                "INSERT INTO acts (connection, ticket, field, value, actor, acted_at) VALUES (%s, %s, %s, %s, %s, %s)",
                [connection, ticket, field, value, actor, now],
            )

    async def actor_of(
        self, connection: ConnectionId, ticket: TicketId, field: str, value: str, *, since: datetime
    ) -> str | None:
        """Who changed this through the bot last."""
        async with self._database.connection() as database:
            found = await database.execute(
                """
                SELECT actor FROM acts
                WHERE connection = %s AND ticket = %s AND field = %s AND value = %s AND acted_at >= %s
                ORDER BY acted_at DESC LIMIT 1
                """,
                [connection, ticket, field, value, since],
            )
            row = await found.fetchone()
        return row["actor"] if row else None


async def keep_snapshots(
    database: Connection, connection: ConnectionId, tickets: Sequence[Ticket], now: datetime
) -> None:
    """Store these tickets as last seen; of a ticket that comes twice the later one stays."""
    latest = {ticket.id: ticket for ticket in tickets}
    rows = [latest[ticket_id] for ticket_id in sorted(latest)]
    await database.execute(
        """
        INSERT INTO ticket_snapshots (connection, ticket, body, due_at, is_over, seen_at)
        SELECT %s, given.ticket, given.body, given.due_at, given.is_over, %s
        FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::boolean[])
            AS given(ticket, body, due_at, is_over)
        ON CONFLICT (connection, ticket) DO UPDATE SET body = EXCLUDED.body, due_at = EXCLUDED.due_at,
            is_over = EXCLUDED.is_over, seen_at = EXCLUDED.seen_at
        """,
        [
            connection,
            now,
            [ticket.id for ticket in rows],
            [ticket.model_dump_json() for ticket in rows],
            [_deadline(ticket) for ticket in rows],
            [_is_over(ticket) for ticket in rows],
        ],
    )


async def keep_cursor(database: Connection, connection: ConnectionId, cursor: str) -> None:
    """Store where watching stopped."""
    await database.execute(
        """
        INSERT INTO watch_cursors (connection, cursor) VALUES (%s, %s)
        ON CONFLICT (connection) DO UPDATE SET cursor = EXCLUDED.cursor
        """,
        [connection, cursor],
    )


def _is_over(ticket: Ticket) -> bool:
    return ticket.resolved_at is not None or ticket.closed_at is not None


def _deadline(ticket: Ticket) -> datetime | None:
    return None if _is_over(ticket) or ticket.resolution_breached else ticket.due_at
