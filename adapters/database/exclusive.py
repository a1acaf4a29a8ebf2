"""One replica at a time, held by the database: the lock goes when the process or its connection does."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.database.pool import Database


class PostgresExclusive:
    """Implements `bot.ports.exclusive.Exclusive` by advisory locks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[bool]:
        """See the port. Shape: keeps one connection for as long as it is held."""
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        async with self._database.connection() as connection:
            found = await connection.execute("SELECT pg_try_advisory_lock(%s) AS held", [key])
            row = await found.fetchone()
            held = bool(row and row["held"])
            try:
                yield held
            finally:
                if held and not connection.closed:
                    await connection.execute("SELECT pg_advisory_unlock(%s)", [key])
