"""Who may do what with a ticket."""

from datetime import timedelta

import pytest

from bot.domain.ids import StatusKey
from bot.domain.people import Person, Role
from bot.domain.rights import AS_AGENT, AS_REQUESTER, NOTHING, Rights, in_time, may_take, rights_of
from bot.domain.tickets import Ticket, Transition
from tests.bot.stage import ADA, ALICE, JANE, MIKE, SAM, SARAH
from tests.fakes.clock import START
from tests.fakes.ticketing import META, FakeTickets, person

SUPERVISOR = person("lea", Role.SUPERVISOR, teams=("it",))
CATALOG_ADMIN = person("carl", Role.CATALOG_ADMIN, teams=("it",))
GONE = SAM.model_copy(update={"is_active": False})


def _ticket(*, requester: Person = JANE, assignee: Person | None = None, team: str = "it") -> Ticket:
    return FakeTickets().put("VPN", requester=requester, assignee=assignee, team=team, at=START)


@pytest.mark.parametrize(
    ("who", "ticket", "expected"),
    [
        (JANE, _ticket(), AS_REQUESTER),
        (ALICE, _ticket(), NOTHING),
        (SAM, _ticket(), AS_AGENT),
        (SUPERVISOR, _ticket(), AS_AGENT),
        (CATALOG_ADMIN, _ticket(), NOTHING),
        (SARAH, _ticket(), NOTHING),
        (SARAH, _ticket(assignee=SARAH), AS_AGENT),
        (SARAH, _ticket(requester=SARAH), AS_REQUESTER),
        (ADA, _ticket(team="hr"), AS_AGENT),
        (GONE, _ticket(assignee=SAM), NOTHING),
        (JANE, _ticket(requester=ALICE, assignee=JANE), NOTHING),
    ],
)
def test_rights_follow_role_team_and_assignment(who: Person, ticket: Ticket, expected: Rights) -> None:
    """Users have their own tickets, agents their team's and assigned ones, admins all, anybody else none."""
    assert rights_of(who, ticket) == expected


def test_without_teams_every_agent_works_on_every_ticket() -> None:
    """A system without teams makes no difference between its agents."""
    assert rights_of(SARAH, _ticket(), by_team=False) == AS_AGENT


AGENTS_ONLY = Transition(name="Resolve", to=StatusKey("resolved"), roles=frozenset({Role.AGENT.value}))
ALSO_USERS = Transition(name="Close", to=StatusKey("closed"), roles=frozenset({Role.USER, Role.AGENT}))
NO_ROLES = Transition(name="Resume", to=StatusKey("in_progress"))
NO_ROLES_END = Transition(name="End", to=StatusKey("closed"))


@pytest.mark.parametrize(
    ("who", "transition", "expected"),
    [
        (SAM, AGENTS_ONLY, True),
        (JANE, AGENTS_ONLY, False),
        (JANE, ALSO_USERS, True),
        (ALICE, ALSO_USERS, False),
        (SARAH, ALSO_USERS, False),
        (MIKE, NO_ROLES, True),
        (JANE, NO_ROLES, False),
        (JANE, NO_ROLES_END, True),
    ],
)
def test_a_step_is_open_to_its_roles(who: Person, transition: Transition, expected: bool) -> None:
    """A step that names roles is for them; one that names none is for agents, or ends the requester's own ticket."""
    assert may_take(who, _ticket(), transition, META) is expected


def test_an_agent_elsewhere_is_a_requester_of_their_own_ticket() -> None:
    """Being an agent of another team does not open agents' steps on one's own ticket."""
    assert not may_take(SARAH, _ticket(requester=SARAH), AGENTS_ONLY, META)


@pytest.mark.parametrize(("days", "expected"), [(6, True), (7, True), (7.01, False)])
def test_reopening_ends_with_the_window(days: float, expected: bool) -> None:
    """A closed ticket can be reopened for the days the tenant set, and not a minute longer."""
    reopen = Transition(name="Reopen", to=StatusKey("open"), is_reopen=True)
    ticket = _ticket().model_copy(update={"closed_at": START, "status": StatusKey("closed")})
    assert in_time(ticket, reopen, META, now=START + timedelta(days=days)) is expected
