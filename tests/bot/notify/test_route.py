"""Who hears of an event, and where."""

import pytest

from bot.domain.events import Event
from bot.domain.ids import WorkspaceId
from bot.domain.people import Account
from bot.domain.tickets import ChannelRoute, NotificationSwitches
from bot.notify.route import route
from tests.bot.notify.builders import ADA, BOB, T1, account, breach_event, event, room, ticket

TEAMS = WorkspaceId("tenant")


def reached(
    of: Event,
    *,
    routes: tuple[ChannelRoute, ...] = (room(),),
    accounts: tuple[Account, ...] = (account(),),
    off: str | None = None,
) -> list[tuple[str, str]]:
    """Role and address of each destination. Shape: `off` names a switch of the tenant that is off."""
    addressed = route(
        of,
        routes=routes,
        switches=NotificationSwitches.model_validate({off: False} if off else {}),
        workspaces={("slack", T1), ("teams", TEAMS)},
        assignee_accounts=accounts,
    )
    return [(one.role, one.destination.key) for one in addressed]


DIRECT = ("assignee", "slack:T1:account/UBOB")
ROOM = ("team", "slack:T1:conversation/C1")


@pytest.mark.parametrize("of", [event(), breach_event()])
def test_the_assignee_and_the_team_hear_of_it(of: Event) -> None:
    """In the direct chat and in the team's conversation."""
    assert reached(of) == [DIRECT, ROOM]


def test_nobody_is_told_what_they_did_themselves() -> None:
    """Who takes a ticket gets no message about it; the team does. An e-mail in other letters is the same person."""
    assert reached(event(actor=BOB)) == [ROOM]
    same = BOB.model_copy(update={"id": "", "email": "BOB@example.com"})
    assert reached(event(actor=same)) == [ROOM]
    assert reached(event(actor=ADA)) == [DIRECT, ROOM]


@pytest.mark.parametrize(
    "route_",
    [
        room(direction="inbound"),
        room(notify_on_update=False),
        room(team="hr"),
        room(workspace="T9"),
        room(channel="teams"),
    ],
    ids=["inbound only", "no updates", "another team", "another workspace", "another channel's workspace"],
)
def test_a_conversation_is_left_out(route_: ChannelRoute) -> None:
    """Direction, the switch for updates, the team and the connection's own workspaces are honoured."""
    assert reached(event(), routes=(route_,)) == [DIRECT]


def test_each_destination_once() -> None:
    """A conversation that is listed twice gets one notice."""
    assert reached(event(), routes=(room(), room(direction="outbound"), room("C2"))) == [
        DIRECT,
        ROOM,
        ("team", "slack:T1:conversation/C2"),
    ]


@pytest.mark.parametrize(
    ("of", "switch", "expected"),
    [
        (event(), "on_assignment", []),
        (event(), "on_sla_breach", [DIRECT, ROOM]),
        (breach_event(), "on_sla_breach", []),
        (breach_event(), "on_assignment", [DIRECT, ROOM]),
        (event(), "slack", [("team", "teams:tenant:conversation/19:x")]),
        (event(), "teams", [DIRECT, ROOM]),
    ],
)
def test_the_tenants_switches_are_honoured(of: Event, switch: str, expected: list[tuple[str, str]]) -> None:
    """By kind of event and by channel; the Teams conversation is there unless Teams is switched off."""
    rooms = (room(), room("19:x", channel="teams", workspace=TEAMS))
    teams_room = ("team", "teams:tenant:conversation/19:x")
    found = reached(of, routes=rooms, off=switch)
    assert [one for one in found if one != teams_room or switch == "slack"] == expected


@pytest.mark.parametrize("fact", ["is_bot", "is_stranger"])
def test_accounts_that_are_not_colleagues_are_not_written_to(fact: str) -> None:
    """A bot or a stranger with the same address gets nothing."""
    assert reached(event(), accounts=(account(**{fact: True}),)) == [ROOM]
    assert reached(event(), accounts=(account(is_active=False),)) == [ROOM]


def test_without_assignee_the_team_still_hears() -> None:
    """A breach of a ticket nobody has goes to the team alone."""
    assert reached(breach_event(ticket=ticket()), accounts=()) == [ROOM]
