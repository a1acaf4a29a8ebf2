"""Every trap of the route, with true requests from the emulated Teams."""

import structlog

from bot.domain.catalog import Option
from bot.errors import NotAllowed, Unreachable
from bot.texts.say import say
from bot.ui.action import Button
from bot.ui.inbound import Arrived, Click, Command, Submit
from bot.ui.replies import Say, ShowForm
from sandbox.user import PlatformRefused
from sandbox.world import WORLD
from tests.adapters.teams.rig import Rig, a_form, a_message, open_rig

COMMENT = Button(label="Comment", verb="comment", args={"ticket": "T1"}, opens_form=True)
CLAIM = Button(label="Take it", verb="claim", args={"ticket": "T1"})


async def _post(rig: Rig, button: Button, *, person: str = "jane") -> None:
    inbound = await rig.meet(person)
    await rig.channel.reply(inbound, Say(message=a_message("Ticket T1", button=button)))


async def _card_form(rig: Rig) -> None:
    await rig.channel.reply(await rig.meet("jane"), ShowForm(form=a_form()))


async def test_6_1_invoke_with_a_body_answers_200(rig: Rig) -> None:
    """A click is accepted and answered with a line for the person."""
    await _post(rig, CLAIM)
    user = rig.user("jane")
    await user.click((await user.messages())[-1], "Take it")
    click = rig.core.accepted[-1]
    assert isinstance(click, Click)
    assert (click.verb, click.args, click.account.id) == ("claim", {"ticket": "T1"}, WORLD.person("jane").aad_id)
    assert (await rig.lines("jane"))[-1] == "Working on it…"


async def test_6_7_bad_bodies_are_refused_with_their_status(rig: Rig) -> None:
    """Not JSON, a list, NaN, another content type, too large."""
    found = [
        (await rig.deliver(raw_body="{"))[0],
        (await rig.deliver(raw_body="[]"))[0],
        (await rig.deliver(raw_body='{"type": NaN}'))[0],
        (await rig.deliver(raw_body="[" * 50_000))[0],
        (await rig.deliver(content_type="text/plain"))[0],
        (await rig.deliver(text="x" * 70_000))[0],
    ]
    assert found == [400, 400, 400, 400, 415, 413]


async def test_6_7_strange_members_do_not_break_anything(rig: Rig) -> None:
    """Members of other kinds than documented are answered, not stumbled over."""
    found = [
        (await rig.deliver(overrides={"entities": "x", "attachments": 3, "text": None}))[0],
        (await rig.deliver(overrides={"type": "somethingNew"}))[0],
        (await rig.deliver(overrides={"type": "conversationUpdate", "membersAdded": ["x"]}))[0],
        (await rig.deliver(overrides={"type": "messageReaction", "reactionsAdded": 1}))[0],
        (await rig.deliver(overrides={"type": "event", "name": "application/vnd.microsoft.meetingStart"}))[0],
    ]
    assert found == [201, 201, 201, 201, 201]


async def test_words_no_database_takes_are_cleaned(rig: Rig) -> None:
    """A NUL and half an emoji are left out of what somebody typed."""
    await rig.deliver(overrides={"text": "print\u0000er \ud83d broken", "attachments": []})
    assert isinstance(command := rig.core.accepted[0], Command)
    assert command.text == "printer broken"


async def test_6_12_a_failure_answers_500_so_that_teams_sends_it_again(rig: Rig) -> None:
    """Nothing was stored, so nothing is acknowledged; the log has no word of the person's."""
    rig.core.fault = RuntimeError("my password is hunter2")
    with structlog.testing.capture_logs() as logs:
        status, body = await rig.deliver(text="my password is hunter2")
    assert (status, list(body)) == (500, ["error"])
    assert (logs[0]["id"], logs[0]["error"], "hunter2" in str(logs)) == (body["error"], "RuntimeError", False)


async def test_6_12_a_failing_click_is_told_with_an_id(rig: Rig) -> None:
    """An invoke is not sent again, so its person is told at once, with the id of the log."""
    await _post(rig, CLAIM)
    rig.core.fault = RuntimeError("boom")
    user = rig.user("jane")
    screen = (await user.messages())[-1]
    try:
        await user.click(screen, "Take it")
    except PlatformRefused as refused:
        assert "Something went wrong on our side" in str(refused)
    rig.core.fault = Unreachable("database")
    status, body = await rig.invoke("task/fetch", {"data": {"verb": "comment", "args": {}}})
    assert (status, body["task"]["type"]) == (200, "message")
    assert "Something went wrong on our side" not in body["task"]["value"] or "Ref" in body["task"]["value"]


