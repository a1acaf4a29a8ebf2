"""Nothing of people's words, tokens or addresses gets into a log, whatever goes wrong."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.errors import Unreachable
from sandbox.slack.user import SlackUser
from sandbox.user import PlatformRefused
from sandbox.world import SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET
from tests.adapters.slack.running import FakeCore, Setup
from tests.adapters.slack.samples import OPEN_FORM, a_message, a_say, to_all

WORDS = "my password is hunter2"
COMMAND = {
    "token": "verification-token",
    "text": WORDS,
    "user_id": "U0JANE",
    "channel_id": "D0JANE",
    "trigger_id": "111.222.trigger",
    "response_url": "http://127.0.0.1:9/response/secret",
    "command": "/ticket",
}
SECRETS = (
    "hunter2", "verification-token", "222.trigger", "response/secret", "jane.smith@", SLACK_BOT_TOKEN,
    SLACK_SIGNING_SECRET,
)  # fmt: skip


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[list[EventDict]]:
    """All that is logged, by us and by libraries, at every level."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as events:
        yield events


def leaks(events: list[EventDict], caplog: pytest.LogCaptureFixture) -> list[str]:
    """The secrets found in a log."""
    everything = "\n".join([*map(str, events), caplog.text])
    return [secret for secret in SECRETS if secret in everything]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"bad_signature": True},
        {"timestamp_offset_s": -999},
        {"headers": {"Content-Type": "application/json"}},
        {"headers": {"Content-Type": "text/plain"}},
    ],
    ids=str,
)
async def test_4_7_no_request_is_ever_logged(
    setup: Setup, logged: list[EventDict], caplog: pytest.LogCaptureFixture, more: dict[str, Any]
) -> None:
    """Taken, forged, late or malformed: a line with an id, without the body."""
    await setup.deliver("command", COMMAND, **more)
    assert leaks(logged, caplog) == []


@pytest.mark.parametrize(
    "payload", [{"type": "unheard_of"}, {"type": "block_actions"}, {"type": "view_submission"}, {}], ids=str
)
async def test_4_7_unhandled_requests_are_not_logged(
    setup: Setup, logged: list[EventDict], caplog: pytest.LogCaptureFixture, payload: dict[str, Any]
) -> None:
    """Bolt would warn with the whole body."""
    await setup.deliver("interaction", COMMAND | payload)
    assert leaks(logged, caplog) == []


@pytest.mark.parametrize("fault", [Unreachable(WORDS), RuntimeError(WORDS), ValueError(WORDS)], ids=repr)
async def test_a_failure_is_logged_once_by_its_id(
    setup: Setup,
    core: FakeCore,
    logged: list[EventDict],
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
) -> None:
    """The id that Slack is answered stands in the log, with where it arose and without what the error says."""
    core.faults = [fault]
    (answer,) = await setup.deliver("command", COMMAND)
    failures = [event for event in logged if event["event"] == "slack.failed"]
    assert [f"error {event['id']}" for event in failures] == [answer["body"]]
    assert failures[0]["at"].startswith("running.py:")
    assert leaks(logged, caplog) == []


@pytest.mark.parametrize("kind", ["429", "500", "lost", "error"])
async def test_a_call_that_fails_is_logged_by_method_and_code(
    setup: Setup,
    core: FakeCore,
    jane: SlackUser,
    logged: list[EventDict],
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    """Neither what was to be posted, nor where, nor Slack's answer."""
    await jane.command(WORDS, place="it-support")
    inbound = await core.next()
    await setup.channel.reply(inbound, to_all(WORDS))
    await setup.channel.reply(
        inbound, to_all(WORDS).model_copy(update={"message": a_message("x", OPEN_FORM)})
    )
    shown = (await jane.messages(place="it-support"))[-1]
    await setup.fault("views.open", kind)
    await jane.click(shown, "Comment")
    await setup.fault("response_url", kind)
    await setup.channel.reply(inbound, a_say(WORDS))
    core.faults = [Unreachable(WORDS)]
    with pytest.raises(PlatformRefused):
        await jane.click(shown, "Comment")
    secrets = [inbound.surface["response_url"].rpartition("/")[2]]
    assert leaks(logged, caplog) == []
    assert [secret for secret in secrets if secret in f"{logged}{caplog.text}"] == []
