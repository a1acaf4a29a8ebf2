"""What happens when the bot is late, fails or is gone."""

from typing import Any

import pytest

from sandbox.user import PlatformRefused


async def test_a_late_answer_is_a_redelivery(hand: Any) -> None:
    """A message not answered in time comes again with the same id."""
    await hand.user("jane").command("warm up")
    await hand.drive("settings", message_timeout_s=0.5)
    hand.bot.answer("message", delay_s=5.0)
    await hand.user("jane").command("help")
    ids = [one["id"] for one in hand.bot.of("message")[1:]]
    problems = [one["problem"] for one in (await hand.look("deliveries"))["deliveries"]]
    assert (len(ids), len(set(ids)), problems) == (2, 1, ["", "no answer within 0.5 s", ""])


async def test_a_failure_is_a_redelivery(hand: Any) -> None:
    """A 5xx brings the message again until the tries are used up; then the user sees a failure."""
    for _ in range(3):
        hand.bot.answer("message", status=500)
    with pytest.raises(PlatformRefused, match="answered 500"):
        await hand.user("jane").command("help")
    assert [one["attempt"] for one in (await hand.look("deliveries"))["deliveries"]] == [1, 2, 3]


async def test_a_refusal_is_final(hand: Any) -> None:
    """A 4xx is not sent again."""
    hand.bot.answer("message", status=403)
    with pytest.raises(PlatformRefused, match="answered 403"):
        await hand.user("jane").command("help")
    assert len(hand.bot.of("message")) == 1


async def test_no_bot_is_a_failure(hand: Any) -> None:
    """An address where nobody listens is named as such."""
    await hand.drive("bot", url="http://127.0.0.1:9/api/messages")
    with pytest.raises(PlatformRefused, match="cannot be reached"):
        await hand.user("jane").command("help")
    assert hand.bot.seen == []
