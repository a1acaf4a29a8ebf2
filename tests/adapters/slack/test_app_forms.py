"""Modals through the route: checked, stored once, and look-ups answered in time."""

import json

import pytest

from bot.domain.catalog import Option
from bot.domain.ids import AccountId, FieldId, FormToken
from bot.errors import BadInput, Unreachable
from bot.ui.inbound import Submit
from bot.ui.replies import FieldErrors
from sandbox.slack.user import SlackUser
from sandbox.user import PlatformRefused
from tests.adapters.slack.acts import JANE, opened, statuses
from tests.adapters.slack.running import FakeCore, Setup, last
from tests.adapters.slack.samples import a_choice, a_form


async def test_a_form_is_stored_then_says_that_it_is_sent(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """What was typed arrives by field, with the message it was opened from; the modal says what comes next."""
    dialog = await opened(setup, jane)
    await jane.submit(dialog, {"Words": "It works & <b>\x07"})
    submit = await core.next(3)
    assert isinstance(submit, Submit)
    assert (submit.key, submit.raw) == ("submit:U0JANE:token-1", {"words": "It works & <b>", "place": None})
    clicked = await last(jane)
    assert submit.message is not None
    assert f"{submit.message.conversation}:{submit.message.id}" == clicked.ref
    shown = await jane.dialog()
    assert shown is not None
    assert shown.lines == ("Sending. You can close this; the answer also comes to our direct chat.",)


async def test_a_form_sent_three_times_is_one(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """The same modal, sent again by an impatient hand or a bad line, is one receipt."""
    await jane.submit(await opened(setup, jane), {"Words": "once"})
    sent = (await setup.drive("deliveries", verb="GET", kind="view_submission"))["deliveries"][0]
    answers = await setup.deliver("raw", sent["body"], content_type=sent["content_type"], times=2)
    assert statuses(answers) == [200, 200]
    assert len(core.accepted) == 3


async def test_3_1_mistakes_are_shown_at_blocks_that_exist(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """Errors go to their fields; one that has no block of its own goes to the first; nothing is stored."""
    form = a_form(a_choice("size"), a_choice("colour").model_copy(update={"label": "Colour"}))
    dialog = await opened(setup, jane, form)
    errors = {FieldId("colour"): "Not that one.", FieldId("hidden"): "And this."}
    core.mistakes = FieldErrors(form=form, errors=errors)
    await jane.submit(dialog, {"Size": "Small", "Colour": "Large"})
    shown = await jane.dialog()
    assert shown is not None
    assert {entry.label: entry.error for entry in shown.inputs} == {
        "Size": "And this.",
        "Colour": "Not that one.",
    }
    assert len(core.accepted) == 2


async def test_a_form_without_any_block_for_errors_is_left_to_the_core(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """Slack takes errors nowhere else, so the form is accepted and the core says what is wrong."""
    form = a_form()
    dialog = await opened(setup, jane, form)
    empty = form.model_copy(update={"fields": ()})
    core.mistakes = FieldErrors(form=empty, errors={FieldId("x"): "Wrong."})
    await jane.submit(dialog, {"Words": "words"})
    assert (await core.next(3)).kind == "submit"


async def test_1_3_a_check_that_takes_too_long_is_left_to_the_core(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """Slack waits three seconds: a form that cannot be checked in time is accepted unchecked."""
    dialog = await opened(setup, jane)
    core.answering.clear()
    await jane.submit(dialog, {"Words": "words"})
    assert (await core.next(3)).kind == "submit"
    core.answering.set()


async def test_a_form_that_cannot_be_stored_stays_open(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """Slack asks to try again, and everything typed is still there."""
    dialog = await opened(setup, jane)
    core.faults = [Unreachable("database")]
    with pytest.raises(PlatformRefused, match="Try again"):
        await jane.submit(dialog, {"Words": "a long story"})
    shown = await jane.dialog()
    assert shown is not None
    assert shown.input("Words").value == "a long story"
    await jane.submit(shown, {})
    assert (await core.next(3)).kind == "submit"


async def test_a_modal_that_is_not_ours_is_closed(setup: Setup, core: FakeCore) -> None:
    """A forged or foreign submission is cleared away, not answered with an error."""
    view = {"type": "modal", "id": "V1", "callback_id": "x", "private_metadata": "junk", "state": {}}
    payload = {"type": "view_submission", "user": {"id": "U0JANE"}, "view": view}
    answers = await setup.deliver("interaction", payload)
    assert [json.loads(answer["body"]) for answer in answers] == [{"response_action": "clear"}]
    assert core.deliveries == 0


async def test_a_lookup_offers_what_matches(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """The field's source is taken from the stored form, never from the request."""
    core.sources = {"locations": (Option(value="be", label="Berlin"),)}
    dialog = await opened(setup, jane)
    await jane.submit(dialog, {"Place": "Berlin"})
    submit = await core.next(3)
    assert isinstance(submit, Submit)
    assert (core.searched, submit.raw["place"]) == ([("U0JANE", "locations", "Berlin")], "be")


@pytest.mark.parametrize("fault", [Unreachable("desk"), BadInput("usage.show")], ids=["outside", "user"])
async def test_a_lookup_that_fails_offers_nothing(
    setup: Setup, core: FakeCore, jane: SlackUser, fault: Exception
) -> None:
    """An empty list is better than the client's error."""
    dialog = await opened(setup, jane)
    core.fault_of_options = fault
    with pytest.raises(LookupError):
        await jane.submit(dialog, {"Place": "Berlin"})


async def test_1_3_a_lookup_that_takes_too_long_offers_nothing(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """The answer comes within Slack's three seconds, whatever the desk does."""
    dialog = await opened(setup, jane)
    core.answering.clear()
    with pytest.raises(LookupError):
        await jane.submit(dialog, {"Place": "Berlin"})
    core.answering.set()


async def test_a_lookup_of_somebody_elses_form_offers_nothing(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """A token is good for its owner alone."""
    dialog = await opened(setup, jane)
    core.forms[FormToken("token-1")] = (JANE.model_copy(update={"id": AccountId("U0SAM")}), a_form())
    with pytest.raises(LookupError):
        await jane.submit(dialog, {"Place": "Berlin"})
    assert core.searched == []
