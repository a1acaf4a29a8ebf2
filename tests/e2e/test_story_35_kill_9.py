"""Story 35: kill -9, database restart, two workers, a rolling restart in mid-storm: nothing lost, nothing twice."""

import asyncio
from typing import Final

import pytest

from sandbox.user import ChatUser
from tests.e2e import deeds
from tests.e2e.agent_deeds import ledger
from tests.e2e.bot_processes import Houses
from tests.e2e.stage import ChannelName, Stage, until

PEOPLE: Final[tuple[tuple[str, ChannelName], ...]] = (
    ("jane", "slack"), ("sam", "slack"), ("jane", "teams"), ("mike", "teams"),
)  # fmt: skip
# How often each of them speaks; TeamsWork allows a hundred calls a minute.
EACH: Final = {"rezolve": 3, "teamswork": 1}
TICKET: Final = "1240"
SUBJECT: Final = "Filed in mid-storm"
BUG: Final = "went wrong"

pytestmark = pytest.mark.parametrize("channel", ["both"])


def words(user: ChatUser, number: int) -> str:
    """What this person says in the storm, the how-manieth time."""
    return f"{user.person} says it on {user.channel}, {number}"


async def storm(stage: Stage) -> list[ChatUser]:
    """Everybody comments at once on both platforms, while a ticket is assigned on the ticketing side."""
    people = [stage.user(person, on=platform) for person, platform in PEOPLE]

    async def talk(user: ChatUser) -> None:
        for number in range(EACH[stage.vendor]):
            await user.command(f"comment {TICKET} {words(user, number)}")

    await asyncio.gather(*map(talk, people))
    return people


async def assigned(stage: Stage) -> str:
    """A ticket is filed and given to Sam on the ticketing side; its number."""
    made = await stage.act("jane", "create", subject=SUBJECT, priority="high", team="it")
    await stage.act("mike", "assign", ticket=made["id"], assignee="sam")
    return str(deeds.shown_number(stage, made))


async def all_said(stage: Stage) -> list[str]:
    """What the storm left on the ticket, sorted."""
    found = [one["text"] for one in (await stage.ticket(TICKET))["comments"]]
    return sorted(text for text in found if " says it on " in text)


async def weathered(houses: Houses, people: list[ChatUser], number: str) -> None:
    """Every comment is on the ticket once, everybody was told of each of theirs, and Sam of his ticket, once."""
    stage = houses.stage
    await houses.idle()
    assert await all_said(stage) == sorted(
        words(one, turn) for one in people for turn in range(EACH[stage.vendor])
    )
    for one in people:
        # What each comment was answered with is drawn anew as the next ones arrive: the ticket stays, not the words.
        told = [screen for screen in await one.messages() if TICKET in screen.text and screen.buttons]
        assert len(told) >= EACH[stage.vendor]
        assert BUG not in await deeds.told(one)

    async def looked() -> bool | None:
        rows = await ledger(stage, number)
        return True if rows and all(row.state not in {"queued", "held"} for row in rows) else None

    await until(looked)
    notices = [(row.kind, row.destination) for row in await ledger(stage, number) if row.state == "delivered"]
    assert notices
    assert len(notices) == len(set(notices))


async def test_story_35_kill_9(houses: Houses) -> None:
    """The worker is killed in mid-storm, twice."""
    stage = houses.stage
    _, working = await houses.open()
    storming = asyncio.create_task(storm(stage))
    number = await assigned(stage)
    await working.kill()
    next_one = await houses.worker()
    people = await storming
    await next_one.kill()
    await houses.worker()
    await weathered(houses, people, number)


async def test_story_35_two_workers_one_killed(houses: Houses) -> None:
    """Two work; one is killed, the other goes on alone."""
    stage = houses.stage
    (_, working), _ = await asyncio.gather(houses.open(), houses.worker())
    storming = asyncio.create_task(storm(stage))
    number = await assigned(stage)
    await working.kill()
    await weathered(houses, await storming, number)


async def test_story_35_database_restart(houses: Houses) -> None:
    """Every connection to the database ends in mid-storm, thrice."""
    stage = houses.stage
    await houses.open()
    storming = asyncio.create_task(storm(stage))
    await houses.cut_database()
    number = await assigned(stage)
    await houses.cut_database()
    people = await storming
    await houses.cut_database()
    await weathered(houses, people, number)


async def test_story_35_rolling_restart(houses: Houses) -> None:
    """Another worker is started and the first told to stop, in mid-storm: it ends well, and nothing is missed."""
    stage = houses.stage
    _, working = await houses.open()
    storming = asyncio.create_task(storm(stage))
    number = await assigned(stage)
    await houses.worker()
    code = await working.stop()
    await weathered(houses, await storming, number)
    assert code == 0


async def test_story_35_nobody_watched(houses: Houses) -> None:
    """What happens on the ticketing side while every worker is dead is told when one is back, once."""
    stage = houses.stage
    _, working = await houses.open()
    await working.kill()
    number = await assigned(stage)
    await houses.worker()
    told = await stage.see(stage.user("sam", on="slack"), number)
    await weathered(houses, await storm(stage), number)
    sam = stage.user("sam", on="slack")
    assert [one.ref for one in await sam.messages() if SUBJECT in one.text] == [told.ref]
