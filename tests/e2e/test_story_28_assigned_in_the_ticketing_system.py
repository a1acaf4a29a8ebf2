"""Story 28: assigned on the ticketing side: assignee and team channel are told by polling; who did it is not."""

from typing import Final

import pytest

from sandbox.user import Screen
from tests.e2e.agent_deeds import TEAM_ROOM, file_ticket, ledger, rounds, settled, watched
from tests.e2e.stage import Stage

SUBJECT: Final = "The badge printer is on fire"


async def test_story_28_assignee_and_team_are_told(stage: Stage) -> None:
    """Mike gives the ticket to Sam there: Sam is told in his direct chat, the team in its channel, each once."""
    sam, mike = stage.user("sam"), stage.user("mike")
    number = await file_ticket(stage, SUBJECT)
    await watched(stage, number)
    await stage.act("mike", "assign", ticket=number, assignee="sam")
    told = await stage.see(sam, f"Mike Johnson assigned {number} to you: {SUBJECT}")
    team = await stage.see(
        sam, f"Mike Johnson assigned {number} to Support Agent: {SUBJECT}", place=TEAM_ROOM
    )
    await rounds(stage, 1)
    assert "You get this because you are the assignee." in told.text
    assert "This goes here because the conversation belongs to IT Support." in team.text
    assert [first_line(told), first_line(team)] == [
        f"Mike Johnson assigned {number} to you: {SUBJECT}",
        f"Mike Johnson assigned {number} to Support Agent: {SUBJECT}",
    ]
    assert about(await mike.messages()) == []
    assert len(about(await sam.messages())) == 1
    assert len(about(await sam.messages(place=TEAM_ROOM))) == 1


async def test_story_28_who_did_it_is_not_told(stage: Stage) -> None:
    """Sam takes the ticket himself there: only the team hears of it."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await watched(stage, number)
    await stage.act("sam", "assign", ticket=number, assignee="sam")
    await stage.see(sam, f"Support Agent took {number}: {SUBJECT}", place=TEAM_ROOM)
    await settled(stage, number)
    await rounds(stage, 1)
    assert about(await sam.messages()) == []


async def test_story_28_both_platforms_are_told(stage: Stage) -> None:
    """Whoever works on the other platform is told there, too; the ledger has a row for each place."""
    sam_elsewhere = stage.user("sam", on={"slack": "teams", "teams": "slack"}[stage.channel])
    number = await file_ticket(stage, SUBJECT)
    await watched(stage, number)
    await stage.act("mike", "assign", ticket=number, assignee="sam")
    await stage.see(sam_elsewhere, f"assigned {number} to you: {SUBJECT}")
    await stage.see(sam_elsewhere, SUBJECT, place=TEAM_ROOM)
    rows = await settled(stage, number)
    assert sorted((row.destination.split(":")[0], row.state) for row in rows) == [
        ("slack", "delivered"),
        ("slack", "delivered"),
        ("teams", "delivered"),
        ("teams", "delivered"),
    ]


async def test_story_28_a_new_ticket_that_is_somebodys(stage: Stage) -> None:
    """Raised for Sam at once: he is told of it, who it is from, and since when it is his."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT, assignee="sam")
    told = await stage.see(sam, f"{number} to you: {SUBJECT}")
    assert first_line(told) == f"Jane Smith assigned {number} to you: {SUBJECT}"


@pytest.mark.parametrize(("vendor", "team", "room"), [("rezolve", "hr", "hr-helpdesk")])
async def test_story_28_each_team_in_its_own_channel(stage: Stage, team: str, room: str) -> None:
    """A ticket of another team goes to that team's channel and to no other."""
    sarah, sam = stage.user("sarah"), stage.user("sam")
    number = await file_ticket(stage, SUBJECT, team=team)
    await watched(stage, number)
    await stage.act("tom", "assign", ticket=number, assignee="sarah")
    await stage.see(sarah, SUBJECT, place=room)
    await settled(stage, number)
    assert about(await sam.messages(place=TEAM_ROOM)) == []


@pytest.mark.parametrize(("vendor", "channel"), [("rezolve", "teams")])
async def test_story_28_the_tenants_switch_is_honoured(stage: Stage) -> None:
    """Off as on the vendor's page: nothing goes to Teams, and Slack is told all the same; on again: Teams is told."""
    sam, sam_on_slack = stage.user("sam", on="teams"), stage.user("sam", on="slack")
    quiet = await file_ticket(stage, "Told on Slack alone")
    await watched(stage, quiet)
    await stage.control("POST", "meta", {"notificationSettings": {"teamsNotifications": False}})
    await rounds(stage, 3)
    await stage.act("mike", "assign", ticket=quiet, assignee="sam")
    await stage.see(sam_on_slack, "Told on Slack alone")
    rows = await settled(stage, quiet)
    assert {row.destination.split(":")[0] for row in rows} == {"slack"}

    loud = await file_ticket(stage, SUBJECT)
    await watched(stage, loud)
    await stage.control("POST", "meta", {"notificationSettings": {"teamsNotifications": True}})
    await rounds(stage, 3)
    await stage.act("mike", "assign", ticket=loud, assignee="sam")
    await stage.see(sam, f"{loud} to you: {SUBJECT}")
    assert [screen for screen in await sam.messages() if "Told on Slack alone" in screen.text] == []
    assert {row.destination.split(":")[0] for row in await ledger(stage, loud)} == {"slack", "teams"}


def about(screens: list[Screen]) -> list[Screen]:
    """Those that are about this ticket."""
    return [screen for screen in screens if SUBJECT in screen.text]


def first_line(screen: Screen) -> str:
    """All that a phone shows of it."""
    return screen.notification.split("\n")[0]
