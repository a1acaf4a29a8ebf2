"""Notices: stored with their delivery jobs, and the ledger of what became of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, LiteralString

from adapters.database.jobs_sql import DELIVER_NOTICE, NOTICE_PRIORITY, NOTICES
from adapters.database.pool import Connection, Database
from adapters.database.repositories.snapshots import Snapshots, keep_cursor, keep_snapshots
from bot.domain.ids import ConnectionId, NoticeId, TicketId
from bot.domain.tickets import Ticket
from bot.ports.clock import Clock
from bot.ports.storage import ANSWER_LOST, LedgerRow, StoredNotice
from bot.ui.inbound import MessageRef

# The jobs of one destination share a lock, so they are delivered one at a time and in the order they are made here.
_STORE: Final[LiteralString] = """
WITH given AS (
    SELECT * FROM unnest(%(ids)s::text[], %(keys)s::text[], %(destinations)s::text[], %(kinds)s::text[],
                         %(numbers)s::text[], %(bodies)s::text[], %(times)s::timestamptz[])
        WITH ORDINALITY AS given(id, event_key, destination, kind, ticket_number, body, happened_at, place)
), kept AS (
    INSERT INTO notices
        (id, connection, event_key, destination, kind, ticket_number, body, happened_at, updated_at)
    SELECT id, %(connection)s, event_key, destination, kind, ticket_number, body, happened_at, %(now)s
    FROM given ORDER BY event_key, destination, place
    ON CONFLICT (connection, event_key, destination) DO NOTHING
    RETURNING id
), made AS (
    SELECT kept.id, 'destination:' || given.destination AS lock, given.place FROM kept JOIN given USING (id)
), deferred AS (
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW(%(queue)s, %(task)s, %(priority)s, lock, NULL, jsonb_build_object('id', id), NULL)
        ::procrastinate_job_to_defer_v1 ORDER BY place)) AS jobs
    FROM made HAVING count(*) > 0
)
SELECT made.id FROM made, deferred WHERE cardinality(deferred.jobs) > 0 ORDER BY made.place
"""


class PostgresNotices:
    """Notices and the watcher's memory in PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._snapshots = Snapshots(database)

    async def cursor(self, connection: ConnectionId) -> str | None:
        """See the port."""
        return await self._snapshots.cursor(connection)

    async def snapshots(
        self, connection: ConnectionId, tickets: Sequence[TicketId]
    ) -> dict[TicketId, Ticket]:
        """See the port."""
        return await self._snapshots.of(connection, tickets)

    async def watched(
        self, connection: ConnectionId, *, due_before: datetime, limit: int
    ) -> Sequence[Ticket]:
        """See the port."""
        return await self._snapshots.due(connection, before=due_before, limit=limit)

    async def acted(
        self, connection: ConnectionId, ticket: TicketId, field: str, value: str, *, actor: str, now: datetime
    ) -> None:
        """See the port."""
        await self._snapshots.acted(connection, ticket, field, value, actor=actor, now=now)

    async def actor_of(
        self, connection: ConnectionId, ticket: TicketId, field: str, value: str, *, since: datetime
    ) -> str | None:
        """See the port."""
        return await self._snapshots.actor_of(connection, ticket, field, value, since=since)

    async def advance(
        self,
        connection: ConnectionId,
        *,
        cursor: str | None,
        tickets: Sequence[Ticket],
        notices: Sequence[StoredNotice],
    ) -> Sequence[NoticeId]:
        """See the port."""
        now = self._clock.now()
        async with self._database.transaction() as database:
            if tickets:
                await keep_snapshots(database, connection, tickets, now)
            kept = await self._store(database, connection, notices, now) if notices else []
            if cursor is not None:
                await keep_cursor(database, connection, cursor)
        return kept

    async def _store(
        self, database: Connection, connection: ConnectionId, notices: Sequence[StoredNotice], now: datetime
    ) -> Sequence[NoticeId]:
        found = await database.execute(
            _STORE,
            {
                "ids": [notice.id for notice in notices],
                "keys": [notice.event.key for notice in notices],
                "destinations": [notice.destination.key for notice in notices],
                "kinds": [notice.event.kind for notice in notices],
                "numbers": [notice.event.ticket.number for notice in notices],
                "bodies": [notice.model_dump_json() for notice in notices],
                "times": [notice.event.at for notice in notices],
                "connection": connection,
                "now": now,
                "queue": NOTICES,
                "task": DELIVER_NOTICE,
                "priority": NOTICE_PRIORITY,
            },
        )
        return [NoticeId(row["id"]) for row in await found.fetchall()]

    async def load(self, notice: NoticeId) -> StoredNotice | None:
        """See the port."""
        async with self._database.connection() as database:
            # a notice found "queued" after an attempt was being posted when its worker died
            found = await database.execute(
                """
                UPDATE notices SET attempts = attempts + 1, state = 'queued',
                    is_repeat = is_repeat OR (state = 'queued' AND attempts > 0) OR (state = 'held' AND reason = %s)
                WHERE id = %s AND state IN ('queued', 'held') AND body IS NOT NULL
                RETURNING body, is_repeat
                """,
                [ANSWER_LOST, notice],
            )
            row = await found.fetchone()
        if row is None:
            return None
        return StoredNotice.model_validate_json(row["body"]).model_copy(
            update={"is_repeat": row["is_repeat"]}
        )

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
        async with self._database.connection() as database:
            await database.execute(
                """
                UPDATE notices SET state = %(state)s, reason = %(reason)s, conversation = %(conversation)s,
                    message = %(message)s, updated_at = %(now)s,
                    delivered_at = CASE WHEN %(state)s = 'delivered' THEN %(now)s::timestamptz END
                WHERE id = %(id)s
                """,
                {
                    "id": notice,
                    "state": state,
                    "reason": reason,
                    "conversation": ref.conversation if ref else None,
                    "message": ref.id if ref else None,
                    "now": now,
                },
            )

    async def ledger(
        self, *, ticket_number: str | None = None, state: str | None = None, limit: int = 50
    ) -> Sequence[LedgerRow]:
        """See the port."""
        async with self._database.connection() as database:
            found = await database.execute(
                """
                SELECT id, event_key, kind, ticket_number, destination, state, reason, attempts,
                       message AS message_id, updated_at,
                       extract(epoch FROM delivered_at - happened_at)::float8 AS delay_s
                FROM notices
                WHERE (%(number)s::text IS NULL OR ticket_number = %(number)s)
                  AND (%(state)s::text IS NULL OR state = %(state)s)
                ORDER BY updated_at DESC, id LIMIT %(limit)s
                """,
                {"number": ticket_number, "state": state, "limit": limit},
            )
            rows = await found.fetchall()
        return [LedgerRow.model_validate(row) for row in rows]
