"""Rate limits and deliberate faults of the emulated services. It decides; the caller answers.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit.
"""

import math
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from sandbox.teams.directory import JsonObject

Call = Literal[
    "openid", "keys", "token", "create_conversation", "send", "reply", "update", "delete", "members",
    "paged_members", "member", "team", "team_conversations", "attachment", "upload", "download",
]  # fmt: skip
FaultKind = Literal["status", "hang", "lost"]

_SEND: Final = ((7, 1), (8, 2), (60, 30), (1800, 3600))
_READ: Final = ((14, 1), (16, 2), (120, 30), (3600, 3600))
_WHOLE_APP: Final = ((50, 1),)
_LIMITS: Final[dict[str, tuple[str, tuple[tuple[int, int], ...]]]] = {
    "send": ("send", _SEND),
    "reply": ("send", _SEND),
    "create_conversation": ("create", _SEND),
    "members": ("read", _READ),
    "paged_members": ("read", _READ),
    "member": ("read", _READ),
    "team": ("read", _READ),
    "team_conversations": ("read", _READ),
}


@dataclass(slots=True)
class Windows:
    """Sliding windows over real time, one row of call times per key."""

    _times: dict[str, deque[float]] = field(default_factory=dict)

    def wait_s(self, key: str, limits: Iterable[tuple[int, int]], now: float) -> float:
        """Seconds until one more call is allowed; 0 when it is allowed now."""
        times = self._times.setdefault(key, deque())
        waits = [0.0]
        for allowed, window_s in limits:
            recent = [at for at in times if at > now - window_s]
            if len(recent) >= allowed:
                waits.append(recent[-allowed] + window_s - now)
        return max(waits)

    def note(self, key: str, now: float) -> None:
        """Count one call."""
        times = self._times.setdefault(key, deque())
        times.append(now)
        while times and times[0] < now - 3600:
            times.popleft()

    def clear(self) -> None:
        """Forget all calls."""
        self._times.clear()


@dataclass(slots=True)
class RateLimits:
    """The documented limits per bot and thread, and per app and tenant."""

    is_on: bool = True
    windows: Windows = field(default_factory=Windows)

    def retry_after_s(self, call: Call, thread: str) -> int:
        """Whole seconds the caller must wait; 0 counts the call and lets it pass."""
        if not self.is_on:
            return 0
        now = time.monotonic()
        rows: list[tuple[str, tuple[tuple[int, int], ...]]] = [("app", _WHOLE_APP)]
        if call in _LIMITS:
            operation, limits = _LIMITS[call]
            rows.append((f"{operation}:{thread}", limits))
        wait_s = max(self.windows.wait_s(key, limits, now) for key, limits in rows)
        if wait_s > 0:
            return max(1, math.ceil(wait_s))
        for key, _ in rows:
            self.windows.note(key, now)
        return 0


@dataclass(slots=True)
class Fault:
    """Something that shall go wrong with the next calls.

    Shape: `call` "*" is any connector call; `conversation` narrows it to one conversation id (thread ignored);
           `status` answers an error, `hang` never answers, `lost` does the work and drops the connection.
    """

    call: str = "*"
    kind: FaultKind = "status"
    status: int = 500
    code: str | None = None
    message: str = "Sandbox fault."
    retry_after_s: int | None = None
    times: int = 1
    conversation: str | None = None

    def fits(self, call: Call, thread: str) -> bool:
        """Whether this call is meant."""
        is_named = self.call == call or (self.call == "*" and call not in {"openid", "keys", "token"})
        is_here = self.conversation is None or self.conversation.partition(";")[0] == thread
        return self.times > 0 and is_named and is_here


_CODES: Final = {
    401: "BotNotRegistered", 403: "ForbiddenOperationException", 404: "ConversationNotFound",
    412: "PreconditionFailed", 413: "MessageSizeTooBig", 429: "TooManyRequests", 500: "ServiceError",
    502: "BadGateway", 503: "ServiceUnavailable", 504: "GatewayTimeout",
}  # fmt: skip


def default_code(status: int) -> str:
    """The error code that usually goes with this HTTP status."""
    return _CODES.get(status, "ServiceError")


@dataclass(slots=True)
class Faults:
    """The faults still to come."""

    pending: list[Fault] = field(default_factory=list)

    def take(self, call: Call, thread: str) -> Fault | None:
        """The fault for this call, used up once."""
        for fault in self.pending:
            if fault.fits(call, thread):
                fault.times -= 1
                self.pending = [entry for entry in self.pending if entry.times > 0]
                return fault
        return None

    def add(self, body: JsonObject) -> None:
        """Plan a fault from its JSON form. Raises: TypeError (unknown member)."""
        self.pending.append(Fault(**body))
