"""The time of the help desk's world. In the sandbox it can be advanced; security checks never use it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """This moment. Units: aware UTC."""
        ...
