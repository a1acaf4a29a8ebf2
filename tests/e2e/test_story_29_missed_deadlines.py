"""Story 29, the part that is built: a missed deadline is told once in the team's channel and to the assignee."""

from typing import Final

import pytest

from tests.e2e.agent_deeds import OVERDUE, PAST_DUE_S, TEAM_ROOM, file_ticket, rounds, settled, watched
from tests.e2e.stage import Stage

SUBJECT: Final = "The badge printer is on fire"


async def test_story_29_a_breach_is_told_once(stage: Stage) -> None:
    """The due time passes: the team's channel says so once, however often the bot looks and however late it gets."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await watched(stage, number)
    await stage.advance(PAST_DUE_S)
    told = await stage.see(sam, f"{number} {OVERDUE}: {SUBJECT}", place=TEAM_ROOM)
    before = await settled(stage, number)
    await rounds(stage)
    await stage.advance(3600)
    await rounds(stage)
    again = await settled(stage, number)
    assert told.notification.split("\n")[0] == f"{number} {OVERDUE}: {SUBJECT}"
    assert [row.id for row in again] == [row.id for row in before]
    texts = [screen.text for screen in await sam.messages(place=TEAM_ROOM)]
    assert len([text for text in texts if f"{number} {OVERDUE}" in text]) == 1


async def test_story_29_the_assignee_is_told_too(stage: Stage) -> None:
    """Whoever has the ticket hears of it in the direct chat, and why."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT, assignee="sam")
    await watched(stage, number)
    await stage.advance(PAST_DUE_S)
    told = await stage.see(sam, f"{number} {OVERDUE}")
    assert "You get this because you are the assignee." in told.text


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_29_on_hold_no_deadline_passes(stage: Stage) -> None:
    """While the ticket waits for somebody else its time does not count, so nothing is told."""
    number = await file_ticket(stage, SUBJECT)
    other = await file_ticket(stage, "Something else is late")
    await stage.act("mike", "status", ticket=number, status="pending")
    await watched(stage, number)
    await watched(stage, other)
    await rounds(stage, 1)
    await stage.advance(PAST_DUE_S)
    await stage.see(stage.user("sam"), f"{other} {OVERDUE}", place=TEAM_ROOM)
    await rounds(stage, 1)
    texts = [screen.text for screen in await stage.user("sam").messages(place=TEAM_ROOM)]
    assert [text for text in texts if number in text] == []
