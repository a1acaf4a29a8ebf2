"""The route and the handler: what is refused, what comes again, what becomes a receipt."""

import logging

import pytest
import structlog

from bot.errors import Unreachable
from bot.texts.say import say
from bot.ui.inbound import Arrived, Command
from bot.ui.replies import Say
from sandbox.world import TEAMS_BOT_PASSWORD
from tests.adapters.teams.rig import Rig
from tests.adapters.teams.scripted_core import a_message


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


async def test_6_12_a_failing_dialog_is_told_with_an_id(rig: Rig) -> None:
    """The same in the dialog's shape."""
    rig.core.fault = RuntimeError("boom")
    with structlog.testing.capture_logs() as logs:
        status, body = await rig.invoke("task/fetch", {"data": {"verb": "comment", "args": {}}})
    expected = say("channel.trouble", None, id=str(logs[0]["id"]))
    assert (status, body) == (200, {"task": {"type": "message", "value": expected}})


async def test_7_1_a_redelivery_is_the_same_receipt(rig: Rig) -> None:
    """Teams sends a message again whose first answer was an error; it is accepted once."""
    first, _ = await rig.deliver(overrides={"id": "1700000000777"})
    again, _ = await rig.deliver(overrides={"id": "1700000000777"})
    assert (first, again, len(rig.core.accepted), rig.core.repeated) == (201, 201, 1, 1)


async def test_6_12_teams_sends_again_what_was_not_stored(rig: Rig) -> None:
    """Two failures, then the store is back: the message is there, once."""
    rig.core.accept_faults = [Unreachable("database"), Unreachable("database")]
    await rig.user("jane").command("hello")
    assert [one.text for one in rig.core.accepted if isinstance(one, Command)] == ["hello"]


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


async def test_logs_carry_no_words_and_no_token(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes well or wrong: of bodies, names and credentials nothing is written down."""
    caplog.set_level(logging.DEBUG)
    rig.core.mistakes = {"subject": "hunter2 is no subject"}
    sent = {"verb": "submit", "token": "form-1", "words:subject": "hunter2"}
    with structlog.testing.capture_logs() as logs:
        await rig.deliver(text="hunter2")
        await rig.invoke("task/submit", {"data": sent})
        await rig.invoke("task/submit", {"data": {"verb": "submit", "words:subject": "hunter2"}})
        await rig.deliver(overrides={"value": {"verb": 7, "text": "hunter2"}})
        await rig.deliver(raw_body='{"text": "hunter2"')
        await rig.channel.reply(rig.core.accepted[0], Say(message=a_message("hunter2")))
        rig.core.fault = RuntimeError("hunter2")
        await rig.deliver(text="hunter2 again")
        await rig.invoke("application/search", {"dataset": "lookup:form-1:site", "queryText": "hunter2"})
    written = f"{logs} {caplog.text}"
    found = [
        secret for secret in ("hunter2", "Bearer", "eyJ", TEAMS_BOT_PASSWORD, "Jane") if secret in written
    ]
    assert (found, len(logs) > 3) == ([], True)
