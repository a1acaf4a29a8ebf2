"""Promise 2: one wish is one ticket, whatever is killed, lost, repeated or done by two at once."""

import asyncio
from typing import Final

import pytest

from sandbox.user import ChatUser, Screen
from tests.e2e import deeds
from tests.e2e.bot_processes import BotProcess, Houses
from tests.e2e.deliveries import FORM, last_sent, send_again
from tests.e2e.stage import Stage, until

WORDS: Final = "The coffee machine is on strike"


async def made(stage: Stage) -> None:
    """The ticket exists on the ticketing side, whoever knows of it."""

    async def look() -> bool | None:
        return True if await deeds.raised(stage, WORDS) else None

    await until(look)


async def left_between_create_and_commit(houses: Houses) -> tuple[ChatUser, BotProcess, BotProcess]:
    """A ticket is made for Jane, and the worker still waits to hear so; with who serves and who works."""
    stage = houses.stage
    jane = stage.user("jane")
    serving, working = await houses.open()
    form = await deeds.open_request(stage, jane, WORDS)
    await stage.fault("timeout_after", seconds=600, **deeds.CREATE[stage.vendor])
    await jane.submit(form, {})
    await made(stage)
    return jane, serving, working


async def told_once(houses: Houses, user: ChatUser) -> None:
    """There is one ticket, and one message with its number."""
    stage = houses.stage
    await stage.see(user, "is raised.")
    await houses.idle()
    told = [number for number in map(deeds.number_in, await user.messages()) if number]
    assert told == await deeds.raised(stage, WORDS)
    assert len(told) == 1


async def test_promise_2_killed_between_create_and_commit(houses: Houses) -> None:
    """kill -9 after the help desk made the ticket and before we wrote that down: it is found, and its number told."""
    jane, _, working = await left_between_create_and_commit(houses)
    await working.kill()
    await deeds.mend(houses.stage)
    await houses.worker()
    await told_once(houses, jane)


async def test_promise_2_everything_killed_between_create_and_commit(houses: Houses) -> None:
    """The same when the whole bot goes and comes back as one process."""
    jane, serving, working = await left_between_create_and_commit(houses)
    await serving.kill()
    await working.kill()
    await deeds.mend(houses.stage)
    await houses.serve(worker=True)
    await told_once(houses, jane)


async def test_promise_2_taken_for_dead(houses: Houses) -> None:
    """A worker that is frozen meanwhile (a paused machine) and wakes up to find its work done: still one ticket."""
    jane, _, frozen = await left_between_create_and_commit(houses)
    frozen.freeze()
    await houses.worker()
    await houses.stage.see(jane, "is raised.")
    frozen.thaw()
    await deeds.mend(houses.stage)
    await frozen.heard("job_settled_elsewhere")
    await told_once(houses, jane)


async def test_promise_2_answer_lost(houses: Houses) -> None:
    """The help desk makes the ticket and drops the line: found at the next try, not made again."""
    stage = houses.stage
    jane = stage.user("jane")
    await houses.open()
    await stage.fault("timeout_after", seconds=0, **deeds.CREATE[stage.vendor])
    await deeds.send_request(stage, jane, WORDS)
    await told_once(houses, jane)


async def test_promise_2_late_create_of_a_dead_worker(houses: Houses) -> None:
    """The request of a killed worker is carried out only after its death: the next worker finds the ticket."""
    stage = houses.stage
    jane = stage.user("jane")
    _, working = await houses.open()
    form = await deeds.open_request(stage, jane, WORDS)
    await stage.fault("delay", seconds=600, **deeds.CREATE[stage.vendor])
    await jane.submit(form, {})
    await houses.hit()
    await working.kill()
    await deeds.mend(stage)
    await made(stage)
    await houses.worker()
    await told_once(houses, jane)


async def test_promise_2_delivered_four_times(houses: Houses) -> None:
    """The platform delivers the same form three times more, to two workers at once: one ticket, one answer."""
    stage = houses.stage
    jane = stage.user("jane")
    await asyncio.gather(houses.open(), houses.worker())
    form = await deeds.open_request(stage, jane, WORDS)
    await jane.submit(form, {})
    assert await send_again(stage, await last_sent(stage, FORM)) == [200] * 3
    await told_once(houses, jane)


@pytest.mark.parametrize("channel", ["both"])
async def test_promise_2_two_workers(houses: Houses) -> None:
    """Five people on two platforms raise at once while two workers work: one ticket each."""
    stage = houses.stage
    await asyncio.gather(houses.open(), houses.worker())
    people = [stage.user(person, on="slack") for person in ("jane", "alice", "sam")]
    people += [stage.user(person, on="teams") for person in ("mike", "sarah")]
    words = [f"{WORDS}, says {one.person}" for one in people]
    forms: list[Screen] = [
        await deeds.open_request(stage, one, its) for one, its in zip(people, words, strict=True)
    ]
    await asyncio.gather(*(one.submit(form, {}) for one, form in zip(people, forms, strict=True)))
    for one in people:
        await stage.see(one, "is raised.")
    await houses.idle()
    told = [deeds.number_in(await stage.see(one, "is raised.")) for one in people]
    assert [[number] for number in told] == [await deeds.raised(stage, its) for its in words]
