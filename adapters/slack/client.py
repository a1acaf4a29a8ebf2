"""The one way to call Slack's Web API: one client on one long-lived session, and who we are there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import fault_of, no_answer
from adapters.slack.settings import SlackSettings
from bot.domain.ids import WorkspaceId
from bot.errors import Refused, Unreachable

log = structlog.get_logger(__name__)

# What slack_sdk and aiohttp raise when no answer came, or none that slack_sdk can read: on a plain text or a
# list where it awaits an object it falls over with AttributeError or ValueError.
NO_ANSWER: Final = (
    aiohttp.ClientError, TimeoutError, SlackClientError, ConnectionError, AttributeError, ValueError,
)  # fmt: skip
# Who we are is asked while Slack waits for an answer, three seconds in all.
WHO_WE_ARE_TIMEOUT_S: Final = 2.0
# slack_sdk logs at DEBUG all that is sent and answered: people's words, trigger ids.
QUIET: Final = logging.getLogger("slack_sdk")
QUIET.setLevel(logging.CRITICAL)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Installation:
    """Who the bot is in its workspace."""

    workspace: WorkspaceId
    bot_user: str
    bot_id: str


class SlackClient:
    """Calls Slack with the bot's token; faults come out as the core's.

    Shape: retries nothing by itself: what to do about a 429 is decided by who called.
    """

    def __init__(self, settings: SlackSettings, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._web = AsyncWebClient(
            token=settings.bot_token.get_secret_value(),
            base_url=settings.api_base,
            session=session,
            retry_handlers=[],
            logger=QUIET,
        )
        self._timeout_s = settings.timeout_s
        self._installation: Installation | None = None
        self._lock = asyncio.Lock()

    async def installation(self) -> Installation:
        """Who we are, asked once. Raises: OutsideFault."""
        if self._installation is not None:
            return self._installation
        async with self._lock:
            if self._installation is None:
                answer = await self.call("auth.test", timeout_s=WHO_WE_ARE_TIMEOUT_S)
                self._installation = Installation(
                    WorkspaceId(str(answer["team_id"])), str(answer["user_id"]), str(answer.get("bot_id", ""))
                )
        return self._installation

    async def call(self, method: str, *, timeout_s: float | None = None, **arguments: Any) -> Json:
        """Call one method that takes JSON; arguments that are None are left out.

        Raises: Busy, Unreachable, CredentialsRevoked, Refused (its code is Slack's); never with Slack's answer,
                which can hold people's words, in its chain.
        """
        return await self._send(method, timeout_s, json=_given(arguments))

    async def ask(self, method: str, *, timeout_s: float | None = None, **arguments: str) -> Json:
        """Call one method that only reads: these take no JSON. Raises: as `call`.

        Source: docs.slack.dev/reference/methods, "Content types" (users.info, users.lookupByEmail).
        """
        return await self._send(method, timeout_s, data=_given(arguments))

    async def _send(
        self, method: str, timeout_s: float | None, *, json: Json | None = None, data: Json | None = None
    ) -> Json:
        try:
            async with asyncio.timeout(timeout_s or self._timeout_s):
                answer = await self._web.api_call(method, json=json, data=data)
        except SlackApiError as error:
            fault = fault_of(error)
            log.info("slack.not_done", method=method, fault=type(fault).__name__, code=str(fault))
            raise fault from None
        except NO_ANSWER as error:
            log.info("slack.no_answer", method=method, error=type(error).__name__)
            raise no_answer(error) from None
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def respond(self, response_url: str, body: Json) -> None:
        """Answer through a response_url: works where the bot is no member, five times in thirty minutes.

        Raises: Refused when it is used up or too old, Unreachable.
        Source: docs.slack.dev/interactivity/handling-user-interaction.
        """
        timeout = aiohttp.ClientTimeout(total=self._timeout_s)
        try:
            async with self._session.post(
                response_url, json=body, timeout=timeout, allow_redirects=False
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise no_answer(error) from None
        if status >= 500:
            raise Unreachable(f"response_url_{status}", may_have_happened=True)
        if status != 200:
            raise Refused(f"response_url_{status}")


def authorizer(client: SlackClient, settings: SlackSettings) -> Callable[[], Awaitable[AuthorizeResult]]:
    """What slack-bolt asks before each listener: who we are. Shape: a function, for it cannot call a method here."""

    async def authorize() -> AuthorizeResult:
        installation = await client.installation()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=installation.workspace,
            bot_user_id=installation.bot_user,
            bot_id=installation.bot_id,
            bot_token=settings.bot_token.get_secret_value(),
        )

    return authorize


def _given(arguments: Json) -> Json:
    return {name: value for name, value in arguments.items() if value is not None}
