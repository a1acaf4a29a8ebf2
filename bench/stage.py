"""What all measurements stand on: cores, a database, the offline world in its own process, a folder that goes away."""

import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.database.embedded import EmbeddedPostgres
from bench.platform import Platform, open_platform
from bench.running import last_words


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everything is.

    Shape: the measured server has `server_core` to itself; generator, platform, sandbox and the bench's database
           share `load_core`. `world` are a bot's settings for the sandbox.
    """

    folder: Path
    server_core: int
    load_core: int
    all_cores: frozenset[int]
    conninfo: str
    world: dict[str, str]
    platform: Platform

    def database(self, name: str) -> str:
        """A new, empty database."""
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return make_conninfo(self.conninfo, dbname=name)

    def log(self, name: str) -> Path:
        """Where a server's words go."""
        return self.folder / f"{name}.log"


@asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    """Open everything; this process takes the load's core. Raises: RuntimeError on a machine with one core."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise RuntimeError("the bench needs two cores: one for the server, one for the load")
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(_folder()))
        os.sched_setaffinity(0, {cores[1]})
        stack.callback(os.sched_setaffinity, 0, cores)
        postgres = stack.enter_context(EmbeddedPostgres(folder / "postgres"))
        platform = await stack.enter_async_context(open_platform())
        half = Stage(folder, cores[0], cores[1], frozenset(cores), postgres.conninfo, {}, platform)
        world = await stack.enter_async_context(_sandbox(half.database("sandbox"), half.log("sandbox")))
        half.world.update(world)
        yield half


def _folder() -> "tempfile.TemporaryDirectory[str]":
    """On the checkout's own disk: a commit takes as long as the disk does, and some temporary folders are in memory."""
    place = Path(".ticketbot")
    place.mkdir(exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="bench-", dir=place, ignore_cleanup_errors=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@asynccontextmanager
async def _sandbox(dsn: str, log: Path) -> AsyncIterator[dict[str, str]]:
    """The offline world; gives a bot's settings for it."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.peers.sandbox", dsn),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=output,
        )
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        if not line:
            raise RuntimeError(f"the sandbox did not come up: {last_words(log)}")
        settings: dict[str, str] = json.loads(line)
        yield settings
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
