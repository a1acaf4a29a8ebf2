"""Promise 2, where the help desk is slower than our patience: what is not there yet may still come."""

from typing import Final

import pytest

from tests.e2e import deeds
from tests.e2e.bot_processes import BotProcess, Houses
from tests.e2e.stage import until

WORDS: Final = "The lift is stuck"
KEPT: Final = "Your request is kept"
HOUR_S: Final = 3600.0


async def held_up(houses: Houses) -> BotProcess:
    """Jane's form is with a help desk that does not get round to it; the process that waits for the answer."""
    stage = houses.stage
    _, working = await houses.open()
    form = await deeds.open_request(stage, stage.user("jane"), WORDS)
    await stage.fault("delay", seconds=600, **deeds.CREATE[stage.vendor])
    await stage.user("jane").submit(form, {})
    await houses.hit()
    return working


async def made_late(houses: Houses) -> None:
    """The help desk gets round to it: one ticket, also an hour later, and Jane has its number."""
    stage = houses.stage

    async def look() -> list[str] | None:
        return await deeds.raised(stage, WORDS) or None

    await stage.said(stage.user("jane"), KEPT)
    assert await deeds.raised(stage, WORDS) == []
    await deeds.mend(stage)
    made = await until(look)
    told = await stage.see(stage.user("jane"), "is raised.")
    await houses.idle()
    await stage.advance(HOUR_S)
    assert ([deeds.number_in(told)], await deeds.raised(stage, WORDS)) == (made, made)


async def test_promise_2_made_after_the_next_worker_looked(houses: Houses) -> None:
    """kill -9 while the help desk still works on it: not finding it yet is no reason to ask again."""
    working = await held_up(houses)
    await working.kill()
    await houses.worker()
    await made_late(houses)


async def test_promise_2_made_after_we_stopped_waiting(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer takes longer than any call of ours waits: the next try looks, waits, and finds it."""
    monkeypatch.setenv("TICKETBOT_CONNECTIONS__HELPDESK__READ_TIMEOUT_S", "0.5")
    await held_up(houses)
    await made_late(houses)


async def test_promise_2_never_made_is_made_once_it_cannot_come_any_more(houses: Houses) -> None:
    """The request died with its worker: after half a minute without a trace of it the next worker asks again."""
    stage = houses.stage
    _, working = await houses.open()
    form = await deeds.open_request(stage, stage.user("jane"), WORDS)
    await stage.fault("timeout_before", seconds=600, **deeds.CREATE[stage.vendor])
    await stage.user("jane").submit(form, {})
    await houses.hit()
    await working.kill()
    await houses.worker()
    await stage.said(stage.user("jane"), KEPT)
    assert await deeds.raised(stage, WORDS) == []
    await stage.advance(40)
    told = await stage.see(stage.user("jane"), "is raised.")
    assert [deeds.number_in(told)] == await deeds.raised(stage, WORDS)
