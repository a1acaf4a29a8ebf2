"""What is told of a ticket, from how it was and how it is."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events import Event
from bot.domain.tickets import Ticket
from bot.notify.detect import SlaClock, detect, remember
from tests.bot.notify.builders import ADA, BOB, CLEO, DESK, NOW, ticket

SINCE = NOW - timedelta(hours=2)


def told(old: Ticket | None, new: Ticket, *, clock: SlaClock = "running") -> list[Event]:
    """The events between two sights."""
    return list(detect(old, new, connection=DESK, clock=clock, watching_since=SINCE, now=NOW))


def follow(sights: list[Ticket], old: Ticket | None = None) -> tuple[list[Event], Ticket | None]:
    """The events of sights one after the other, each remembered, and what is remembered in the end."""
    events: list[Event] = []
    for new in sights:
        events.extend(told(old, new))
        old = remember(old, new, clock="running", now=NOW)
    return events, old


def test_a_new_assignee_is_told() -> None:
    """Who did it, who had it before, and when."""
    found = told(ticket(assignee=CLEO), ticket(assignee=BOB, updated_by=ADA, updated_at=NOW))
    assert [(one.kind, one.actor, one.previous_assignee, one.at) for one in found] == [
        ("assigned", ADA, CLEO, NOW)
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ticket(assignee=BOB), ticket(assignee=BOB, subject="Other", updated_at=NOW)),
        (ticket(assignee=BOB), ticket(assignee=None, updated_at=NOW)),
        (ticket(assignee=BOB, updated_at=NOW), ticket(assignee=ADA, updated_at=NOW - timedelta(minutes=1))),
        (None, ticket(assignee=BOB, response_breached=True, resolution_breached=True)),
    ],
    ids=["same assignee", "assignee gone", "an older sight", "first sight of an old ticket"],
)
def test_nothing_is_told_of(old: Ticket | None, new: Ticket) -> None:
    """What is no news is told to nobody."""
    assert told(old, new) == []


def test_a_ticket_born_while_watching_and_already_assigned_is_told() -> None:
    """First sight counts when the ticket was created after watching began."""
    found = told(None, ticket(assignee=BOB, created_at=SINCE + timedelta(minutes=1)))
    assert [one.kind for one in found] == ["assigned"]


@pytest.mark.parametrize(
    ("members", "sla"),
    [
        ({"response_breached": True}, ["response"]),
        ({"resolution_breached": True}, ["resolution"]),
        ({"sla": "breached"}, ["resolution"]),
        ({"sla": "breached", "response_breached": True}, ["response"]),
        ({"due_at": NOW}, ["resolution"]),
        ({"response_breached": True, "due_at": NOW - timedelta(minutes=5)}, ["response", "resolution"]),
        ({"sla": "at_risk"}, []),
    ],
)
def test_a_broken_promise_is_told_once(members: dict[str, object], sla: list[str]) -> None:
    """By the vendor's word or by the clock; response and resolution apart; not again at the next sight."""
    late = ticket(updated_at=NOW, **members)
    events, kept = follow([ticket(), late])
    again, _ = follow([late, late.model_copy(update={"updated_at": NOW + timedelta(minutes=1)})], kept)
    assert [one.sla for one in events] == sla
    assert again == []


@pytest.mark.parametrize("clock", ["paused", "over"])
def test_time_that_does_not_count_breaks_no_promise(clock: SlaClock) -> None:
    """On hold or done nothing is told; when it goes on and is late, it is."""
    late = ticket(due_at=NOW - timedelta(minutes=5))
    assert told(ticket(), late, clock=clock) == []
    kept = remember(ticket(), late, clock="paused", now=NOW)
    assert [one.sla for one in told(kept, late)] == ["resolution"]


def test_a_new_deadline_can_be_missed_anew() -> None:
    """A moved deadline is another promise, with another key."""
    first = ticket(due_at=NOW - timedelta(minutes=30))
    moved = first.model_copy(update={"due_at": NOW + timedelta(hours=1)})
    missed = first.model_copy(update={"due_at": NOW - timedelta(minutes=1)})
    events, _ = follow([ticket(), first, moved, missed])
    assert len({one.key for one in events}) == 2


def test_what_is_remembered_holds_no_words() -> None:
    """The description and the answers of the form are not kept, and a ticket that is over says so."""
    kept = remember(None, ticket(description="my password", values={"x": "y"}), clock="over", now=NOW)
    assert (kept.description, kept.values, kept.resolved_at) == ("", {}, ticket().updated_at)


assignees = st.sampled_from([None, ADA, BOB, CLEO])
versions = st.lists(st.tuples(assignees, st.booleans(), st.booleans()), min_size=1, max_size=8).map(
    lambda facts: [
        ticket(
            assignee=assignee,
            response_breached=response,
            resolution_breached=resolution,
            updated_at=NOW - timedelta(hours=1) + timedelta(seconds=count),
        )
        for count, (assignee, response, resolution) in enumerate(facts, start=1)
    ]
)


@given(versions)
def test_seen_twice_is_told_once(sights: list[Ticket]) -> None:
    """Every sight delivered twice, and then all of them again: the same events as once."""
    once, _ = follow([ticket(), *sights])
    twice, kept = follow([sight for one in [ticket(), *sights] for sight in (one, one)])
    again, _ = follow(sights, kept)
    assert [one.key for one in twice] == [one.key for one in once]
    assert [one.key for one in again] == []


@given(versions, st.randoms(use_true_random=False))
def test_out_of_order_ends_as_in_order(sights: list[Ticket], chance: object) -> None:
    """However the sights are shuffled, what is remembered in the end is the last one, and no event comes twice."""
    mixed = [*sights, *sights]
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random without its type
    _, in_order = follow([ticket(), *sights])
    events, kept = follow([ticket(), *mixed])
    assert in_order is not None
    assert kept is not None
    assert (kept.assignee, kept.updated_at) == (in_order.assignee, in_order.updated_at)
    assert len({one.key for one in events}) == len(events)
    assert [one for one in events if one.at > kept.updated_at and one.kind == "assigned"] == []
