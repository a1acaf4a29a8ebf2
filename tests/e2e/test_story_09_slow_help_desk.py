"""Story 9: the help desk is slow: a working state while it is, the result in the same place, never an apology."""

from typing import Final

import pytest

from sandbox.user import Screen
from tests.e2e import deeds
from tests.e2e.stage import Stage, until

WORKING: Final = {"slack": "Sending.", "teams": "One moment…"}
APOLOGIES: Final = ("went wrong", "could not", "cannot reach", "does not answer")


@pytest.mark.parametrize("channel", ["both"])
async def test_story_09_eight_seconds(stage: Stage) -> None:
    """Eight whole seconds for a create, on both channels at once: working, then the number, where it said so."""
    people = {"slack": stage.user("jane", on="slack"), "teams": stage.user("jane", on="teams")}
    await stage.fault("delay", seconds=8, times=2, **deeds.CREATE[stage.vendor])
    waiting = {}
    for platform, jane in people.items():
        await deeds.send_request(stage, jane, f"Slow on {platform}")
        waiting[platform] = await stage.said(jane, WORKING[platform], within_s=4)
    assert await deeds.raised(stage, "Slow on slack") == []
    assert await deeds.raised(stage, "Slow on teams") == []
    for platform, jane in people.items():
        await deeds.becomes(jane, waiting[platform], "is raised.")
        assert [word for word in APOLOGIES if word in await deeds.told(jane)] == []
    assert len(await deeds.raised(stage, "Slow on slack")) == 1
    assert len(await deeds.raised(stage, "Slow on teams")) == 1


async def test_story_09_slow_list(stage: Stage) -> None:
    """A question waits visibly too, and its answer takes the place of the sign."""
    jane = stage.user("jane")
    await stage.fault("delay", seconds=600, times=None, vendor=stage.vendor)
    await jane.command("mine")
    waiting = await stage.said(jane, "One moment…")
    assert "Your tickets" not in await deeds.told(jane)
    await deeds.mend(stage)
    shown = await deeds.becomes(jane, waiting, "Your tickets")
    assert "One moment…" not in shown.text
    assert [word for word in APOLOGIES if word in await deeds.told(jane)] == []


async def test_story_09_several_wishes(stage: Stage) -> None:
    """What is asked for while something else is slow shows that it is worked on; each answer takes its sign's place."""
    jane = stage.user("jane")
    await stage.fault("delay", seconds=600, times=None, vendor=stage.vendor)
    for command in ("mine", "search VPN"):
        await jane.command(command)

    async def look() -> list[Screen] | None:
        waiting = [screen for screen in await jane.messages() if screen.text == "One moment…"]
        return waiting if len(waiting) == 2 else None

    first, second = await until(look)
    await deeds.mend(stage)
    await deeds.becomes(jane, first, "Your tickets")
    await deeds.becomes(jane, second, "Tickets with “VPN”")
    await deeds.no_longer_told(jane, "One moment…")


async def test_story_09_slow_change(stage: Stage) -> None:
    """A click that changes something: nothing to click twice while it waits, and the ticket in the same message."""
    jane = stage.user("jane")
    await jane.command("show 1240")
    shown = await stage.see(jane, lambda screen: any(one.label == "Close" for one in screen.buttons))
    await stage.fault("delay", seconds=600, times=None, vendor=stage.vendor)
    await jane.click(shown, "Close")
    await stage.said(jane, "One moment…")
    assert (await stage.ticket("1240"))["status"] == "resolved"
    await deeds.mend(stage)
    await deeds.becomes(jane, shown, "Closed")
    await deeds.no_longer_told(jane, "One moment…")
    assert [word for word in APOLOGIES if word in await deeds.told(jane)] == []


async def test_story_09_slow_in_a_room(stage: Stage) -> None:
    """In a room only the person sees that it takes a moment, where only they read the answer."""
    jane, sam = stage.user("jane"), stage.user("sam")
    place = {"slack": "it-support", "teams": "direct"}[stage.channel]
    await stage.fault("delay", seconds=600, times=None, vendor=stage.vendor)
    await jane.command("mine", place="it-support")
    waiting = await stage.see(jane, "One moment…", place=place)
    await deeds.mend(stage)
    answer = await stage.see(jane, "Your tickets", place=place)
    assert [screen.text for screen in await jane.messages(place=place) if "One moment" in screen.text] == []
    assert "Your tickets" not in await deeds.told(sam, place="it-support")
    assert waiting.private or waiting.ref == answer.ref
