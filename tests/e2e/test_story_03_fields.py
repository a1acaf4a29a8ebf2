"""Story 3, the forms: each type of field once from the chat to the ticket; what cannot be shown is refused in words."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from tests.e2e.deeds import SUBJECT
from tests.e2e.requester_deeds import DESCRIPTION, fill_in, go_back_to, item_form, to_the_summary
from tests.e2e.stage import Stage

NAME: Final = "Sommerfest <b>&</b> *friends* {{DATE(2026)}}"
DAY: Final = datetime.now(UTC).date() + timedelta(days=30)
SETUP: Final = datetime(DAY.year, DAY.month, DAY.day, 9, 30, tzinfo=UTC)
ANSWERS: Final[dict[str, Any]] = {
    SUBJECT: "Equipment for the summer party",
    DESCRIPTION: "As last year, a bit more of everything.",
    "Name of the event": NAME,
    "What is it about?": "Food & music,\nwine, too",
    "Place": "Elsewhere",
    "Address": "1 Main Street",
    "Devices": ["Laptop", "Badge printer"],
    "Needs extra power": True,
    "Helper on site": "Half a day",
    "Day": DAY,
    "Set up by": SETUP,
    "Guests": 120,
    "Responsible person": "sam",
    "Software on the laptops": "Figma",
}
ON_THE_TICKET: Final[dict[str, Any]] = {
    "field_event_name": NAME,
    "field_event_about": "Food & music,\nwine, too",
    "field_event_place": "Elsewhere",
    "field_event_address": "1 Main Street",
    "field_event_devices": ["Laptop", "Badge printer"],
    "field_event_power": True,
    "field_event_help": "Half a day",
    "field_event_day": DAY.isoformat(),
    "field_event_setup": SETUP.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "field_event_guests": 120,
    "field_event_owner": {
        "id": "72e528fg-82gb-5828-cdc4-5921ca118ee1",
        "name": "Support Agent",
        "email": "support.agent@example.com",
    },
    "field_event_software": "Figma",
}


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_03_every_field_type(stage: Stage) -> None:
    """Text, long text, list, several, tick, radio, date, moment, number, person and look-up are on the ticket as given.

    A file cannot be attached yet: the form says so at its place, and the ticket is raised without.
    """
    jane = stage.user("jane")
    form = await item_form(stage, jane, "Equipment for an event")
    assert "Floor plan: Files cannot be attached here yet." in form.text
    await fill_in(jane, form, ANSWERS)
    await stage.said(jane, "is raised.")
    ticket = (await stage.tickets())[-1]
    assert {name: ticket["values"].get(name) for name in ON_THE_TICKET} == ON_THE_TICKET
    assert (ticket["subject"], ticket["template_id"]) == (ANSWERS[SUBJECT], "tpl_event_kit")


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_03_an_answer_that_does_not_count_is_not_sent(stage: Stage) -> None:
    """An address typed for a place elsewhere stays off the ticket when the place is changed afterwards."""
    jane = stage.user("jane")
    form = await item_form(stage, jane, "Equipment for an event")
    await to_the_summary(jane, form, ANSWERS)
    await go_back_to(jane, "Place")
    await fill_in(jane, await stage.form(jane), {"Place": "Berlin"})
    await stage.said(jane, "is raised.")
    values = (await stage.tickets())[-1]["values"]
    assert (values["field_event_place"], values.get("field_event_address")) == ("Berlin", None)


@pytest.mark.parametrize("vendor", ["rezolve"])
@pytest.mark.parametrize("channel", ["slack"])
async def test_story_03_a_question_appears_as_its_answer_is_given(stage: Stage) -> None:
    """On Slack the address is asked for as soon as the place is elsewhere, and gone again; typed words stay."""
    jane = stage.user("jane")
    form = await item_form(stage, jane, "Equipment for an event")
    assert "Address" not in [entry.label for entry in form.inputs]
    await jane.click(form, "Name of the event", choice="Sommerfest")
    await jane.click(form, "Place", choice="Elsewhere")
    shown = await stage.form(jane)
    assert (shown.input("Name of the event").value, shown.input("Address").required) == ("Sommerfest", True)
    await jane.click(shown, "Place", choice="Berlin")
    labels = [entry.label for entry in (await stage.form(jane)).inputs]
    assert "Address" not in labels


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_03_a_long_form_is_looked_over_before_it_is_sent(stage: Stage) -> None:
    """Every answer is shown in words, labels instead of keys, and nothing is sent before."""
    jane, before = stage.user("jane"), len(await stage.tickets())
    form = await item_form(stage, jane, "Equipment for an event")
    summary = await to_the_summary(jane, form, ANSWERS)
    shown = summary.text
    for words in (
        "Laptop, Badge printer",
        "Half a day",
        "120",
        "Figma",
        "Sommerfest <b>&</b> *friends*",
        "Yes",
        "Support Agent",
    ):
        assert words in shown
    assert len(await stage.tickets()) == before
    await jane.submit(summary, {})
    await stage.said(jane, "is raised.")


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_03_three_hundred_choices_are_found_by_typing(stage: Stage) -> None:
    """None is left out: the last one is found by a part of its name, on both platforms."""
    jane = stage.user("jane")
    form = await item_form(stage, jane, "Move to another desk")
    last = "Building C, floor 5, desk 20"
    await fill_in(
        jane, form, {SUBJECT: "A desk", DESCRIPTION: "By the window.", "New desk": last, "Moving day": DAY}
    )
    await stage.said(jane, "is raised. Operations will look at it.")
    assert (await stage.tickets())[-1]["values"]["field_desk_new"] == last
