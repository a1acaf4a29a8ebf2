"""The route: what Slack's and Bolt's traps do to it. Numbers name facts of the platform, see docs.slack.dev."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.errors import Unreachable
from bot.ui.inbound import Command
from sandbox.slack.user import SlackUser
from sandbox.user import PlatformRefused
from tests.adapters.slack.acts import COMMAND, JANE, MESSAGE, statuses
from tests.adapters.slack.running import FakeCore, Setup


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
