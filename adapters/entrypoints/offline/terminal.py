"""A terminal in a running demo: reads lines without holding up the event loop, and leaves the terminal as it was."""

import asyncio
import contextlib
import readline
import sys
import termios
import threading
from collections.abc import Iterator

import aiohttp
from rich.console import Console

from bot.errors import Unreachable
from sandbox.slack.user import SlackUser
from sandbox.teams.user import TeamsUser
from sandbox.terminal.chat import TerminalChat
from sandbox.terminal.desk import Desk
from sandbox.user import ChatUser


async def run_chat(*, person: str, platform: str, port: int, stop: asyncio.Event) -> int:
    """The terminal chat in a running demo, until the person leaves or a signal comes.

    Raises: Unreachable (no demo there); LookupError (nobody of that name).
    """
    users: dict[tuple[str, str], ChatUser] = {}

    def make_user(on: str, who: str) -> ChatUser:
        if (on, who) not in users:
            users[on, who] = (
                SlackUser(f"http://127.0.0.1:{port + 2}", who)
                if on == "slack"
                else TeamsUser(f"http://127.0.0.1:{port + 3}", who)
            )
        return users[on, who]

    try:
        with _terminal_as_it_was():
            chat = TerminalChat(
                make_user=make_user,
                desk=Desk(f"http://127.0.0.1:{port + 1}").do,
                read_line=Lines(stop).read,
                console=Console(),
                person=person,
                platform=platform,
                typed=readline.get_line_buffer if sys.stdin.isatty() else str,
            )
            await chat.run()
    except aiohttp.ClientConnectionError as error:
        raise Unreachable(
            f"no demo answers on the ports from {port}; start one with `make demo`, or say where with --port"
        ) from error
    finally:
        for user in users.values():
            await user.close()
    return 0


class Lines:
    """Lines typed at the terminal. Shape: a daemon thread reads, so that leaving never waits for another line."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop

    async def read(self, prompt: str) -> str | None:
        """The next line; None at the end of input or when told to stop."""
        loop = asyncio.get_running_loop()
        typed: asyncio.Future[str | None] = loop.create_future()

        def give(line: str | None) -> None:
            if not typed.done():
                typed.set_result(line)

        def wait_for_line() -> None:
            try:
                line: str | None = input(prompt)
            except (EOFError, OSError):
                line = None
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(give, line)

        threading.Thread(target=wait_for_line, daemon=True, name="terminal").start()
        stopping = asyncio.create_task(self._stop.wait())
        stopping.add_done_callback(lambda _: give(None))
        try:
            return await typed
        finally:
            stopping.cancel()


@contextlib.contextmanager
def _terminal_as_it_was() -> Iterator[None]:
    """Line editing changes the terminal's mode while it waits; put it back however the chat ends."""
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
        print()  # noqa: T201  the shell's prompt begins on a line of its own
