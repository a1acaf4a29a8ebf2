"""The embedded server: started once, shared, adopted after a kill, stopped by the last."""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.database.embedded import EmbeddedPostgres

# A process that uses the server and says so, then waits to be killed.
USER = """
import sys, time
from pathlib import Path
from adapters.database.embedded import EmbeddedPostgres
print(EmbeddedPostgres(Path(sys.argv[1])).start(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name, gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="ticketbot-embedded-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


def answers(conninfo: str) -> bool:
    """Whether a server answers there."""
    try:
        psycopg.connect(conninfo, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_last_one_to_leave_stops_it(folder: Path) -> None:
    """Two users share one server; it runs until both have left; what was written is there at the next start."""
    first, second = EmbeddedPostgres(folder), EmbeddedPostgres(folder)
    conninfo = first.start()
    assert second.start() == conninfo
    with psycopg.connect(conninfo) as connection:
        connection.execute("create table kept (word text)")
    first.stop()
    assert answers(conninfo) is True
    second.stop()
    assert answers(conninfo) is False
    with EmbeddedPostgres(folder) as again, psycopg.connect(again.conninfo) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (0,)
    assert answers(conninfo) is False


def test_stopping_twice_or_unstarted_is_nothing(folder: Path) -> None:
    """A user counts once, however often it starts or stops."""
    server, other = EmbeddedPostgres(folder), EmbeddedPostgres(folder)
    other.stop()
    conninfo = server.start()
    assert server.start() == conninfo
    other.start()
    server.stop()
    server.stop()
    assert answers(conninfo) is True
    other.stop()
    assert answers(conninfo) is False


def test_a_server_whose_starter_was_killed_is_adopted_and_stopped(folder: Path) -> None:
    """kill -9 of the process that started it: the server stays, the next user adopts it and, being last, stops it."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", USER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        conninfo = process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
    assert answers(conninfo) is True
    with EmbeddedPostgres(folder) as adopted:
        assert adopted.conninfo == conninfo
    assert answers(conninfo) is False


def test_a_half_made_cluster_is_made_anew(folder: Path) -> None:
    """A kill while the data files were being made leaves nothing that is taken for a database."""
    half = folder / "cluster.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    with EmbeddedPostgres(folder) as server:
        assert answers(server.conninfo) is True


def test_a_long_path_has_its_socket_elsewhere(folder: Path) -> None:
    """A data folder too deep for a socket's address works all the same."""
    deep = folder / ("deep" * 15) / ("deeper" * 8)
    with EmbeddedPostgres(deep) as server:
        assert answers(server.conninfo) is True
