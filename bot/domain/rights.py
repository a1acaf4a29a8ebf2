"""Who may do what with a ticket, from the ticketing system's roles and teams alone. Pure.

Must not look at where somebody clicked, what a button carries, or who is a member of a channel.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people import Person, Role
from bot.domain.tickets import Meta, Ticket, Transition


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do with one ticket."""

    see: bool
    comment: bool
    note: bool
    assign: bool
    prioritise: bool

    @property
    def audience_is_agents(self) -> bool:
        """Whether this person looks at the ticket as somebody who works on it."""
        return self.note


NOTHING = Rights(see=False, comment=False, note=False, assign=False, prioritise=False)
AS_REQUESTER = Rights(see=True, comment=True, note=False, assign=False, prioritise=False)
AS_AGENT = Rights(see=True, comment=True, note=True, assign=True, prioritise=True)


def works_on(person: Person, ticket: Ticket, *, by_team: bool = True) -> bool:
    """Whether this person is one of the ticket's agents: of its team, assigned to it, or an admin.

    Shape: `by_team` False = the system has no teams, so every agent works on every ticket.
    """
    if not person.is_active or not person.is_agent:
        return False
    return person.is_admin or not by_team or ticket.team in person.teams or person.is_same(ticket.assignee)


def rights_of(person: Person, ticket: Ticket, *, by_team: bool = True) -> Rights:
    """What this person may do with this ticket; nothing at all when they may not know of it."""
    if not person.is_active:
        return NOTHING
    if works_on(person, ticket, by_team=by_team):
        return AS_AGENT
    return AS_REQUESTER if person.is_same(ticket.requester) else NOTHING


def may_take(
    person: Person, ticket: Ticket, transition: Transition, meta: Meta, *, by_team: bool = True
) -> bool:
    """Whether this status change is open to this person, its time limit aside.

    Shape: a requester who does not work on the ticket counts as `ticket_user`, whatever other roles they hold,
           and where a change names no roles they may only close and reopen.
    """
    if works_on(person, ticket, by_team=by_team):
        return not transition.roles or bool(transition.roles & person.roles)
    return person.is_active and person.is_same(ticket.requester) and open_to_requester(transition, meta)


def open_to_requester(transition: Transition, meta: Meta) -> bool:
    """Whether requesters as such may make this change."""
    if transition.roles:
        return Role.USER in transition.roles
    return transition.is_reopen or meta.status(transition.to).is_terminal


def reopen_until(ticket: Ticket, transition: Transition | None, meta: Meta) -> datetime | None:
    """Until when this finished ticket can be reopened; None = no limit known."""
    days = meta.reopen_window_days
    if transition is not None and transition.max_days_after_close is not None:
        days = transition.max_days_after_close if days is None else min(days, transition.max_days_after_close)
    ended_at = ticket.closed_at or ticket.resolved_at
    return None if days is None or ended_at is None else ended_at + timedelta(days=days)


def in_time(ticket: Ticket, transition: Transition, meta: Meta, *, now: datetime) -> bool:
    """Whether a change is still possible; only reopening has an end."""
    if not transition.is_reopen:
        return True
    until = reopen_until(ticket, transition, meta)
    return meta.allow_reopen and (until is None or now <= until)
