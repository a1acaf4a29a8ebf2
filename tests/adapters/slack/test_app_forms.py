"""Modals through the route: checked, stored once, and look-ups answered in time."""

import asyncio
import json

import pytest

from bot.domain.catalog import Condition, Option
from bot.domain.ids import FieldId
from bot.errors import BadInput, Unreachable
from bot.texts.say import say
from bot.ui.inbound import Submit
from bot.ui.options import KEEP_TYPING
from bot.ui.replies import FieldErrors, NextPage
from sandbox.slack.user import SlackUser
from sandbox.user import PlatformRefused
from tests.adapters.slack.acts import opened, statuses
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
    core.outcome = FieldErrors(form=form, errors=errors)
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
    core.outcome = FieldErrors(form=empty, errors={FieldId("x"): "Wrong."})
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
    """What is typed reaches the core with the form and the question it was typed in."""
    core.sources = {"place": (Option(value="be", label="Berlin"),)}
    dialog = await opened(setup, jane)
    await jane.submit(dialog, {"Place": "Berlin"})
    submit = await core.next(3)
    assert isinstance(submit, Submit)
    assert (core.searched, submit.raw["place"]) == ([("U0JANE", "token-1", "place", "Berlin")], "be")


async def test_a_lookup_that_is_refused_offers_nothing(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """An empty list is better than the client's error."""
    dialog = await opened(setup, jane)
    core.fault_of_options = BadInput("usage.show")
    with pytest.raises(LookupError):
        await jane.submit(dialog, {"Place": "Berlin"})


@pytest.mark.parametrize("is_slow", [True, False], ids=["slow", "away"])
async def test_1_3_a_lookup_that_cannot_answer_now_says_to_keep_typing(
    setup: Setup, core: FakeCore, jane: SlackUser, is_slow: bool
) -> None:
    """The answer comes within Slack's three seconds, whatever the desk does, and says what to do."""
    dialog = await opened(setup, jane)
    core.fault_of_options = None if is_slow else Unreachable("desk")
    core.answering = asyncio.Event() if is_slow else core.answering
    await jane.submit(dialog, {"Place": say("form.keep_typing")})
    core.answering.set()
    submit = await core.next(3)
    assert isinstance(submit, Submit)
    assert submit.raw["place"] == KEEP_TYPING


async def test_another_page_takes_the_place_of_the_one_that_was_sent(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """Nothing is accepted before the last page; the modal is the same one, and still knows where it came from."""
    dialog = await opened(setup, jane)
    callback_id = dialog.payload["callback_id"]
    core.outcome = NextPage(form=a_form(a_choice(), token="token-1"))
    await jane.submit(dialog, {"Words": "It is broken"})
    shown = await jane.dialog()
    assert shown is not None
    assert ([entry.label for entry in shown.inputs], shown.payload["callback_id"]) == (["Size"], callback_id)
    assert (shown.ref, len(core.accepted)) == (dialog.ref, 2)


async def test_a_question_on_which_others_depend_is_told_when_it_changes(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """What else is typed comes along; the modal is drawn anew where it has other questions now."""
    size, words = a_choice(), a_form().fields[0]
    gift = a_choice("gift").model_copy(
        update={"label": "Gift", "visible_when": Condition(op="eq", field=size.id, value="l")}
    )
    form = a_form(words, size, gift)
    dialog = await opened(setup, jane, form)
    answered = form.with_answers({words.id: "hello", size.id: "l"})
    core.outcome = NextPage(form=answered)
    await jane.submit(dialog, {"Words": "hello", "Size": "Large", "Gift": "Small"})
    what, submit = core.pressed[0]
    assert (what, submit.raw) == ("change", {"words": "hello", "size": "l"})


async def test_the_way_back_checks_nothing(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """The button on a later page: the page before, with what was typed on this one kept."""
    fields = [a_choice(f"size{number}") for number in range(25)]
    form = a_form(*fields).model_copy(update={"page": 1})
    dialog = await opened(setup, jane, form)
    core.outcome = NextPage(form=form.model_copy(update={"page": 0}))
    await jane.click(dialog, say("form.back"))
    shown = await jane.dialog()
    assert shown is not None
    assert ([what for what, _ in core.pressed], len(shown.inputs)) == (["back"], 20)


async def test_a_closed_form_leaves_what_slack_tells_of_it(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """What was typed before it was closed is kept for the next time."""
    await opened(setup, jane)
    shown = await jane.dialog()
    assert shown is not None
    state = {"values": {"field:words": {"answer": {"type": "plain_text_input", "value": "half a story"}}}}
    await setup.deliver(
        "interaction",
        {"type": "view_closed", "user": {"id": "U0JANE"}, "view": {**shown.payload, "state": state}},
    )
    assert [(what, submit.raw) for what, submit in core.pressed] == [("change", {"words": "half a story"})]


async def test_a_long_choice_arrives_as_itself(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """Values that Slack does not carry travel under a key and are found again in the stored form."""
    long = Option(value="x" * 400, label="The long one")
    form = a_form(a_choice().model_copy(update={"options": (long,)}))
    await jane.submit(await opened(setup, jane, form), {"Size": "The long one"})
    submit = await core.next(3)
    assert isinstance(submit, Submit)
    assert submit.raw["size"] == long.value
