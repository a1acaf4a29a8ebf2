"""The documented rates, and faults on request."""

import asyncio
from typing import Any

import aiohttp
import pytest

from sandbox.teams.cloud.limits import RateLimits, Windows
from sandbox.teams.directory import Directory
from sandbox.world import WORLD

TEXT = {"type": "message", "text": "hello"}
JANE = Directory(WORLD).direct(WORLD.person("jane")).base_id
SEND = ((7, 1), (8, 2), (60, 30))


@pytest.mark.parametrize(
    ("times", "now", "wait_s"),
    [
        ([], 0.0, 0.0),
        ([0.0] * 6, 0.5, 0.0),
        ([0.0] * 7, 0.25, 0.75),
        ([0.0] * 8, 1.5, 0.5),
        ([0.5 * n for n in range(60)], 29.9, 0.1),
    ],
)
def test_sliding_windows(times: list[float], now: float, wait_s: float) -> None:
    """The longest wait of all windows counts."""
    windows = Windows()
    for at in times:
        windows.note("k", at)
    assert windows.wait_s("k", SEND, now) == pytest.approx(wait_s)


def test_threads_are_paced_apart() -> None:
    """One full thread does not slow another; reads and sends are counted apart."""
    rates = RateLimits()
    sent = [rates.retry_after_s("send", "a") for _ in range(8)]
    assert (sent, rates.retry_after_s("reply", "b"), rates.retry_after_s("member", "a")) == (
        [0] * 7 + [1],
        0,
        0,
    )


def test_the_whole_app_is_limited() -> None:
    """Fifty calls a second in all."""
    rates = RateLimits()
    waits = [rates.retry_after_s("update", str(number)) for number in range(51)]
    assert waits == [0] * 50 + [1]


async def test_too_many_messages_get_429(hand: Any) -> None:
    """Of 61 messages at once some are refused with Retry-After; switched off, they pass."""
    await hand.drive("rates", enabled=True)
    path = f"conversations/{JANE}/activities"
    answers = [await hand.call("POST", path, TEXT) for _ in range(61)]
    refused = next(one for one in answers if one[0] == 429)
    await hand.drive("rates", enabled=False)
    after, _, _ = await hand.call("POST", path, TEXT)
    assert (int(refused[2]["Retry-After"]) >= 1, after) == (True, 201)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"status": 429, "retry_after_s": 3}, 429, "TooManyRequests"),
        ({"status": 412}, 412, "PreconditionFailed"),
        ({"status": 500}, 500, "ServiceError"),
        ({"status": 503, "call": "send"}, 503, "ServiceUnavailable"),
        ({"status": 403, "code": "BotDisabledByAdmin", "conversation": JANE}, 403, "BotDisabledByAdmin"),
    ],
)
async def test_faults_come_as_often_as_asked(
    hand: Any, fault: dict[str, Any], status: int, code: str
) -> None:
    """A fault meets the next calls, then all is well."""
    await hand.drive("faults", **fault, times=2)
    answers = [await hand.call("POST", f"conversations/{JANE}/activities", TEXT) for _ in range(3)]
    codes = [body.get("error", {}).get("code") for _, body, _ in answers]
    assert ([one[0] for one in answers], codes) == ([status, status, 201], [code, code, None])


async def test_a_fault_stays_where_it_is_meant(hand: Any) -> None:
    """Another call, or another conversation, is not met; the record shows what was."""
    await hand.drive("faults", call="delete", status=500)
    await hand.drive("faults", conversation="19:general@thread.tacv2", status=500)
    status, _, _ = await hand.call("POST", f"conversations/{JANE}/activities", TEXT)
    calls = (await hand.look("calls", call="send"))["calls"]
    assert (status, [one["status"] for one in calls], calls[0]["body"]) == (201, [201], TEXT)


async def test_a_lost_answer_has_done_its_work(hand: Any) -> None:
    """The connection breaks, yet the message is there."""
    await hand.fetch_token()
    await hand.call("GET", "teams/x")
    await hand.drive("faults", kind="lost", call="send")
    with pytest.raises(aiohttp.ClientError):
        await hand.call("POST", f"conversations/{JANE}/activities", TEXT)
    assert [one.text for one in await hand.user("jane").messages()] == ["hello"]


async def test_a_hang_answers_nothing(hand: Any) -> None:
    """A hanging call does no work and answers no one."""
    await hand.call("GET", "teams/x")
    await hand.drive("faults", kind="hang", call="send")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(hand.call("POST", f"conversations/{JANE}/activities", TEXT), 0.2)
    assert await hand.user("jane").messages() == []


async def test_a_malformed_fault_is_refused(hand: Any) -> None:
    """A test that misspells a member hears of it."""
    assert "statsu" in (await hand.drive("faults", statsu=500))["error"]
