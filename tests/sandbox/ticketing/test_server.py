"""Starting and stopping the service leaves nothing open and nothing lost."""

import asyncio
import socket

import aiohttp
import psycopg
import pytest

from sandbox.ticketing.options import Options
from sandbox.ticketing.people import user_ref
from sandbox.ticketing.server import DESK, build_app, start
from sandbox.world import TEAMSWORK_PRIMARY_KEY, WORLD


async def connections(dsn: str) -> int:
    """How many others are connected to this database."""
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        cursor = await connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            " and backend_type = 'client backend'"
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def waiting(dsn: str) -> bool:
    """Whether somebody waits for a lock in this database."""
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        cursor = await connection.execute(
            "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        return await cursor.fetchone() is not None


async def no_connections(dsn: str) -> int:
    """The number of connections once they are gone, or after a while."""
    async with asyncio.timeout(10):
        left = await connections(dsn)
        while left:
            await asyncio.sleep(0.02)
            left = await connections(dsn)
    return left


async def test_tickets_outlive_the_service(dsn: str) -> None:
    """A second start finds what the first one wrote, and does not seed again."""
    jane = user_ref(WORLD.person("jane"))
    app = build_app(dsn=dsn)
    running = await start(app)
    made = await app[DESK].store.create(
        subject="S", description="", priority="low", team="it", requester=jane, actor=jane, source="control"
    )
    await running.close()
    app = build_app(dsn=dsn)
    running = await start(app)
    numbers = [ticket.number for ticket in await app[DESK].store.tickets()]
    await running.close()
    assert (numbers[-1], len(numbers)) == (made.number, 17)


async def test_closing_waits_neither_for_hanging_calls_nor_for_listeners(dsn: str) -> None:
    """A call that hangs for minutes and a listener are let go; no connection stays."""
    app = build_app(dsn=dsn)
    running = await start(app)
    listener = app[DESK].subscribe()
    async with aiohttp.ClientSession() as session:
        fault = {"kind": "timeout_before", "seconds": 600}
        async with session.post(f"{running.url}/_sandbox/faults", json=fault) as answer:
            assert answer.status == 201
        url = f"{running.url}/teamswork/v1/tags?key={TEAMSWORK_PRIMARY_KEY}"
        hanging = asyncio.create_task(session.get(url))
        async with asyncio.timeout(10):
            while True:
                async with session.get(f"{running.url}/_sandbox/faults") as answer:
                    if (await answer.json())["faults"] == []:
                        break
        async with asyncio.timeout(30):
            await running.close()
        with pytest.raises(aiohttp.ClientError):
            await hanging
    assert [change async for change in listener] == []
    assert await no_connections(dsn) == 0


async def test_a_taken_port_leaves_nothing_open(dsn: str) -> None:
    """A failed start closes the database again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            await start(build_app(dsn=dsn), port=taken.getsockname()[1])
    assert await no_connections(dsn) == 0


async def test_a_cancelled_start_leaves_nothing_open(empty_database_url: str) -> None:
    """Interrupted while it makes its tables, it closes the database; the next start works."""
    dsn = empty_database_url
    async with await psycopg.AsyncConnection.connect(dsn) as blocker:
        await blocker.execute("create schema sandbox")  # not committed: the start has to wait for it
        starting = asyncio.create_task(start(build_app(dsn=dsn)))
        async with asyncio.timeout(10):
            while not await waiting(dsn):
                await asyncio.sleep(0.02)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        await blocker.rollback()
    assert await no_connections(dsn) == 0
    running = await start(build_app(dsn=dsn, options=Options(is_seeded=False)))
    await running.close()
