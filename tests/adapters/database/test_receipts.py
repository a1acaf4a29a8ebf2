"""What PostgreSQL adds to the storage contract: the job is made with the receipt or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from adapters.database.pool import Connection, Database
from adapters.database.storage import PostgresStorage
from bot.errors import BadInput, Unreachable
from bot.ui.inbound import Arrived
from tests.contracts.storage_data import ADA, BOB, NOW, inbound
from tests.fakes.clock import FakeClock


async def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    """What a query finds."""
    async with database.connection() as connection:
        return [tuple(row.values()) for row in await (await connection.execute(query.encode())).fetchall()]


JOBS = "SELECT queue_name, task_name, lock, args->>'id' FROM procrastinate_jobs ORDER BY id"


async def test_the_job_comes_with_the_receipt(database: Database) -> None:
    """Each accepted inbound has one job, locked by its account, in the order of arrival; a repeat has none."""
    storage = PostgresStorage(database, FakeClock())
    ids = await asyncio.gather(
        storage.receipts.accept(inbound("z")),
        storage.receipts.accept(inbound("a", account=BOB)),
        storage.receipts.accept(inbound("z")),
        storage.receipts.accept(inbound("m")),
    )
    assert ids[2] is None
    assert await rows(database, JOBS) == [
        ("inbound", "run_receipt", f"account:{ADA.key}", ids[0]),
        ("inbound", "run_receipt", f"account:{BOB.key}", ids[1]),
        ("inbound", "run_receipt", f"account:{ADA.key}", ids[3]),
    ]


async def test_a_greeting_holds_up_nothing(database: Database) -> None:
    """Somebody's arrival is done beside their first wish, not before it."""
    storage, wish = PostgresStorage(database, FakeClock()), inbound("k1")
    arrived = Arrived(key="k2", account=ADA, place=wish.place, at=NOW)
    ids = [await storage.receipts.accept(one) for one in (arrived, wish)]
    assert await rows(database, JOBS) == [
        ("inbound", "run_receipt", f"arrival:{ADA.key}", ids[0]),
        ("inbound", "run_receipt", f"account:{ADA.key}", ids[1]),
    ]


async def test_without_the_job_there_is_no_receipt(database: Database) -> None:
    """When the job cannot be made nothing is stored, so the platform's next delivery is taken as the first."""
    storage = PostgresStorage(database, FakeClock())
    async with database.connection() as connection:
        await connection.execute(
            "ALTER TABLE procrastinate_jobs ADD CONSTRAINT broken CHECK (queue_name <> 'inbound')"
        )
    with pytest.raises(psycopg.errors.CheckViolation):
        await storage.receipts.accept(inbound("k"))
    assert await rows(database, "SELECT id FROM receipts") == []
    async with database.connection() as connection:
        await connection.execute("ALTER TABLE procrastinate_jobs DROP CONSTRAINT broken")
    assert await storage.receipts.accept(inbound("k")) is not None


async def test_two_processes_at_once_accept_it_once(database: Database, database_url: str) -> None:
    """The same hundred inbounds over two pools, in opposite orders: each is accepted once, none waits for ever."""
    async with Database(database_url) as other:
        one, two = PostgresStorage(database, FakeClock()), PostgresStorage(other, FakeClock())
        keys = [f"k{count}" for count in range(100)]
        results = await asyncio.gather(
            *(one.receipts.accept(inbound(key)) for key in keys),
            *(two.receipts.accept(inbound(key)) for key in reversed(keys)),
        )
    assert len([result for result in results if result is not None]) == 100
    assert await rows(database, "SELECT count(*) FROM procrastinate_jobs") == [(100,)]


async def test_one_that_cannot_be_stored_harms_no_other(database: Database) -> None:
    """An inbound with a key no database holds is refused; those committed together with it are accepted."""
    storage = PostgresStorage(database, FakeClock())
    results = await asyncio.gather(
        *(storage.receipts.accept(inbound(key)) for key in ("a", "b", "bad\x00key", "c")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [str, str, BadInput, str]


async def test_a_caller_that_gives_up_loses_nothing(database: Database) -> None:
    """A request that is cancelled while its batch is committed does not take the others down."""
    storage = PostgresStorage(database, FakeClock())
    tasks = [asyncio.create_task(storage.receipts.accept(inbound(f"k{count}"))) for count in range(5)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert all(isinstance(result, str) for result in results[1:])


async def test_a_finished_receipt_keeps_no_words(database: Database) -> None:
    """The texts are erased, the key stays."""
    storage = PostgresStorage(database, FakeClock())
    receipt = await storage.receipts.accept(inbound("k", text="my secret"))
    assert receipt is not None
    await storage.receipts.finish(receipt, "done")
    assert await rows(database, "SELECT key, body, surface, outcome FROM receipts") == [
        ("k", None, None, "done")
    ]


async def test_a_database_that_is_away_is_unreachable_and_back_again(database: Database) -> None:
    """Broken connections are told as our own fault class and replaced."""
    storage = PostgresStorage(database, FakeClock())
    async with database.connection() as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with pytest.raises(Unreachable):
            async with database.connection() as second:
                await second.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await storage.receipts.accept(inbound("k")) is not None


# The first statement that stores a receipt ends its own connection; a sequence counts even what is rolled back.
CUT_ONCE = """
CREATE SEQUENCE cuts;
CREATE FUNCTION cut_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('cuts') = 1 THEN
        PERFORM pg_terminate_backend(pg_backend_pid());
        PERFORM pg_sleep(5);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cut_once BEFORE INSERT ON receipts FOR EACH ROW EXECUTE FUNCTION cut_once();
"""


async def test_who_speaks_while_the_database_restarts_is_heard(database: Database) -> None:
    """A connection that breaks under the statement costs nobody their wish: nobody would send it again."""
    storage = PostgresStorage(database, FakeClock())
    async with database.connection() as connection:
        await connection.execute(CUT_ONCE)
    accepted = [await storage.receipts.accept(inbound(f"k{number}")) for number in range(3)]
    assert None not in accepted
    assert len(await rows(database, JOBS)) == 3


class ForgetfulDatabase(Database):
    """Its first answer is lost on the way, after the statement was carried out."""

    lost = 0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection that breaks at the end, once."""
        async with super().connection() as connection:
            yield connection
        self.lost += 1
        if self.lost == 1:
            raise Unreachable


async def test_a_receipt_whose_answer_was_lost_is_stored_once(database_url: str) -> None:
    """It is ours all the same, with one job; the platform's next delivery is a repeat."""
    async with ForgetfulDatabase(database_url) as database:
        storage = PostgresStorage(database, FakeClock())
        first = await storage.receipts.accept(inbound("k"))
        again = await storage.receipts.accept(inbound("k"))
        assert (first is None, again) == (False, None)
        assert [row[3] for row in await rows(database, JOBS)] == [first]
