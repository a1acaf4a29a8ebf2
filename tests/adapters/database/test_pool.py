"""The pool: what a restart of the database leaves of it is no burden for those who come afterwards."""

from contextlib import AsyncExitStack
from typing import Final

import psycopg

from adapters.database.pool import Database

MANY: Final = 8


async def test_the_first_after_a_restart_is_served(database_url: str) -> None:
    """All idle connections are dead: one patience is enough for a new one, however many there were."""
    async with Database(database_url, max_connections=MANY, patience_s=2.5) as database:
        async with AsyncExitStack() as held:
            for _ in range(MANY):
                await held.enter_async_context(database.connection())
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as other:
            ended = await other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert len(await ended.fetchall()) == MANY
        async with database.connection() as connection:
            row = await (await connection.execute("SELECT 1 AS one")).fetchone()
    assert row == {"one": 1}
