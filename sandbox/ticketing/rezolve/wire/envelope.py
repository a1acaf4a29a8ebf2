"""Success and error envelopes, entity tags and dates as the Rezolve pages print them.

Knows nothing about tickets; the other modules raise `Fault` and this one turns it into the answer.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web


class Fault(Exception):  # a base named in the vendor's envelope, not a bug
    """A refusal in the vendor's own words.

    Shape: `details` is text, an object or absent; `timed` False leaves the timestamp out, as the template page does.
    """

    def __init__(
        self, status: int, code: str, message: str, *, details: Any = None, timed: bool = True
    ) -> None:
        """Keep what the answer needs."""
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.timed = timed


def iso(at: datetime) -> str:
    """An instant as the pages print it. Units: UTC, milliseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def maybe_iso(at: datetime | None) -> str | None:
    """The same for an instant that may be absent."""
    return None if at is None else iso(at)


def parse_iso(text: object) -> datetime | None:
    """The instant a text names, or None if it names none. Units: aware UTC; a text without zone is read as UTC."""
    if not isinstance(text, str) or "T" not in text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def fault_body(fault: Fault, now: datetime) -> dict[str, Any]:
    """The error envelope."""
    error: dict[str, Any] = {"code": fault.code, "message": fault.message}
    if fault.details is not None:
        error["details"] = fault.details
    body: dict[str, Any] = {"success": False, "error": error}
    if fault.timed:
        body["timestamp"] = iso(now)
    return body


def refuse(fault: Fault, now: datetime) -> web.Response:
    """The error answer."""
    return web.json_response(fault_body(fault, now), status=fault.status)


def accept(data: Any, message: str, now: datetime, *, status: int = 200, timed: bool = True) -> web.Response:
    """The success answer."""
    body: dict[str, Any] = {"success": True, "message": message, "data": data}
    if timed:
        body["timestamp"] = iso(now)
    return web.json_response(body, status=status)


def entity_tag(data: Any) -> str:
    """A strong entity tag over the data alone, so that the envelope's timestamp does not change it."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return '"' + hashlib.sha256(text.encode()).hexdigest()[:32] + '"'


def _held(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def accept_cached(request: web.Request, data: Any, message: str, now: datetime) -> web.Response:
    """The success answer with its ETag, or 304 without a body when the caller already holds it."""
    tag = entity_tag(data)
    held = _held(request.headers.get("if-none-match", ""))
    if tag in held or "*" in held:
        return web.Response(status=304, headers={"ETag": tag})
    answer = accept(data, message, now)
    answer.headers["ETag"] = tag
    return answer


def want_int(body: Mapping[str, Any], name: str, *, default: int | None, low: int, high: int | None) -> int:
    """A whole number of a request body. Raises: Fault 400 when missing without default or out of range."""
    value = body.get(name, default)
    too_high = high is not None and isinstance(value, int) and value > high
    if isinstance(value, bool) or not isinstance(value, int) or value < low or too_high:
        allowed = f"an integer of at least {low}" if high is None else f"an integer from {low} to {high}"
        raise Fault(400, "INVALID_REQUEST", "Invalid request body", details=f"'{name}' must be {allowed}")
    return value


def want_choice(body: Mapping[str, Any], name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of a closed set of words of a request body. Raises: Fault 400."""
    value = body.get(name, default)
    if value not in allowed:
        raise Fault(
            400,
            "INVALID_REQUEST",
            "Invalid request body",
            details=f"'{name}' must be one of: {', '.join(allowed)}",
        )
    return str(value)


def want_text(body: Mapping[str, Any], name: str) -> str:
    """A text of a request body, empty when absent. Raises: Fault 400."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Fault(400, "INVALID_REQUEST", "Invalid request body", details=f"'{name}' must be a string")
    return value
