"""Story 15: somebody else's ticket, by number, link or edited button, is answered like one that does not exist."""

from typing import Final
from uuid import UUID

import pytest

from sandbox.user import ChatUser
from tests.e2e import deeds
from tests.e2e.deliveries import click_edited
from tests.e2e.stage import Stage, until

THEIRS: Final = "1243"
SUBJECT: Final = "Cannot print to the third-floor printer"
NOBODYS: Final = "4711"
NO_SUCH_ID: Final = {"rezolve": "TKT-2026-004711", "teamswork": str(UUID(int=9))}
COMMANDS: Final = (
    "{0}", "show {0}", "status {0}", "comment {0} hello", "comment {0}", "close {0}", "reopen {0}", "claim {0}",
    "note {0} hello", "assign {0} sam", "priority {0} high", "status {0} closed",
)  # fmt: skip
LINKS: Final = (
    "https://help.example.com/portal/tickets/{0}",
    "<https://help.example.com/tickets?ticketId={0}>",
    "<https://help.example.com/tickets/{0}|my ticket>",
)


async def _untouched(stage: Stage, before: dict[str, object], *users: ChatUser) -> None:
    """Nothing was written to it, and nothing of it was said."""
    assert await stage.ticket(THEIRS) == before
    for user in users:
        assert SUBJECT not in str([dict(screen.payload) for screen in await user.messages()])


async def test_story_15_by_number(stage: Stage) -> None:
    """Whatever is asked for, the sentence is the one for a number that nobody has."""
    jane, before = stage.user("jane"), await stage.ticket(THEIRS)
    for command in COMMANDS:
        theirs = await deeds.answer_to(jane, command.format(THEIRS))
        nobodys = await deeds.answer_to(jane, command.format(NOBODYS))
        assert theirs.text == f"I could not find a ticket {THEIRS}. Please check the number."
        assert nobodys.text == f"I could not find a ticket {NOBODYS}. Please check the number."
        assert (theirs.buttons, nobodys.buttons) == ((), ())
    await _untouched(stage, before, jane)


async def test_story_15_by_link(stage: Stage) -> None:
    """A pasted link to it leads nowhere, like a link to nothing."""
    jane, before = stage.user("jane"), await stage.ticket(THEIRS)
    number = {"rezolve": str(before["number"]), "teamswork": str(before["id"])}[stage.vendor]
    for link in LINKS:
        theirs = await deeds.answer_to(jane, f"show {link.format(number)}")
        nobodys = await deeds.answer_to(jane, f"show {link.format(NO_SUCH_ID[stage.vendor])}")
        assert theirs.text == f"I could not find a ticket {number}. Please check the number."
        assert nobodys.text.replace(NO_SUCH_ID[stage.vendor], number) == theirs.text
    await _untouched(stage, before, jane)


@pytest.mark.parametrize(("label", "own"), [("Close", "1240"), ("Reopen", "1240"), ("Open", None)])
async def test_story_15_by_edited_button(stage: Stage, label: str, own: str | None) -> None:
    """A button whose payload names it instead: the same answer as for a made-up name, and nothing happens to it."""
    jane, before = stage.user("jane"), await stage.ticket(THEIRS)
    command = {"Open": "search Password"}.get(label, f"show {own}")
    shown = await deeds.answer_to(jane, command)
    ticket = await stage.ticket("1240")
    name = {"rezolve": "number", "teamswork": "id"}[stage.vendor]
    await jane.click(shown, label)
    await _quiet(jane)
    theirs = await _edited(stage, jane, str(ticket[name]), str(before[name]))
    nobodys = await _edited(stage, jane, str(ticket[name]), NO_SUCH_ID[stage.vendor])
    assert "I could not find a ticket" in theirs
    assert nobodys.replace(NO_SUCH_ID[stage.vendor], str(before[name])) == theirs
    await _untouched(stage, before, jane)


async def test_story_15_not_in_lists(stage: Stage) -> None:
    """It is in no list and no search of hers, and an agent's lists are not for her."""
    jane, before = stage.user("jane"), await stage.ticket(THEIRS)
    for command in ("mine", "search print", "search third-floor", f"search {THEIRS}"):
        await deeds.answer_to(jane, command)
    refused = await deeds.answer_to(jane, "queue")
    assert refused.text == "The queue is for agents. Write mine to see your own tickets."
    await _untouched(stage, before, jane)


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_15_another_team_s_agent(stage: Stage) -> None:
    """An agent of another team is as far from it as anybody."""
    sarah, before = stage.user("sarah"), await stage.ticket(THEIRS)
    for command in COMMANDS:
        said = await deeds.answer_to(sarah, command.format(THEIRS))
        assert said.text == f"I could not find a ticket {THEIRS}. Please check the number."
    await _untouched(stage, before, sarah)


async def _edited(stage: Stage, user: ChatUser, was: str, becomes: str) -> str:
    """What is said to the last click with another name in it: in the dialog it was to open, or in the chat."""
    seen = {screen.ref for screen in await user.messages()}
    at_once = await click_edited(stage, user, was, becomes)

    async def look() -> str | None:
        new = [screen.text for screen in await user.messages() if screen.ref not in seen]
        said = [text for text in (at_once, *new) if "could not find" in text or SUBJECT in text]
        return said[-1] if said else None

    return await until(look)


async def _quiet(user: ChatUser) -> None:
    """What was clicked in earnest is answered."""
    await user.close_dialog()
    await deeds.answer_to(user, "help close")
