"""Faults a test asks for: which Web API method goes wrong how, and how often. It executes none of them."""

from dataclasses import dataclass, field
from typing import Literal, get_args

FaultKind = Literal["429", "500", "hang", "lost", "error"]


@dataclass(slots=True)
class Fault:
    """One fault waiting to happen.

    Shape: `method` is a Web API method, "response_url", "file" or "*"; `channel` narrows it to one destination;
           kind "lost" does what was asked and then drops the connection, "error" answers `error`.
    Units: `hang_s` and `retry_after_s` seconds.
    """

    method: str
    kind: FaultKind
    times: int = 1
    error: str = "internal_error"
    retry_after_s: int = 1
    hang_s: float = 60.0
    channel: str | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown kind. Raises: ValueError."""
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"unknown fault kind {self.kind!r}; there are {get_args(FaultKind)}")


@dataclass(slots=True)
class Faults:
    """All faults waiting, oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The fault that hits this call, used up by it."""
        for fault in self.waiting:
            if fault.method in {method, "*"} and fault.channel in {None, channel}:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
