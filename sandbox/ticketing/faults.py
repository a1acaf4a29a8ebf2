"""Lets the vendor faces fail on request, in the ways real ones do; the control routes never fail by it."""

import asyncio
import itertools
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Literal

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import BaseModel, ConfigDict, Field

from sandbox.ticketing.recorder import Vendor, vendor_of

FaultKind = Literal[
    "rate_limited",
    "server_error",
    "unavailable",
    "timeout_before",
    "timeout_after",
    "delay",
    "ok_with_error",
    "truncated",
    "changed_shape",
]
_STATUS: Final[Mapping[str, tuple[int, str, str]]] = {
    "rate_limited": (429, "RATE_LIMIT_EXCEEDED", "Rate limit is exceeded."),
    "server_error": (500, "INTERNAL_SERVER_ERROR", "An unexpected error occurred."),
    "unavailable": (503, "SERVICE_UNAVAILABLE", "The service is not available."),
    "ok_with_error": (200, "OPERATION_FAILED", "The operation could not be completed."),
}
_RENAMED: Final[Mapping[str, str]] = {"item": "record", "items": "results", "data": "payload"}


class Fault(BaseModel):
    """A failure to come.

    Shape: `vendor`, `method` and `path` (a part of it) say which requests; absent means any. `times` None means
           until it is deleted. `member` is what `changed_shape` renames (by default item, items or data).
    Units: `seconds` is how long timeouts hang and delays last, at most until the failure is deleted;
           `retry_after_s` goes into Retry-After.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    vendor: Vendor | None = None
    method: str | None = None
    path: str = ""
    times: int | None = Field(default=1, ge=1)
    seconds: float = Field(default=1.0, ge=0, le=600)
    retry_after_s: int = Field(default=1, ge=0)
    member: str | None = None

    def matches(self, vendor: Vendor, method: str, path: str) -> bool:
        """Whether it is about this request."""
        right_vendor = self.vendor in (None, vendor)
        right_method = self.method is None or self.method.upper() == method
        return right_vendor and right_method and self.path in path


class Faults:
    """The failures that are still to come, first come first served."""

    def __init__(self) -> None:
        """None."""
        self._left: dict[int, tuple[Fault, int | None]] = {}
        self._over: dict[int, asyncio.Event] = {}
        self._ids = itertools.count(1)

    def add(self, fault: Fault) -> int:
        """Arrange a failure; its id."""
        fault_id = next(self._ids)
        self._left[fault_id] = (fault, fault.times)
        self._over[fault_id] = asyncio.Event()
        return fault_id

    def listed(self) -> list[dict[str, Any]]:
        """Each with its id and how often it is still to come (`left`)."""
        return [{"id": id_, "left": left, **fault.model_dump()} for id_, (fault, left) in self._left.items()]

    def remove(self, fault_id: int | None) -> None:
        """Forget one, or all; requests that one holds up go on."""
        for one in [fault_id] if fault_id is not None else list(self._over):
            self._left.pop(one, None)
            if over := self._over.pop(one, None):
                over.set()

    def take(self, vendor: Vendor, method: str, path: str) -> tuple[Fault, asyncio.Event] | None:
        """The failure for this request, if there is one, and what tells that it is over; it has then come once."""
        for fault_id, (fault, left) in self._left.items():
            if fault.matches(vendor, method, path):
                self._left[fault_id] = (fault, None if left is None else left - 1)
                if left == 1:
                    del self._left[fault_id]
                return fault, self._over[fault_id]
        return None

    def _comes_late(self, vendor: Vendor, method: str, path: str) -> bool:
        """Whether the next failure for this request carries it out later."""
        meant = (fault for fault, _ in self._left.values() if fault.matches(vendor, method, path))
        return next((fault.kind == "delay" for fault in meant), False)

    def middleware(self) -> Middleware:
        """What lets requests fail."""

        @web.middleware
        async def fail(request: web.Request, handler: Handler) -> web.StreamResponse:
            vendor = vendor_of(request.path)
            if vendor and self._comes_late(vendor, request.method, request.path):
                await request.read()  # it has arrived: its sender may be gone when it is carried out
            taken = self.take(vendor, request.method, request.path) if vendor else None
            if vendor is None or taken is None:
                return await handler(request)
            return await _failing(*taken, vendor, request, handler)

        return fail


async def _failing(
    fault: Fault, over: asyncio.Event, vendor: Vendor, request: web.Request, handler: Handler
) -> web.StreamResponse:
    if fault.kind in _STATUS:
        return _error(fault, vendor)
    if fault.kind == "timeout_before":
        return await _hang_up(request, fault.seconds, over)
    if fault.kind == "delay":
        await _wait(fault.seconds, over)
        return await handler(request)
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        response = answer
    if fault.kind == "timeout_after":
        return await _hang_up(request, fault.seconds, over)
    return _damaged(fault, response)


def _error(fault: Fault, vendor: Vendor) -> web.Response:
    status, code, message = _STATUS[fault.kind]
    body: dict[str, Any]
    if vendor == "teamswork":
        body = {"error": True, "message": message, "statusCode": 500 if status == 200 else status}
    else:
        body = {"success": False, "error": {"code": code, "message": message}}
    headers = {"Retry-After": str(fault.retry_after_s)} if fault.kind == "rate_limited" else {}
    return web.json_response(body, status=status, headers=headers)


async def _wait(seconds: float, over: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)


async def _hang_up(request: web.Request, seconds: float, over: asyncio.Event) -> web.Response:
    """Say nothing for a while, then drop the connection without an answer."""
    await _wait(seconds, over)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _damaged(fault: Fault, response: web.StreamResponse) -> web.StreamResponse:
    if not isinstance(response, web.Response) or not isinstance(response.body, bytes) or not response.body:
        return response
    if fault.kind == "truncated":
        damaged = response.body[: len(response.body) // 2]
    else:
        damaged = _renamed(response.body, fault.member)
    headers = {name: value for name, value in response.headers.items() if name.lower() != "content-length"}
    return web.Response(body=damaged, status=response.status, headers=headers)


def _renamed(body: bytes, member: str | None) -> bytes:
    try:
        parsed = json.loads(body)
    except ValueError:
        return body
    names = {member: f"{member}_v2"} if member else _RENAMED
    return json.dumps(_rename(parsed, names, is_deep=member is not None)).encode()


def _rename(value: Any, names: Mapping[str, str], *, is_deep: bool) -> Any:
    if isinstance(value, list):
        return [_rename(item, names, is_deep=is_deep) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        names.get(name, name): _rename(item, names, is_deep=is_deep) if is_deep else item
        for name, item in value.items()
    }
