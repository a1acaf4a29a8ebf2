"""The demo as an operator starts it: a process of its own that comes up, answers, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

DEADLINE_S = 90.0
PORTS = 4


def _free_ports() -> int:
    """The first of four free ports in a row."""
    for first in range(20000 + os.getpid() % 20000, 60000, PORTS):
        if all(_is_free(port) for port in range(first, first + PORTS)):
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0 and _binds(probe, port)


def _binds(probe: socket.socket, port: int) -> bool:
    try:
        probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


@contextmanager
def _demo(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    words = ["demo", "--no-chat", "--port", str(port), "--data", str(folder / "demo")]
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(  # noqa: S603  our own command with our own words
            [sys.executable, "-m", "adapters.entrypoints", *words],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            text=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(DEADLINE_S)


def _wait_for(folder: Path, words: str, process: subprocess.Popen[str]) -> str:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        said = (folder / "said").read_text(encoding="utf-8")
        if words in said:
            return said
        assert process.poll() is None, said
        time.sleep(0.05)
    raise AssertionError(said)


def _status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  an address of this machine
        return int(answer.status)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that stays open to the database's own user; pytest closes its own ones to others."""
    with tempfile.TemporaryDirectory(prefix="ticketbot-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """A demo that is ready, its first port, and what it said."""
    port = _free_ports()
    with _demo(folder, port) as process:
        yield process, port, _wait_for(folder, "clock 8h", process)


def test_it_comes_up_answers_and_leaves_nothing(running: tuple[subprocess.Popen[str], int, str]) -> None:
    """The printed addresses answer; after SIGTERM no process is left and every port is free."""
    process, port, said = running
    addresses = re.findall(r"http://127\.0\.0\.1:\d+", said)
    statuses = [_status(f"http://127.0.0.1:{port}/readyz"), _status(f"{addresses[1]}/_sandbox/clock")]
    children = psutil.Process(process.pid).children(recursive=True)

    process.send_signal(signal.SIGTERM)
    code = process.wait(DEADLINE_S)
    _, alive = psutil.wait_procs(children, timeout=DEADLINE_S)

    assert addresses == [f"http://127.0.0.1:{port + number}" for number in range(PORTS)]
    assert statuses == [200, 200]
    assert (code, alive) == (0, [])
    assert [number for number in range(port, port + PORTS) if not _is_free(number)] == []


def test_a_second_demo_is_told_of_the_first(
    running: tuple[subprocess.Popen[str], int, str], folder: Path
) -> None:
    """Starting another one on the same ports says that one runs and how to talk to it."""
    _, port, _ = running
    second = folder / "second"
    second.mkdir()
    with _demo(second, port) as process:
        code = process.wait(DEADLINE_S)

    assert code == 1
    assert (second / "said").read_text(encoding="utf-8") == (
        f"ticketbot: a demo already runs on the ports from {port}: talk to it with "
        f"`ticketbot chat --port {port}`, or start another one with --port {port + 10} --data .ticketbot/demo2\n"
    )


def test_a_bot_that_dies_says_so(running: tuple[subprocess.Popen[str], int, str], folder: Path) -> None:
    """When the bot ends by itself the demo ends too, with the end of its log."""
    process, _, _ = running
    bot = next(
        child for child in psutil.Process(process.pid).children(recursive=True) if "serve" in child.cmdline()
    )

    bot.kill()
    code = process.wait(DEADLINE_S)

    said = (folder / "said").read_text(encoding="utf-8")
    assert (code, "the bot ended by itself; the end of " in said, "server.ready" in said) == (1, True, True)
