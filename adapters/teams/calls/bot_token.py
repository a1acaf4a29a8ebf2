"""The bot's own token for the connector: one for the whole process, renewed before it ends."""

import asyncio
import time
from typing import Final

import aiohttp
import structlog

from adapters.teams.settings import TeamsSettings
from bot.errors import CredentialsRevoked, Unreachable

log = structlog.get_logger(__name__)

# A token is renewed when this little of its life is left.
RENEW_BEFORE_S: Final = 300.0
# How soon a renewal that failed is tried again while the old token still works.
AGAIN_S: Final = 10.0


class BotToken:
    """Fetched once for all who wait for it.

    Source: learn.microsoft.com, azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
    """

    def __init__(self, settings: TeamsSettings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session
        self._token = ""
        self._renew_at_s = float("-inf")
        self._expires_at_s = float("-inf")
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """A token that is good for some minutes. Raises: CredentialsRevoked, Unreachable."""
        if time.monotonic() < self._renew_at_s or (self._is_good() and self._lock.locked()):
            return self._token
        async with self._lock:
            if time.monotonic() < self._renew_at_s:
                return self._token
            try:
                await self._fetch()
            except (Unreachable, CredentialsRevoked) as fault:
                if not self._is_good():
                    raise
                log.warning("teams.token_not_renewed", fault=type(fault).__name__)
                self._renew_at_s = time.monotonic() + AGAIN_S
        return self._token

    def drop(self, refused: str) -> None:
        """This one was refused: fetch another next time, unless that has happened meanwhile."""
        if refused == self._token:
            self._renew_at_s = self._expires_at_s = float("-inf")

    def _is_good(self) -> bool:
        return time.monotonic() < self._expires_at_s

    async def _fetch(self) -> None:
        settings = self._settings
        try:
            async with self._session.post(
                f"{settings.login_base}/{settings.tenant_id}/oauth2/v2.0/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": settings.app_id,
                    "client_secret": settings.app_password.get_secret_value(),
                    "scope": settings.scope,
                },
                timeout=aiohttp.ClientTimeout(total=settings.timeout_s),
                allow_redirects=False,
            ) as answer:
                if answer.status in (400, 401, 403):
                    raise CredentialsRevoked(f"teams: token endpoint answered {answer.status}")
                if answer.status != 200:
                    raise Unreachable(f"teams: token endpoint answered {answer.status}")
                body = await answer.json(content_type=None)
                life_s = float(body["expires_in"])
                token = str(body["access_token"])
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise Unreachable(f"teams: token endpoint, {type(error).__name__}") from error
        now = time.monotonic()
        self._token = token
        self._expires_at_s = now + life_s
        self._renew_at_s = now + max(life_s - RENEW_BEFORE_S, life_s / 2)
