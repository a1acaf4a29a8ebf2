"""The route: what Slack's and Bolt's traps do to it. Numbers name facts of the platform, see docs.slack.dev."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.domain.catalog import Option
from bot.domain.ids import AccountId, FieldId, FormToken, WorkspaceId
from bot.domain.people import AccountRef
from bot.errors import BadInput, Unreachable
from bot.ui.form import Form
from bot.ui.inbound import Click, Command, Submit
from bot.ui.replies import FieldErrors, ShowForm
from sandbox.slack.user import SlackUser
from sandbox.user import PlatformRefused, Screen
from sandbox.world import SLACK_TEAM_ID
from tests.adapters.slack.running import FakeCore, Setup, last, texts
from tests.adapters.slack.samples import CLAIM, LINK, MENU, OPEN_FORM, a_choice, a_form, a_message, a_say

COMMAND = {
    "command": "/ticket",
    "text": "help",
    "user_id": "U0JANE",
    "user_name": "jane",
    "team_id": SLACK_TEAM_ID,
    "channel_id": "D0JANE",
    "channel_name": "directmessage",
    "trigger_id": "1.2.abc",
}
MESSAGE = {
    "type": "message",
    "channel": "D0JANE",
    "channel_type": "im",
    "user": "U0JANE",
    "text": "help",
    "ts": "1700000000.000100",
}
JANE = AccountRef(channel="slack", workspace=WorkspaceId(SLACK_TEAM_ID), id=AccountId("U0JANE"))


def statuses(answers: list[dict[str, Any]]) -> list[int]:
    """What was answered."""
    return [answer["status"] for answer in answers]


async def posted(setup: Setup, jane: SlackUser, *actions: Any) -> Screen:
    """A message of ours in Jane's direct chat."""
    await jane.command("hello")
    inbound = await setup.core.next()
    await setup.channel.reply(inbound, a_say("Ticket 4711").model_copy(
        update={"message": a_message("Ticket 4711", *actions)}
    ))  # fmt: skip
    return await last(jane)


async def opened(setup: Setup, jane: SlackUser, form: Form | None = None) -> Screen:
    """A form that Jane has open, from a message of ours."""
    form = form or a_form()
    screen = await posted(setup, jane, OPEN_FORM)
    await jane.click(screen, "Comment")
    await setup.channel.reply(await setup.core.next(2), ShowForm(form=form))
    setup.core.forms[form.token] = (JANE, form)
    dialog = await jane.dialog()
    assert dialog is not None
    return dialog


async def test_1_1_a_signed_request_is_taken(setup: Setup, core: FakeCore) -> None:
    """What Slack signed is stored and then acknowledged, with an empty answer."""
    answers = await setup.deliver("command", COMMAND)
    assert [(answer["status"], answer["body"]) for answer in answers] == [(200, "")]
    command = await core.next()
    assert isinstance(command, Command)
    assert (command.text, command.is_explicit, command.account) == ("help", True, JANE)


@pytest.mark.parametrize(
    "forged",
    [
        {"bad_signature": True},
        {"timestamp_offset_s": -400},
        {"timestamp_offset_s": 400},
        {"headers": {"X-Slack-Signature": ""}},
        {"headers": {"X-Slack-Request-Timestamp": ""}},
        {"headers": {"X-Slack-Request-Timestamp": "soon"}},
        {"headers": {"X-Slack-Request-Timestamp": "1e9"}},
        {"headers": {"X-Slack-Request-Timestamp": "9" * 400}},
        {"headers": {"X-Slack-Request-Timestamp": "١٢٣٤"}},
        {"headers": {"X-Slack-Signature": "v0=ünsinn"}},
        {"headers": {"X-Slack-Signature": "v1=" + "0" * 64}},
    ],
    ids=str,
)
async def test_4_6_forged_and_late_requests_are_refused(
    setup: Setup, core: FakeCore, forged: dict[str, Any]
) -> None:
    """Whatever stands in the headers, the answer is 401, never an error of ours, and nothing is stored."""
    assert statuses(await setup.deliver("command", COMMAND, **forged)) == [401]
    assert core.deliveries == 0


async def test_4_5_the_signature_is_checked_before_anything_is_parsed(setup: Setup) -> None:
    """Junk without a signature is refused as forged, not as malformed."""
    assert statuses(await setup.deliver("raw", "{junk", bad_signature=True)) == [401]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("{", "application/json"),
        ("[1]", "application/json"),
        ("[" * 5_000, "application/json"),
        ("", "application/json"),
        (urlencode({"payload": "{"}), "application/x-www-form-urlencoded"),
        (urlencode({"payload": "[]"}), "application/x-www-form-urlencoded"),
        (urlencode({"payload": "null"}), "application/x-www-form-urlencoded"),
        ("hello", "text/plain"),
        ("<a/>", "application/xml"),
    ],
)
async def test_4_5_malformed_bodies_are_bad_requests(setup: Setup, body: str, content_type: str) -> None:
    """What cannot be read is answered with 400, though it is signed."""
    assert statuses(await setup.deliver("raw", body, content_type=content_type)) == [400]


