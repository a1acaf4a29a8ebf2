"""Business time is counted right across nights, weekends, changes of clocks and pauses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.ticketing.catalog import RULES
from sandbox.ticketing.edit import with_deadlines
from sandbox.ticketing.model import Ticket, UserRef
from sandbox.ticketing.sla import add_working_time, state_at

NEW_YORK = ZoneInfo("America/New_York")
JANE = UserRef("jane", "Jane", "jane@example.com")


def ny(text: str) -> datetime:
    """A New York wall-clock time."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def ticket(created_at: datetime, **more: object) -> Ticket:
    """A ticket of the IT team with its deadlines."""
    made = Ticket(
        "id", 1, "TKT-1", 1, "incident", "s", "d", "open", "critical", None, None, "it", None, JANE, JANE, JANE,
        created_at, created_at,
    )  # fmt: skip
    return with_deadlines(replace(made, **more), RULES)  # type: ignore[arg-type]  # the test names what matters


@pytest.mark.parametrize(
    ("team", "start", "minutes", "expected"),
    [
        ("it", "2025-07-09T10:00", 60, "2025-07-09T11:00"),
        ("it", "2025-07-09T16:30", 60, "2025-07-10T09:30"),
        ("it", "2025-07-11T16:30", 60, "2025-07-14T09:30"),
        ("it", "2025-07-12T12:00", 60, "2025-07-14T10:00"),
        ("it", "2025-07-09T03:00", 480, "2025-07-09T17:00"),
        ("it", "2025-03-07T16:00", 120, "2025-03-10T10:00"),
        ("it", "2025-10-31T16:00", 120, "2025-11-03T10:00"),
        ("hr", "2025-07-11T15:30", 60, "2025-07-14T08:30"),
        ("hr", "2025-07-10T17:30", 60, "2025-07-11T08:30"),
    ],
)
def test_work_is_done_in_the_teams_hours(team: str, start: str, minutes: int, expected: str) -> None:
    """Nights, weekends and both changes of clocks are left out, in the team's own hours."""
    due_at = add_working_time(ny(start), timedelta(minutes=minutes), hours=RULES.hours[team])
    assert due_at == ny(expected)


def test_around_the_clock_counts_real_hours_over_a_change_of_clocks() -> None:
    """24 hours are 24 hours, although the wall clock shows 25."""
    start = ny("2025-11-01T12:00")
    assert add_working_time(start, timedelta(hours=24), hours=None) == start.astimezone(UTC) + timedelta(
        hours=24
    )


def test_pauses_move_the_deadline_by_their_working_time() -> None:
    """A pause over a night costs only the working hours in it; overlapping edges count once."""
    pauses = (
        (ny("2025-07-09T16:00"), ny("2025-07-10T10:00")),
        (ny("2025-07-10T11:00"), ny("2025-07-10T12:00")),
    )
    due_at = add_working_time(
        ny("2025-07-09T15:00"), timedelta(hours=3), hours=RULES.hours["it"], pauses=pauses
    )
    assert due_at == ny("2025-07-10T13:00")


def test_hours_that_never_open_are_an_error() -> None:
    """An empty week does not loop for ever."""
    with pytest.raises(ValueError, match="never open"):
        add_working_time(
            ny("2025-07-09T15:00"), timedelta(hours=1), hours=replace(RULES.hours["it"], days={})
        )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-07-09T09:30", (False, False, "on_track")),
        ("2025-07-09T09:31", (True, False, "on_track")),
        ("2025-07-09T12:00", (True, False, "on_track")),
        ("2025-07-09T12:01", (True, False, "at_risk")),
        ("2025-07-09T13:00", (True, False, "at_risk")),
        ("2025-07-09T13:01", (True, True, "breached")),
    ],
)
def test_the_state_turns_at_its_instants(at: str, expected: tuple[bool, bool, str]) -> None:
    """Critical: response after 30 minutes, at risk after 75 % of 240, breached after 240."""
    state = state_at(ticket(ny("2025-07-09T09:00")), ny(at))
    assert (state.response_breached, state.resolution_breached, state.sla_status) == expected


def test_a_lasting_pause_stops_time() -> None:
    """What was on track when it was put on hold stays so."""
    held = ticket(ny("2025-07-09T09:00"), pauses=((ny("2025-07-09T10:00"), None),))
    assert state_at(held, ny("2025-07-19T10:00")).sla_status == "on_track"


def test_premium_counts_around_the_clock() -> None:
    """A premium ticket of Saturday is due on Saturday."""
    made = ticket(ny("2025-07-12T12:00"), sla_key="premium")
    assert made.due_at == ny("2025-07-12T14:00")