async def test_6_13_type_ahead_is_answered(rig: Rig) -> None:
    """What is typed reaches the core with its source; at most 15 options are offered."""
    rig.core.offers = [Option(value=f"s{n}", label=f"Site {n}") for n in range(20)]
    await _card_form(rig)
    user = rig.user("jane")
    found = await user.search((await user.messages())[-1], "Site", "ber")
    assert (rig.core.asked, len(found), found[0]) == ([("sites", "ber")], 15, ("s0", "Site 0"))


async def test_8_10_a_failing_look_up_offers_nothing(rig: Rig) -> None:
    """The person can type on."""
    rig.core.fault = Unreachable("help desk")
    status, body = await rig.deliver(
        overrides={
            "type": "invoke",
            "name": "application/search",
            "value": {"dataset": "lookup:sites", "queryText": "b"},
        }
    )
    assert (status, body["value"]) == (200, {"results": []})


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


async def test_7_1_a_redelivery_is_the_same_receipt(rig: Rig) -> None:
    """Teams sends a message again whose first answer was an error; it is accepted once."""
    first, _ = await rig.deliver(overrides={"id": "1700000000777"})
    again, _ = await rig.deliver(overrides={"id": "1700000000777"})
    assert (first, again, len(rig.core.accepted), rig.core.repeated) == (201, 201, 1, 1)


async def test_7_1_after_a_failure_the_redelivery_is_accepted() -> None:
    """The emulator sends again by itself; once the store is back, the message is there."""
    async with open_rig() as rig:
        rig.core.fault = Unreachable("database")
        try:
            await rig.user("jane").command("hello")
        except PlatformRefused as refused:
            assert "500" in str(refused)
        rig.core.fault = None
        await rig.user("jane").command("hello again")
        assert [one.text for one in rig.core.accepted if isinstance(one, Command)] == ["hello again"]


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
    assert [body["task"]["value"] for _, body in found] == [say("channel.sending")] * 3
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


async def test_8_6_a_click_of_an_old_client_comes_as_a_message(rig: Rig) -> None:
    """Action.Submit: no text, a value, answered with 201."""
    status, _ = await rig.deliver(
        overrides={"value": {"verb": "claim", "args": {"ticket": "T1"}}, "replyToId": "17"}, drop=["text"]
    )
    click = rig.core.accepted[0]
    assert isinstance(click, Click)
    assert (status, click.verb, click.message and click.message.id) == (201, "claim", "17")


async def test_8_6_a_form_of_an_old_client_is_accepted_unchecked(rig: Rig) -> None:
    """Mistakes cannot be shown in the answer, so the core finds them when it handles it; forged data is dropped."""
    rig.core.mistakes = {"subject": "Please write more."}
    value = {"verb": "submit", "token": "form-1", "words:subject": "VPN"}
    await rig.deliver(overrides={"value": value, "replyToId": "17"}, drop=["text"])
    status, _ = await rig.deliver(overrides={"value": {"verb": 7}}, drop=["text"])
    assert ([one.kind for one in rig.core.accepted], status) == (["submit"], 201)


async def test_7_11_the_bot_arrives_once(rig: Rig) -> None:
    """Both events of an installation are the same receipt; a room's is none."""
    await rig.drive("install", person="jane")
    await rig.drive("install", room="it-support")
    assert [type(one) for one in rig.core.accepted] == [Arrived]


async def test_7_8_references_are_refreshed_by_every_activity(rig: Rig) -> None:
    """Where somebody is reached is what their last activity says."""
    await rig.meet("jane")
    facts = rig.accounts.facts[rig.core.accepted[0].account.key]
    direct = rig.core.accepted[0].place.conversation
    assert (facts["direct"], facts["service_url"]) == (direct, rig.settings.service_url)
    assert (facts["user"][:3], facts["locale"], facts["time_zone"]) == ("29:", "en-US", "America/New_York")


async def test_edits_and_reactions_are_no_commands(rig: Rig) -> None:
    """Only a message speaks to the bot."""
    user = rig.user("jane")
    ref = await user.write("hello")
    await user.edit(ref, "hello there")
    await user.delete(ref)
    assert len(rig.core.accepted) == 1
