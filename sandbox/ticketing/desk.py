"""What both vendor faces and the control routes are given: one store, one clock, one set of rules, one directory."""

from dataclasses import dataclass, field

from sandbox.ticketing.clock import SandboxClock
from sandbox.ticketing.feed import Subscription
from sandbox.ticketing.people import Directory
from sandbox.ticketing.rules import Rules
from sandbox.ticketing.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The help desk behind the faces."""

    store: Store
    clock: SandboxClock
    rules: Rules
    people: Directory = field(default_factory=Directory)

    def subscribe(self) -> Subscription:
        """Every change of a ticket from now on.

        Shape: `async with desk.subscribe() as changes: async for change in changes: ...`.
        """
        return self.store.subscribe()

    async def reset(self) -> None:
        """Seed, clock and roles as at the first start."""
        self.clock.reset()
        self.people.reset()
        await self.store.reset()
