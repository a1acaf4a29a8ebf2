"""Story 2: `new` and words lead to the closest items and "Something else"; the form has the words filled in."""

import pytest

from tests.e2e.deeds import SUBJECT, raise_ticket, raised
from tests.e2e.requester_deeds import DESCRIPTION, pick, shown_items, typed
from tests.e2e.stage import Stage

WORDS = "my VPN drops every hour"


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_02_three_closest(stage: Stage) -> None:
    """Three items, the best first, and "Something else"; the form of the picked one has the words filled in."""
    jane = stage.user("jane")
    await jane.command(f"new {WORDS}")
    offer = await stage.see(jane, "Which fits best?")
    assert (len(shown_items(offer)), shown_items(offer)[0]) == (3, "VPN problem")
    assert [button.label for button in offer.buttons] == ["Choose"] * 3 + ["Something else"]
    await pick(jane, offer, "VPN problem")
    form = await stage.form(jane)
    assert (form.title, typed(form)[SUBJECT], typed(form)[DESCRIPTION]) == ("VPN problem", WORDS, WORDS)


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_02_something_else(stage: Stage) -> None:
    """When none of the three fits, the general form has the words: first sentence as subject, all as description."""
    jane, words = stage.user("jane"), "The coffee machine leaks. It started today."
    await jane.command(f"new {words}")
    offer = await stage.see(jane, "Which fits best?")
    assert "Something else" not in shown_items(offer)
    await jane.click(offer, "Something else")
    form = await stage.form(jane)
    assert (typed(form)[SUBJECT], typed(form)[DESCRIPTION]) == ("The coffee machine leaks.", words)


@pytest.mark.parametrize("vendor", ["teamswork"])
async def test_story_02_one_form(stage: Stage) -> None:
    """Where there is no catalog, the words lead to the one form there is."""
    jane = stage.user("jane")
    await jane.command(f"new {WORDS}")
    await _open_where_offered[stage.channel](stage)
    form = await stage.form(jane)
    assert (typed(form)[SUBJECT], typed(form)[DESCRIPTION]) == (WORDS, WORDS)


async def test_story_02_raised_as_written(stage: Stage) -> None:
    """What was written after `new` is what the help desk gets, in this person's name."""
    number = await raise_ticket(stage, stage.user("jane"), WORDS)
    assert await raised(stage, WORDS) == [number]
    ticket = (await stage.tickets())[-1]
    assert ticket["requester"]["email"] == "jane.smith@example.com"
    assert ticket["description"].startswith(WORDS)


async def _on_slack(stage: Stage) -> None:
    """A slash command's answer is a message: a click brings the modal."""
    jane = stage.user("jane")
    await jane.click(await stage.see(jane, "Here is the form"), "Fill in the form")


async def _on_teams(stage: Stage) -> None:
    """The form stands in the chat."""
    await stage.see(stage.user("jane"), "Tell us what you need.")


_open_where_offered = {"slack": _on_slack, "teams": _on_teams}
