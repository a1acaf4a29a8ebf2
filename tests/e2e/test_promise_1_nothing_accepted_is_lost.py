"""Promise 1: what was acknowledged is done, once, and its person sees it; whatever is killed in between."""

from typing import Final

import pytest

from sandbox.user import ChatUser, PlatformRefused
from tests.e2e import deeds
from tests.e2e.bot_processes import Houses
from tests.e2e.stage import Stage, Vendor

WORDS: Final = "The lift is stuck"
SAID: Final = "It happened again this morning"
COMMENTED: Final = "Your comment is on"
BUG: Final = "went wrong"
# Longer than what the dead worker sent could still be worked on, so that it may be sent again.
A_WHILE_S: Final = 60.0


def comment_call(vendor: Vendor) -> dict[str, str]:
    """The one call that adds a comment, for failures that are to hit it alone."""
    return {"vendor": vendor, "method": "POST", "path": "/comments"}


async def comments(houses: Houses) -> list[str]:
    """What was said on ticket 1246 since."""
    said = [one["text"] for one in (await houses.stage.ticket("1246"))["comments"]]
    return [text for text in said if SAID in text]


async def waited_for_the_lost_try(stage: Stage, user: ChatUser) -> None:
    """What was sent when the worker died might still arrive: the person knows that it is kept until that is over."""
    await stage.said(user, "Your request is kept")
    await stage.advance(A_WHILE_S)


async def test_promise_1_worker_killed_in_the_middle_of_a_ticket(houses: Houses) -> None:
    """kill -9 while the help desk thinks about a new ticket: the next worker raises it, and tells its number."""
    stage = houses.stage
    jane = stage.user("jane")
    _, working = await houses.open()
    form = await deeds.open_request(stage, jane, WORDS)
    await stage.fault("timeout_before", seconds=600, **deeds.CREATE[stage.vendor])
    await jane.submit(form, {})
    await houses.hit()
    await working.kill()
    assert await deeds.raised(stage, WORDS) == []
    await houses.worker()
    await waited_for_the_lost_try(stage, jane)
    told = await stage.see(jane, "is raised.")
    assert [deeds.number_in(told)] == await deeds.raised(stage, WORDS)
    await houses.idle()
    assert BUG not in await deeds.told(jane)


async def test_promise_1_worker_killed_in_the_middle_of_a_comment(houses: Houses) -> None:
    """kill -9 while a comment is on its way: the next worker puts it on the ticket once, and says so."""
    stage = houses.stage
    jane = stage.user("jane")
    _, working = await houses.open()
    await stage.fault("timeout_before", seconds=600, **comment_call(stage.vendor))
    await jane.command(f"comment 1246 {SAID}")
    await houses.hit()
    await working.kill()
    assert await comments(houses) == []
    await houses.worker()
    await waited_for_the_lost_try(stage, jane)
    await stage.said(jane, COMMENTED)
    await houses.idle()
    assert len(await comments(houses)) == 1
    assert BUG not in await deeds.told(jane)


async def test_promise_1_everything_killed_before_any_worker_ran(houses: Houses) -> None:
    """What is acknowledged while nobody works, and then the power goes: the next start does all of it, in order."""
    stage = houses.stage
    jane = stage.user("jane")
    serving, working = await houses.open()
    form = await deeds.open_request(stage, jane, WORDS)
    await working.kill()
    await jane.submit(form, {})
    await jane.command(f"comment 1246 {SAID} (1)")
    await jane.command(f"comment 1246 {SAID} (2)")
    await serving.kill()
    assert (await deeds.raised(stage, WORDS), await comments(houses)) == ([], [])
    await houses.serve(worker=True)
    told = await stage.see(jane, "is raised.")
    await houses.idle()
    assert [deeds.number_in(told)] == await deeds.raised(stage, WORDS)
    assert await comments(houses) == [f"{SAID} (1)", f"{SAID} (2)"]
    assert BUG not in await deeds.told(jane)


async def test_promise_1_serve_killed_while_a_form_is_open(houses: Houses) -> None:
    """While nobody answers, the platform says so and nothing is acknowledged; the open form still works afterwards."""
    stage = houses.stage
    jane = stage.user("jane")
    serving, _ = await houses.open()
    form = await deeds.open_request(stage, jane, WORDS)
    await serving.kill()
    with pytest.raises(PlatformRefused):
        await jane.submit(form, {})
    await houses.serve()
    await jane.submit(await deeds.at(jane, form), {})
    told = await stage.see(jane, "is raised.")
    await houses.idle()
    assert [deeds.number_in(told)] == await deeds.raised(stage, WORDS)


async def test_promise_1_database_restarted_in_the_middle_of_a_ticket(houses: Houses) -> None:
    """Every connection to the database ends while the help desk thinks: one ticket, and nobody hears of it."""
    stage = houses.stage
    jane = stage.user("jane")
    await houses.open()
    form = await deeds.open_request(stage, jane, WORDS)
    await stage.fault("delay", seconds=600, **deeds.CREATE[stage.vendor])
    await jane.submit(form, {})
    await houses.hit()
    assert await houses.cut_database() > 0
    await deeds.mend(stage)
    told = await stage.see(jane, "is raised.")
    await houses.idle()
    assert [deeds.number_in(told)] == await deeds.raised(stage, WORDS)
    assert BUG not in await deeds.told(jane)


async def test_promise_1_database_restarted_again_and_again(houses: Houses) -> None:
    """Its connections end between any two deeds: each deed is answered, each comment is on the ticket once."""
    stage = houses.stage
    jane = stage.user("jane")
    await houses.open()
    said = [f"{SAID} ({number})" for number in range(5)]
    for words in said:
        await houses.cut_database()
        await jane.command(f"comment 1246 {words}")
    await houses.cut_database()
    await houses.idle()
    assert sorted(await comments(houses)) == said
    assert BUG not in await deeds.told(jane)
