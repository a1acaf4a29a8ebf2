"""Faults hit the calls they are asked for, and nothing else."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.user import SlackUser
from tests.sandbox.slack.conftest import Drive

ROOM = "C0123456789"


async def test_429_500_and_error_codes(client: AsyncWebClient, drive: Drive) -> None:
    """Each kind shows itself, in the order asked for, as often as asked for."""
    await drive("faults", method="auth.test", kind="429", retry_after_s=7)
    await drive("faults", method="auth.test", kind="500")
    await drive("faults", method="*", kind="error", error="fatal_error")
    seen = []
    for _ in range(3):
        with pytest.raises(SlackApiError) as refusal:
            await client.auth_test()
        response = refusal.value.response
        seen.append(getattr(response, "status_code", getattr(response, "status", None)))
    assert seen == [429, 500, 200]
    assert (await client.auth_test())["ok"]


async def test_a_lost_answer_did_its_work(client: AsyncWebClient, drive: Drive, jane: SlackUser) -> None:
    """The message is there, although the bot never learnt of it; a fault can be bound to one channel."""
    client.retry_handlers.clear()
    await drive("faults", method="chat.postMessage", kind="lost", channel=ROOM)
    await client.chat_postMessage(channel="C0GENERAL00", text="elsewhere")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ROOM, text="once")
    assert [entry.text for entry in await jane.messages(place="it-support")] == ["once"]
    record = (await drive("calls", verb="GET", method="chat.postMessage"))["calls"][-1]
    assert (record["answer"]["ok"], record["answer"]["lost"]) == (True, True)


async def test_a_hang_did_nothing(client: AsyncWebClient, drive: Drive, jane: SlackUser) -> None:
    """The call is dropped after a while without effect."""
    client.retry_handlers.clear()
    await drive("faults", method="chat.postMessage", kind="hang", hang_s=0.05)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ROOM, text="never")
    assert await jane.messages(place="it-support") == []


async def test_an_unknown_fault_is_refused(drive: Drive) -> None:
    """A misspelt kind is said at once; faults can be listed and cleared."""
    await drive("faults", method="auth.test", kind="500")
    waiting = (await drive("faults", verb="GET"))["faults"]
    await drive("faults", verb="DELETE")
    assert (await drive("faults", method="auth.test", kind="explode"))["ok"] is False
    assert ([fault["kind"] for fault in waiting], (await drive("faults", verb="GET"))["faults"]) == (
        ["500"],
        [],
    )
