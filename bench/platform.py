"""The outside for a loaded bot: just enough of Slack and the Bot Connector to answer at once and count what is posted.

The sandbox checks each call as the vendors do, which costs more than the bot does; this checks nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from sandbox import world

KEY_ID: Final = "bench"
# Accounts that do the talking; to the ticketing system all are the same seeded person.
SPEAKERS: Final = 64
# Conversations and answers counted are those of the speakers: a bot also posts notices.
MARK: Final = "bench"
EMAIL: Final = world.WORLD.person("jane").email


class Platform:
    """What a bot is given as Slack and Teams."""

    def __init__(self) -> None:
        self.private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = ""
        self._posted = 0
        self._awaited: tuple[int, asyncio.Future[None]] | None = None

    def bot_environment(self) -> dict[str, str]:
        """The settings that lead a bot here."""
        return {
            "TICKETBOT_SLACK__API_BASE": f"{self.url}/api/",
            "TICKETBOT_TEAMS__LOGIN_BASE": self.url,
            "TICKETBOT_TEAMS__OPENID_URL": f"{self.url}/metadata",
            "TICKETBOT_TEAMS__SERVICE_URL": f"{self.url}/connector/",
        }

    def expect(self, count: int) -> asyncio.Future[None]:
        """Done when so many more answers have been posted."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._posted, self._awaited = 0, (count, future)
        return future

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Any call of a bot."""
        await request.read()
        path = request.path
        if request.method == "POST" and MARK in path:
            self._count()
        return web.json_response(self._words(path))

    def _words(self, path: str) -> dict[str, Any]:
        if path == "/metadata":
            return {"jwks_uri": f"{self.url}/keys", "id_token_signing_alg_values_supported": ["RS256"]}
        if path == "/keys":
            public = RSAAlgorithm.to_jwk(self.private_key.public_key(), as_dict=True)
            return {"keys": [public | {"kid": KEY_ID, "use": "sig", "endorsements": ["msteams"]}]}
        if path.endswith("/oauth2/v2.0/token"):
            return {"access_token": "bench", "expires_in": 3600, "token_type": "Bearer"}
        if "/members/" in path:
            return {"id": "29:bench", "name": "Jane", "email": EMAIL, "tenantId": world.TEAMS_TENANT_ID}
        profile = {"email": EMAIL, "real_name": "Jane"}
        user = {"id": "U0BENCH", "team_id": world.SLACK_TEAM_ID, "profile": profile, "locale": "en-US"}
        bot = {
            "team_id": world.SLACK_TEAM_ID,
            "user_id": world.SLACK_BOT_USER_ID,
            "bot_id": world.SLACK_BOT_ID,
        }
        return {"ok": True, "id": "1", "ts": "1.1", "channel": "C0BENCH", "user": user} | (
            bot if path == "/api/auth.test" else {}
        )

    def _count(self) -> None:
        self._posted += 1
        if self._awaited and self._posted >= self._awaited[0] and not self._awaited[1].done():
            self._awaited[1].set_result(None)


@asynccontextmanager
async def open_platform() -> AsyncIterator[Platform]:
    """A platform that listens."""
    platform = Platform()
    runner = web.ServerRunner(web.Server(platform.answer))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        platform.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield platform
    finally:
        await runner.cleanup()
