"""Connections to the database, and the one place where its faults become ours."""

import select
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, LiteralString, Self, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import Params
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from bot.errors import BadInput, Unreachable

Connection: TypeAlias = AsyncConnection[DictRow]
Answer = TypeVar("Answer")

# A connection that lay idle for this long is asked whether it still lives before it is used.
DOUBTFUL_AFTER_S: Final = 2.0


class Database:
    """A pool of connections, one statement being one transaction unless `transaction()` is asked for.

    Raises: Unreachable when the database does not answer; BadInput for text it can never hold (a NUL character).
    """

    def __init__(
        self,
        conninfo: str,
        *,
        max_connections: int = 10,
        patience_s: float = 10.0,
        options: str | None = None,
    ) -> None:
        self.conninfo = conninfo
        settings: dict[str, Any] = {"row_factory": dict_row, "application_name": "ticketbot"}
        if options is not None:
            settings["options"] = options
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            conninfo,
            connection_class=AsyncConnection[DictRow],
            kwargs=settings,
            min_size=1,
            max_size=max_connections,
            max_idle=60.0,
            timeout=patience_s,
            reconnect_timeout=30.0,
            open=False,
            configure=_configure,
            check=self._check,
            reset=self._put_back,
        )
        self._used_at_s: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()

    @property
    def pool(self) -> AsyncConnectionPool[Any]:
        """The pool itself, for procrastinate."""
        return self._pool

    async def open(self) -> None:
        """Connect. Raises: Unreachable."""
        with faults_translated():
            await self._pool.open(wait=True)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._pool.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection on which every statement stands for itself."""
        with faults_translated():
            async with self._pool.connection() as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside one transaction: all of it or nothing."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def ask(self, statement: LiteralString, given: Params | None = None) -> list[DictRow]:
        """The rows that one statement gives. Shape: it may be carried out twice, see `persistently`."""

        async def once() -> list[DictRow]:
            async with self.connection() as connection:
                cursor = await connection.execute(statement, given)
                return await cursor.fetchall() if cursor.description else []

        return await persistently(once)

    async def _put_back(self, connection: Connection) -> None:
        self._used_at_s[connection] = time.monotonic()

    async def _check(self, connection: Connection) -> None:
        """Ask a connection whether it lives, but for one just used of which nothing is to be heard.

        To ask is a round trip, as much as most of our statements are; a server that stops closes its connections,
        and that is heard without asking.
        """
        idle_s = time.monotonic() - self._used_at_s.get(connection, float("-inf"))
        if idle_s >= DOUBTFUL_AFTER_S or _is_heard(connection):
            try:
                await AsyncConnectionPool.check_connection(connection)
            except psycopg.Error:
                # What ended this one ended its neighbours. The pool pauses longer after each dead connection that it
                # hands out: without this, who comes first after a restart is refused although the server is back.
                await self._pool.check()
                raise


def _is_heard(connection: Connection) -> bool:
    """Whether something waits to be read: the end of the connection, or a message nobody asked for."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


async def persistently(work: Callable[[], Awaitable[Answer]]) -> Answer:
    """What this gives, asked for once more when the connection broke under it, as it does when the database restarts.

    Shape: only for what may be done twice; somebody waits for it who has nobody to try it again for them.
    """
    try:
        return await work()
    except Unreachable:
        return await work()


@contextmanager
def faults_translated() -> Iterator[None]:
    """Turn the driver's errors into ours. Shape: messages of the server may quote people's words and are left out."""
    try:
        yield
    except (psycopg.DataError, UnicodeError) as fault:
        raise BadInput from fault
    except (psycopg.OperationalError, psycopg.InterfaceError) as fault:
        raise Unreachable(f"the database: {type(fault).__name__}", may_have_happened=True) from fault


async def _configure(connection: Connection) -> None:
    await connection.set_autocommit(True)