async def test_a_huge_body_is_refused(setup: Setup, core: FakeCore) -> None:
    """A body over the server's limit is not read to its end."""
    assert statuses(await setup.deliver("command", COMMAND | {"text": "x" * 300_000})) == [413]
    assert core.deliveries == 0


async def test_1_2_a_replay_is_stored_once(setup: Setup, core: FakeCore) -> None:
    """The same signed bytes sent again are the same inbound, and are acknowledged as before."""
    assert statuses(await setup.deliver("command", COMMAND, times=3, concurrently=True)) == [200, 200, 200]
    assert (core.deliveries, len(core.accepted)) == (3, 1)


async def test_1_6_the_address_is_verified(setup: Setup) -> None:
    """The challenge comes back, to Slack alone."""
    challenge = {"type": "url_verification", "challenge": "c4", "token": "t"}
    answers = await setup.deliver("event", challenge)
    assert [json.loads(answer["body"]) for answer in answers] == [{"challenge": "c4"}]
    assert statuses(await setup.deliver("event", challenge, bad_signature=True)) == [401]


async def test_4_1_failing_listener_is_not_acknowledged(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """An event that could not be stored is answered with 500, so that Slack sends it again: then it is there."""
    core.faults = [Unreachable("database"), RuntimeError("oops")]
    await jane.write("help")
    assert (await core.next()).key.startswith("message:D0JANE:")
    deliveries = (await setup.drive("deliveries", verb="GET", kind="message"))["deliveries"]
    assert [entry["status"] for entry in deliveries][:2] == [500, 500]


async def test_4_1_a_command_that_cannot_be_stored_is_refused(core: FakeCore, jane: SlackUser) -> None:
    """Slack tells the person that it failed, because commands are never sent again."""
    core.faults = [Unreachable("database")]
    with pytest.raises(PlatformRefused, match="dispatch_failed"):
        await jane.command("help")


async def test_an_error_names_its_id_and_nothing_else(setup: Setup, core: FakeCore) -> None:
    """The answer to a failure holds an id for the log, not what failed."""
    core.faults = [RuntimeError("secret words")]
    (answer,) = await setup.deliver("command", COMMAND)
    assert (answer["status"], answer["body"].startswith("error "), "secret" in answer["body"]) == (
        500,
        True,
        False,
    )


async def test_4_2_an_event_sent_twice_is_one(setup: Setup, core: FakeCore) -> None:
    """Bolt does not know an event again; its key does."""
    await setup.deliver("event", MESSAGE, times=2)
    assert (core.deliveries, len(core.accepted)) == (2, 1)


async def test_3_19_a_mention_and_its_message_are_one(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """A mention comes as two events; one command is made of them."""
    await jane.mention("show 4711", place="it-support")
    command = await core.next()
    assert isinstance(command, Command)
    assert (command.text, command.place.kind) == ("show 4711", "room")
    both = {"message", "app_mention"}
    kinds = {entry["kind"] for entry in (await setup.drive("deliveries", verb="GET"))["deliveries"]}
    assert kinds <= both
    assert len(core.accepted) == 1


@pytest.mark.parametrize(
    "event",
    [
        MESSAGE | {"bot_id": "B0TICKETBOT"},
        MESSAGE | {"user": "U0TICKETBOT"},
        MESSAGE | {"user": "USLACKBOT"},
        {name: value for name, value in MESSAGE.items() if name != "user"},
        MESSAGE | {"subtype": "message_changed", "message": MESSAGE},
        MESSAGE | {"subtype": "message_deleted"},
        MESSAGE | {"subtype": "bot_message"},
        MESSAGE | {"subtype": "channel_join"},
        MESSAGE | {"channel": "C0123456789", "channel_type": "channel"},
        {"type": "reaction_added", "user": "U0JANE", "item": {}},
        {"type": "app_home_opened", "user": "U0JANE", "channel": "D0JANE", "tab": "home"},
        {"type": "tokens_revoked", "tokens": {"bot": ["U0TICKETBOT"]}},
        {"type": "app_uninstalled"},
        {"type": "something_new"},
    ],
    ids=lambda event: f"{event['type']} {event.get('subtype', '')}",
)
async def test_events_that_are_not_for_the_bot_are_acknowledged(
    setup: Setup, core: FakeCore, event: dict[str, Any]
) -> None:
    """Own and others' bots' messages, edits and strange events are taken and forgotten."""
    assert statuses(await setup.deliver("event", event)) == [200]
    assert core.deliveries == 0


async def test_opening_the_messages_tab_is_an_arrival_once(setup: Setup, core: FakeCore) -> None:
    """Slack tells of each look; the greeting is for the first."""
    event = {"type": "app_home_opened", "user": "U0JANE", "channel": "D0JANE", "tab": "messages"}
    await setup.deliver("event", event, times=2)
    assert [inbound.kind for inbound in core.accepted] == ["arrived"]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": [{"action_id": "unknown", "type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "do:1", "value": "{}", "type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "do:1", "value": "junk", "type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "menu:1:{", "type": "static_select"}]},
        {"type": "shortcut", "callback_id": "anything"},
        {"type": "message_action", "callback_id": "anything", "message": {}},
        {"type": "view_closed", "view": {"type": "modal", "callback_id": "form"}, "is_cleared": True},
    ],
    ids=lambda payload: str(payload["type"]),
)
async def test_4_4_unknown_actions_are_acknowledged(
    setup: Setup, core: FakeCore, payload: dict[str, Any]
) -> None:
    """What is not ours, old or forged gets a plain 200, and at once."""
    person = {"user": {"id": "U0JANE", "name": "jane"}, "trigger_id": "1.2.x", "response_url": "http://x"}
    assert statuses(await setup.deliver("interaction", person | payload)) == [200]
    assert core.deliveries == 0


