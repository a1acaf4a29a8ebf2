"""Story 1: greets once, says in three lines what it can do, with two buttons; help fits one screen."""

from typing import Final

import pytest

from sandbox.user import Screen
from tests.e2e.requester_deeds import arrive
from tests.e2e.stage import Stage

WORDS: Final = ("new", "catalog", "mine", "show", "search", "comment", "close", "reopen", "whoami", "help")
FOR_AGENTS: Final = ("queue", "claim", "assign", "status", "priority", "note")
# What "New ticket" brings: the catalog where there is one, else the one form.
NEW_TICKET: Final = {"rezolve": "What do you need?", "teamswork": "Tell us what you need."}


def explained(screen: Screen) -> list[str]:
    """The command words that a help screen explains, top to bottom."""
    return [line.split(" – ")[0] for line in screen.lines if " – " in line]


async def test_story_01_greeted_once(stage: Stage) -> None:
    """Arriving twice brings one greeting: three lines below the name, two buttons."""
    jane = stage.user("jane")
    await arrive(stage, "jane")
    greeting = await stage.see(jane, "Hello Jane")
    await arrive(stage, "jane")
    await jane.command("help")
    await stage.see(jane, "What I can do")
    greetings = [screen for screen in await jane.messages() if "Hello Jane" in screen.text]
    assert [screen.ref for screen in greetings] == [greeting.ref]
    assert len(greeting.lines) == 4
    assert [button.label for button in greeting.buttons] == ["New ticket", "My tickets"]


async def test_story_01_both_buttons_lead_on(stage: Stage) -> None:
    """The greeting's buttons open what they say."""
    jane = stage.user("jane")
    await arrive(stage, "jane")
    greeting = await stage.see(jane, "Hello Jane")
    await jane.click(greeting, "My tickets")
    await stage.said(jane, "Your tickets")
    await jane.click(greeting, "New ticket")
    await stage.said(jane, NEW_TICKET[stage.vendor])


@pytest.mark.parametrize(
    ("person", "words"), [("jane", WORDS), ("sam", (*WORDS, *FOR_AGENTS))], ids=["end_user", "agent"]
)
async def test_story_01_help(stage: Stage, person: str, words: tuple[str, ...]) -> None:
    """`help` is one screen with every command of this person; `help new` explains one."""
    user = stage.user(person)
    await user.command("help")
    screen = await stage.said(user, "What I can do")
    assert explained(screen) == list(words)
    assert len(screen.lines) <= 20
    await user.command("help new")
    one = await stage.said(user, "nothing is sent before you press Send")
    assert explained(one) == ["new"]


async def test_story_01_mistyped(stage: Stage) -> None:
    """A mistyped command is asked back, and one click runs what was meant."""
    jane = stage.user("jane")
    await jane.command("mien")
    asked = await stage.said(jane, "Did you mean “mine”?")
    assert [button.label for button in asked.buttons] == ["Yes, mine", "Help"]
    await jane.click(asked, "Yes, mine")
    await stage.said(jane, "Your tickets")


async def test_story_01_mistyped_or_meant(stage: Stage) -> None:
    """Two words that only look like a command can be raised as a ticket, words kept."""
    jane = stage.user("jane")
    await jane.command("not working")
    asked = await stage.said(jane, "I do not know “not”")
    await jane.click(asked, "Raise a ticket")
    assert (await stage.form(jane)).input("In one line").value == "not working"


async def test_story_01_unknown(stage: Stage) -> None:
    """A word that nothing fits is offered as a ticket, with help beside it; nothing is created."""
    jane, before = stage.user("jane"), len(await stage.tickets())
    await jane.command("xyzzy")
    asked = await stage.said(jane, "Shall I raise this as a ticket?")
    assert [button.label for button in asked.buttons] == ["Raise a ticket", "No, thanks", "Help"]
    await jane.click(asked, "Help")
    await stage.said(jane, "What I can do")
    assert len(await stage.tickets()) == before
