"""The load generator: prebuilt requests over keep-alive connections, so that it costs little beside the server."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

PATIENCE_S: Final = 60.0
# With more of its core than this used by the generator, it may be what limits.
MOST_OF_OWN_CORE: Final = 0.7
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class BadRound(Exception):
    """A server refused, closed or did not answer: such a round measures nothing."""


@dataclass(slots=True)
class Round:
    """One round.

    Units: seconds; `each_s` from a request's first byte to its answer's last, in no order; `own_s` of processor time
           that this process used.
    """

    seconds: float = 0.0
    own_s: float = 0.0
    each_s: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return len(self.each_s) / self.seconds


def post(path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """A whole request."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def drive(port: int, requests: Sequence[bytes], *, at_once: int) -> Round:
    """Send them all, so many at once.

    Raises: BadRound for any answer that is not 2xx, or none in time, or when this process was the limit.
    """
    loop, waiting, result = asyncio.get_running_loop(), deque(requests), Round()
    clients: list[_Client] = []
    for _ in range(min(at_once, len(requests))):
        _, client = await loop.create_connection(lambda: _Client(waiting, result.each_s), "127.0.0.1", port)
        clients.append(client)
    began, own_began_s = time.perf_counter(), time.process_time()
    try:
        for client in clients:
            client.send_next()
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(client.done for client in clients))
    except TimeoutError as error:
        raise BadRound(f"{len(result.each_s)} of {len(requests)} answered in {PATIENCE_S:g} s") from error
    finally:
        for client in clients:
            client.close()
    result.seconds, result.own_s = time.perf_counter() - began, time.process_time() - own_began_s
    if result.own_s > MOST_OF_OWN_CORE * result.seconds:
        raise BadRound(f"the load generator used {result.own_s / result.seconds:.0%} of its core")
    return result


class _Client(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, sends the next."""

    def __init__(self, waiting: deque[bytes], each_s: list[float]) -> None:
        self._waiting = waiting
        self._each_s = each_s
        self._buffer = b""
        self._sent_at = 0.0
        self._transport: asyncio.Transport | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send_next(self) -> None:
        """Send the next request, or be done."""
        if self._transport is None or not self._waiting:
            self.done.set_result(None)
            return
        self._sent_at = time.perf_counter()
        self._transport.write(self._waiting.popleft())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._buffer, 0, head)
        if len(self._buffer) < head + 4 + (int(length[1]) if length else 0):
            return
        status, self._buffer = self._buffer[9:12], b""
        if not status.startswith(b"2"):
            self._fail(f"answered {status.decode()}")
            return
        self._each_s.append(time.perf_counter() - self._sent_at)
        self.send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail("the connection was closed")

    def close(self) -> None:
        """Hang up."""
        self._fail("given up")
        self.done.exception()  # seen, so that asyncio does not complain of it
        if self._transport is not None:
            self._transport.close()

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(BadRound(why))
