"""What a bot costs that has nothing to do: the time until it is ready, memory and processor time."""

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil

from bench.result import Row, row
from bench.running import BOT, Server, bot_environment, serving
from bench.stage import Stage, free_port

STARTS = 3
SETTLE_S = 5.0


async def rows(stage: Stage, *, watch_s: float) -> list[Row]:
    """Start to ready, memory, processor time; with the bot's own embedded database and default settings."""
    ready_s = []
    async with _own_bot(stage):
        pass  # the first start ever makes the database: not a warm one
    for _ in range(STARTS - 1):
        async with _own_bot(stage) as bot:
            ready_s.append(bot.ready_s)
    async with _own_bot(stage) as bot:
        ready_s.append(bot.ready_s)
        await asyncio.sleep(SETTLE_S)
        before = _cpu_s(_processes(stage, bot))
        await asyncio.sleep(watch_s)
        processes = _processes(stage, bot)
        share = 100 * (_cpu_s(processes) - before) / watch_s
        memory_mb = sum(process.memory_full_info().pss for process in processes) / 1e6
        own_mb = psutil.Process(bot.pid).memory_full_info().pss / 1e6
    return [
        row(
            "start to ready, embedded database", statistics.median(ready_s), "s", must=5, more_is_better=False
        ),
        row("idle memory (PSS), bot and its database", memory_mb, "MB", must=150, more_is_better=False),
        row("idle memory (PSS), of that the bot", own_mb, "MB", more_is_better=False),
        row("idle processor, bot and its database", share, "% of a core", must=1, more_is_better=False),
    ]


@asynccontextmanager
async def _own_bot(stage: Stage) -> AsyncIterator[Server]:
    port = free_port()
    environment = bot_environment(
        stage.world, port=port, TICKETBOT_DATABASE__DATA_DIR=str((stage.folder / "own").resolve())
    )
    log = stage.log("idle")
    async with serving(
        "bot", *BOT, port=port, cores=stage.all_cores, log=log, environment=environment
    ) as bot:
        yield bot


def _processes(stage: Stage, bot: Server) -> list[psutil.Process]:
    """The bot and the server it started, with their children; the database's server is no child of the bot."""
    postmaster = int((stage.folder / "own" / "cluster" / "postmaster.pid").read_text().split()[0])
    roots = [psutil.Process(bot.pid), psutil.Process(postmaster)]
    return [process for root in roots for process in (root, *root.children(recursive=True))]


def _cpu_s(processes: list[psutil.Process]) -> float:
    """Processor time so far, that of ended children included."""
    return sum(sum(process.cpu_times()[:4]) for process in processes)
