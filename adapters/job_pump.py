"""One queue being worked on: fetches its jobs, runs them side by side, writes what became of each.

procrastinate's own Worker class is not used, because it (3.10, read in `worker.py`) looks for the next job of a
lock only at its next poll after the previous one ended, runs a postponed job only at a poll, clears a wake-up that
came in during a fetch, leaves a job "doing" for good when writing its result failed once, and stops when the
database restarts. The pump is woken by NOTIFY, by the end of a job, and at the time the next postponed job is due;
a slow poll remains as the safety net; a result is written until it is written.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final, assert_never

from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from adapters.database.jobs_sql import INBOUND, INBOUND_PRIORITY, LOWEST_INBOUND_PRIORITY
from bot.errors import BotError
from bot.ports.clock import Clock
from bot.ports.jobs import Finished, JobResult, Retry, TakenOver

log = logging.getLogger(__name__)

# Pauses after an unexpected exception; after the last one the job is given up and kept as failed.
FAILURE_PAUSES_S: Final = (2.0, 10.0, 60.0, 300.0)
DATABASE_PAUSE_S: Final = 1.0


class Pump:
    """Works on one queue.

    Shape: `handle` gets the id of what the job is for; `clock` is what `Retry.at` is meant in.
    """

    def __init__(
        self,
        queue: str,
        handle: Callable[[str], Awaitable[JobResult]],
        *,
        connector: PsycopgConnector,
        clock: Clock,
        concurrency: int,
        poll_s: float,
    ) -> None:
        self.queue = queue
        self._handle = handle
        self._connector = connector
        self._jobs = JobManager(connector)
        self._clock = clock
        self._concurrency = concurrency
        self._poll_s = poll_s
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._failures: dict[int, int] = {}  # by job, of this process alone

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    def stop(self) -> None:
        """Take no more jobs."""
        self._stopping.set()
        self._wake.set()

    async def run(self, worker_id: int) -> None:
        """Fetch and start jobs until stopped; those under way go on."""
        while not self._stopping.is_set():
            self._wake.clear()  # before looking: what comes in while we look wakes us again
            try:
                if len(self._running) < self._concurrency and await self._start_next(worker_id):
                    continue
                pause_s = await self._until_due()
            except ConnectorException as fault:
                log.warning("jobs_fetch_failed queue=%s fault=%s", self.queue, _cause(fault))
                await self._pause(DATABASE_PAUSE_S)
                continue
            if not self._stopping.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        await self._wake.wait()

    async def drain(self, patience_s: float) -> None:
        """Wait for the jobs under way; those that take longer are put back for somebody else."""
        if self._running and patience_s:
            await asyncio.wait(self._running, timeout=patience_s)
        await end_tasks(list(self._running))

    async def _start_next(self, worker_id: int) -> bool:
        job = await self._jobs.fetch_job(queues=[self.queue], worker_id=worker_id)
        if job is None:
            return False
        if self._stopping.is_set():
            # Told to stop while looking: as it was, so that it keeps its place before its account's next one.
            await self._jobs.retry_job(job, retry_at=datetime.now(UTC))
            return False
        task = asyncio.create_task(self._work(job), name=f"{job.task_name} {job.id}")
        self._running.add(task)
        task.add_done_callback(self._ended)
        return True

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()  # a place is free, and the next job of its lock may go

    async def _until_due(self) -> float:
        """How long until a postponed job of this queue is due, at most the poll."""
        if len(self._running) >= self._concurrency:
            return self._poll_s
        row = await self._connector.execute_query_one_async(
            "SELECT extract(epoch FROM min(scheduled_at) - now())::float8 AS wait_s FROM procrastinate_jobs"
            " WHERE status = 'todo' AND queue_name = %(queue)s AND scheduled_at > now()",
            queue=self.queue,
        )
        wait_s: float | None = row["wait_s"]
        return self._poll_s if wait_s is None else min(wait_s + 0.002, self._poll_s)

    async def _work(self, job: Job) -> None:
        outcome: JobResult | Status
        try:
            outcome = await self._handle(str(job.task_kwargs["id"]))
        except asyncio.CancelledError:
            await self._settle(job, Retry(at=self._clock.now()))
            raise
        except Exception as fault:  # noqa: BLE001 - the worker loop: it goes on, the job is not lost, the fault is logged
            outcome = self._failed(job, fault)
        else:
            self._failures.pop(job.id or 0, None)
        await self._settle(job, outcome)

    def _failed(self, job: Job, fault: Exception) -> Retry | Status:
        job_id = job.id or 0
        failures = self._failures.get(job_id, 0) + 1
        self._failures[job_id] = failures
        error_id = secrets.token_hex(4)
        # for an expected fault (the database's) a trace adds nothing
        trace = None if isinstance(fault, BotError) else fault
        log.error(
            "job_failed job=%s error=%s fault=%s", job_id, error_id, type(fault).__name__, exc_info=trace
        )
        if failures > len(FAILURE_PAUSES_S):
            log.error("job_given_up job=%s task=%s error=%s", job_id, job.task_name, error_id)
            self._failures.pop(job_id, None)
            return Status.FAILED
        return Retry(at=self._clock.now() + timedelta(seconds=FAILURE_PAUSES_S[failures - 1]))

    async def _settle(self, job: Job, outcome: JobResult | Status) -> None:
        """Write what is to become of the job, until it is written or the worker ends."""
        while True:
            try:
                await self._write(job, outcome)
            except ConnectorException as fault:
                if "was not found" in str(fault.__cause__):  # somebody took us for dead and settled it
                    log.warning("job_settled_elsewhere job=%s", job.id)
                    return
                log.warning("job_settle_failed job=%s fault=%s", job.id, _cause(fault))
                if self._stopping.is_set():
                    return  # this worker is leaving, so another one will find the job
                await self._pause(DATABASE_PAUSE_S)
            else:
                return

    async def _write(self, job: Job, outcome: JobResult | Status) -> None:
        match outcome:
            case Retry(at=at):
                pause = max(at - self._clock.now(), timedelta(0))
                await self._jobs.retry_job(
                    job, retry_at=datetime.now(UTC) + pause, priority=_stepped_down(job)
                )
            case TakenOver():
                log.warning("job_settled_elsewhere job=%s", job.id)
            case Finished():
                await self._jobs.finish_job(job, Status.SUCCEEDED, delete_job=True)
            case Status():
                await self._jobs.finish_job(job, outcome, delete_job=False)
            case _:
                assert_never(outcome)

    async def _pause(self, pause_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._stopping.wait()


def _stepped_down(job: Job) -> int | None:
    """A postponed receipt waits behind what its account does next.

    procrastinate holds back, of the jobs of one lock, those of lower priority or later making, even while the one
    before them is not due yet: without this step a request kept for hours would silence its person for hours.
    A postponed notice does hold back the ones behind it: their order counts.
    """
    if job.queue != INBOUND:
        return None
    return max(LOWEST_INBOUND_PRIORITY, INBOUND_PRIORITY - job.attempts - 1)


def _cause(fault: ConnectorException) -> str:
    return type(fault.__cause__ or fault).__name__


async def end_tasks(tasks: Iterable[asyncio.Task[Any]], *, again_s: float | None = None) -> None:
    """Cancel tasks and wait until they have ended.

    Shape: `again_s` = how long until those that still run are cancelled once more: `asyncio.wait_for` of Python 3.11,
           with which procrastinate listens, loses a cancellation that comes at the same moment as what it waits for.
           Not for tasks that have something to write when they are cancelled.
    """
    tasks = list(tasks)
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=again_s)
    await asyncio.gather(*tasks, return_exceptions=True)
