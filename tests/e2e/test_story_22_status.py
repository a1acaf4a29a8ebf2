"""Story 22: the status with what it needs: asked for; only legal steps; changed meanwhile overwrites nothing."""

from typing import Any, Final

import pytest

from sandbox.user import PlatformRefused
from tests.e2e.agent_deeds import file_ticket, open_form
from tests.e2e.requester_deeds import mistakes, refused_form
from tests.e2e.stage import Stage

SUBJECT: Final = "The badge printer is on fire"
# By ticketing system: what an open ticket can become.
STEPS: Final = {"rezolve": ["In Progress", "Pending"], "teamswork": ["Started"]}


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_22_only_legal_next_steps_are_offered(stage: Stage) -> None:
    """The form says how it stands, and lists what it can become by the names people know."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await sam.command(f"status {number}")
    form = await open_form(stage, sam)
    assert [label for _, label in form.input("New status").options] == STEPS["rezolve"]
    assert "It is Open now." in form.text


@pytest.mark.parametrize("vendor", ["teamswork"])
async def test_story_22_the_only_next_step_is_named(stage: Stage) -> None:
    """Where there is nothing to choose, the form says what sending it does, and does it."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await sam.command(f"status {number}")
    form = await open_form(stage, sam)
    assert "It is Open now. It becomes Started." in form.text
    await sam.submit(form, {})
    await stage.said(sam, f"{number} is Started.")
    assert (await stage.ticket(number))["status"] == "in_progress"


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_22_what_the_chosen_step_needs_is_asked_for(stage: Stage) -> None:
    """Sent without it, the form comes back with the fault at its field; with it, the status changes."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await sam.command(f"status {number}")
    await sam.submit(await open_form(stage, sam), {"New status": "Pending"})
    again = await refused_form(stage, sam, "Please fill this in for that status.")
    assert mistakes(again)["Pending reason"] == "Please fill this in for that status."
    await sam.submit(again, {"New status": "Pending", "Pending reason": "Waiting for a fuse"})
    await stage.said(sam, f"{number} is Pending.")
    found = await stage.ticket(number)
    assert (found["status"], "Waiting for a fuse" in str(found["values"])) == ("pending", True)


@pytest.mark.parametrize("vendor", ["teamswork"])
async def test_story_22_what_the_only_step_needs_is_asked_for(stage: Stage) -> None:
    """The form cannot be sent without the resolution; with it, the ticket is resolved for that reason."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await stage.act("mike", "status", ticket=number, status="in_progress")
    await sam.command(f"status {number}")
    form = await open_form(stage, sam)
    with pytest.raises(PlatformRefused):
        await sam.submit(form, {})
    await sam.submit(form, {"Resolution": "Cannot be resolved"})
    await stage.said(sam, f"{number} is Resolved.")
    found = await stage.ticket(number)
    assert (found["status"], found["resolution"]) == ("resolved", "cannotResolve")


async def test_story_22_by_words(stage: Stage) -> None:
    """`status NUMBER name` takes a legal step at once, and names the legal ones for any other."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    step = STEPS[stage.vendor][0]
    await sam.command(f"status {number} flying")
    await stage.said(sam, f"{number} is Open. From there it can become: {', '.join(STEPS[stage.vendor])}.")
    await sam.command(f"status {number} {step.lower()}")
    await stage.said(sam, f"{number} is {step}.")


async def test_story_22_changed_meanwhile(stage: Stage) -> None:
    """While Sam fills in the form, Mike resolves the ticket: Sam sees how it stands, and nothing is overwritten."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await stage.act("mike", "status", ticket=number, status="in_progress")
    await sam.command(f"status {number}")
    form = await open_form(stage, sam)
    await stage.act("mike", "status", ticket=number, status="resolved", resolution="fixed")
    await stage.act("mike", "status", ticket=number, status="closed")
    await sam.submit(form, {one.label: _answer(one) for one in form.inputs})
    shown = await stage.said(sam, f"{number} changed while you were at it. Nothing was overwritten")
    assert "Closed" in shown.text
    found = await stage.ticket(number)
    assert (found["status"], found["updated_by"]["name"]) == ("closed", "Mike Johnson")


@pytest.mark.parametrize("person", ["alice", "jane"])
async def test_story_22_only_agents_change_it(stage: Stage, person: str) -> None:
    """Somebody else is told that there is no such ticket; its requester sees how it stands, without a form."""
    user = stage.user(person)
    number = await file_ticket(stage, SUBJECT)
    await user.command(f"status {number} in progress")
    words = {"alice": f"I could not find a ticket {number}.", "jane": f"{number} is Open"}
    await stage.said(user, words[person])
    assert (await stage.ticket(number))["status"] == "open"


def _answer(entry: Any) -> str:
    return str(entry.options[0][0]) if entry.options else "Because"
