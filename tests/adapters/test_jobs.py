"""The worker: at once, in order, again when asked to, and not lost whoever dies."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from adapters.database.pool import Database
from adapters.database.storage import PostgresStorage
from adapters.jobs import Worker, WorkerSettings
from bot.domain.ids import NoticeId, ReceiptId
from bot.ports.jobs import Finished, JobResult, Retry
from tests.contracts.storage_data import ADA, BOB, DESK, NOW, inbound, notice
from tests.fakes.clock import FakeClock

# The poll is so slow that a test passes only when the worker is woken.
SETTINGS = WorkerSettings(poll_s=300.0, heartbeat_s=0.1, dead_after_s=1.0, drain_s=10.0)
# A worker process that starts a job and never ends it.
STUCK = """
import asyncio, sys
from datetime import UTC, datetime
from adapters.database.pool import Database
from adapters.jobs import Worker, WorkerSettings

class Now:
    def now(self):
        return datetime.now(UTC)

async def stuck(id_):
    print("started", id_, flush=True)
    await asyncio.Event().wait()

async def main():
    async with Database(sys.argv[1]) as database:
        settings = WorkerSettings(heartbeat_s=0.1, dead_after_s=1.0)
        await Worker(database, run_receipt=stuck, deliver_notice=stuck, clock=Now(), settings=settings).run()

asyncio.run(main())
"""


class Log:
    """What was run, in order, and a way to wait for it."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self._changed = asyncio.Event()

    def add(self, entry: str) -> None:
        """Something happened."""
        self.entries.append(entry)
        self._changed.set()

    async def until(self, count: int) -> list[str]:
        """Everything, once there are this many entries."""
        async with asyncio.timeout(20):
            while len(self.entries) < count:
                self._changed.clear()
                await self._changed.wait()
        return self.entries


async def nothing(_: str) -> JobResult:
    """A handler that has nothing to do."""
    return Finished()


@asynccontextmanager
async def working(
    database: Database,
    *,
    run_receipt: Callable[[ReceiptId], Awaitable[JobResult]] = nothing,
    deliver_notice: Callable[[NoticeId], Awaitable[JobResult]] = nothing,
    settings: WorkerSettings = SETTINGS,
) -> AsyncIterator[Worker]:
    """A worker at work, stopped gracefully at the end."""
    worker = Worker(
        database,
        run_receipt=run_receipt,
        deliver_notice=deliver_notice,
        clock=FakeClock(NOW),
        settings=settings,
    )
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        await task


async def jobs_left(database: Database) -> list[str]:
    """The states of the jobs that are still there."""
    async with database.connection() as connection:
        cursor = await connection.execute("SELECT status::text FROM procrastinate_jobs ORDER BY id")
        return [row["status"] for row in await cursor.fetchall()]


@pytest.fixture
def storage(database: Database) -> PostgresStorage:
    """The storage that makes the jobs."""
    return PostgresStorage(database, FakeClock(NOW))


async def test_a_job_is_run_when_it_comes(database: Database, storage: PostgresStorage) -> None:
    """Jobs made before and after the worker started are run without waiting for a poll, and leave nothing behind."""
    log = Log()

    async def run(receipt: ReceiptId) -> JobResult:
        log.add(receipt)
        return Finished()

    first = await storage.receipts.accept(inbound("before"))
    async with working(database, run_receipt=run):
        await log.until(1)
        second = await storage.receipts.accept(inbound("after"))
        assert await log.until(2) == [first, second]
    assert await jobs_left(database) == []


async def test_one_account_one_at_a_time_and_in_order(database: Database, storage: PostgresStorage) -> None:
    """What a person did is handled in order, one after the other, while others' goes on beside it."""
    log = Log()
    release = asyncio.Event()
    names: dict[str, str] = {}

    async def run(receipt: ReceiptId) -> JobResult:
        log.add(f"{names[receipt]} starts")
        await release.wait()
        log.add(f"{names[receipt]} ends")
        return Finished()

    for name, account in (("ada 1", ADA), ("ada 2", ADA), ("ada 3", ADA), ("bob 1", BOB)):
        names[str(await storage.receipts.accept(inbound(name, account=account)))] = name
    async with working(database, run_receipt=run):
        assert set(await log.until(2)) == {"ada 1 starts", "bob 1 starts"}
        release.set()
        entries = await log.until(8)
    assert [entry for entry in entries if entry.startswith("ada")] == [
        "ada 1 starts",
        "ada 1 ends",
        "ada 2 starts",
        "ada 2 ends",
        "ada 3 starts",
        "ada 3 ends",
    ]


async def test_retry_is_run_at_its_time(database: Database, storage: PostgresStorage) -> None:
    """A postponed job comes back at its time, not at the next poll."""
    log = Log()

    async def run(receipt: ReceiptId) -> JobResult:
        log.add(receipt)
        return Finished() if len(log.entries) == 3 else Retry(at=NOW + timedelta(milliseconds=100))

    receipt = await storage.receipts.accept(inbound("k"))
    async with working(database, run_receipt=run):
        assert await log.until(3) == [receipt] * 3


async def test_a_request_that_is_kept_does_not_silence_its_person(
    database: Database, storage: PostgresStorage
) -> None:
    """While one request waits hours for the help desk, the same account's next ones are answered."""
    log = Log()

    async def run(receipt: ReceiptId) -> JobResult:
        log.add(receipt)
        return Retry(at=NOW + timedelta(hours=4)) if receipt == first else Finished()

    first = await storage.receipts.accept(inbound("first"))
    async with working(database, run_receipt=run):
        await log.until(1)
        second = await storage.receipts.accept(inbound("second"))
        assert await log.until(2) == [first, second]
    assert await jobs_left(database) == ["todo"]


