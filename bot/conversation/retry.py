"""When to try again: a pure function of the fault, the attempt and the time. Never sleeps, never draws lots."""

from datetime import datetime, timedelta
from typing import Final

from bot.errors import Busy, CredentialsRevoked, OutsideFault, Refused
from bot.ports.jobs import Retry

FIRST_PAUSE_S: Final = 2.0
LONGEST_PAUSE_S: Final = 900.0


def next_try(
    fault: OutsideFault, *, attempt: int, now: datetime, until: datetime, jitter: float
) -> Retry | None:
    """When to try again, or None to give up.

    Shape: `attempt` counts from 1; `jitter` is drawn by the caller, 0 <= jitter < 1. The pause doubles from 2 s
           to 15 min, up to half of it added by the jitter; what the other side asked for is never undercut.
    Units: `now`, `until` aware UTC.
    """
    if isinstance(fault, Refused | CredentialsRevoked):
        return None
    pause_s = min(FIRST_PAUSE_S * 2 ** min(attempt - 1, 16), LONGEST_PAUSE_S) * (1 + jitter / 2)
    if isinstance(fault, Busy):
        pause_s = max(pause_s, fault.retry_after_s)
    at = now + timedelta(seconds=pause_s)
    if now >= until:
        return None
    return Retry(at=min(at, until) if not isinstance(fault, Busy) else at)
