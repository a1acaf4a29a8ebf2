"""Story 8: three clicks, a platform's retry, two devices: one ticket, one answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from sandbox.user import ChatUser, PlatformRefused
from tests.e2e.deeds import open_request, raised
from tests.e2e.deliveries import CLICK, COMMAND, FORM, TALK, last_sent, send_again
from tests.e2e.stage import Stage

WORDS: Final = "The scanner prints and the printer scans"
OFFER: Final = "Shall I raise this as a ticket?"


async def settled(stage: Stage, user: ChatUser) -> None:
    """Everything this person did so far is done with: a later wish of theirs is answered."""
    await user.command("help close")
    await stage.said(user, "Write close 1234")


async def answers(user: ChatUser, words: str) -> int:
    """How many messages say this."""
    return len([screen for screen in await user.messages() if words in screen.text])


async def test_story_08_three_clicks(stage: Stage) -> None:
    """An impatient hand on the button raises one ticket, told once."""
    jane = stage.user("jane")
    form = await open_request(stage, jane, WORDS)
    clicks = await asyncio.gather(*(jane.submit(form, {}) for _ in range(3)), return_exceptions=True)
    assert {type(click) for click in clicks} <= {type(None), PlatformRefused}
    await stage.see(jane, "is raised.")
    await settled(stage, jane)
    assert (len(await raised(stage, WORDS)), await answers(jane, "is raised.")) == (1, 1)


async def test_story_08_two_devices(stage: Stage) -> None:
    """The same form sent from desk and phone is one ticket, told once."""
    desk, phone = stage.user("jane"), stage.user("jane", device="phone")
    form = await open_request(stage, desk, WORDS)
    same = await stage.form(phone)
    sent = await asyncio.gather(desk.submit(form, {}), phone.submit(same, {}), return_exceptions=True)
    assert {type(one) for one in sent} <= {type(None), PlatformRefused}
    await stage.see(phone, "is raised.")
    await settled(stage, desk)
    assert (len(await raised(stage, WORDS)), await answers(phone, "is raised.")) == (1, 1)


async def at_once(stage: Stage) -> None:
    """Do not wait for the answer."""
    del stage


async def after_the_answer(stage: Stage) -> None:
    """Wait until the person has their number."""
    await stage.see(stage.user("jane"), "is raised.")


@pytest.mark.parametrize("wait", [at_once, after_the_answer])
async def test_story_08_the_platform_sends_the_form_again(
    stage: Stage, wait: Callable[[Stage], Awaitable[None]]
) -> None:
    """The same delivery three times more, before or after the answer, is acknowledged and changes nothing."""
    jane = stage.user("jane")
    form = await open_request(stage, jane, WORDS)
    await jane.submit(form, {})
    await wait(stage)
    assert await send_again(stage, await last_sent(stage, FORM)) == [200] * 3
    await stage.see(jane, "is raised.")
    await settled(stage, jane)
    assert (len(await raised(stage, WORDS)), await answers(jane, "is raised.")) == (1, 1)


async def test_story_08_the_platform_sends_a_message_again(stage: Stage) -> None:
    """Words in the direct chat that are delivered four times are offered once."""
    jane = stage.user("jane")
    await jane.write(WORDS)
    assert {status // 100 for status in await send_again(stage, await last_sent(stage, TALK))} == {2}
    await stage.see(jane, OFFER)
    await settled(stage, jane)
    assert await answers(jane, OFFER) == 1


async def test_story_08_the_platform_sends_a_command_again(stage: Stage) -> None:
    """A command that is delivered four times is answered once."""
    jane = stage.user("jane")
    await jane.command("whoami")
    assert {status // 100 for status in await send_again(stage, await last_sent(stage, COMMAND))} == {2}
    await stage.see(jane, "The help desk knows you as Jane Smith")
    await settled(stage, jane)
    assert await answers(jane, "The help desk knows you as Jane Smith") == 1


async def test_story_08_the_platform_sends_a_click_again(stage: Stage) -> None:
    """A click that is delivered four times is answered once."""
    jane = stage.user("jane")
    await jane.command("help")
    await jane.click(await stage.see(jane, "What I can do"), "My tickets")
    assert {status // 100 for status in await send_again(stage, await last_sent(stage, CLICK))} == {2}
    await stage.see(jane, "Your tickets")
    await settled(stage, jane)
    assert await answers(jane, "Your tickets") == 1


async def test_story_08_an_old_form_is_not_a_second_ticket(stage: Stage) -> None:
    """A form that was sent cannot be brought back by its button and sent once more: the person is told why."""
    jane = stage.user("jane")
    form = await open_request(stage, jane, WORDS)
    await jane.submit(form, {})
    await stage.see(jane, "is raised.")
    await asyncio.gather(jane.submit(form, {}), return_exceptions=True)
    await settled(stage, jane)
    assert (len(await raised(stage, WORDS)), await answers(jane, "is raised.")) == (1, 1)
