"""The bot as an operator runs it: processes beside the offline world, which can be killed and started again.

What is started here is ended here, by its own id, whatever becomes of the test.
"""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import psycopg
import pytest

from adapters.entrypoints.composition import open_product
from sandbox.offline import start_offline_world
from sandbox.teams.state import Settings as TeamsOptions
from sandbox.ticketing.options import Options
from tests.e2e.stage import ChannelName, Stage, Vendor, bot_settings, introduce, until, watches

ROOT: Final = Path(__file__).parents[2]
# What a process says when it can be used.
READY: Final = {"serve": "server.ready", "worker": "worker.ready"}
ADDRESS: Final = re.compile(r"address=(http://\S+)")
# Words of the log that only a fault of ours writes.
FAULTS: Final = ("receipt.bug", "job_given_up", "Traceback (most recent call last)")
STARTS_WITHIN_S: Final = 30.0


@dataclass
class BotProcess:
    """One process of the bot. Shape: `log` is the file it writes to."""

    process: Process
    log: Path

    def said(self) -> str:
        """Everything it has logged so far."""
        return self.log.read_text(encoding="utf-8")

    async def heard(self, words: str) -> str:
        """The line with these words, as soon as it is there. Raises: AssertionError when it ends before."""

        async def look() -> str | None:
            assert self.process.returncode is None, self.said()
            return next((line for line in self.said().splitlines() if words in line), None)

        return await until(look, within_s=STARTS_WITHIN_S)

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """As an operator stops it: what is under way is finished. Gives the exit code."""
        return await self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """It stands still, as on a machine that is paused; its connections stay."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it stood, knowing nothing."""
        self.process.send_signal(signal.SIGCONT)

    async def _end(self, number: signal.Signals) -> int:
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.process.wait()


@dataclass
class Houses:
    """A stage on which the bot runs in processes of its own.

    Shape: `stage.product` works on nothing; it only looks into the same database.
    """

    stage: Stage
    folder: Path
    started: list[BotProcess] = field(default_factory=list)

    async def serve(self, *, worker: bool = False) -> BotProcess:
        """`ticketbot serve`, ready; one after another on the same port."""
        running = await self._start("serve", "--worker" if worker else "--no-worker")
        found = ADDRESS.search(await running.heard(READY["serve"]))
        assert found is not None
        if self.stage.bot_url != found.group(1):
            self.stage.bot_url = found.group(1)
            await introduce(self.stage.session, self.stage.world, self.stage.bot_url)
        return running

    async def worker(self) -> BotProcess:
        """`ticketbot worker`, ready."""
        running = await self._start("worker")
        await running.heard(READY["worker"])
        return running

    async def open(self) -> tuple[BotProcess, BotProcess]:
        """One that serves and one that works, both ready and watching."""
        serving, working = await asyncio.gather(self.serve(), self.worker())
        await until(lambda: watches(self.stage.product))
        return serving, working

    async def cut_database(self) -> int:
        """End every connection to the bot's database, as its restart does; how many there were."""
        url = self.stage.product.database.conninfo
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            rows = await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return len(await rows.fetchall())

    async def hit(self) -> None:
        """A failure that was arranged to come once has met its request."""

        async def look() -> bool | None:
            return None if (await self.stage.control("GET", "faults"))["faults"] else True

        await until(look)

    async def left(self, state: str) -> int:
        """How many jobs stand like this: `todo`, `doing`, `failed`."""
        async with self.stage.product.database.connection() as connection:
            rows = await connection.execute(
                "SELECT id FROM procrastinate_jobs WHERE status = %s::procrastinate_job_status", [state]
            )
            return len(await rows.fetchall())

    async def idle(self) -> None:
        """Everything that was accepted is done with, and nothing was given up."""

        async def look() -> bool | None:
            counts = [await self.left(state) for state in ("todo", "doing")]
            return True if counts == [0, 0] else None

        await until(look, within_s=STARTS_WITHIN_S)
        assert await self.left("failed") == 0

    def faults(self) -> list[str]:
        """The lines, of any process, that tell a fault of ours."""
        lines = [line for one in self.started for line in one.said().splitlines()]
        return [line for line in lines if any(words in line for words in FAULTS)]

    async def close(self) -> None:
        """End what still runs."""
        for one in self.started:
            await one.kill()
            print(f"--- {one.log.name}\n{one.said()}")  # noqa: T201  shown only with a test that failed

    async def _start(self, *words: str) -> BotProcess:
        log = self.folder / f"{len(self.started)}-{words[0]}.log"
        port = self.stage.bot_url.rpartition(":")[2]
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "adapters.entrypoints", *words),
                cwd=ROOT,
                env=os.environ | {"TICKETBOT_SERVER__PORT": port, "TICKETBOT_WORKER__STALLED_AFTER_S": "2"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        self.started.append(BotProcess(process, log))
        return self.started[-1]


@asynccontextmanager
async def open_houses(
    *,
    channel: ChannelName,
    vendor: Vendor,
    database_url: str,
    sandbox_dsn: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    **world_options: Any,
) -> AsyncIterator[Houses]:
    """Start the world; the bot's processes are started by the test, and ended here."""
    async with AsyncExitStack() as stack:
        options: dict[str, Any] = {"slack_rates": False, "retry_delays_s": (0.1, 0.5, 2.0)} | world_options
        world = await start_offline_world(
            dsn=sandbox_dsn,
            bot_url="http://127.0.0.1:9",  # told when a process serves
            announce=False,
            options=Options(teamswork_limit=100_000),
            teams_settings=TeamsOptions(enforce_rates=False),
            **options,
        )
        stack.push_async_callback(world.close)
        product = await stack.enter_async_context(
            open_product(bot_settings(world, vendor, database_url, monkeypatch))
        )
        session = await stack.enter_async_context(aiohttp.ClientSession())
        stage = Stage(channel, vendor, world, "http://127.0.0.1:0", product, session)
        stack.push_async_callback(stage.close)
        houses = Houses(stage, folder)
        stack.push_async_callback(houses.close)
        yield houses
