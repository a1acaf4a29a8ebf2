"""Rate limits in real time: a bucket per method, and one per channel for posting.

Source: docs.slack.dev/apis/web-api/rate-limits and the "Rate limits" line of each method's page. Slack tolerates
bursts it does not quantify; the sizes here are this sandbox's choice.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

TIERS_PER_MINUTE: Final = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL_PER_MINUTE: Final = 600
POST_BURST: Final = 4
# "Several hundred messages per minute" for a workspace.
POSTS_PER_MINUTE: Final = 600
POSTING: Final = frozenset({"chat.postMessage"})


@dataclass(slots=True)
class _Bucket:
    size: float
    per_s: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Take one; returns the seconds to wait when there is none."""
        self.level = min(self.size, self.level + (now - self.at) * self.per_s)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.per_s


@dataclass(slots=True)
class Rates:
    """The limits of one workspace.

    Shape: `enabled` False lets everything pass; `workspace_posts_per_minute` caps chat.postMessage over all channels.
    """

    enabled: bool = True
    workspace_posts_per_minute: int = POSTS_PER_MINUTE
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def retry_after_s(self, method: str, tier: int | None, channel: str | None) -> int | None:
        """Count one call; whole seconds to wait when it is over a limit, else None."""
        if not self.enabled:
            return None
        if method in POSTING:
            wait_s = self._wait_s(f"{method} {channel}", POST_BURST, 1.0)
            per_minute = self.workspace_posts_per_minute
            wait_s = wait_s or self._wait_s(method, per_minute, per_minute / 60)
        else:
            per_minute = TIERS_PER_MINUTE[tier] if tier else SPECIAL_PER_MINUTE
            wait_s = self._wait_s(method, per_minute, per_minute / 60)
        return max(1, math.ceil(wait_s)) if wait_s else None

    def _wait_s(self, key: str, size: float, per_s: float) -> float:
        now = self.clock()
        bucket = self._buckets.get(key)
        if bucket is None or bucket.size != size:
            bucket = self._buckets[key] = _Bucket(size, per_s, size, now)
        return bucket.take(now)

    def reset(self) -> None:
        """Forget all calls so far."""
        self._buckets.clear()
