"""Tables are made and brought up to date, whoever starts first and however often."""

import asyncio

from adapters.database.migrate import migrate
from adapters.database.pool import Database


async def test_an_empty_database_gets_everything_once(empty_database_url: str) -> None:
    """The job engine's tables and ours; the second run finds nothing to do."""
    async with Database(empty_database_url) as database:
        assert list(await migrate(database)) == [
            "procrastinate",
            "0001_start.sql",
            "0002_drawn_as_of.sql",
            "0003_effects_under_way.sql",
        ]
        assert list(await migrate(database)) == []


async def test_replicas_that_start_together_do_not_collide(empty_database_url: str) -> None:
    """Of several at once one does the work and the others find it done."""
    async with Database(empty_database_url) as database:
        applied = await asyncio.gather(*(migrate(database) for _ in range(4)))
    assert sorted(len(names) for names in applied) == [0, 0, 0, 4]


async def test_a_newer_job_engine_brings_only_its_new_steps(database: Database) -> None:
    """A step of procrastinate that is not noted yet is applied alone, in its order."""
    async with database.connection() as connection:
        await connection.execute("DROP FUNCTION procrastinate_fetch_job_v2")
        await connection.execute("DELETE FROM schema_steps WHERE name LIKE 'procrastinate/03.03.00_01%'")
    assert [name.split("/")[0] for name in await migrate(database)] == ["procrastinate"]
    async with database.connection() as connection:
        cursor = await connection.execute("SELECT to_regproc('procrastinate_fetch_job_v2') AS found")
        assert await cursor.fetchone() == {"found": "procrastinate_fetch_job_v2"}
