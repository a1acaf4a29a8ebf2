"""Receipts: an inbound and the job that will handle it, committed together before anything is acknowledged."""

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Final, Literal, LiteralString

import psycopg
from pydantic import TypeAdapter

from adapters.database.jobs_sql import INBOUND, INBOUND_PRIORITY, RUN_RECEIPT
from adapters.database.pool import Database, persistently
from bot.domain.ids import ReceiptId
from bot.errors import BadInput, OutsideFault
from bot.ports.clock import Clock
from bot.ports.storage import Receipt
from bot.ui.inbound import Arrived, Inbound, inbound_adapter

# Requests that arrive while a commit is under way wait for it and are then committed together.
LARGEST_BATCH: Final = 200

_surface: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])

# One JSON text carries all rows: the driver writes arrays item by item in Python, which costs more than the rest.
# Rows go in ordered by key, so that two processes with the same keys never wait for each other in a circle; their
# jobs are made in the order of arrival. One statement, so one transaction and one round trip.
_ACCEPT: Final[LiteralString] = """
WITH given AS (
    SELECT row->>0 AS id, row->>1 AS channel, row->>2 AS workspace, row->>3 AS key, row->>4 AS account,
           row->>5 AS body, row->>6 AS lock, place
    FROM json_array_elements(%(rows)s::json) WITH ORDINALITY AS given(row, place)
), kept AS (
    INSERT INTO receipts (id, channel, workspace, key, account, body, accepted_at)
    SELECT id, channel, workspace, key, account, body, %(now)s FROM given ORDER BY channel, workspace, key, place
    ON CONFLICT (channel, workspace, key) DO NOTHING
    RETURNING id
), made AS (
    SELECT kept.id, given.lock, given.place FROM kept JOIN given USING (id)
), deferred AS (
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW(%(queue)s, %(task)s, %(priority)s, lock, NULL, jsonb_build_object('id', id), NULL)
        ::procrastinate_job_to_defer_v1 ORDER BY place)) AS jobs
    FROM made HAVING count(*) > 0
)
SELECT made.id FROM made, deferred WHERE cardinality(deferred.jobs) > 0
"""

_KEPT: Final[LiteralString] = "SELECT id FROM receipts WHERE id = ANY(%(ids)s)"


def _lock(inbound: Inbound) -> str:
    """What is done one after the other: an account's wishes. A greeting nobody asked for holds up none of them."""
    return f"{'arrival' if isinstance(inbound, Arrived) else 'account'}:{inbound.account.key}"


def _receipt(id_: ReceiptId, row: Mapping[str, Any]) -> Receipt:
    inbound: Inbound = inbound_adapter.validate_json(row["body"])
    if row["surface"] is not None:
        inbound = inbound.model_copy(update={"surface": _surface.validate_json(row["surface"])})
    return Receipt(
        id=id_,
        inbound=inbound,
        attempts=row["attempts"],
        replied=row["replied"],
        accepted_at=row["accepted_at"],
    )


