"""Writes to the ticketing system that happen once, however often their receipt is handled."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.ids import ReceiptId
from bot.errors import BadInput, BotError, OutsideFault, Unreachable
from bot.ports.clock import Clock
from bot.ports.storage import Effects

# How long after it was sent a write that nobody answered may still take effect: longer than any call of ours waits,
# and than what stands between is known to. Until then it is looked up again and again, but not repeated.
SETTLES_IN: Final = timedelta(seconds=30)


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
                the moment it is given: the result, or None to do it (again). An earlier try that may still be
                worked on is given time before it is done again.
        Raises: whatever `act` and `happened` raise; Unreachable while an earlier try may still take effect.
        """
        receipt = self._required()
        state, since, result = await self.effects.begin(receipt, step, now=self.clock.now())
        if state == "done":
            return result or ""
        found = await happened(since) if state == "unknown" else None
        if found is None and state == "unknown":
            await self._send_again(receipt, step)
        done = found if found is not None else await self._sent(receipt, step, act)
        await self.effects.complete(receipt, step, done)
        return done

    async def _sent(self, receipt: ReceiptId, step: str, act: Callable[[], Awaitable[str]]) -> str:
        try:
            return await act()
        except BotError as fault:
            if not (isinstance(fault, OutsideFault) and fault.may_still_happen):
                await self.effects.under_way(receipt, step, since=None)
            raise

    async def _send_again(self, receipt: ReceiptId, step: str) -> None:
        now = self.clock.now()
        sent_at = await self.effects.under_way_since(receipt, step)
        if sent_at is not None and now < sent_at + SETTLES_IN:
            raise Unreachable("an earlier try may still take effect", may_still_happen=True)
        await self.effects.under_way(receipt, step, since=now)

    def _required(self) -> ReceiptId:
        if self.receipt is None:
            raise BadInput("fault.stale_button")
        return self.receipt


def reference_of(receipt: ReceiptId) -> str:
    """A short text for a receipt, the same every time, telling nothing about it."""
    return "TB-" + hashlib.sha256(str(receipt).encode()).hexdigest()[:12].upper()
