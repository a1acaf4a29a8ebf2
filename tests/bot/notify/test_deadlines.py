"""Deadlines that pass although nobody says so."""

from datetime import timedelta

from bot.notify.deadlines import overdue
from bot.notify.detect import detect
from tests.bot.notify.builders import DESK, NOW, ticket
from tests.fakes.ticketing import META


def test_a_deadline_that_passed_is_told_and_marked() -> None:
    """At the time it was due; the marked ticket is not overdue again."""
    late = ticket(due_at=NOW - timedelta(minutes=1))
    events, kept = overdue([late, ticket()], connection=DESK, meta=META, now=NOW)
    assert [(one.sla, one.at) for one in events] == [("resolution", late.due_at)]
    assert overdue(kept, connection=DESK, meta=META, now=NOW) == ((), ())


def test_clock_and_vendor_tell_the_same_event() -> None:
    """The key is the same whether the clock or a flag of the vendor noticed it first."""
    late = ticket(due_at=NOW - timedelta(minutes=1))
    by_clock, _ = overdue([late], connection=DESK, meta=META, now=NOW)
    flagged = late.model_copy(update={"resolution_breached": True, "updated_at": NOW})
    by_vendor = detect(late, flagged, connection=DESK, clock="running", watching_since=NOW, now=NOW)
    assert [one.key for one in by_clock] == [one.key for one in by_vendor]


def test_done_and_on_hold_tell_nobody_and_are_not_looked_at_again() -> None:
    """Resolved in the last second: no notice. On hold: none until the ticket changes."""
    late = ticket(due_at=NOW - timedelta(minutes=1))
    tickets = [late.model_copy(update={"status": status}) for status in ("resolved", "pending")]
    events, kept = overdue(tickets, connection=DESK, meta=META, now=NOW)
    assert events == ()
    assert [(one.resolved_at is None, one.due_at is None) for one in kept] == [(False, False), (True, True)]
