"""Work that must be done even if this process dies.

Jobs are made by the storage, in the transaction of what they are for; here is only what running one gives.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Retry:
    """Do it again. Units: `at` aware UTC."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing more to do."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Somebody else is on it, who took us for dead: what becomes of it is theirs to say."""


JobResult = Retry | Finished | TakenOver
