"""A client-side limit of calls in a sliding window, people before pollers. Pure: it is told the time and never waits.

Source: www.teamswork.app/ticketingapi, "100 API calls per 60 seconds".
"""

from collections import deque
from typing import Literal

CallKind = Literal["person", "poller"]


class Budget:
    """At most `limit` calls in any window; pollers only while more than `reserve` are left for people.

    Units: seconds of one monotonic clock, the caller's.
    """

    def __init__(self, *, limit: int, reserve: int, window_s: float = 60.0) -> None:
        """Nothing spent yet. Raises: ValueError when pollers could never call."""
        if not 0 <= reserve < limit:
            raise ValueError(f"reserve must be at least 0 and below the limit of {limit}, not {reserve}")
        self._limit = limit
        self._reserve = reserve
        self._window_s = window_s
        self._spent: deque[float] = deque()
        self._held_until = float("-inf")

    def take(self, now_s: float, kind: CallKind) -> float:
        """0 and one call spent, or how long to wait before asking again, with nothing spent. Units: seconds."""
        while self._spent and self._spent[0] <= now_s - self._window_s:
            self._spent.popleft()
        if now_s < self._held_until:
            return self._held_until - now_s
        allowed = self._limit if kind == "person" else self._limit - self._reserve
        if len(self._spent) < allowed:
            self._spent.append(now_s)
            return 0.0
        # The call at this place has to leave the window before there is room.
        return max(self._spent[len(self._spent) - allowed] + self._window_s - now_s, 0.001)

    def hold(self, now_s: float, for_s: float) -> None:
        """The other side asked to wait: nobody calls until then."""
        self._held_until = max(self._held_until, now_s + for_s)
