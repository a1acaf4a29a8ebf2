"""Calls to the Bot Connector over one long-lived session. No retries of its own, but for a token that has ended."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import aiohttp

from adapters.teams.calls.bot_token import BotToken
from adapters.teams.calls.errors import ConnectorRefused
from adapters.teams.settings import TeamsSettings
from bot.errors import Unreachable

PAGE_SIZE: Final = 500
MOST_PAGES: Final = 200


class Connector:
    """The connector's REST calls.

    Raises: every call may raise ConnectorRefused (an error answer), Unreachable (none), CredentialsRevoked;
            `may_have_happened` is True when a post got no answer.
    Source: learn.microsoft.com, azure/bot-service/rest-api/bot-framework-rest-connector-api-reference.
    """

    def __init__(self, settings: TeamsSettings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session
        self._token = BotToken(settings, session)
        self._timeout = aiohttp.ClientTimeout(total=settings.timeout_s)
        # Plain http only where an admin has set such an address: the sandbox.
        self._schemes = {"https", urlsplit(settings.service_url).scheme}

    def allows(self, service_url: str) -> bool:
        """Whether the bot's token may be sent there."""
        try:
            parts = urlsplit(service_url)
        except ValueError:
            return False
        if "@" in parts.netloc or "\\" in service_url:
            return False
        return parts.scheme in self._schemes and parts.hostname in self._settings.service_hosts

    async def post(self, service_url: str, conversation: str, activity: Mapping[str, Any]) -> str:
        """Post an activity; returns its id."""
        answer = await self._call("POST", service_url, f"{_conversation(conversation)}/activities", activity)
        return str(answer.get("id", ""))

    async def update(
        self, service_url: str, conversation: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace one of our activities."""
        await self._call("PUT", service_url, _activity(conversation, activity_id), activity)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Delete one of our activities."""
        await self._call("DELETE", service_url, _activity(conversation, activity_id))

    async def open_direct(self, service_url: str, *, tenant: str, user: str) -> str:
        """The 1:1 conversation with a user (AAD object id or 29: id); returns its id."""
        answer = await self._call(
            "POST",
            service_url,
            "v3/conversations",
            {
                "isGroup": False,
                "bot": {"id": f"28:{self._settings.app_id}"},
                "members": [{"id": user}],
                "tenantId": tenant,
                # Teams reads the tenant from either place, depending on its age.
                "channelData": {"tenant": {"id": tenant}},
            },
        )
        if not isinstance(answer.get("id"), str):
            raise Unreachable("teams: a new conversation without id")
        return str(answer["id"])

    async def member(self, service_url: str, conversation: str, user: str) -> dict[str, Any]:
        """One member of a conversation, with e-mail."""
        path = f"{_conversation(conversation)}/members/{quote(user, safe='')}"
        return await self._call("GET", service_url, path)

    async def members(self, service_url: str, conversation: str) -> list[dict[str, Any]]:
        """All members of a conversation, page by page."""
        found: list[dict[str, Any]] = []
        token = ""
        for _ in range(MOST_PAGES):
            more = f"&continuationToken={quote(token, safe='')}" if token else ""
            path = f"{_conversation(conversation)}/pagedmembers?pageSize={PAGE_SIZE}{more}"
            page = await self._call("GET", service_url, path)
            found.extend(member for member in page.get("members") or [] if isinstance(member, dict))
            token = str(page.get("continuationToken") or "")
            if not token:
                break
        return found

    async def _call(
        self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        if not self.allows(service_url):
            raise ConnectorRefused(0, "ServiceUrlNotAllowed")
        token = await self._token.get()
        try:
            return await self._ask(method, service_url, path, body, token=token)
        except ConnectorRefused as error:
            if error.status != 401:
                raise
        # The token may have been revoked before its time: nothing was done, so once more with another.
        self._token.drop(token)
        return await self._ask(method, service_url, path, body, token=await self._token.get())

    async def _ask(
        self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None, *, token: str
    ) -> dict[str, Any]:
        try:
            async with self._session.request(
                method,
                f"{service_url.rstrip('/')}/{path}",
                json=body,
                headers={"Authorization": f"Bearer {token}"},
                timeout=self._timeout,
                allow_redirects=False,
            ) as answer:
                text = await answer.text()
                if answer.status >= 300:
                    raise ConnectorRefused(
                        answer.status,
                        _code(answer.status, text),
                        retry_after_s=_retry_after_s(answer.headers),
                    )
        except aiohttp.ClientConnectorError as error:
            raise Unreachable("teams: no connection") from error
        except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
            raise Unreachable(f"teams: {type(error).__name__}", may_have_happened=method != "GET") from error
        return _object(text, may_have_happened=method != "GET")


def _conversation(conversation: str) -> str:
    return f"v3/conversations/{quote(conversation, safe='')}"


def _activity(conversation: str, activity_id: str) -> str:
    return f"{_conversation(conversation)}/activities/{quote(activity_id, safe='')}"


def _object(text: str, *, may_have_happened: bool) -> dict[str, Any]:
    try:
        value = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise Unreachable("teams: answer is not JSON", may_have_happened=may_have_happened) from error
    return value if isinstance(value, dict) else {"members": value}


def _code(status: int, text: str) -> str:
    """The connector's own word for what is wrong."""
    try:
        return str(json.loads(text)["error"]["code"])[:100]
    except (ValueError, KeyError, TypeError):
        return f"http_{status}"


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    try:
        asked = float(headers["Retry-After"])
    except (KeyError, ValueError):
        return None
    return max(asked, 0.0) if math.isfinite(asked) else None
