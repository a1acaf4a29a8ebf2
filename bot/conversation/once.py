"""Writes to the ticketing system that happen once, however often their receipt is handled."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ReceiptId
from bot.errors import BadInput
from bot.ports.clock import Clock
from bot.ports.storage import Effects


@dataclass(frozen=True, slots=True)
class Once:
    """The writes of one receipt. Shape: `receipt` None = answered inside the request, where nothing is written."""

    effects: Effects
    receipt: ReceiptId | None
    clock: Clock

    @property
    def reference(self) -> str:
        """A short text unique to the receipt, by which what it created is found again."""
        return reference_of(self._required())

    async def write(
        self,
        step: str,
        act: Callable[[], Awaitable[str]],
        *,
        happened: Callable[[datetime], Awaitable[str | None]],
    ) -> str:
        """Do it unless it was done; returns what `act` returned, the first time or now.

        Shape:  `happened` looks up, when the answer of an earlier try was lost, whether it took effect since
                the moment it is given: the result, or None to do it (again).
        Raises: whatever `act` and `happened` raise.
        """
        receipt = self._required()
        state, since, result = await self.effects.begin(receipt, step, now=self.clock.now())
        if state == "done":
            return result or ""
        found = await happened(since) if state == "unknown" else None
        done = found if found is not None else await act()
        await self.effects.complete(receipt, step, done)
        return done

    def _required(self) -> ReceiptId:
        if self.receipt is None:
            raise BadInput("fault.stale_button")
        return self.receipt


def reference_of(receipt: ReceiptId) -> str:
    """A short text for a receipt, the same every time, telling nothing about it."""
    return "TB-" + hashlib.sha256(str(receipt).encode()).hexdigest()[:12].upper()
