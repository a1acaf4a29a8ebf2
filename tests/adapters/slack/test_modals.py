"""Answers in modals: what was opened is filled, what was closed is no loss, nothing is left waiting."""

import pytest

from bot.texts.say import say
from bot.ui.replies import Reply, ShowForm
from sandbox.slack.user import SlackUser
from tests.adapters.slack.acts import ROOM, click, command, modal
from tests.adapters.slack.running import FakeCore, Setup, last, texts
from tests.adapters.slack.samples import (
    OPEN_FORM,
    TICKET,
    a_choice,
    a_form,
    a_replace,
    a_say,
    to_all,
)


async def test_a_form_fills_the_waiting_modal(setup: Setup, jane: SlackUser) -> None:
    """The modal opened with the trigger becomes the form."""
    clicked = await click(setup, jane, "direct", OPEN_FORM)
    await setup.channel.reply(clicked, ShowForm(form=a_form()))
    assert [entry.label for entry in (await modal(jane)).inputs] == ["Words", "Place"]


@pytest.mark.parametrize("place", ["direct", ROOM])
async def test_a_form_without_a_modal_is_offered_to_one(
    setup: Setup, core: FakeCore, jane: SlackUser, sam: SlackUser, place: str
) -> None:
    """A command cannot open a modal later: a private message with a button does."""
    await setup.channel.reply(await command(core, jane, place), ShowForm(form=a_form()))
    offered = await last(jane, place)
    assert [button.label for button in offered.buttons] == ["Fill in the form"]
    assert await texts(sam, ROOM) == []
    await jane.click(offered, "Fill in the form")
    again = await core.next(2)
    await setup.channel.reply(again, ShowForm(form=a_form()))
    assert (await modal(jane)).submit == "Send"


@pytest.mark.parametrize("place", ["direct", ROOM])
async def test_a_closed_modal_loses_nothing(
    setup: Setup, jane: SlackUser, sam: SlackUser, place: str
) -> None:
    """The answer comes where the click was, for the person alone; a form comes as a button."""
    clicked = await click(setup, jane, place, OPEN_FORM)
    await jane.close_dialog()
    await setup.channel.reply(clicked, a_say("Not yours to do"))
    await setup.channel.reply(clicked, ShowForm(form=a_form()))
    assert (await texts(jane, place))[1:] == ["Not yours to do", "Here is the form: Comment"]
    assert (await texts(sam, ROOM))[1:] == []


async def test_an_answer_shows_in_the_modal_and_what_follows_elsewhere(setup: Setup, jane: SlackUser) -> None:
    """The first answer stands in the modal; the second must not wipe it away."""
    clicked = await click(setup, jane, "direct", OPEN_FORM)
    first = await setup.channel.reply(clicked, a_say("First"))
    await setup.channel.reply(clicked.model_copy(update={"surface": first.surface}), a_say("Second"))
    assert (await modal(jane)).lines == ("First",)
    assert (await last(jane)).text == "Second"


@pytest.mark.parametrize(
    ("reply", "text"), [(a_replace("Changed"), "Changed"), (to_all("Told"), "Told")], ids=["replace", "all"]
)
async def test_no_modal_is_left_waiting(setup: Setup, jane: SlackUser, reply: Reply, text: str) -> None:
    """When the answer turns out to be no form, the modal that was opened for one says what came of it."""
    clicked = await click(setup, jane, ROOM, OPEN_FORM)
    await setup.channel.reply(clicked, reply)
    assert ((await modal(jane)).lines, (await last(jane, ROOM)).text) == ((text,), text)


@pytest.mark.parametrize("place", ["modal", "whisper"])
async def test_what_must_last_is_in_the_chat_too(
    setup: Setup, core: FakeCore, jane: SlackUser, place: str
) -> None:
    """A modal is closed and a whisper is gone after a reload; words to copy are not."""
    clicked = await click(setup, jane, ROOM, OPEN_FORM)
    await setup.channel.reply(clicked, ShowForm(form=a_form()))
    await jane.submit(await modal(jane), {"Words": "It is broken"})
    submit = await core.next(3)
    inbound = {"modal": submit, "whisper": submit.model_copy(update={"surface": {}})}[place]
    await setup.channel.reply(inbound, a_say("Your words").model_copy(update={"lasts": True}))
    assert await texts(jane) == ["Your words"]


async def test_a_sent_form_is_answered_in_its_modal_and_kept_in_the_chat(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """The modal goes away; the ticket stays, where it can be followed."""
    clicked = await click(setup, jane, ROOM, OPEN_FORM)
    await setup.channel.reply(clicked, ShowForm(form=a_form()))
    await jane.submit(await modal(jane), {"Words": "It is broken"})
    submit = await core.next(3)
    answered = await setup.channel.reply(submit, a_say("Ticket 4712", tracks=TICKET))
    assert answered.ref is not None
    assert ((await modal(jane)).lines, await texts(jane)) == (("Ticket 4712",), ["Ticket 4712"])


@pytest.mark.parametrize("is_open", [True, False], ids=["in_the_modal", "without_a_modal"])
async def test_a_form_that_holds_too_much_is_refused_in_words(
    setup: Setup, jane: SlackUser, is_open: bool
) -> None:
    """A question whose id Slack does not take: a sentence, never a part of the form."""
    form = a_form(a_choice("x" * 300))
    clicked = await click(setup, jane, "direct", OPEN_FORM)
    surface = clicked.surface if is_open else {}
    await setup.channel.reply(clicked.model_copy(update={"surface": surface}), ShowForm(form=form))
    shown = {True: await jane.dialog(), False: await last(jane)}[is_open]
    assert shown is not None
    assert (say("channel.form_too_big", title=form.title) in shown.text, shown.inputs) == (True, ())