async def test_3_15_a_button_with_an_address_is_acknowledged(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """Slack tells of a click on a link; there is nothing to do."""
    await jane.click(await posted(setup, jane, LINK), "Browser")
    assert core.deliveries == 1


async def test_a_menu_is_a_click_with_a_choice(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """A chosen option arrives with the verb of its menu."""
    await jane.click(await posted(setup, jane, MENU), "More", choice="Note")
    click = await core.next(2)
    assert isinstance(click, Click)
    assert (click.verb, click.args, click.choice) == ("more", {"ticket": "4711"}, "note")


async def test_1_8_the_trigger_is_used_before_anything_slow(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """A button that leads to a form opens a waiting modal at once; the click says which one."""
    await jane.click(await posted(setup, jane, OPEN_FORM), "Comment")
    dialog = await jane.dialog()
    assert dialog is not None
    assert (dialog.lines, dialog.submit) == (("One moment, the form is on its way.",), None)
    assert (await core.next(2)).surface["view_id"] == dialog.ref


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("error", {"error": "expired_trigger_id"}),
        ("error", {"error": "exchanged_trigger_id"}),
        ("429", {}),
        ("500", {}),
        ("lost", {}),
    ],
)
async def test_1_8_without_a_trigger_the_form_comes_as_a_button(
    setup: Setup, core: FakeCore, jane: SlackUser, kind: str, more: dict[str, Any]
) -> None:
    """A click whose modal could not be opened is stored all the same, and its form is offered in a message."""
    screen = await posted(setup, jane, OPEN_FORM)
    await setup.fault("views.open", kind, **more)
    await jane.click(screen, "Comment")
    click = await core.next(2)
    assert "view_id" not in click.surface
    await setup.channel.reply(click, ShowForm(form=a_form()))
    offered = await last(jane)
    assert offered.text == "Here is the form: Comment"
    await jane.click(offered, "Fill in the form")
    again = await core.next(3)
    assert isinstance(again, Click)
    assert (again.verb, again.args, "view_id" in again.surface) == ("resume", {"form": "token-1"}, True)


async def test_a_click_that_cannot_be_stored_tells_so_in_the_modal(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """The waiting modal must not wait for ever for something that was never stored."""
    screen = await posted(setup, jane, OPEN_FORM)
    core.faults = [Unreachable("database")]
    with pytest.raises(PlatformRefused, match="did not respond"):
        await jane.click(screen, "Comment")
    dialog = await jane.dialog()
    assert dialog is not None
    assert dialog.text.startswith("Help desk\nSomething went wrong on our side. Please try again. (Ref ")


async def test_a_form_is_stored_then_says_that_it_is_sent(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """What was typed arrives by field, with the message it was opened from; the modal says what comes next."""
    dialog = await opened(setup, jane)
    await jane.submit(dialog, {"Words": "It works & <b>\x07"})
    submit = await core.next(3)
    assert isinstance(submit, Submit)
    assert (submit.key, submit.raw) == ("submit:token-1", {"words": "It works & <b>", "place": None})
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


async def test_who_we_are_is_asked_once(setup: Setup) -> None:
    """Many requests, one auth.test."""
    await asyncio.gather(*(setup.deliver("event", MESSAGE) for _ in range(5)))
    assert len(await setup.calls("auth.test")) == 1


async def test_while_slack_does_not_say_who_we_are_nothing_is_acknowledged(
    setup: Setup, core: FakeCore
) -> None:
    """Without our own id we cannot tell our own messages: Slack is asked to send it again."""
    await setup.fault("auth.test", "500")
    assert statuses(await setup.deliver("event", MESSAGE)) == [500]
    assert statuses(await setup.deliver("event", MESSAGE)) == [200]
    assert len(core.accepted) == 1


async def test_a_click_on_a_message_names_it(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """A click carries the message it was made on and how to answer there."""
    screen = await posted(setup, jane, CLAIM)
    await jane.click(screen, "Take it")
    click = await core.next(2)
    assert isinstance(click, Click)
    assert click.message is not None
    assert f"{click.message.conversation}:{click.message.id}" == screen.ref
    assert {"response_url", "blocks", "text"} <= set(click.surface)
    assert await texts(jane) == ["Ticket 4711"]
