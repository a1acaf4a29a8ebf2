"""Story 6: a mistake in the form stands at its field, and everything typed is still there."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from tests.e2e.deeds import SUBJECT, open_request, raised, send_request
from tests.e2e.requester_deeds import DESCRIPTION, fill_in, item_form, mistakes, refused_form, typed
from tests.e2e.stage import Stage

WORDS: Final = "The badge reader at the west door is dead"
VPN: Final = "VPN problem"


async def test_story_06_the_mistake_stands_at_its_field(stage: Stage) -> None:
    """A subject of blanks is refused at the subject; the description stays; put right, it is one ticket.

    Slack: a modal. Teams: a dialog where a catalog item was picked, a card in the chat where there is one form.
    """
    jane, before = stage.user("jane"), len(await stage.tickets())
    form = await open_request(stage, jane, WORDS)
    await jane.submit(form, {SUBJECT: "   ", DESCRIPTION: "Since this morning.\nIt blinks red."})
    again = await refused_form(stage, jane, "Please answer this.")
    assert mistakes(again) == {SUBJECT: "Please answer this."}
    assert typed(again)[DESCRIPTION] == "Since this morning.\nIt blinks red."
    assert len(await stage.tickets()) == before
    await jane.submit(again, {SUBJECT: WORDS})
    await stage.said(jane, "is raised.")
    assert (len(await raised(stage, WORDS)), len(await stage.tickets())) == (1, before + 1)


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_06_all_mistakes_of_a_page_at_once(stage: Stage) -> None:
    """Each wrong answer is told at its own field in one go, in the item's words; all answers, right and wrong, stay."""
    jane, tomorrow = stage.user("jane"), datetime.now(UTC) + timedelta(days=2)
    form = await item_form(stage, jane, VPN)
    await jane.submit(
        form,
        {
            SUBJECT: "  ",
            DESCRIPTION: "Since the update.",
            "What happens?": "It is slow",
            "Since when?": tomorrow.replace(second=0, microsecond=0),
        },
    )
    again = await refused_form(stage, jane, "Please answer this.")
    told = mistakes(again)
    assert [text.split(" ")[-2:] for label, text in told.items() if label == "Since when?"] == [
        ["or", "earlier."]
    ]
    assert (told[SUBJECT], len(told)) == ("Please answer this.", 2)
    kept = typed(again)
    assert (kept[DESCRIPTION], kept["What happens?"]) == ("Since the update.", "slow")
    assert await raised(stage, "No VPN") == []


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_06_a_mistake_in_what_came_up_later(stage: Stage) -> None:
    """A question that follows from an answer is checked like any other, and the answers before it stay."""
    jane = stage.user("jane")
    form = await item_form(stage, jane, VPN)
    answers = {
        SUBJECT: "No VPN",
        DESCRIPTION: "Since the update.",
        "What happens?": "It does not connect",
        "Error code": "1234",
    }
    await fill_in(jane, form, answers)
    again = await refused_form(stage, jane, "An error code looks like VPN-1234")
    assert [text for label, text in mistakes(again).items() if label.startswith("Error code")] == [
        "An error code looks like VPN-1234"
    ]
    assert await raised(stage, "No VPN") == []
    await fill_in(jane, again, {"Error code": "VPN-1234"})
    await stage.said(jane, "is raised.")
    (ticket,) = [one for one in await stage.tickets() if one["subject"] == "No VPN"]
    assert ticket["description"].startswith("Since the update.")


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_06_the_help_desk_s_own_no(stage: Stage) -> None:
    """What only the help desk can know (it does not know Uma) comes back with a button that brings everything back."""
    jane, before = stage.user("jane"), len(await stage.tickets())
    form = await item_form(stage, jane, "Employee Onboarding")
    day = (datetime.now(UTC) + timedelta(days=9)).date()
    await jane.submit(
        form,
        {
            SUBJECT: "Somebody new",
            DESCRIPTION: "In the Boston office.",
            "New Employee Name": "Nora New",
            "Start Date": day,
            "Department": "Sales",
            "Manager": "uma",
        },
    )
    told = await stage.said(jane, "Everything you typed is kept.")
    assert "Manager: The help desk does not know this person" in told.text
    assert len(await stage.tickets()) == before
    await jane.click(told, "Open the form again")
    again = await refused_form(stage, jane, "does not know this person")
    kept = typed(again)
    assert {name: kept[name] for name in (SUBJECT, DESCRIPTION, "New Employee Name", "Department")} == {
        SUBJECT: "Somebody new",
        DESCRIPTION: "In the Boston office.",
        "New Employee Name": "Nora New",
        "Department": "Sales",
    }
    assert kept["Start Date"] == day.isoformat()
    await jane.submit(again, {"Manager": "mike"})
    await stage.said(jane, "is raised.")
    assert (await stage.tickets())[-1]["values"]["field_manager"]["name"] == "Mike Johnson"


async def test_story_06_a_closed_form_costs_nothing(stage: Stage) -> None:
    """A form left alone creates nothing, and the next one starts anew."""
    jane, before = stage.user("jane"), len(await stage.tickets())
    await open_request(stage, jane, "never mind")
    await jane.close_dialog()
    await send_request(stage, jane, WORDS)
    await stage.said(jane, "is raised.")
    assert (len(await stage.tickets()), await raised(stage, "never mind")) == (before + 1, [])
