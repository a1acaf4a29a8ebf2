"""Deliveries are signed, timed and, for events, repeated as Slack does it."""

from slack_sdk.signature import SignatureVerifier

from sandbox.slack.user import SlackUser
from sandbox.world import SLACK_SIGNING_SECRET
from tests.sandbox.slack.conftest import Drive
from tests.sandbox.slack.fake_bot import FakeBot, Reply


async def test_every_delivery_carries_a_valid_signature(bot: FakeBot, jane: SlackUser) -> None:
    """The real SDK's verifier accepts an event and a command over their raw bytes."""
    await jane.write("hello")
    await jane.command("help")
    await bot.wait_for("message")
    verifier = SignatureVerifier(SLACK_SIGNING_SECRET)
    assert [verifier.is_valid_request(entry.body, dict(entry.headers)) for entry in bot.received] == [
        True,
        True,
    ]


async def test_a_failed_event_comes_again_with_the_same_id(bot: FakeBot, jane: SlackUser) -> None:
    """Up to three retries, numbered and with the reason."""
    bot.replies["message"] = [Reply(status=500)]
    await jane.write("hello")
    heard = await bot.wait_for("message", 4)
    assert {entry.payload["event_id"] for entry in heard} == {heard[0].payload["event_id"]}
    numbers = [
        (entry.headers.get("x-slack-retry-num"), entry.headers.get("x-slack-retry-reason")) for entry in heard
    ]
    assert numbers == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_a_retry_stops_when_it_succeeds_or_is_declined(
    bot: FakeBot, drive: Drive, jane: SlackUser
) -> None:
    """A good answer ends the repetition, and so does x-slack-no-retry."""
    bot.replies["message"] = [
        Reply(status=500),
        Reply(),
        Reply(status=500, headers={"x-slack-no-retry": "1"}),
        Reply(),
    ]
    await jane.write("one")
    await bot.wait_for("message", 2)
    await jane.write("two")
    await bot.wait_for("message", 3)
    await jane.write("three")
    await bot.wait_for("message", 4)
    attempts = (await drive("deliveries", verb="GET", kind="message"))["deliveries"]
    assert [(entry["number"], entry["status"]) for entry in attempts[:3]] == [(0, 500), (1, 200), (0, 500)]


async def test_a_late_command_is_a_timeout_and_not_repeated(bot: FakeBot, drive: Drive) -> None:
    """After three seconds the person is told so."""
    bot.replies["command"] = [Reply(delay_s=4)]
    answer = await drive("command", user="jane", text="slow")
    assert (answer["ok"], "operation_timeout" in answer["error"]) == (False, True)
    assert len(bot.heard("command")) == 1


async def test_anything_can_be_delivered_replayed_and_forged(bot: FakeBot, drive: Drive) -> None:
    """Raw deliveries show the bot's answers; a forged signature and an old time stamp are sent as asked."""
    bot.replies["app_home_opened"] = [Reply("pong", status=201)]
    event = {"type": "app_home_opened", "user": "U0JANE"}
    answer = await drive("deliver", kind="event", payload=event, times=2, concurrently=True)
    await drive("deliver", kind="event", payload=event, bad_signature=True)
    await drive("deliver", kind="event", payload=event, timestamp_offset_s=-600)
    await drive("deliver", kind="raw", payload="x=1", content_type="application/x-www-form-urlencoded")
    verifier = SignatureVerifier(SLACK_SIGNING_SECRET)
    valid = [verifier.is_valid_request(entry.body, dict(entry.headers)) for entry in bot.received]
    same = {entry.payload["event_id"] for entry in bot.received[:2]}
    assert answer["answers"] == [{"status": 201, "body": "pong", "failure": None}] * 2
    assert (valid, len(same)) == ([True, True, False, False, True], 1)


async def test_a_recorded_delivery_can_be_sent_again(bot: FakeBot, drive: Drive, jane: SlackUser) -> None:
    """The record holds the raw body, so a retry of the platform can be played by hand."""
    await jane.command("new")
    sent = (await drive("deliveries", verb="GET", kind="command"))["deliveries"][0]
    await drive("deliver", kind="raw", payload=sent["body"], content_type=sent["content_type"])
    assert [entry.body for entry in bot.received] == [bot.received[0].body] * 2
