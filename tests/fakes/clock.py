"""A clock that stands until a test moves it."""

from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2025, 7, 10, 12, 0, tzinfo=UTC)


class FakeClock:
    """The time a test says it is."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        """This moment."""
        return self._now

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self._now += span
