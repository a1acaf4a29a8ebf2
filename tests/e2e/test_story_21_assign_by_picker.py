"""Story 21: assign to a colleague or a team by picker: the colleague is told, the assigner is not."""

import pytest

from tests.e2e.agent_deeds import (
    TEAM_ROOM,
    becomes,
    file_ticket,
    fill_in,
    open_form,
    overdue_in_room,
    rounds,
    settled,
    watched,
)
from tests.e2e.stage import Stage

SUBJECT = "The badge printer is on fire"


async def test_story_21_the_colleague_is_told_and_the_assigner_is_not(stage: Stage) -> None:
    """Sam hands over in the channel: Mike gets a notice in his direct chat, Sam none, the same message shows Mike."""
    sam, mike = stage.user("sam"), stage.user("mike")
    number, posted = await overdue_in_room(stage, SUBJECT, who=sam)
    await sam.click(posted, "Take it")
    in_room = await becomes(stage, sam, posted, "Assigned to Support Agent")
    await stage.see(mike, f"Support Agent took {number}", place=TEAM_ROOM)

    await sam.click(in_room, "Assign")
    await fill_in(stage, sam, Colleague="Mike Johnson")
    told = await stage.see(mike, f"Support Agent assigned {number} to you: {SUBJECT}")
    await becomes(stage, sam, posted, "Assigned to Mike Johnson")
    await stage.said(sam, f"{number} is with Mike Johnson now.")
    await settled(stage, number)
    await rounds(stage, 1)
    assert "You get this because you are the assignee." in told.text
    assert [screen.text for screen in await sam.messages() if f": {SUBJECT}" in screen.text] == []
    assert (await stage.ticket(number))["assignee"]["name"] == "Mike Johnson"


async def test_story_21_by_words(stage: Stage) -> None:
    """`assign NUMBER name` does the same without a form."""
    sam, mike = stage.user("sam"), stage.user("mike")
    number = await file_ticket(stage, SUBJECT)
    await sam.command(f"assign {number} mike johnson")
    await stage.said(sam, f"{number} is with Mike Johnson now.")
    await stage.see(mike, f"Support Agent assigned {number} to you: {SUBJECT}")


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_21_to_a_team(stage: Stage) -> None:
    """Picked in the same form: the ticket is the other team's, and the channel's message says so in place."""
    deepak = stage.user("deepak")
    number = await file_ticket(stage, SUBJECT)
    await watched(stage, number)
    await stage.act("mike", "assign", ticket=number, assignee="sam")
    posted = await stage.see(deepak, SUBJECT, place=TEAM_ROOM)
    await deepak.command(f"assign {number}")
    await fill_in(stage, deepak, Team="HR")
    await stage.said(deepak, f"{number} is with HR now.")
    await becomes(stage, deepak, posted, "Team HR")
    assert (await stage.ticket(number))["team"] == "hr"


@pytest.mark.parametrize("vendor", ["teamswork"])
async def test_story_21_a_system_without_teams_offers_none(stage: Stage) -> None:
    """The form asks for a colleague alone, and says so."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await sam.command(f"assign {number}")
    form = await open_form(stage, sam)
    assert [entry.label for entry in form.inputs] == ["Colleague"]
    assert "Pick a colleague. They will be told." in form.text


async def test_story_21_nobody_picked(stage: Stage) -> None:
    """The form that came back empty says what to do, and nothing is changed."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await sam.command(f"assign {number}")
    await sam.submit(await open_form(stage, sam), {})
    await stage.said(sam, "Pick a colleague")
    assert (await stage.ticket(number))["assignee"] is None