async def test_a_held_notice_holds_its_destination_and_no_other(
    database: Database, storage: PostgresStorage
) -> None:
    """Order counts in a conversation: what comes after a held notice waits; another conversation does not."""
    log = Log()

    async def deliver(one: NoticeId) -> JobResult:
        log.add(one)
        is_first_try = log.entries.count("a1") == 1
        return Retry(at=NOW + timedelta(seconds=1)) if one == "a1" and is_first_try else Finished()

    made = [notice("a1"), notice("a2", event="e2"), notice("b1", room="C2")]
    await storage.notices.advance(DESK, cursor="c", tickets=[], notices=made)
    async with working(database, deliver_notice=deliver):
        entries = await log.until(4)
    assert [entry for entry in entries if entry.startswith("a")] == ["a1", "a1", "a2"]
    assert entries.index("b1") < 3


async def test_notices_do_not_take_the_place_of_people(database: Database, storage: PostgresStorage) -> None:
    """With every place for notices taken, a person's request is handled at once."""
    log = Log()
    release = asyncio.Event()

    async def deliver(one: NoticeId) -> JobResult:
        log.add(one)
        await release.wait()
        return Finished()

    async def run(_: ReceiptId) -> JobResult:
        log.add("person")
        return Finished()

    made = [notice(f"n{count}", room=f"C{count}") for count in range(5)]
    await storage.notices.advance(DESK, cursor="c", tickets=[], notices=made)
    settings = WorkerSettings(poll_s=300.0, notices_concurrency=2)
    async with working(database, run_receipt=run, deliver_notice=deliver, settings=settings):
        await log.until(2)
        await storage.receipts.accept(inbound("k"))
        assert (await log.until(3))[2] == "person"
        release.set()
        await log.until(6)


async def test_an_exception_is_tried_again(
    database: Database, storage: PostgresStorage, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug in a handler is logged with an id, the job runs again, and the worker goes on."""
    log = Log()

    async def run(receipt: ReceiptId) -> JobResult:
        log.add(receipt)
        assert 1 // (len(log.entries) - 1) == 1  # the first time this divides by zero
        return Finished()

    receipt = await storage.receipts.accept(inbound("k"))
    async with working(database, run_receipt=run):
        assert await log.until(2) == [receipt, receipt]
    assert [record.getMessage().split()[0] for record in caplog.records] == ["job_failed"]
    assert await jobs_left(database) == []


async def test_stopping_waits_for_what_is_under_way(database: Database, storage: PostgresStorage) -> None:
    """A graceful stop takes no new job and lets the running one end."""
    log = Log()
    release = asyncio.Event()

    async def run(receipt: ReceiptId) -> JobResult:
        log.add(receipt)
        await release.wait()
        return Finished()

    first = await storage.receipts.accept(inbound("first"))
    async with working(database, run_receipt=run) as worker:
        await log.until(1)
        worker.stop()
        await storage.receipts.accept(inbound("second", account=BOB))
        release.set()
    assert log.entries == [first]
    assert await jobs_left(database) == ["todo"]


async def test_what_takes_too_long_to_end_is_put_back(database: Database, storage: PostgresStorage) -> None:
    """A stop does not wait for ever: the job is free for another worker at once."""
    log = Log()

    async def run(receipt: ReceiptId) -> JobResult:
        log.add(receipt)
        await asyncio.Event().wait()
        return Finished()

    await storage.receipts.accept(inbound("k"))
    async with working(database, run_receipt=run, settings=WorkerSettings(drain_s=0.1)):
        await log.until(1)
    assert await jobs_left(database) == ["todo"]


async def test_a_killed_worker_process_loses_nothing(
    database: Database, storage: PostgresStorage, database_url: str
) -> None:
    """kill -9 in the middle of a job: another worker notices that its heart stopped and does the job."""
    receipt = await storage.receipts.accept(inbound("k"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STUCK, database_url, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        assert (await process.stdout.readline()).decode().split() == ["started", receipt]
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert await jobs_left(database) == ["doing"]
    log = Log()

    async def run(one: ReceiptId) -> JobResult:
        log.add(one)
        return Finished()

    async with working(database, run_receipt=run):
        assert await log.until(1) == [receipt]
    assert await jobs_left(database) == []


async def test_a_database_restart_is_waited_out(database: Database, storage: PostgresStorage) -> None:
    """All connections die in the middle of a job: its end is written afterwards and the next one is run."""
    log = Log()
    release = asyncio.Event()

    async def run(receipt: ReceiptId) -> JobResult:
        log.add(receipt)
        await release.wait()
        return Finished()

    await storage.receipts.accept(inbound("first"))
    async with working(database, run_receipt=run):
        await log.until(1)
        async with database.connection() as connection:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            cursor = await connection.execute(f"SELECT pid {others}")
            old = [row["pid"] for row in await cursor.fetchall()]
            await connection.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [old])

            async def gone() -> bool:
                left = await connection.execute("SELECT 1 FROM pg_stat_activity WHERE pid = ANY(%s)", [old])
                return await left.fetchone() is None

            async with asyncio.timeout(10):
                while not await gone():
                    await asyncio.sleep(0.01)
        release.set()
        await storage.receipts.accept(inbound("second"))
        await log.until(2)
    assert await jobs_left(database) == []
