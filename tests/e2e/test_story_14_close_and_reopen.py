"""Story 14: close; reopen in time; too late: until when it was possible, and a new ticket that refers to the old."""

from typing import Final

import pytest

from tests.e2e import deeds
from tests.e2e.stage import Stage

RESOLVED: Final = "1240"
TWO_MONTHS_S: Final = 60 * 24 * 3600.0


async def test_story_14_close_by_button(stage: Stage) -> None:
    """Close on a resolved ticket closes it, in the same message, and the button is gone."""
    jane = stage.user("jane")
    shown = await deeds.answer_to(jane, f"show {RESOLVED}")
    await jane.click(shown, "Close")
    closed = await deeds.becomes(jane, shown, "Closed")
    assert "Close" not in [button.label for button in closed.buttons]
    assert (await stage.ticket(RESOLVED))["status"] == "closed"


async def test_story_14_close_by_command(stage: Stage) -> None:
    """`close` says what it did; saying it again changes nothing."""
    jane = stage.user("jane")
    assert "is Closed." in (await deeds.answer_to(jane, f"close {RESOLVED}")).text
    assert "is Closed." in (await deeds.answer_to(jane, f"close {RESOLVED}")).text
    history = [one for one in (await stage.ticket(RESOLVED))["history"] if "status" in one["changes"]]
    assert [one["changes"]["status"][-1] for one in history].count("closed") == 1


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_14_close_too_early(stage: Stage) -> None:
    """A ticket that is worked on cannot be closed by who asked for it; they are told what they can do."""
    said = await deeds.answer_to(stage.user("jane"), "close 1246")
    assert "is In Progress. You can close it once it is resolved; a comment tells the agents" in said.text
    assert (await stage.ticket("1246"))["status"] == "in_progress"


@pytest.mark.parametrize("vendor", ["teamswork"])
async def test_story_14_close_asks_what_it_needs(stage: Stage) -> None:
    """A system that wants to know how it ended is given that: the form is about closing, in those words."""
    jane = stage.user("jane")
    form = await deeds.open_form(jane, "close 1246")
    assert form.text.splitlines()[0] == "Close 1246"
    await jane.submit(form, {"Resolution": "Fixed"})
    await stage.said(jane, "1246 is Resolved.")
    assert (await stage.ticket("1246"))["status"] == "resolved"


async def _with_a_reason(stage: Stage) -> None:
    jane = stage.user("jane")
    form = await deeds.open_form(jane, f"reopen {RESOLVED}")
    await jane.submit(form, {"Reopen reason": "The mail is still missing"})


async def _at_once(stage: Stage) -> None:
    await stage.user("jane").command(f"reopen {RESOLVED}")


async def test_story_14_reopen_in_time(stage: Stage) -> None:
    """It is open again, with the reason where the system asks for one, and says so."""
    await {"rezolve": _with_a_reason, "teamswork": _at_once}[stage.vendor](stage)
    words = {"rezolve": "is In Progress.", "teamswork": "is Reopened."}[stage.vendor]
    await stage.said(stage.user("jane"), words)
    assert (await stage.ticket(RESOLVED))["status"] == "in_progress"


async def test_story_14_reopen_too_late(stage: Stage) -> None:
    """Two months later: until when it was possible, and a new ticket that refers to the old one."""
    jane = stage.user("jane")
    await jane.command(f"close {RESOLVED}")
    await stage.said(jane, "is Closed.")
    await stage.advance(TWO_MONTHS_S)
    late = await deeds.answer_to(jane, f"reopen {RESOLVED}")
    number = deeds.shown_number(stage, await stage.ticket(RESOLVED))
    why = {"rezolve": "could be reopened until", "teamswork": "cannot be reopened"}[stage.vendor]
    assert f"{number} {why}" in late.text
    await jane.click(late, "New ticket about this")
    form = await stage.form(jane)
    refers = f"Follow-up to {number}: Password reset for the expense tool"
    assert [entry.value for entry in form.inputs if entry.label == deeds.SUBJECT] == [refers]
    await deeds.send(jane, form)
    new = deeds.number_in(await stage.see(jane, "is raised."))
    assert [new] == await deeds.raised(stage, refers)
    assert refers in (await stage.ticket(str(new)))["description"]
    assert (await stage.ticket(RESOLVED))["status"] == "closed"


async def test_story_14_old_button_too_late(stage: Stage) -> None:
    """A Reopen button that was drawn in time and clicked too late says the same."""
    jane = stage.user("jane")
    shown = await deeds.answer_to(jane, f"show {RESOLVED}")
    await stage.act("sam", "status", ticket=RESOLVED, status="closed")
    shown = await deeds.becomes(jane, shown, "Closed")
    await stage.advance(TWO_MONTHS_S)
    assert "Reopen" in [button.label for button in shown.buttons]
    await jane.click(shown, "Reopen")
    await stage.said(jane, "reopened")
    assert (await stage.ticket(RESOLVED))["status"] == "closed"
