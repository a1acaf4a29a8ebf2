"""Who may call, and how often: the key in the query, read-only keys, calls per window; and the form of errors.

Source: www.teamswork.app/ticketingapi ("Authentication", "Bulk update and rate limiting", "Errors"); the error
body is what third parties saw.
"""

import functools
from collections import deque
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.ticketing.clock import SandboxClock
from sandbox.ticketing.errors import NotFound, Refused
from sandbox.world import TEAMSWORK_PRIMARY_KEY, TEAMSWORK_SECONDARY_KEY

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Bad(Exception):
    """The request is at fault. Shape: `status` is the HTTP status; 200 with error true is one of this vendor's ways."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        """Say what is wrong."""
        super().__init__(message)
        self.message = message
        self.status = status


def error(message: str, *, status: int, headers: dict[str, str] | None = None) -> web.Response:
    """An answer that says no."""
    code = 400 if status == 200 else status
    body = {"error": True, "message": message, "statusCode": code}
    return web.json_response(body, status=status, headers=headers)


class Gate:
    """Lets calls in. Units: the window is measured by the sandbox clock, so advancing it frees the budget."""

    def __init__(self, clock: SandboxClock, *, limit: int, window_s: float) -> None:
        """`limit` calls per `window_s` and key."""
        self._clock = clock
        self._limit = limit
        self._window_s = window_s
        self._calls: dict[str, deque[float]] = {}

    def reading(self, handler: Handler) -> Handler:
        """The handler behind either key."""
        return self._guarded(handler, keys=(TEAMSWORK_PRIMARY_KEY, TEAMSWORK_SECONDARY_KEY))

    def writing(self, handler: Handler) -> Handler:
        """The handler behind the primary key."""
        return self._guarded(handler, keys=(TEAMSWORK_PRIMARY_KEY,))

    def reset(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    def _guarded(self, handler: Handler, *, keys: tuple[str, ...]) -> Handler:
        @functools.wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            key = request.query.get("key", "")
            if key not in (TEAMSWORK_PRIMARY_KEY, TEAMSWORK_SECONDARY_KEY):
                return error("Access denied: the key is missing or not valid.", status=401)
            wait_s = self._wait_s(key)
            if wait_s:
                text = f"Rate limit is exceeded. Try again in {wait_s} seconds."
                return error(text, status=429, headers={"Retry-After": str(wait_s)})
            if key not in keys:
                return error("This key may only read.", status=403)
            try:
                return await handler(request)
            except Bad as bad:
                return error(bad.message, status=bad.status)
            except NotFound:
                return error("Ticket not found.", status=404)
            except Refused as refused:
                return error(refused.message, status=400)

        return guarded

    def _wait_s(self, key: str) -> int:
        now = self._clock.now().timestamp()
        calls = self._calls.setdefault(key, deque())
        while calls and (calls[0] <= now - self._window_s or calls[0] > now):
            calls.popleft()
        if len(calls) >= self._limit:
            return max(1, int(calls[0] + self._window_s - now) + 1)
        calls.append(now)
        return 0
