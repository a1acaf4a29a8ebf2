"""Work that only one replica does at a time."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Exclusive(Protocol):
    """Leads one replica at a time through a piece of work."""

    def hold(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Enter with True when nobody else holds this name, else at once with False.

        Shape: whoever dies lets go. Raises: Unreachable.
        """
        ...
