"""Story 25: a right that is taken away on the ticketing side is gone at the next click, with the reason."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from tests.e2e.agent_deeds import TEAM_ROOM, becomes, file_ticket, fill_in, open_form, overdue_in_room, rounds
from tests.e2e.stage import ChannelName, Stage, Vendor, open_stage

SUBJECT: Final = "The badge printer is on fire"
# How long roles are kept, which is a minute at most; here so short that nobody waits.
KEPT_S: Final = 0.3
KEPT: Final[dict[Vendor, dict[str, Any]]] = {
    "rezolve": {"people_cache_s": KEPT_S},
    "teamswork": {"cache_s": KEPT_S},
}


@pytest.fixture
async def stage(
    channel: ChannelName,
    vendor: Vendor,
    database_url: str,
    empty_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Stage]:
    """A running world in which roles are asked for again soon."""
    async with open_stage(
        channel=channel,
        vendor=vendor,
        database_url=database_url,
        sandbox_dsn=empty_database_url,
        monkeypatch=monkeypatch,
        connections={"helpdesk": KEPT[vendor]},
    ) as running:
        yield running


async def test_story_25_the_next_click_is_refused(stage: Stage) -> None:
    """Sam is no agent any more: the button in the channel still stands there, and refuses him with the reason."""
    sam, mike = stage.user("sam"), stage.user("mike")
    number, told = await overdue_in_room(stage, SUBJECT, who=sam)
    await sam.command(f"show {number}")
    await stage.said(sam, "Asked by")
    await no_agent_any_more(stage, "sam")
    await sam.click(told, "Take it")
    await stage.said(sam, f"I could not find a ticket {number}.", place=TEAM_ROOM)
    assert (await stage.ticket(number))["assignee"] is None
    await mike.click(told, "Take it")
    await becomes(stage, mike, told, "Assigned to Mike Johnson")


async def test_story_25_a_form_that_was_open_is_refused(stage: Stage) -> None:
    """It was opened with the right and sent without it: nothing is written."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await sam.command(f"note {number}")
    form = await open_form(stage, sam)
    await no_agent_any_more(stage, "sam")
    await sam.submit(form, {"Private note": "Too late"})
    await stage.said(sam, f"I could not find a ticket {number}.")
    assert (await stage.ticket(number))["comments"] == []


async def test_story_25_ones_own_ticket_stays(stage: Stage) -> None:
    """Of a ticket that Sam asked for himself he keeps what every requester can do, and is told what he cannot."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT, requester="sam")
    await no_agent_any_more(stage, "sam")
    await sam.command(f"claim {number}")
    await stage.said(sam, "Only agents of this ticket can do that.")
    await sam.command(f"comment {number}")
    await fill_in(stage, sam, Your_comment="Please hurry")
    await stage.said(sam, f"Your comment is on {number}.")


async def no_agent_any_more(stage: Stage, person: str) -> None:
    """Take the agent's role away on the ticketing side, and let the time pass for which roles are kept."""
    await stage.control("POST", "people", {"person": person, "roles": ["ticket_user"]})
    await rounds(stage, 2)
