"""What both vendor faces and the control routes are given: one store, one clock, one set of rules, one directory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.ticketing.clock import SandboxClock
from sandbox.ticketing.feed import Subscription
from sandbox.ticketing.people import Directory
from sandbox.ticketing.rules import Rules
from sandbox.ticketing.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The help desk behind the faces.

    Shape: `switches` are the notification switches that stand otherwise than in the documents, `first_switches` those
           of the start.
    """

    store: Store
    clock: SandboxClock
    rules: Rules
    people: Directory = field(default_factory=Directory)
    first_switches: Mapping[str, bool] = field(default_factory=dict)
    switches: dict[str, bool] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the switches of the start."""
        object.__setattr__(self, "switches", dict(self.first_switches))

    def subscribe(self) -> Subscription:
        """Every change of a ticket from now on.

        Shape: `async with desk.subscribe() as changes: async for change in changes: ...`.
        """
        return self.store.subscribe()

    async def reset(self) -> None:
        """Seed, clock, roles and switches as at the first start."""
        self.clock.reset()
        self.people.reset()
        self.switches.clear()
        self.switches.update(self.first_switches)
        await self.store.reset()
