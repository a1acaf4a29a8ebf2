"""The emulator, a bot it talks to, the real Slack client for that bot, and people."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.server import Running, start
from sandbox.slack.user import SlackUser
from sandbox.world import SLACK_BOT_TOKEN
from tests.sandbox.slack.fake_bot import FakeBot

Json = dict[str, Any]
Drive = Callable[..., Awaitable[Json]]


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    """A fake bot on a free port."""
    fake = FakeBot()
    app = web.Application()
    app.router.add_post("/slack/events", fake.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield fake
    await runner.cleanup()


@pytest.fixture
async def slack(bot: FakeBot) -> AsyncIterator[Running]:
    """The emulator, talking to the fake bot, without rate limits, with quick retries."""
    running = await start(
        bot_url=bot.url,
        rates_enabled=False,
        retry_delays_s=(0.0, 0.02, 0.04),
        unfurl_domains=("tickets.example.com",),
    )
    yield running
    await running.close()


@pytest.fixture
async def client(slack: Running) -> AsyncIterator[AsyncWebClient]:
    """The real Slack SDK as the bot uses it."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=SLACK_BOT_TOKEN, base_url=f"{slack.url}/api/", session=session)


@pytest.fixture
async def drive(slack: Running) -> AsyncIterator[Drive]:
    """Calls the driver: `await drive("message", user="jane", text="hi")`; `verb` for others than POST."""
    async with aiohttp.ClientSession() as session:

        async def call(name: str, *, verb: str = "POST", **body: Any) -> Json:
            url = f"{slack.url}/_sandbox/{name}"
            sent: Json = {"params": body} if verb == "GET" else {"json": body}
            async with session.request(verb, url, **sent) as response:
                answer: Json = await response.json()
                return answer

        yield call


@pytest.fixture
async def jane(slack: Running) -> AsyncIterator[SlackUser]:
    """Jane at her client."""
    async with SlackUser(slack.url, "jane") as user:
        yield user


@pytest.fixture
async def sam(slack: Running) -> AsyncIterator[SlackUser]:
    """Sam at his client."""
    async with SlackUser(slack.url, "sam") as user:
        yield user


@pytest.fixture
async def slack_stan(slack: Running) -> AsyncIterator[SlackUser]:
    """Stan, who belongs to another workspace."""
    async with SlackUser(slack.url, "stan") as user:
        yield user
