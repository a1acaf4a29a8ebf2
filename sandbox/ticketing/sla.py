"""SLA arithmetic on facts and a given instant: no clock, no storage.

A ticket's own time is business time from its creation, without the stretches it spent on hold or done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sandbox.ticketing.model import Ticket
from sandbox.ticketing.rules import Hours, Rules

Span = tuple[datetime, datetime]
Pause = tuple[datetime, datetime | None]
Milestone = Literal["response_breached", "at_risk", "resolution_breached"]

_MAX_DAYS = 4000


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The instants at which a ticket's SLA turns, if nothing happens before."""

    response_due_at: datetime
    at_risk_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SlaState:
    """How a ticket stands at one instant."""

    response_breached: bool
    resolution_breached: bool
    sla_status: Literal["on_track", "at_risk", "breached"]


def deadlines(ticket: Ticket, rules: Rules) -> Deadlines:
    """The deadlines of a ticket by its priority, team, SLA and closed pauses.

    Units: a pause that still lasts does not move them; leaving it does.
    """
    sla = rules.sla(ticket.sla_key)
    hours = rules.hours_of(sla, ticket.team)
    resolution = timedelta(minutes=sla.resolution_min[ticket.priority])
    response = timedelta(minutes=sla.response_min[ticket.priority])

    def after(work: timedelta) -> datetime:
        return add_working_time(ticket.created_at, work, hours=hours, pauses=ticket.pauses)

    return Deadlines(after(response), after(resolution * rules.at_risk_share), after(resolution))


def add_working_time(
    start: datetime, work: timedelta, *, hours: Hours | None, pauses: Sequence[Pause] = ()
) -> datetime:
    """The instant at which `work` of working time has passed since `start`. Raises: ValueError if hours never open."""
    left = work
    for opens, closes in _working_spans(start.astimezone(UTC), hours=hours, pauses=pauses):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise ValueError("these working hours never open")


def state_at(ticket: Ticket, now: datetime) -> SlaState:
    """How the ticket stands at `now`; while it is paused, as it stood when the pause began."""
    at = effective_now(ticket, now)
    response_breached = _passed(ticket.response_due_at, ticket.first_response_at or at)
    resolution_breached = _passed(ticket.due_at, at)
    if resolution_breached:
        return SlaState(response_breached, resolution_breached, "breached")
    at_risk = ticket.resolved_at is None and _passed(ticket.at_risk_at, at)
    return SlaState(response_breached, resolution_breached, "at_risk" if at_risk else "on_track")


def effective_now(ticket: Ticket, now: datetime) -> datetime:
    """The instant up to which the ticket's time has run."""
    if ticket.pauses and ticket.pauses[-1][1] is None:
        return min(now, ticket.pauses[-1][0])
    return now


def milestones(ticket: Ticket) -> list[tuple[datetime, Milestone]]:
    """The instants at which the state turns while the clock runs, in order, without those that cannot come any more."""
    found: list[tuple[datetime, Milestone]] = []
    if ticket.first_response_at is None and ticket.response_due_at is not None:
        found.append((ticket.response_due_at, "response_breached"))
    if ticket.resolved_at is None:
        if ticket.at_risk_at is not None:
            found.append((ticket.at_risk_at, "at_risk"))
        if ticket.due_at is not None:
            found.append((ticket.due_at, "resolution_breached"))
    return sorted(found)


def _passed(due_at: datetime | None, at: datetime) -> bool:
    return due_at is not None and at > due_at


def _working_spans(start: datetime, *, hours: Hours | None, pauses: Sequence[Pause]) -> Iterator[Span]:
    for span in _open_spans(start, hours):
        yield from _without(span, pauses)


def _open_spans(start: datetime, hours: Hours | None) -> Iterator[Span]:
    if hours is None:
        yield from ((start + timedelta(days=n), start + timedelta(days=n + 1)) for n in range(_MAX_DAYS))
        return
    zone = ZoneInfo(hours.zone)
    first = start.astimezone(zone).date()
    for n in range(_MAX_DAYS):
        day = first + timedelta(days=n)
        window = hours.days.get(day.weekday())
        if window is None:
            continue
        opens, closes = (_instant(datetime.combine(day, at), zone) for at in window)
        if closes > start:
            yield max(opens, start), closes


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """UTC of a wall-clock time; sums are done in UTC so that a change of clocks neither adds nor loses work."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def _without(span: Span, pauses: Sequence[Pause]) -> Iterator[Span]:
    opens, closes = span
    for begins, ends in pauses:
        if ends is None or ends <= opens or begins >= closes:
            continue
        if begins > opens:
            yield opens, begins
        opens = max(opens, ends)
    if opens < closes:
        yield opens, closes
