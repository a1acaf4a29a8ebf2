"""Rate limits count per method and channel in real time."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.rates import POST_BURST, Rates
from tests.sandbox.slack.conftest import Drive


def test_a_channel_takes_a_burst_and_then_one_a_second() -> None:
    """Another channel is not held back; a second later one more passes."""
    now = [0.0]
    rates = Rates(clock=lambda: now[0])
    burst = [rates.retry_after_s("chat.postMessage", None, "C1") for _ in range(POST_BURST + 1)]
    other = rates.retry_after_s("chat.postMessage", None, "C2")
    now[0] = 1.0
    later = rates.retry_after_s("chat.postMessage", None, "C1")
    assert (burst, other, later) == ([None] * POST_BURST + [1], None, None)


def test_tiers_count_per_method() -> None:
    """Tier 2 lets twenty a minute pass and says how long to wait."""
    rates = Rates(clock=lambda: 0.0)
    waits = [rates.retry_after_s("users.list", 2, None) for _ in range(21)]
    assert (waits, rates.retry_after_s("conversations.list", 2, None)) == ([None] * 20 + [3], None)


def test_the_workspace_has_a_cap_on_posts() -> None:
    """Many channels together are limited too."""
    rates = Rates(clock=lambda: 0.0, workspace_posts_per_minute=60)
    waits = [rates.retry_after_s("chat.postMessage", None, f"C{number}") for number in range(61)]
    assert waits == [None] * 60 + [1]


async def test_over_the_limit_slack_answers_429(client: AsyncWebClient, drive: Drive) -> None:
    """The answer carries Retry-After and the code ratelimited."""
    await drive("rates", enabled=True)
    for number in range(POST_BURST):
        await client.chat_postMessage(channel="C0123456789", text=str(number))
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel="C0123456789", text="too many")
    response = refusal.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (
        429,
        "ratelimited",
        "1",
    )
