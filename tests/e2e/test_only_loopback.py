"""The offline world is offline: the demo and the bot in it speak to nobody outside this machine, and end cleanly."""

import json
import os
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
from typing import Final

import psutil
import pytest

ROOT: Final = Path(__file__).parents[2]
DEADLINE_S: Final = 90.0
PORTS: Final = 4
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
# Python runs this at the start of every process, the bot's included; one file a process.
RECORDER: Final = """
import json, os, sys
_seen = open(os.path.join(os.environ["SEEN_IN"], str(os.getpid())), "a", buffering=1)
def _hook(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"):
        address = args[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else args[1]
        host = address[0] if isinstance(address, tuple) else address
        host = host.decode(errors="replace") if isinstance(host, bytes) else host
        _seen.write(json.dumps([" ".join(sys.argv[1:2]), event, host]) + "\\n")
_seen.write(json.dumps([" ".join(sys.argv[1:2]), "start", None]) + "\\n")
sys.addaudithook(_hook)
"""


def free_ports() -> int:
    """The first of four free ports in a row."""
    for first in range(21000 + os.getpid() % 20000, 60000, PORTS):
        if all(_is_free(port) for port in range(first, first + PORTS)):
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def recorded_demo(folder: Path, port: int, vendor: str) -> Iterator[subprocess.Popen[bytes]]:
    """A demo whose processes write down whom they speak to."""
    (folder / "seen").mkdir()
    (folder / "sitecustomize.py").write_text(RECORDER, encoding="utf-8")
    bare = {name: value for name, value in os.environ.items() if not name.startswith("TICKETBOT_")}
    words = ["demo", "--no-chat", "--ticketing", vendor, "--port", str(port), "--data", str(folder / "demo")]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603  our own command with our own words
            [sys.executable, "-m", "adapters.entrypoints", *words],
            env=bare | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "SEEN_IN": str(folder / "seen")},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(DEADLINE_S)


def order(url: str, body: dict[str, object] | None = None) -> dict[str, object]:
    """One order to an emulator of the demo."""
    request = urllib.request.Request(  # noqa: S310  an address of this machine
        url, data=None if body is None else json.dumps(body).encode()
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  an address of this machine
        found: dict[str, object] = json.load(answer)
    return found


def wait_for(words: str, *, within: Path | str, body: dict[str, object] | None = None) -> None:
    """Until these words stand in a file, or in an emulator's answer."""
    deadline = time.monotonic() + DEADLINE_S
    text = ""
    while time.monotonic() < deadline:
        text = within.read_text(encoding="utf-8") if isinstance(within, Path) else str(order(within, body))
        if words in text:
            return
        time.sleep(0.05)
    raise AssertionError(text)


def held_open(pid: int) -> set[str]:
    """The addresses at both ends of every connection and listener of this process and all it started.

    Shape: seen from outside, so that it holds for what is not Python too, such as the database.
    """
    main = psutil.Process(pid)
    found = set()
    for process in (main, *main.children(recursive=True)):
        for one in process.net_connections(kind="inet"):
            found |= {end.ip for end in (one.laddr, one.raddr) if end}
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of its own: pytest closes its folders to the database's user whenever another pytest starts."""
    with tempfile.TemporaryDirectory(prefix="ticketbot-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.mark.parametrize("vendor", ["rezolve", "teamswork"])
def test_the_demo_speaks_to_this_machine_alone(folder: Path, vendor: str) -> None:
    """Started, spoken to on both platforms and stopped: every address is this machine's; the exit is clean."""
    port = free_ports()
    slack, teams = f"http://127.0.0.1:{port + 2}/_sandbox", f"http://127.0.0.1:{port + 3}/_sandbox"
    with recorded_demo(folder, port, vendor) as process:
        wait_for("clock 8h", within=folder / "said")
        order(f"{slack}/command", {"user": "jane", "channel": "direct", "text": "mine"})
        order(f"{teams}/command", {"person": "jane", "place": "direct", "text": "mine"})
        wait_for("VPN", within=f"{slack}/messages?user=jane&channel=direct")
        wait_for("VPN", within=f"{teams}/messages?person=jane&place=direct")
        ends = held_open(process.pid)
        process.send_signal(signal.SIGTERM)
        code = process.wait(DEADLINE_S)
    lines = [
        json.loads(line) for file in (folder / "seen").iterdir() for line in file.read_text().splitlines()
    ]
    spoken = [(who, what, whom) for who, what, whom in lines if what != "start"]
    strangers = [one for one in spoken if one[2] not in LOOPBACK and not str(one[2]).startswith("/")]
    said = (folder / "said").read_text(encoding="utf-8")
    assert (code, strangers, ends) == (0, [], {"127.0.0.1"}), said
    # The recorder recorded: both processes, and what they must have done.
    assert {who for who, what, _ in spoken if what == "socket.connect"} >= {"demo", "serve"}
