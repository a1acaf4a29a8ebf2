"""A tiny bot that checks tokens as a bot must, and a hand on every side of the emulator."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web

from sandbox.teams.server import Running, start
from sandbox.teams.state import Settings
from sandbox.teams.user import TeamsUser
from sandbox.world import TEAMS_BOT_APP_ID, TEAMS_BOT_PASSWORD, TEAMS_TENANT_ID, WORLD

Json = dict[str, Any]


@dataclass
class FakeBot:
    """Records activities; answers by invoke name or activity type from `answers`, else 200."""

    seen: list[Json] = field(default_factory=list)
    answers: dict[str, list[tuple[int, Any, float]]] = field(default_factory=dict)
    metadata_url: str = ""
    url: str = ""
    _keys: dict[str, Any] = field(default_factory=dict)

    def answer(self, name: str, body: Any = None, *, status: int = 200, delay_s: float = 0.0) -> None:
        """Plan one answer."""
        self.answers.setdefault(name, []).append((status, body, delay_s))

    def of(self, kind: str) -> list[Json]:
        """Activities of one type, or invokes of one name."""
        return [one for one in self.seen if kind in {one["type"], one.get("name")}]

    async def handle(self, request: web.Request) -> web.Response:
        """The messaging endpoint."""
        try:
            activity = await request.json()
        except ValueError:
            return web.Response(status=400)
        refusal = await self._refusal(request.headers.get("Authorization", ""), activity)
        if refusal:
            return web.Response(status=refusal)
        self.seen.append(activity)
        planned = self.answers.get(activity.get("name") or activity["type"]) or [(200, None, 0.0)]
        status, body, delay_s = planned.pop(0)
        await asyncio.sleep(delay_s)
        return web.Response(status=status) if body is None else web.json_response(body, status=status)

    async def _refusal(self, header: str, activity: Any) -> int:
        try:
            token = header.removeprefix("Bearer ")
            key = await self._key(jwt.get_unverified_header(token)["kid"])
            claims = jwt.decode(
                token,
                jwt.PyJWK(key),
                algorithms=["RS256"],
                audience=TEAMS_BOT_APP_ID,
                issuer="https://api.botframework.com",
            )
        except (jwt.PyJWTError, KeyError):
            return 401
        if activity.get("channelId") not in key["endorsements"]:
            return 403
        return 0 if claims.get("serviceurl") == activity.get("serviceUrl") else 401

    async def _key(self, kid: str) -> Any:
        if kid not in self._keys:
            async with aiohttp.ClientSession() as session:
                metadata = await (await session.get(self.metadata_url)).json()
                keys = (await (await session.get(metadata["jwks_uri"])).json())["keys"]
            self._keys = {key["kid"]: key for key in keys}
        return self._keys[kid]


@dataclass
class Hand:
    """Drives the emulator and calls its connector as the bot."""

    running: Running
    session: aiohttp.ClientSession
    bot: FakeBot
    people: dict[str, TeamsUser] = field(default_factory=dict)
    token: str = ""

    def user(self, key: str) -> TeamsUser:
        """This person's client."""
        return self.people.setdefault(key, TeamsUser(self.running.url, key))

    async def drive(self, name: str, **order: Any) -> Json:
        """One order to the driver."""
        async with self.session.post(f"{self.running.url}/_sandbox/{name}", json=order) as response:
            result: Json = await response.json()
        return result

    async def look(self, name: str, **query: str) -> Json:
        """One look at the driver's records."""
        async with self.session.get(f"{self.running.url}/_sandbox/{name}", params=query) as response:
            result: Json = await response.json()
        return result

    async def fetch_token(self, *, tenant: str = TEAMS_TENANT_ID, **over: str) -> tuple[int, Json]:
        """Ask Entra for a token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": TEAMS_BOT_APP_ID,
            "client_secret": TEAMS_BOT_PASSWORD,
            "scope": "https://api.botframework.com/.default",
        } | over
        async with self.session.post(f"{self.running.url}/{tenant}/oauth2/v2.0/token", data=form) as response:
            return response.status, await response.json()

    async def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None
    ) -> tuple[int, Any, Any]:
        """Call the connector: status, body, headers."""
        if not self.token:
            self.token = (await self.fetch_token())[1]["access_token"]
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        url = f"{self.running.url}/connector/v3/{path}"
        async with self.session.request(method, url, json=body, headers=headers) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else None, response.headers

    async def direct(self, key: str) -> str:
        """The id of this person's 1:1 chat."""
        member = WORLD.person(key).aad_id
        body = {"members": [{"id": member}], "tenantId": TEAMS_TENANT_ID}
        return str((await self.call("POST", "conversations", body))[1]["id"])

    async def post_card(self, conversation: str, card: Json, **more: Any) -> str:
        """Send a card as the bot; its activity id."""
        status, body, _ = await self.call(
            "POST", f"conversations/{conversation}/activities", carrying(card, **more)
        )
        assert status == 201, body
        return str(body["id"])

    async def close(self) -> None:
        """Close all clients."""
        for user in self.people.values():
            await user.close()


def carrying(card: Json, **more: Any) -> Json:
    """A message activity with one card."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment], **more}


@pytest.fixture
def make_card() -> Callable[..., Json]:
    """Builds a 1.5 card of these body elements and actions."""

    def make(*body: Json, actions: list[Json] | None = None, **more: Any) -> Json:
        return {
            "type": "AdaptiveCard",
            "version": "1.5",
            "body": list(body),
            "actions": actions or [],
            **more,
        }

    return make


@pytest.fixture
def carry() -> Callable[..., Json]:
    """Wraps a card into a message activity."""
    return carrying


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], Awaitable[None]]:
    """Polls until something is so, at most ten seconds."""

    async def wait(is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        for _ in iter(lambda: is_so() or time.monotonic() > deadline, True):
            await asyncio.sleep(0.01)
        assert is_so()

    return wait


@pytest.fixture
def settings() -> Settings:
    """No rate limits; a test module may override it."""
    return Settings(enforce_rates=False)


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    """The tiny bot, listening."""
    fake = FakeBot()
    app = web.Application()
    app.router.add_post("/api/messages", fake.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield fake
    await runner.cleanup()


@pytest.fixture
async def hand(bot: FakeBot, settings: Settings) -> AsyncIterator[Hand]:
    """The running emulator with the tiny bot connected."""
    running = await start(bot_url=bot.url, settings=settings)
    bot.metadata_url = f"{running.url}/openid/.well-known/openidconfiguration"
    async with aiohttp.ClientSession() as session:
        result = Hand(running, session, bot)
        yield result
        await result.close()
    await running.close()
