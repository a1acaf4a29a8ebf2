"""What the Bot Connector's refusals mean for us.

Source: learn.microsoft.com, microsoftteams/platform/bots/how-to/rate-limit and .../conversations/conversation-messages.
"""

import random
from datetime import datetime, timedelta
from typing import Final

from bot.errors import Busy, CredentialsRevoked, OutsideFault, Refused, Unreachable
from bot.ports.channel import Later, Undeliverable

# Every other status is final, a 500 too: so its documentation asks.
RETRIED: Final = frozenset({412, 429, 502, 503, 504})
# A gateway that lost the answer may have passed the post on.
ANSWER_LOST: Final = frozenset({502, 504})
# The person or room cannot be reached: not installed, blocked, removed, or gone.
NO_WAY_THERE: Final = frozenset({403, 404})
PAUSE_S: Final = 4.0
LONGEST_PAUSE_S: Final = 3600.0


class ConnectorRefused(Exception):
    """The connector answered with an error. Shape: `code` is its own word; never carries the body."""

    def __init__(self, status: int, code: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s


def fault_of(error: ConnectorRefused) -> OutsideFault:
    """The fault the core understands."""
    if error.status in RETRIED:
        return Busy(
            f"teams: {error.status}",
            retry_after_s=_pause_s(error),
        )
    if error.status == 401:
        return CredentialsRevoked(f"teams: {error.code}")
    return Refused(error.code, f"teams: {error.status} {error.code}")


def fault_of_look_up(error: ConnectorRefused) -> OutsideFault:
    """The same for a mere question: it may be asked again whatever went wrong at their end."""
    if error.status >= 500 and error.status not in RETRIED:
        return Unreachable(f"teams: {error.status} {error.code}")
    return fault_of(error)


def outcome_of(
    error: ConnectorRefused | Unreachable | CredentialsRevoked, *, now: datetime
) -> Later | Undeliverable:
    """What becomes of a post that was not taken."""
    if isinstance(error, Unreachable):
        at = now + timedelta(seconds=_jittered(PAUSE_S))
        return Later(at=at, reason=str(error), may_have_happened=error.may_have_happened)
    if isinstance(error, CredentialsRevoked):
        return Undeliverable(reason=str(error))
    if error.status in RETRIED:
        return Later(
            at=now + timedelta(seconds=_pause_s(error)),
            reason=f"{error.status} {error.code}",
            may_have_happened=error.status in ANSWER_LOST,
        )
    return Undeliverable(reason=error.code)


def _pause_s(error: ConnectorRefused) -> float:
    """What was asked for, else a pause of our own that differs from post to post."""
    asked = error.retry_after_s
    return _jittered(PAUSE_S) if asked is None else min(asked, LONGEST_PAUSE_S)


def _jittered(pause_s: float) -> float:
    return pause_s * (1 + random.random())  # noqa: S311  spreads load, guards nothing
