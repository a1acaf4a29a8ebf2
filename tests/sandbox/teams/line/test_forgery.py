"""A test can forge anything, and a bot that checks refuses it."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({}, 200),
        ({"claims": {"iss": "https://evil.example"}}, 401),
        ({"claims": {"aud": "another-bot"}}, 401),
        ({"claims": {"exp": 1}}, 401),
        ({"claims": {"nbf": 4_000_000_000}}, 401),
        ({"claims": {"serviceurl": "https://evil.example"}}, 401),
        ({"drop_claims": ["serviceurl"]}, 401),
        ({"overrides": {"serviceUrl": "https://evil.example"}, "claims": {"serviceurl": "https://smba.example"}}, 401),
        ({"drop": ["serviceUrl"]}, 401),
        ({"drop": ["channelId"]}, 403),
        ({"overrides": {"channelId": "emulator"}}, 403),
        ({"key": "mismatched"}, 401),
        ({"key": "unlisted"}, 401),
        ({"key": "unendorsed"}, 403),
        ({"drop_header": True}, 401),
        ({"authorization": "Basic abc"}, 401),
        ({"token": "garbage"}, 401),
        ({"raw_body": "{not json"}, 400),
        ({"activity": {"type": "message", "channelId": "msteams"}}, 401),
    ],
)  # fmt: skip
async def test_forgeries(hand: Any, order: dict[str, Any], status: int) -> None:
    """The bot's answer to each forgery is told."""
    found = await hand.drive("deliver", person="jane", **order)
    assert found["status"] == status


async def test_overrides_reach_deep(hand: Any) -> None:
    """Members deep in the activity can be replaced and removed."""
    order = {"overrides": {"from": {"name": "Mallory"}}, "drop": ["channelData.tenant"]}
    await hand.drive("deliver", person="jane", place="it-support", text="hi", **order)
    found = hand.bot.seen[0]
    assert (found["from"]["name"], "tenant" in found["channelData"], found["from"]["aadObjectId"][:8]) == (
        "Mallory",
        False,
        "11111111",
    )
