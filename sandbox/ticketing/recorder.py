"""Remembers what the vendor faces were asked, so that tests and the page can show it. Never keys, never bodies."""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Vendor = Literal["rezolve", "teamswork"]
_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request. Shape: `query` is without the key; `status` is None where the connection was dropped."""

    method: str
    path: str
    query: str
    status: int | None
    vendor: Vendor


def vendor_of(path: str) -> Vendor | None:
    """Whose face this path is on; None for the control routes."""
    if path == "/_sandbox" or path.startswith("/_sandbox/"):
        return None
    return "teamswork" if path.startswith("/teamswork/") else "rezolve"


class Recorder:
    """The last requests to the vendor faces, oldest first."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.requests: deque[Recorded] = deque(maxlen=_KEPT)

    def middleware(self) -> Middleware:
        """What records."""

        @web.middleware
        async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
            vendor = vendor_of(request.path)
            if vendor is None:
                return await handler(request)
            status: int | None = None
            try:
                response = await handler(request)
                status = (
                    None if request.transport is None or request.transport.is_closing() else response.status
                )
            except web.HTTPException as answer:
                status = answer.status
                raise
            finally:
                query = "&".join(f"{name}={value}" for name, value in request.query.items() if name != "key")
                self.requests.append(Recorded(request.method, request.path, query, status, vendor))
            return response

        return record
