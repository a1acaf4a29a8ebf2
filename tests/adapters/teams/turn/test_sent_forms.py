"""Forms that come back, as a dialog, as a card, from an old client."""

from bot.domain.catalog import FieldType, Option
from bot.domain.ids import FieldId
from bot.texts.say import say
from bot.ui.action import Button
from bot.ui.form import Form, FormField
from bot.ui.inbound import Click, Command, Submit
from bot.ui.replies import Say, ShowForm
from tests.adapters.teams.rig import Rig
from tests.adapters.teams.scripted_core import a_form, a_message

COMMENT = Button(label="Comment", verb="comment", args={"ticket": "T1"}, opens_form=True)
CLAIM = Button(label="Take it", verb="claim", args={"ticket": "T1"})


def long_form(*, page: int) -> Form:
    """Twenty-five questions, at this page."""
    fields = [
        FormField(id=FieldId(f"f{number}"), label=f"Question {number}", type=FieldType.TEXT)
        for number in range(25)
    ]
    return a_form().model_copy(update={"fields": tuple(fields), "page": page})


async def _post(rig: Rig, button: Button, *, person: str = "jane") -> None:
    inbound = await rig.meet(person)
    await rig.channel.reply(inbound, Say(message=a_message("Ticket T1", button=button)))


async def _card_form(rig: Rig) -> None:
    await rig.channel.reply(await rig.meet("jane"), ShowForm(form=a_form()))


async def test_8_12_buttons_are_not_shown_in_a_dialog(rig: Rig) -> None:
    """Action.Execute is dead there: such an answer goes to the chat instead."""
    rig.core.replies = [Say(message=a_message("Did you mean this?", button=CLAIM))]
    _, body = await rig.invoke("task/fetch", {"data": {"verb": "comment", "args": {}}})
    assert (body["task"]["value"], len(rig.core.accepted)) == (say("channel.done"), 1)


async def test_8_12_a_dialog_with_mistakes_stays_open_with_what_was_typed(rig: Rig) -> None:
    """Errors at their fields, answers kept, nothing accepted."""
    await _post(rig, COMMENT)
    rig.core.replies, rig.core.mistakes = [ShowForm(form=a_form())], {"subject": "Please write more."}
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Comment")
    dialog = await user.dialog()
    assert dialog is not None
    await user.submit(dialog, {"Subject": "VPN"})
    again = await user.dialog()
    assert again is not None
    assert (again.input("Subject").value, "Please write more." in again.text) == ("VPN", True)
    assert [type(one) for one in rig.core.accepted] == [Command]


async def test_8_12_a_dialog_sent_thrice_is_one_receipt(rig: Rig) -> None:
    """The form's token is the key."""
    value = {"data": {"verb": "submit", "token": "form-1", "words:subject": "VPN"}}
    found = [await rig.invoke("task/submit", value) for _ in range(3)]
    assert [body["task"]["value"] for _, body in found] == [say("channel.sending_dialog")] * 3
    assert isinstance(submit := rig.core.accepted[0], Submit)
    assert (submit.raw, len(rig.core.accepted), rig.core.repeated) == ({"subject": "VPN"}, 1, 2)


async def test_7_3_answers_that_take_long_to_check_are_checked_later(rig: Rig) -> None:
    """A look-up that hangs does not lose what was typed."""
    rig.core.waits = True
    status, _ = await rig.invoke("task/submit", {"data": {"verb": "submit", "token": "form-1"}})
    assert (status, len(rig.core.accepted)) == (200, 1)


async def test_8_7_a_card_form_with_mistakes_is_drawn_again(rig: Rig) -> None:
    """For the person who sent it, with what was typed."""
    await _card_form(rig)
    rig.core.mistakes = {"subject": "Please write more."}
    user = rig.user("jane")
    await user.submit((await user.messages())[-1], {"Subject": "VPN"})
    again = (await user.messages())[-1]
    assert (again.input("Subject").value, "Please write more." in again.text) == ("VPN", True)


