"""Story 10: the help desk is down or its answer gets lost: kept, filed once; after a day what was typed comes back."""

from typing import Any, Final

import pytest

from sandbox.user import ChatUser
from tests.e2e import deeds
from tests.e2e.stage import Stage

KEPT: Final = "Your request is kept"
DAY_S: Final = 25 * 3600.0


async def test_story_10_down_then_back(stage: Stage) -> None:
    """Told that it is kept while it is down; afterwards one ticket, with its number where that was said."""
    jane = stage.user("jane")
    form = await deeds.open_request(stage, jane, "Down and back")
    await stage.fault("unavailable", times=None, vendor=stage.vendor)
    await jane.submit(form, {})
    kept = await stage.said(jane, KEPT)
    assert await deeds.raised(stage, "Down and back") == []
    await deeds.mend(stage)
    done = await deeds.becomes(jane, kept, "is raised.")
    assert [deeds.number_in(done)] == await deeds.raised(stage, "Down and back")
    assert KEPT not in await deeds.told(jane)


@pytest.mark.parametrize("fault", ["timeout_after", "truncated"])
async def test_story_10_answer_lost(stage: Stage, fault: str) -> None:
    """The ticket was made, but nobody said so: it is found, not made again, and its number told in the same place."""
    jane = stage.user("jane")
    await stage.fault(fault, seconds=0, **deeds.CREATE[stage.vendor])
    await deeds.send_request(stage, jane, "Lost answer")
    kept = await stage.said(jane, KEPT)
    done = await deeds.becomes(jane, kept, "is raised.")
    assert [deeds.number_in(done)] == await deeds.raised(stage, "Lost answer")


async def test_story_10_change_is_kept_too(stage: Stage) -> None:
    """A comment given as a command while it is down is kept, and on the ticket once when it is back."""
    jane = stage.user("jane")
    await stage.fault("unavailable", times=None, vendor=stage.vendor)
    await jane.command("comment 1246 It is on fire now")
    kept = await stage.said(jane, KEPT)
    await deeds.mend(stage)
    await deeds.becomes(jane, kept, "Your comment is on")
    comments = (await stage.ticket("1246"))["comments"]
    assert [one["text"] for one in comments].count("It is on fire now") == 1


async def test_story_10_question_is_not_kept(stage: Stage) -> None:
    """A mere question is tried for two minutes, then the person is told to ask again."""
    jane = stage.user("jane")
    await stage.fault("unavailable", times=None, vendor=stage.vendor)
    await jane.command("mine")
    trying = await stage.said(jane, "I keep trying for a moment")
    await stage.advance(300)
    await deeds.becomes(jane, trying, "Please try again in a few minutes.")


async def _close(user: ChatUser) -> None:
    await user.close_dialog()


async def _leave_open(user: ChatUser) -> None:
    await user.messages()


@pytest.mark.parametrize("leave", [_close, _leave_open])
async def test_story_10_given_up_after_a_day(stage: Stage, leave: Any) -> None:
    """After 24 hours the person is told, in the chat that stays, with everything they typed to copy."""
    jane = stage.user("jane")
    form = await deeds.open_request(stage, jane, "Never filed")
    long = "\n".join(f"Line {number}: it says *no* & <stop> `twice`" for number in range(60))
    await stage.fault("unavailable", times=None, vendor=stage.vendor)
    await jane.submit(form, {"What happened, or what do you need?": long})
    await stage.said(jane, KEPT)
    await leave(jane)
    await stage.advance(DAY_S)
    told = await stage.see(jane, "I kept trying")
    assert "This is what you wrote, to copy:" in told.text
    assert "Never filed" in told.text
    assert long in told.text
    assert await deeds.raised(stage, "Never filed") == []
