"""What was written elsewhere on behalf of a receipt: begun before, completed after, looked up in between."""

from datetime import datetime
from typing import Literal

from adapters.database.pool import Database
from bot.domain.ids import ReceiptId


class PostgresEffects:
    """Effects in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self, receipt: ReceiptId, step: str, *, now: datetime
    ) -> tuple[Literal["new", "unknown", "done"], datetime, str | None]:
        """See the port."""
        async with self._database.connection() as connection:
            # the update changes nothing; it makes the row that was there come back in the same statement
            cursor = await connection.execute(
                """
                INSERT INTO effects (receipt, step, began_at, under_way_since) VALUES (%s, %s, %s, %s)
                ON CONFLICT (receipt, step) DO UPDATE SET began_at = effects.began_at
                RETURNING began_at, result, (xmax = 0) AS is_new
                """,
                [receipt, step, now, now],
            )
            row = await cursor.fetchone()
        assert row is not None
        if row["is_new"]:
            return "new", row["began_at"], None
        return ("unknown" if row["result"] is None else "done"), row["began_at"], row["result"]

    async def under_way_since(self, receipt: ReceiptId, step: str) -> datetime | None:
        """See the port."""
        async with self._database.connection() as connection:
            cursor = await connection.execute(
                "SELECT under_way_since FROM effects WHERE receipt = %s AND step = %s", [receipt, step]
            )
            row = await cursor.fetchone()
        return row["under_way_since"] if row else None

    async def under_way(self, receipt: ReceiptId, step: str, *, since: datetime | None) -> None:
        """See the port."""
        async with self._database.connection() as connection:
            await connection.execute(
                "UPDATE effects SET under_way_since = %s WHERE receipt = %s AND step = %s",
                [since, receipt, step],
            )

    async def complete(self, receipt: ReceiptId, step: str, result: str) -> None:
        """See the port."""
        async with self._database.connection() as connection:
            await connection.execute(
                "UPDATE effects SET result = %s WHERE receipt = %s AND step = %s", [result, receipt, step]
            )
