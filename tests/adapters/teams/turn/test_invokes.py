"""Clicks, dialogs that open, and type-ahead, with true requests from the emulated Teams."""

import pytest
import structlog

from bot.domain.catalog import FieldType, Option
from bot.domain.ids import FieldId
from bot.errors import NotAllowed, Unreachable
from bot.texts.say import say
from bot.ui.action import Button
from bot.ui.form import FormField
from bot.ui.inbound import Click, Command
from bot.ui.options import KEEP_TYPING
from bot.ui.replies import Say, ShowForm
from sandbox.user import PlatformRefused
from sandbox.world import WORLD
from tests.adapters.teams.rig import Rig
from tests.adapters.teams.scripted_core import a_form, a_message

COMMENT = Button(label="Comment", verb="comment", args={"ticket": "T1"}, opens_form=True)
CLAIM = Button(label="Take it", verb="claim", args={"ticket": "T1"})


async def _card_form(rig: Rig) -> None:
    await rig.channel.reply(await rig.meet("jane"), ShowForm(form=a_form()))


async def _post(rig: Rig, button: Button, *, person: str = "jane") -> None:
    inbound = await rig.meet(person)
    await rig.channel.reply(inbound, Say(message=a_message("Ticket T1", button=button)))


async def test_6_1_invoke_with_a_body_answers_200(rig: Rig) -> None:
    """A click is accepted and answered with a line for the person."""
    await _post(rig, CLAIM)
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Take it")
    click = rig.core.accepted[-1]
    assert isinstance(click, Click)
    assert (click.verb, click.args, click.account.id) == (
        "claim",
        {"ticket": "T1"},
        WORLD.person("jane").aad_id,
    )
    assert (await rig.lines("jane"))[-1] == say("channel.got_it")


async def test_6_12_a_failing_click_is_told_with_an_id(rig: Rig) -> None:
    """An invoke is not sent again, so its person is told at once, with the id of the log."""
    await _post(rig, CLAIM)
    user = rig.user("jane")
    screen = (await user.messages())[-1]
    rig.core.fault = RuntimeError("boom")
    with (
        structlog.testing.capture_logs() as logs,
        pytest.raises(PlatformRefused, match="Something went wrong on our side") as refused,
    ):
        await user.click(screen, "Take it")
    assert logs[0]["id"] in str(refused.value)


async def test_6_13_type_ahead_is_answered(rig: Rig) -> None:
    """What is typed reaches the core with its form and question; at most 15 options are offered."""
    rig.core.offers = [Option(value=f"s{n}", label=f"Site {n}") for n in range(20)]
    await _card_form(rig)
    user = rig.user("jane")
    found = await user.search((await user.messages())[-1], "Site", "ber")
    assert (rig.core.asked, len(found), found[0]) == ([("form-1", "site", "ber")], 15, ("s0", "Site 0"))


async def test_8_10_a_look_up_that_cannot_answer_now_says_to_keep_typing(rig: Rig) -> None:
    """The person is told what to do, in place of an empty list."""
    rig.core.fault = Unreachable("help desk")
    status, body = await rig.deliver(
        overrides={
            "type": "invoke",
            "name": "application/search",
            "value": {"dataset": "lookup:form-1:site", "queryText": "b"},
        }
    )
    keep_typing = {"title": say("form.keep_typing"), "value": KEEP_TYPING}
    assert (status, body["value"]) == (200, {"results": [keep_typing]})


async def test_6_14_malformed_invokes_are_answered_as_such(rig: Rig) -> None:
    """A forged click gets an error in the universal action's shape, the others 400, the unknown 501."""
    execute, body = await rig.invoke("adaptiveCard/action", {"action": {"type": "Action.Submit"}})
    found = [
        (await rig.invoke("adaptiveCard/action", "x"))[0],
        (await rig.invoke("task/fetch", {"data": "x"}))[0],
        (await rig.invoke("task/submit", {"data": {"verb": "submit"}}))[0],
        (await rig.invoke("application/search", {"dataset": "graph.microsoft.com/users"}))[0],
        (await rig.invoke("composeExtension/query", {}))[0],
    ]
    assert (execute, body["statusCode"], body["type"]) == (200, 400, "application/vnd.microsoft.error")
    assert (found, rig.core.accepted) == ([200, 400, 400, 400, 501], [])


async def test_7_3_a_form_opens_as_a_dialog(rig: Rig) -> None:
    """A button that asks for a form is answered inside the request."""
    await _post(rig, COMMENT)
    rig.core.replies = [ShowForm(form=a_form())]
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Comment")
    dialog = await user.dialog()
    assert dialog is not None
    assert (dialog.title, [entry.label for entry in dialog.inputs]) == ("Raise a ticket", ["Subject", "Site"])
    assert [type(one) for one in rig.core.accepted] == [Command]


async def test_7_3_a_slow_form_goes_to_the_direct_chat(rig: Rig) -> None:
    """After the time for inline answers the click is accepted and the dialog says where the form will be."""
    await _post(rig, COMMENT)
    rig.core.waits = True
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Comment")
    dialog = await user.dialog()
    assert dialog is not None
    assert (dialog.text, type(rig.core.accepted[-1])) == (say("channel.slow_form"), Click)


async def test_7_3_an_unreachable_help_desk_is_a_slow_form(rig: Rig) -> None:
    """The worker tries again; the person is told."""
    await _post(rig, COMMENT)
    rig.core.handle_fault = Unreachable("help desk")
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Comment")
    assert isinstance(rig.core.accepted[-1], Click)


async def test_8_9_who_may_not_is_told_in_the_dialog(rig: Rig) -> None:
    """Another person's click of the same button is that person's, and the refusal is words."""
    await _post(rig, COMMENT, person="jane")
    rig.core.replies = [Say(message=a_message("You may not comment on this ticket."))]
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Comment")
    dialog = await user.dialog()
    assert dialog is not None
    assert dialog.text == "You may not comment on this ticket."
    assert rig.core.handled[0].account.id == WORLD.person("jane").aad_id


async def test_8_9_a_fault_of_the_person_is_told_in_the_dialog(rig: Rig) -> None:
    """A refusal that was raised is said by its sentence."""
    rig.core.handle_fault = NotAllowed("channel.stranger")
    _, body = await rig.invoke("task/fetch", {"data": {"verb": "comment", "args": {}}})
    assert body == {"task": {"type": "message", "value": say("channel.stranger")}}


async def test_8_6_a_click_of_an_old_client_comes_as_a_message(rig: Rig) -> None:
    """Action.Submit: no text, a value, answered with 201."""
    status, _ = await rig.deliver(
        overrides={"value": {"verb": "claim", "args": {"ticket": "T1"}}, "replyToId": "17"}, drop=["text"]
    )
    click = rig.core.accepted[0]
    assert isinstance(click, Click)
    assert (status, click.verb, click.message and click.message.id) == (201, "claim", "17")


async def test_a_form_that_holds_too_much_is_refused_in_words(rig: Rig) -> None:
    """In a dialog and in the chat: a sentence, never a part of the form."""
    field = FormField(id=FieldId("desk"), label="Desk", type=FieldType.DROPDOWN, required=True)
    form = a_form().model_copy(update={"fields": (field,)})
    refusal = say("channel.form_too_big", title=form.title)
    await _post(rig, COMMENT)
    rig.core.replies = [ShowForm(form=form)]
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Comment")
    dialog = await user.dialog()
    assert dialog is not None
    assert (dialog.lines, dialog.inputs) == ((refusal,), ())
    await rig.channel.reply(await rig.meet("jane"), ShowForm(form=form))
    assert (await rig.lines("jane"))[-1] == refusal
