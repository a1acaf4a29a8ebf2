"""The sandbox ticketing service's own switches, for tests and demonstrations."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Options:
    """How the service behaves where the vendors differ from their pages or a test needs it smaller.

    Shape: `keeps_priority_on_create` False does what third parties saw live: TeamsWork ignores it;
           `is_seeded` False starts with no tickets; `switches` are notification switches that stand otherwise than on
           the vendor's page, by the page's names.
    Units: `*_s` seconds; the limit is calls per window and key.
    """

    is_seeded: bool = True
    teamswork_limit: int = 100
    teamswork_window_s: float = 60
    keeps_priority_on_create: bool = False
    rezolve_token_life_s: int = 3600
    rezolve_heartbeat_s: float = 30.0
    webhook_retry_wait_s: float = 0.5
    webhook_timeout_s: float = 5
    sla_sweep_s: float = 1.0
    max_body_bytes: int = 12 * 1024 * 1024
    switches: Mapping[str, bool] = field(default_factory=dict)
