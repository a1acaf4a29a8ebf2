"""The whole offline world at once: database, emulators, bot, and a terminal chat in it.

The bot runs as its own process, with the very settings an operator would write; nothing here reaches into it.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp
import psycopg
from rich.console import Console

from adapters.database.embedded import EmbeddedPostgres
from bot.errors import Unreachable
from sandbox.offline import OfflineWorld, start_offline_world
from sandbox.slack.user import SlackUser
from sandbox.teams.user import TeamsUser
from sandbox.terminal.chat import TerminalChat
from sandbox.terminal.desk import Desk
from sandbox.user import ChatUser

READY_WITHIN_S: Final = 30.0
STOP_WITHIN_S: Final = 15.0
DATABASES: Final = ("ticketbot", "sandbox")


async def run_demo(*, vendor: str, port: int, with_chat: bool, data: Path, stop: asyncio.Event) -> int:
    """Start everything, say where it is, and stay until the person leaves or a signal comes."""
    console = Console(stderr=True)
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        embedded = EmbeddedPostgres(data / "postgres")
        await asyncio.to_thread(embedded.start)
        stack.push_async_callback(asyncio.to_thread, embedded.stop)
        urls = await asyncio.to_thread(_fresh_databases, embedded.conninfo)
        bot_url = f"http://127.0.0.1:{port}"
        world = await start_offline_world(
            dsn=urls["sandbox"], bot_url=bot_url, ports=(port + 1, port + 2, port + 3)
        )
        stack.push_async_callback(world.close)
        await stack.enter_async_context(
            _bot_process(world, vendor=vendor, port=port, database=urls["ticketbot"], data=data)
        )
        await _until_ready(bot_url)
        _say_where(
            console, world, bot_url, vendor=vendor, seconds=time.monotonic() - began, log=data / "bot.log"
        )
        if with_chat:
            await run_chat(person="jane", platform="slack", port=port)
        else:
            await stop.wait()
    return 0


async def run_chat(*, person: str, platform: str, port: int) -> None:
    """The terminal chat in a running demo."""
    users: dict[tuple[str, str], ChatUser] = {}

    def make_user(on: str, who: str) -> ChatUser:
        if (on, who) not in users:
            users[on, who] = (
                SlackUser(f"http://127.0.0.1:{port + 2}", who)
                if on == "slack"
                else TeamsUser(f"http://127.0.0.1:{port + 3}", who)
            )
        return users[on, who]

    chat = TerminalChat(
        make_user=make_user,
        desk=Desk(f"http://127.0.0.1:{port + 1}").do,
        read_line=_read_line,
        console=Console(),
        person=person,
        platform=platform,
    )
    try:
        await chat.run()
    except aiohttp.ClientConnectionError as error:
        raise Unreachable(f"no demo answers on the ports from {port}; start one with `make demo`") from error
    finally:
        for user in users.values():
            await user.close()


async def run_sandbox(
    *, dsn: str | None, bot_url: str, ports: tuple[int, int, int], data: Path, stop: asyncio.Event
) -> int:
    """The emulators alone, for a bot that is started elsewhere."""
    console = Console(stderr=True)
    async with AsyncExitStack() as stack:
        if dsn is None:
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
    world: OfflineWorld, *, vendor: str, port: int, database: str, data: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TICKETBOT_")}
    environment |= world.bot_environment(vendor=vendor)
    environment |= {
        "TICKETBOT_SERVER__PORT": str(port),
        "TICKETBOT_DATABASE__URL": database,
        "TICKETBOT_FILE": os.devnull,
        "TICKETBOT_NOTICES__POLL_INTERVAL_S": "2",
    }
    with (data / "bot.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "adapters.entrypoints",
            "serve",
            env=environment,
            stdout=log,
            stderr=log,
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


async def _read_line(prompt: str) -> str | None:
    try:
        return await asyncio.to_thread(input, prompt)
    except EOFError:
        return None


def _say_where(
    console: Console, world: OfflineWorld, bot_url: str, *, vendor: str, seconds: float, log: Path
) -> None:
    lines = [
        f"The whole offline world runs ({seconds:.1f} s):",
        f"  bot               {bot_url}   (health /healthz, metrics /metrics, log {log})",
        f"  ticketing         {world.ticketing.url}   (both vendors' APIs; the bot uses {vendor})",
        f"  Slack             {world.slack.url}",
        f"  Teams             {world.teams.url}",
        "In a second terminal:",
        "  .venv/bin/ticketbot chat --as sam --on teams         be somebody else, elsewhere",
        "  .venv/bin/ticketbot sandbox desk tickets             the ticketing side",
        "  .venv/bin/ticketbot sandbox desk assign 1234 sam     assign there; the notice arrives in the team's channel",
        "  .venv/bin/ticketbot sandbox desk clock 8h            advance the clock; overdue tickets are told",
        "",
    ]
    for line in lines:
        console.print(line, highlight=False, markup=False)