async def test_8_7_a_card_form_becomes_its_answer(rig: Rig) -> None:
    """It says that it is being sent; then the core's answer takes its place in the same message."""
    await _card_form(rig)
    user = rig.user("jane")
    card = (await user.messages())[-1]
    await user.submit(card, {"Subject": "VPN"})
    sending = (await user.messages())[-1].text
    submit = rig.core.accepted[-1]
    await rig.channel.reply(submit, Say(message=a_message("INC-1 is raised.")))
    after = (await user.messages())[-1]
    assert (sending, after.ref, after.text) == (say("channel.sending_card"), card.ref, "INC-1 is raised.")


async def test_8_7_a_card_form_sent_again_says_so(rig: Rig) -> None:
    """It does not say for ever that it is being sent."""
    value = {"action": {"verb": "submit", "data": {"verb": "submit", "token": "form-1"}}}
    await rig.invoke("adaptiveCard/action", value)
    _, body = await rig.invoke("adaptiveCard/action", value)
    assert body["value"] == say("channel.sent_before")


async def test_a_card_form_can_be_cancelled(rig: Rig) -> None:
    """The card's second button is a click for the core that names the form."""
    await _card_form(rig)
    user = rig.user("jane")
    card = (await user.messages())[-1]
    await user.click(card, "Cancel")
    click = rig.core.accepted[-1]
    assert isinstance(click, Click)
    assert (click.verb, click.args, click.message and click.message.id) == (
        "cancel",
        {"token": "form-1"},
        card.ref,
    )


async def test_8_6_a_form_of_an_old_client_is_accepted_unchecked(rig: Rig) -> None:
    """Mistakes cannot be shown in the answer, so the core finds them when it handles it; forged data is dropped."""
    rig.core.mistakes = {"subject": "Please write more."}
    value = {"verb": "submit", "token": "form-1", "words:subject": "VPN"}
    await rig.deliver(overrides={"value": value, "replyToId": "17"}, drop=["text"])
    status, _ = await rig.deliver(overrides={"value": {"verb": 7}}, drop=["text"])
    assert ([one.kind for one in rig.core.accepted], status) == (["submit"], 201)


async def test_8_12_another_page_takes_the_place_of_the_one_that_was_sent(rig: Rig) -> None:
    """In the dialog, with the way back; nothing is accepted before the last page."""
    await _post(rig, COMMENT)
    rig.core.replies = [ShowForm(form=a_form())]
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Comment")
    dialog = await user.dialog()
    assert dialog is not None
    rig.core.next_page = long_form(page=1)
    await user.submit(dialog, {"Subject": "VPN"})
    second = await user.dialog()
    assert second is not None
    rig.core.next_page = long_form(page=0)
    await user.click(second, say("form.back"))
    first = await user.dialog()
    assert first is not None
    assert [len(one.inputs) for one in (second, first)] == [5, 20]
    assert (rig.core.pressed, [type(one) for one in rig.core.accepted]) == (["send", "back"], [Command])


async def test_8_7_another_page_takes_the_place_of_the_card(rig: Rig) -> None:
    """The same in a card in the chat."""
    await rig.channel.reply(await rig.meet("jane"), ShowForm(form=long_form(page=0)))
    user = rig.user("jane")
    card = (await user.messages())[-1]
    rig.core.next_page = long_form(page=1)
    await user.submit(card, {"Question 0": "VPN"})
    again = (await user.messages())[-1]
    assert (again.ref, len(again.inputs), again.submit) == (card.ref, 5, say("form.next"))


async def test_8_5_a_long_choice_arrives_as_itself(rig: Rig) -> None:
    """A long value travels under a key and is found again in the stored form."""
    long = Option(value="x" * 400, label="Long")
    site = FormField(id=FieldId("site"), label="Site", type=FieldType.DROPDOWN, options=(long,))
    rig.core.open_form = a_form().model_copy(update={"fields": (site,)})
    await rig.invoke("task/submit", {"data": {"verb": "submit", "token": "form-1", "one:site": "~0"}})
    assert isinstance(submit := rig.core.accepted[0], Submit)
    assert submit.raw == {"site": long.value}
