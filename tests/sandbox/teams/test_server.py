"""Starting, announcing, resetting."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from sandbox.teams.server import build_app, start
from sandbox.teams.state import Settings


async def test_nothing_is_sent_at_start(hand: Any) -> None:
    """A connected bot hears nothing until somebody acts."""
    assert (await hand.look("deliveries"))["deliveries"] == []


async def test_announce_installs_everywhere(
    bot: Any, until: Callable[[Callable[[], bool]], Awaitable[None]]
) -> None:
    """Asked to announce, it tells of every person who has the app and every room it is in."""
    settings = Settings(not_installed=frozenset({"uma"}), enforce_rates=False)
    running = await start(announce=True, bot_url=bot.url, settings=settings)
    bot.metadata_url = f"{running.url}/openid/.well-known/openidconfiguration"
    await until(lambda: len(bot.of("conversationUpdate")) == 13)
    await running.close()
    people = [
        one["from"]["name"] for one in bot.of("installationUpdate") if "isGroup" not in one["conversation"]
    ]
    assert (len(people), "Uma Unknown" in people) == (9, False)


async def test_reset_forgets(hand: Any) -> None:
    """After a reset there are no messages, no records and no faults; the bot is still connected."""
    jane = hand.user("jane")
    await jane.write("one")
    await hand.drive("faults", status=500)
    await hand.drive("reset")
    left = (
        await jane.messages(),
        (await hand.look("calls"))["calls"],
        (await hand.look("deliveries"))["deliveries"],
    )
    await jane.write("two")
    status, _, _ = await hand.call("GET", "teams/19:leebird@thread.tacv2")
    assert (left, [one["text"] for one in hand.bot.of("message")], status) == (
        ([], [], []),
        ["one", "two"],
        200,
    )


async def test_the_app_finds_its_own_address() -> None:
    """Without a given address the first request's is taken."""
    async with TestClient(TestServer(build_app())) as client:
        body = await (await client.get("/openid/.well-known/openidconfiguration")).json()
        assert body["jwks_uri"] == str(client.make_url("/openid/keys"))