class PostgresReceipts:
    """Receipts in PostgreSQL.

    Shape: `batched` commits together what waits together; nobody returns before their own row is committed.
    """

    def __init__(self, database: Database, clock: Clock, *, batched: bool = True) -> None:
        self._database = database
        self._clock = clock
        self._batched = batched
        self._waiting: list[tuple[Inbound, asyncio.Future[ReceiptId | None]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """See the port. Raises: Unreachable, BadInput (text the database cannot hold)."""
        if not self._batched:
            return (await self._commit([inbound]))[0]
        future: asyncio.Future[ReceiptId | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((inbound, future))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit_waiting(), name="commit receipts")
        return await future

    async def _commit_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
            inbounds = [inbound for inbound, _ in batch]
            try:
                results: Sequence[ReceiptId | Exception | None] = await self._commit(inbounds)
            except BadInput:
                # one of them cannot be stored: the others must not suffer for it
                results = [await self._commit_alone(inbound) for inbound in inbounds]
            except (OutsideFault, psycopg.Error) as fault:
                results = [fault] * len(batch)
            except BaseException:
                for _, future in [*batch, *self._waiting]:
                    future.cancel()
                self._waiting = []
                raise
            for (_, future), result in zip(batch, results, strict=True):
                if future.done():  # the caller went away; their row is committed all the same
                    continue
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)

    async def _commit_alone(self, inbound: Inbound) -> ReceiptId | Exception | None:
        try:
            return (await self._commit([inbound]))[0]
        except (BadInput, OutsideFault, psycopg.Error) as fault:
            return fault

    async def _commit(self, inbounds: Sequence[Inbound]) -> Sequence[ReceiptId | None]:
        # ids are random, not counted: a ticket's reference is derived from them and must never come twice
        ids = [secrets.token_hex(10) for _ in inbounds]
        rows = [
            (
                *(id_, one.account.channel, one.account.workspace, one.key, one.account.key),
                *(one.model_dump_json(), _lock(one)),
            )
            for id_, one in zip(ids, inbounds, strict=True)
        ]
        given = {
            "rows": json.dumps(rows),
            "ids": ids,
            "now": self._clock.now(),
            "queue": INBOUND,
            "task": RUN_RECEIPT,
            "priority": INBOUND_PRIORITY,
        }
        tries = count()

        async def store() -> set[str]:
            # the ids of a try whose answer was lost are in the table already
            statements = (_ACCEPT,) if next(tries) == 0 else (_ACCEPT, _KEPT)
            async with self._database.connection() as connection:
                found = [await (await connection.execute(one, given)).fetchall() for one in statements]
            return {str(row["id"]) for these in found for row in these}

        kept = await persistently(store)
        return [ReceiptId(id_) if id_ in kept else None for id_ in ids]

    async def load(self, receipt: ReceiptId) -> Receipt | None:
        """See the port."""
        async with self._database.connection() as connection:
            cursor = await connection.execute(
                """
                UPDATE receipts SET attempts = attempts + 1 WHERE id = %s AND finished_at IS NULL AND body IS NOT NULL
                RETURNING body, surface, attempts, replied, accepted_at
                """,
                [receipt],
            )
            row = await cursor.fetchone()
        return None if row is None else _receipt(receipt, row)

    async def behind(self, receipt: ReceiptId) -> Sequence[Receipt]:
        """See the port."""
        async with self._database.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT other.id, other.body, other.surface, other.attempts, other.replied, other.accepted_at
                FROM receipts ours JOIN receipts other USING (channel, workspace, account)
                WHERE ours.id = %s AND other.id <> ours.id AND other.accepted_at >= ours.accepted_at
                    AND other.finished_at IS NULL AND other.body IS NOT NULL AND other.attempts = 0
                ORDER BY other.accepted_at
                """,
                [receipt],
            )
            return [_receipt(ReceiptId(row["id"]), row) for row in await cursor.fetchall()]

    async def current(self, receipt: ReceiptId, *, attempts: int) -> Receipt | None:
        """See the port."""
        async with self._database.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT body, surface, attempts, replied, accepted_at FROM receipts
                WHERE id = %s AND attempts = %s AND finished_at IS NULL AND body IS NOT NULL
                """,
                [receipt, attempts],
            )
            row = await cursor.fetchone()
        return None if row is None else _receipt(receipt, row)

    async def progress(self, receipt: ReceiptId, *, replied: int, surface: dict[str, str]) -> None:
        """See the port."""
        async with self._database.connection() as connection:
            await connection.execute(
                "UPDATE receipts SET replied = %s, surface = %s WHERE id = %s AND finished_at IS NULL",
                [replied, _surface.dump_json(surface).decode(), receipt],
            )

    async def finish(self, receipt: ReceiptId, outcome: Literal["done", "refused", "gave_up", "bug"]) -> None:
        """See the port."""
        async with self._database.connection() as connection:
            await connection.execute(
                """
                UPDATE receipts SET outcome = %s, finished_at = %s, body = NULL, surface = NULL
                WHERE id = %s AND finished_at IS NULL
                """,
                [outcome, self._clock.now(), receipt],
            )
