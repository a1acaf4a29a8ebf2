"""Story 20: claim in the channel: the message shows the new assignee, the requester sees it, two at once is one."""

import asyncio

from tests.e2e.agent_deeds import TEAM_ROOM, becomes, becomes_taken, file_ticket, flat, overdue_in_room
from tests.e2e.stage import Stage

NEW_ASSIGNEE = "Assigned to Support Agent"


async def test_story_20_the_channels_message_shows_the_new_assignee(stage: Stage) -> None:
    """Sam takes the ticket where the team reads of it: the same message says so, for everybody in the room."""
    sam, mike = stage.user("sam"), stage.user("mike")
    number, told = await overdue_in_room(stage, "The badge printer is on fire", who=sam)
    await sam.click(told, "Take it")
    shown = await becomes(stage, mike, told, NEW_ASSIGNEE)
    assert (await stage.ticket(number))["assignee"]["name"] == "Support Agent"
    assert "Take it" not in [button.label for button in shown.buttons]
    assert [screen.text for screen in await sam.messages() if number in screen.text] == []


async def test_story_20_the_requester_sees_it_in_their_card(stage: Stage) -> None:
    """Jane's own card of the ticket says who has it now; nothing else is posted to her."""
    jane, sam = stage.user("jane"), stage.user("sam")
    number = await file_ticket(stage, "The badge printer is on fire")
    await jane.command(f"show {number}")
    card = await stage.said(jane, "The badge printer is on fire")
    assert "Assigned to nobody yet" in flat(card)
    await sam.command(f"claim {number}")
    await becomes(stage, jane, card, NEW_ASSIGNEE)
    assert len([screen for screen in await jane.messages() if "The badge printer" in screen.text]) == 1


async def test_story_20_of_two_at_once_one_has_it_and_the_other_sees_who(stage: Stage) -> None:
    """Sam and Mike click at the same moment: one of them has it, and the other is told whom it belongs to."""
    agents = {"Support Agent": stage.user("sam"), "Mike Johnson": stage.user("mike")}
    number, told = await overdue_in_room(stage, "The badge printer is on fire", who=agents["Support Agent"])
    await asyncio.gather(*(agent.click(told, "Take it") for agent in agents.values()))

    winner = (await becomes_taken(stage, number))["assignee"]["name"]
    loser = next(agent for name, agent in agents.items() if name != winner)
    refusal = await stage.said(loser, f"{winner} already has {number}. Nothing was changed.", place=TEAM_ROOM)
    assert refusal.private or refusal.place == "direct"
    await becomes(stage, loser, told, f"Assigned to {winner}")
    writes = [entry for entry in (await stage.ticket(number))["history"] if "assignee" in entry["changes"]]
    assert len(writes) == 1
