"""Whether there is room for a demo, its ports and its folder, and what to do when there is none."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import aiohttp

from bot.errors import Unreachable

FIRST_PORT: Final = 3978
PORTS: Final = 4
LOG_LINES: Final = 15


async def check_ports(first: int) -> None:
    """Raises: Unreachable naming the port that is taken, or the demo that already runs there."""
    if not 1 <= first <= 65536 - PORTS:
        raise Unreachable(f"the demo needs {PORTS} ports in a row, so --port is from 1 to {65536 - PORTS}")
    taken = [port for port in range(first, first + PORTS) if not _is_free(port)]
    if not taken:
        return
    if await _is_sandbox(first + 1):
        given = "" if first == FIRST_PORT else f" --port {first}"
        raise Unreachable(
            f"a demo already runs on the ports from {first}: talk to it with `ticketbot chat{given}`, "
            f"or start another one with --port {first + 10} --data .ticketbot/demo2"
        )
    raise Unreachable(
        f"port {taken[0]} is in use; the demo needs {PORTS} ports in a row: choose others, "
        f"such as --port {first + 10}"
    )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep the folder for this process alone. Raises: Unreachable when another one has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unreachable(
                f"a demo already uses {folder}; stop it, or choose another folder with --data"
            ) from error
        yield


def last_lines(file: Path) -> str:
    """The end of a log."""
    return "\n".join(file.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def _is_sandbox(port: int) -> bool:
    timeout = aiohttp.ClientTimeout(total=2)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://127.0.0.1:{port}/_sandbox/clock") as answer,
        ):
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
