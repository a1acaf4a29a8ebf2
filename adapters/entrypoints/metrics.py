"""What operators can count. Labels are few and fixed: never a person, a ticket or a text."""

from prometheus_client import CollectorRegistry, Counter

from bot.ui.inbound import Inbound


class Metrics:
    """The counters of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._accepted = Counter(
            "ticketbot_inbound_total",
            "What people did in chat, stored before it was acknowledged.",
            ("channel", "kind", "outcome"),
            registry=self.registry,
        )

    def accepted(self, inbound: Inbound, *, is_new: bool) -> None:
        """Count an inbound. Shape: outcome `repeated` = the platform delivered it again."""
        self._accepted.labels(inbound.account.channel, inbound.kind, "stored" if is_new else "repeated").inc()
