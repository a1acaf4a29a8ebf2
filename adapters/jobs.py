"""The worker: runs the jobs the storage made, on procrastinate's tables and through its JobManager.

One pump per queue, so that no number of notices delays a person's click; a heartbeat in the database, by which any
worker finds and puts back the jobs of one that died; housekeeping. This file installs no signal handlers and knows
nothing of what a job does. Why procrastinate's own Worker class is not used stands in job_pump.py.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Notification
from procrastinate.manager import JobManager

from adapters.database.jobs_sql import INBOUND, NOTICES
from adapters.database.pool import Database
from adapters.database.retention import Retention
from adapters.job_pump import DATABASE_PAUSE_S, Pump, end_tasks
from bot.domain.ids import NoticeId, ReceiptId
from bot.errors import BotError, Unreachable
from bot.ports.clock import Clock
from bot.ports.jobs import JobResult

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How much at once, and how soon what. Units: seconds; hours where it says so.

    Shape: a job of a worker that was killed is taken up by another after at most `dead_after_s` + `heartbeat_s`;
           `dead_after_s` wants to be several heartbeats.
    """

    inbound_concurrency: int = 16
    notices_concurrency: int = 16
    poll_s: float = 5.0
    heartbeat_s: float = 3.0
    dead_after_s: float = 12.0
    drain_s: float = 20.0
    housekeeping_s: float = 600.0
    failed_jobs_kept_h: int = 24 * 7


class Worker:
    """Runs jobs until it is stopped.

    Shape: `run_receipt` and `deliver_notice` are given an id and return what is to become of the job; the clock
           is the one their `Retry.at` is meant in. The database has to be open.
    """

    def __init__(
        self,
        database: Database,
        *,
        run_receipt: Callable[[ReceiptId], Awaitable[JobResult]],
        deliver_notice: Callable[[NoticeId], Awaitable[JobResult]],
        clock: Clock,
        retention: Retention | None = None,
        settings: WorkerSettings | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._retention = retention or Retention()
        self._settings = settings = settings or WorkerSettings()
        self._connector = connector = PsycopgConnector()
        self._jobs = JobManager(connector)
        self._pumps = (
            Pump(
                INBOUND,
                lambda id_: run_receipt(ReceiptId(id_)),
                connector=connector,
                clock=clock,
                concurrency=settings.inbound_concurrency,
                poll_s=settings.poll_s,
            ),
            Pump(
                NOTICES,
                lambda id_: deliver_notice(NoticeId(id_)),
                connector=connector,
                clock=clock,
                concurrency=settings.notices_concurrency,
                poll_s=settings.poll_s,
            ),
        )

    def stop(self) -> None:
        """Take no more jobs; `run` returns when those under way are done, or put back after `drain_s`."""
        for pump in self._pumps:
            pump.stop()

    async def run(self) -> None:
        """Work until stopped; when cancelled, what is under way is put back at once.

        Raises: Unreachable when the database does not answer at the start; later faults of it are waited out.
        """
        await self._connector.open_async(self._database.pool)
        worker_id = await self._register()
        side = [
            asyncio.create_task(self._beat(worker_id), name="worker heartbeat"),
            asyncio.create_task(self._listen(), name="worker listen"),
            asyncio.create_task(self._keep_house(), name="worker housekeeping"),
        ]
        pumps = [asyncio.create_task(pump.run(worker_id), name=f"pump {pump.queue}") for pump in self._pumps]
        patience_s = 0.0
        try:
            await asyncio.gather(*pumps)
            patience_s = self._settings.drain_s
        finally:
            self.stop()
            await end_tasks(pumps)
            await asyncio.gather(*(pump.drain(patience_s) for pump in self._pumps))
            await end_tasks(side, again_s=0.5)
            # a job that is still ours, because the database was away, is found by its missing worker
            with suppress(ConnectorException):
                await self._jobs.unregister_worker(worker_id)

    async def _register(self) -> int:
        try:
            return await self._jobs.register_worker()
        except ConnectorException as fault:
            raise Unreachable("the database does not let the worker register") from fault

    async def _beat(self, worker_id: int) -> None:
        """Say that we live, and put back the jobs of those who no longer do."""
        while True:
            try:
                await self._jobs.update_heartbeat(worker_id)
                if await self._rescue():
                    self._wake_all()
            except ConnectorException as fault:
                log.warning("worker_heartbeat_failed fault=%s", type(fault.__cause__ or fault).__name__)
            await asyncio.sleep(self._settings.heartbeat_s)

    async def _rescue(self) -> int:
        # one statement, so that two workers never put the same job back twice
        rows = await self._connector.execute_query_all_async(
            """
            WITH dead AS (
                SELECT job.id FROM procrastinate_jobs job
                LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
                WHERE job.status = 'doing' AND (worker.id IS NULL
                    OR worker.last_heartbeat < now() - make_interval(secs => %(dead_after_s)s))
                FOR UPDATE OF job SKIP LOCKED
            )
            SELECT dead.id, procrastinate_retry_job_v2(dead.id, now(), NULL, NULL, NULL) FROM dead
            """,
            dead_after_s=self._settings.dead_after_s,
        )
        for row in rows:
            log.warning("job_rescued job=%s", row["id"])
        return len(rows)

    async def _listen(self) -> None:
        async def heard(*, channel: str, notification: Notification) -> None:
            for pump in self._pumps:
                if channel.endswith(f"#{pump.queue}"):
                    pump.wake()

        queues = [pump.queue for pump in self._pumps]
        while True:
            try:
                await self._jobs.listen_for_jobs(on_notification=heard, queues=queues)
            except ConnectorException as fault:
                log.warning("worker_listen_failed fault=%s", type(fault.__cause__ or fault).__name__)
            await asyncio.sleep(DATABASE_PAUSE_S)
            self._wake_all()  # what was notified meanwhile was not heard

    async def _keep_house(self) -> None:
        """Erase what is too old to keep. Every worker may do it: each step is a single statement."""
        while True:
            try:
                await self._retention.erase(self._database, now=self._clock.now())
                await self._jobs.delete_old_jobs(
                    nb_hours=self._settings.failed_jobs_kept_h,
                    include_failed=True,
                    include_cancelled=True,
                    include_aborted=True,
                )
                # long after its jobs were put back: a worker that only slept goes on under its old id
                await self._jobs.prune_stalled_workers(24 * 3600)
            except (ConnectorException, BotError) as fault:
                log.warning("worker_housekeeping_failed fault=%s", type(fault).__name__)
            await asyncio.sleep(self._settings.housekeeping_s)

    def _wake_all(self) -> None:
        for pump in self._pumps:
            pump.wake()
