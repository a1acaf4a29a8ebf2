"""HTTP to one ticketing system: the only file that knows httpx.

Addresses are pinned to one host, redirects are not followed, reads are tried again, writes never are. Nothing of an
address, a header or a body reaches a log or a fault: TeamsWork's key is part of its addresses.

Source: www.python-httpx.org, "Exceptions"; RFC 9110 (304, If-None-Match, Retry-After).
"""

import asyncio
import json
import logging
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote

import httpx

from adapters.ticketing.budget import Budget, CallKind
from bot.errors import Busy, NotFound, OutsideFault, Unreachable

_log = logging.getLogger(__name__)
_NEVER_ARRIVED: Final = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL,
)  # fmt: skip
_LOUD: Final = (
    "httpx",
    *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")),
)
_ASKED_IN_VAIN: Final = (502, 504)
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_MAX_BYTES: Final = 32 * 1024 * 1024
_CACHED_ANSWERS: Final = 128
_LONGEST_HOLD_S: Final = 300.0  # so that one absurd Retry-After does not stop everybody for a day

Query = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient calls are.

    Shape: `attempts` of a read, the first included; a read waits out a request to slow down only up to `max_wait_s`.
    Units: seconds.
    """

    connect_s: float = 3.0
    read_s: float = 10.0
    total_s: float = 20.0
    attempts: int = 3
    max_wait_s: float = 2.0
    default_retry_after_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Shape: `path` as `path_of` builds it; `name` is what logs and faults call it; `is_write` decides whether it may be
           repeated; `cache_for` (tenant, realm, subject ...) set = conditional on the ETag of the last answer.
    """

    name: str
    method: str
    path: str
    query: Query = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    is_write: bool = False
    kind: CallKind = "person"
    cache_for: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, below 500 and not 429. Shape: `body` is the parsed JSON; None when there is none."""

    status: int
    body: Any = field(repr=False)


def path_of(template: str, /, **ids: str) -> str:
    """A path with its `{places}` filled by ids, each kept to one segment. Raises: NotFound for an id that cannot be."""
    for name, value in ids.items():
        if value.strip() in ("", ".", "..") or len(value) > 200:
            raise NotFound
        template = template.replace("{" + name + "}", quote(value.strip(), safe=""))
    return template


class Http:
    """One system's address.

    Raises: Busy, Unreachable (`may_have_happened` True when a write could have taken effect).
    """

    def __init__(
        self,
        base_url: str,
        *,
        query: Query | None = None,
        limits: Limits | None = None,
        budget: Budget | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is opened yet. Shape: `query` goes with every call."""
        # httpx logs addresses at INFO and httpcore headers at DEBUG; a level could be set back, this is not.
        for name in _LOUD:
            logging.getLogger(name).disabled = True
        self._limits = limits or Limits()
        self._budget = budget
        self._query = dict(query or {})
        self._monotonic = monotonic
        self._held: OrderedDict[tuple[Any, ...], tuple[str, Any]] = OrderedDict()
        self._base = httpx.URL(base_url.rstrip("/"))
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            timeout=httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=10),
            trust_env=self._base.host not in _LOOPBACK,
            headers={"accept": "application/json"},
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def send(self, call: Call) -> Answer:
        """The answer; a read is tried again after a fault that may pass."""
        attempts = 1 if call.is_write else self._limits.attempts
        for attempt in range(1, attempts + 1):
            try:
                return await self._once(call)
            except (Busy, Unreachable) as fault:
                pause_s = self._pause_s(fault, attempt)
                is_told_to_wait = isinstance(fault, Busy) and call.kind == "poller"
                if attempt == attempts or is_told_to_wait or pause_s > self._limits.max_wait_s:
                    raise
                await asyncio.sleep(pause_s)
        raise AssertionError("there is at least one attempt")

    def _pause_s(self, fault: OutsideFault, attempt: int) -> float:
        jitter = 0.5 + random.random() / 2  # noqa: S311 - spreads retries, guards nothing
        if isinstance(fault, Busy):
            return fault.retry_after_s
        return min(0.1 * float(2**attempt), self._limits.max_wait_s) * jitter

    async def _once(self, call: Call) -> Answer:
        await self._spend(call)
        started_s = self._monotonic()
        try:
            async with asyncio.timeout(self._limits.total_s):
                status, headers, raw = await self._exchange(call)
        except _NEVER_ARRIVED as fault:
            raise Unreachable(
                f"{call.name}: {type(fault).__name__}"
            ) from None  # its request holds the address
        except (httpx.HTTPError, TimeoutError) as fault:
            message = f"{call.name}: {type(fault).__name__}"
            raise Unreachable(message, may_still_happen=call.is_write) from None  # as above
        _log.debug(
            "ticketing_call name=%s status=%s took_ms=%.0f",
            call.name,
            status,
            (self._monotonic() - started_s) * 1000,
        )
        return self._judge(call, status, headers, raw)

    async def _spend(self, call: Call) -> None:
        """Wait for room in the budget, a person's call briefly, a poller's not at all. Raises: Busy."""
        if self._budget is None:
            return
        wait_s = self._budget.take(self._monotonic(), call.kind)
        if wait_s and call.kind == "person" and wait_s <= self._limits.max_wait_s:
            await asyncio.sleep(wait_s)
            wait_s = self._budget.take(self._monotonic(), call.kind)
        if wait_s:
            raise Busy(f"{call.name}: our own limit of calls is reached", retry_after_s=wait_s)

    async def _exchange(self, call: Call) -> tuple[int, httpx.Headers, bytes]:
        headers = dict(call.headers)
        held = self._held.get(self._key(call))
        if held is not None:
            headers["if-none-match"] = held[0]
        # The path is joined as text: a path can then never name another host.
        url = httpx.URL(f"{self._base}{call.path}").copy_merge_params({**call.query, **self._query})
        if url.host != self._base.host or url.port != self._base.port:
            raise httpx.InvalidURL("another host")
        content = None if call.body is None else json.dumps(call.body).encode()
        if content is not None:
            headers["content-type"] = "application/json"
        async with self._client.stream(
            call.method, url, headers=headers, content=content, data=call.form
        ) as response:
            parts, size = [], 0
            async for part in response.aiter_bytes():
                size += len(part)
                if size > _MAX_BYTES:
                    raise httpx.RemoteProtocolError("the answer is too large")
                parts.append(part)
            return response.status_code, response.headers, b"".join(parts)

    def _judge(self, call: Call, status: int, headers: httpx.Headers, raw: bytes) -> Answer:
        if status == 429:
            wait_s = _retry_after_s(headers.get("retry-after"), self._limits.default_retry_after_s)
            if self._budget is not None:
                self._budget.hold(self._monotonic(), min(wait_s, _LONGEST_HOLD_S))
            raise Busy(f"{call.name}: 429", retry_after_s=wait_s)
        if status >= 500:
            # A gateway gave up waiting, but what it passed on may still be worked on.
            still = call.is_write and status in _ASKED_IN_VAIN
            raise Unreachable(
                f"{call.name}: {status}", may_have_happened=call.is_write, may_still_happen=still
            )
        key = self._key(call)
        if status == 304:
            if key not in self._held:
                raise Unreachable(f"{call.name}: 304 for something we do not hold")
            self._held.move_to_end(key)
            return Answer(200, self._held[key][1])
        if 300 <= status < 400:
            raise Unreachable(f"{call.name}: redirected ({status}), which is not followed")
        body = _parse(call, status, raw)
        if status == 200 and call.cache_for is not None and "etag" in headers:
            self._held[key] = (headers["etag"], body)
            self._held.move_to_end(key)
            while len(self._held) > _CACHED_ANSWERS:
                self._held.popitem(last=False)
        return Answer(status, body)

    def _key(self, call: Call) -> tuple[Any, ...]:
        if call.cache_for is None:
            return ()
        return (*call.cache_for, call.method, call.path, *sorted(call.query.items()))


def _parse(call: Call, status: int, raw: bytes) -> Any:
    if not raw.strip():
        return None
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        if status >= 400:  # an error page of something in between; the status says enough
            return None
        message = f"{call.name}: the answer is not JSON"
        raise Unreachable(message, may_have_happened=call.is_write) from None  # the cause quotes the body


def _retry_after_s(value: str | None, default_s: float) -> float:
    """Seconds of a Retry-After header, given as seconds or as a date."""
    if not value:
        return default_s
    try:
        return max(float(value), 0.0) if float(value) < 86_400 else default_s
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return default_s
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max((at - datetime.now(UTC)).total_seconds(), 0.0)
