"""The sandbox's own time: real time plus an offset, so that a deadline three days away can be shown in a second.

It never goes back while the sandbox runs, except on reset.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("America/New_York")
OFFICE_OPENS_HOUR = 9


class SandboxClock:
    """Real time plus an offset that can only grow.

    Units: `offset_s` seconds; `now` is an aware UTC datetime.
    """

    def __init__(self) -> None:
        """Start at real time."""
        self._offset = timedelta()

    @property
    def offset_s(self) -> float:
        """How far this clock is ahead of real time."""
        return self._offset.total_seconds()

    def now(self) -> datetime:
        """The sandbox's present."""
        return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> datetime:
        """Let that many seconds pass at once. Raises: ValueError for a negative number."""
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds!r}")
        self._offset += timedelta(seconds=seconds)
        return self.now()

    def to_next_business_day(self) -> datetime:
        """Go to 09:00 New York time of the next day from Monday to Friday."""
        now = self.now()
        local = now.astimezone(OFFICE_ZONE)
        day = local.date() + timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        opens = datetime(day.year, day.month, day.day, OFFICE_OPENS_HOUR, tzinfo=OFFICE_ZONE)
        return self.advance((opens - now).total_seconds())

    def reset(self) -> None:
        """Back to real time."""
        self._offset = timedelta()
