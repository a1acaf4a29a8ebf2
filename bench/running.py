"""Processes of a run: each pinned where it belongs, ready before it is measured, gone afterwards."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

READY_WITHIN_S: Final = 30.0
STOP_WITHIN_S: Final = 30.0
BOT: Final = ("adapters.entrypoints", "serve")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. Units: `ready_s` from its start until it was ready."""

    name: str
    port: int
    pid: int
    ready_s: float


@asynccontextmanager
async def serving(
    name: str,
    *module: str,
    port: int,
    cores: Collection[int],
    log: Path,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Server]:
    """Run a module of this checkout until left. Shape: it listens on `port` and has a `/readyz`, or none."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("TICKETBOT_")}
    began = time.perf_counter()
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *module),
            env=inherited | dict(environment or {}),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
    try:
        await _until_ready(f"http://127.0.0.1:{port}/readyz", process, log)
        yield Server(name, port, process.pid, time.perf_counter() - began)
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()


def bot_environment(world: Mapping[str, str], *, port: int, **changes: str) -> dict[str, str]:
    """The settings of a bot of this world that listens there. Shape: no sandbox clock, as no real bot has one."""
    environment = {name: value for name, value in world.items() if name != "TICKETBOT_SANDBOX__CLOCK_URL"}
    return environment | {"TICKETBOT_SERVER__PORT": str(port), "TICKETBOT_FILE": os.devnull} | changes


async def _until_ready(url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    """Raises: RuntimeError when it ends or does not come up."""
    deadline = time.perf_counter() + READY_WITHIN_S
    async with aiohttp.ClientSession() as session:
        while time.perf_counter() < deadline and process.returncode is None:
            try:
                async with session.get(url) as answer:
                    if answer.status in (200, 404):
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.01)
    raise RuntimeError(f"a server did not come up: {last_words(log)}")


def last_words(log: Path) -> str:
    """The end of a log that goes away with the bench's folder."""
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
