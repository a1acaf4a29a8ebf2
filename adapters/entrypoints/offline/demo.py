"""The whole offline world at once: database, emulators, bot, and a terminal chat in it.

The bot runs as its own process, with the very settings an operator would write; nothing here reaches into it.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import aiohttp
import psycopg
from rich.console import Console

from adapters.database.embedded import EmbeddedPostgres
from adapters.entrypoints.offline.place import FIRST_PORT, check_ports, held, last_lines
from adapters.entrypoints.offline.terminal import run_chat
from bot.errors import Unreachable
from sandbox.offline import OfflineWorld, start_offline_world

READY_WITHIN_S: Final = 60.0
STOP_WITHIN_S: Final = 15.0
DATABASES: Final = ("ticketbot", "sandbox")


async def run_demo(*, vendor: str, port: int, with_chat: bool, data: Path, stop: asyncio.Event) -> int:
    """Start everything, say where it is, and stay until the person leaves or a signal comes.

    Raises: Unreachable (a port or the folder is taken, the bot does not come up or ends by itself).
    """
    console = Console(stderr=True)
    began = time.monotonic()
    log = data / "bot.log"
    async with AsyncExitStack() as stack:
        stack.enter_context(held(data))
        await check_ports(port)
        urls = await _databases(data, stack)
        bot_url = f"http://127.0.0.1:{port}"
        world = await start_offline_world(
            dsn=urls["sandbox"], bot_url=bot_url, ports=(port + 1, port + 2, port + 3)
        )
        stack.push_async_callback(world.close)
        bot = await stack.enter_async_context(
            _bot_process(world, vendor=vendor, port=port, database=urls["ticketbot"], log=log)
        )
        ended = asyncio.create_task(bot.wait())
        if not await _first(_until_ready(bot_url), ended, stop, log=log):
            return 0
        _say_where(console, world, port, vendor=vendor, seconds=time.monotonic() - began, log=log)
        staying = (
            run_chat(person="jane", platform="slack", port=port, stop=stop) if with_chat else stop.wait()
        )
        await _first(staying, ended, stop, log=log)
    return 0


async def _first(
    work: Coroutine[Any, Any, object], ended: "asyncio.Task[int]", stop: asyncio.Event, *, log: Path
) -> bool:
    """Do the work unless told to stop before; returns whether it was done. Raises: Unreachable when the bot ends."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (working, stopping):
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    if ended.done() and not stop.is_set():
        raise Unreachable(f"the bot ended by itself; the end of {log}:\n{last_lines(log)}")
    return not working.cancelled() and working.result() is not False


async def run_sandbox(
    *, dsn: str | None, bot_url: str, ports: tuple[int, int, int], data: Path, stop: asyncio.Event
) -> int:
    """The emulators alone, for a bot that is started elsewhere."""
    console = Console(stderr=True)
    async with AsyncExitStack() as stack:
        if dsn is None:
            stack.enter_context(held(data))
            embedded = EmbeddedPostgres(data / "postgres")
            dsn = await asyncio.to_thread(embedded.start)
            stack.push_async_callback(asyncio.to_thread, embedded.stop)
        world = await start_offline_world(dsn=dsn, bot_url=bot_url, ports=ports)
        stack.push_async_callback(world.close)
        console.print("The sandbox runs. A bot lives in it with these settings:")
        for name, value in world.bot_environment(vendor="rezolve").items():
            console.print(f"  export {name}='{value}'", highlight=False)
        await stop.wait()
    return 0


@asynccontextmanager
async def _bot_process(
    world: OfflineWorld, *, vendor: str, port: int, database: str, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TICKETBOT_")}
    environment |= world.bot_environment(vendor=vendor)
    environment |= {
        "TICKETBOT_SERVER__PORT": str(port),
        "TICKETBOT_DATABASE__URL": database,
        "TICKETBOT_FILE": os.devnull,
        "TICKETBOT_NOTICES__POLL_INTERVAL_S": "2",
    }
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "adapters.entrypoints",
            "serve",
            env=environment,
            stdout=written,
            stderr=written,
            stdin=asyncio.subprocess.DEVNULL,
            # Ctrl-C at the terminal is for the demo, which then stops the bot in order.
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _databases(data: Path, stack: AsyncExitStack) -> dict[str, str]:
    embedded = EmbeddedPostgres(data / "postgres")
    await asyncio.to_thread(embedded.start)
    stack.push_async_callback(asyncio.to_thread, embedded.stop)
    return await asyncio.to_thread(_fresh_databases, embedded.conninfo)


def _fresh_databases(conninfo: str) -> dict[str, str]:
    """Two empty databases: each demo begins anew."""
    urls = {}
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for name in DATABASES:
            connection.execute(f'DROP DATABASE IF EXISTS "demo_{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "demo_{name}"')
            urls[name] = psycopg.conninfo.make_conninfo(conninfo, dbname=f"demo_{name}")
    return urls


async def _until_ready(bot_url: str) -> None:
    """Raises: Unreachable when the bot does not come up."""
    deadline = asyncio.get_running_loop().time() + READY_WITHIN_S
    async with aiohttp.ClientSession() as session:
        while asyncio.get_running_loop().time() < deadline:
            try:
                async with session.get(f"{bot_url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    raise Unreachable(f"the bot did not come up at {bot_url}; its log says why")


def _say_where(
    console: Console, world: OfflineWorld, port: int, *, vendor: str, seconds: float, log: Path
) -> None:
    chat, desk = ("" if port == FIRST_PORT else f" --port {number}" for number in (port, port + 1))
    # As it was called, so that the lines can be copied: .venv/bin/ticketbot, or ticketbot where that is on the path.
    program = sys.argv[0] if sys.argv[0].endswith("ticketbot") else "ticketbot"
    lines = [
        f"The whole offline world runs ({seconds:.1f} s):",
        f"  bot         http://127.0.0.1:{port}   (/healthz, /readyz, /metrics; its log is {log})",
        f"  ticketing   {world.ticketing.url}   (both vendors' APIs; the bot uses {vendor})",
        f"  Slack       {world.slack.url}",
        f"  Teams       {world.teams.url}",
        "In a second terminal:",
        f"  {program} chat{chat} --as sam --on teams       be somebody else, elsewhere",
        f"  {program} sandbox desk{desk} tickets           the ticketing side",
        f"  {program} sandbox desk{desk} assign 1238 sam   assign there; it is told in chat",
        f"  {program} sandbox desk{desk} clock 8h          advance the clock; what is overdue is told",
        "",
    ]
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
