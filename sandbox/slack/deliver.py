"""Sends to the bot what Slack sends: signed, within three seconds, events again when they failed.

It decides nothing about content. Source: docs.slack.dev/authentication/verifying-requests-from-slack,
docs.slack.dev/apis/events-api (retries).
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.state.records import Attempt, Json
from sandbox.slack.state.workspace import Workspace, random_id

ANSWER_WITHIN_S: Final = 3.0
RETRY_DELAYS_S: Final = (0.0, 60.0, 300.0)
JSON_TYPE: Final = "application/json"
FORM_TYPE: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered.

    Shape: `status` None and `failure` set (Slack's retry reason) when no answer came.
    """

    status: int | None
    body: str = ""
    failure: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether Slack takes it as an answer."""
        return self.status is not None and 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON, or None when it is not."""
        try:
            return json.loads(self.body) if self.body.strip() else None
        except ValueError:
            return None


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of X-Slack-Signature for a raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Deliverer:
    """The way to the bot; holds one HTTP session and the event deliveries under way."""

    def __init__(self, space: Workspace, *, retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S) -> None:
        """Remember where to deliver; `retry_delays_s` are the pauses before each further attempt."""
        self._space = space
        self._retry_delays_s = retry_delays_s
        self._session: aiohttp.ClientSession | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Open the HTTP session."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
        self._session = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Give up deliveries under way and close the session."""
        for task in tuple(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def raw(
        self,
        body: bytes,
        content_type: str,
        *,
        headers: Mapping[str, str] | None = None,
        timestamp_offset_s: int = 0,
        bad_signature: bool = False,
    ) -> Answer:
        """Sign and post one body and return the bot's answer."""
        if self._session is None or self._space.bot_url is None:
            return Answer(None, failure="connection_failed")
        timestamp = str(int(time.time()) + timestamp_offset_s)
        secret = "not the secret" if bad_signature else self._space.install.signing_secret
        sent = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(secret, timestamp, body),
        } | dict(headers or {})
        try:
            async with self._session.post(
                self._space.bot_url, data=body, headers=sent, max_redirects=2
            ) as response:
                text = await response.text(errors="replace")
                return Answer(response.status, text, headers=response.headers.copy())
        except TimeoutError:
            return Answer(None, failure="http_timeout")
        except aiohttp.TooManyRedirects:
            return Answer(None, failure="too_many_redirects")
        except aiohttp.ClientConnectorError:
            return Answer(None, failure="connection_failed")
        except aiohttp.ClientError:
            return Answer(None, failure="unknown_error")

    async def command(self, fields: Mapping[str, str]) -> Answer:
        """Send a slash command; it is never sent again."""
        return await self._once("command", urlencode(fields).encode())

    async def interaction(self, payload: Json) -> Answer:
        """Send an interaction (actions, views, shortcuts, option queries); it is never sent again."""
        return await self._once(str(payload["type"]), urlencode({"payload": json.dumps(payload)}).encode())

    async def _once(self, kind: str, body: bytes) -> Answer:
        answer = await self.raw(body, FORM_TYPE)
        self._note("", kind, 0, answer, body=body, content_type=FORM_TYPE)
        return answer

    def _note(
        self, event_id: str, kind: str, number: int, answer: Answer, *, body: bytes, content_type: str
    ) -> None:
        self._space.attempts.append(
            Attempt(
                event_id=event_id,
                kind=kind,
                number=number,
                status=answer.status,
                reason=None if answer.ok else answer.failure or "http_error",
                body=body.decode(),
                content_type=content_type,
                at=time.time(),
            )
        )

    def envelope(self, event: Json, *, is_ext_shared: bool = False) -> Json:
        """The `event_callback` around an event, with a fresh event_id."""
        install = self._space.install
        authorization = {
            "enterprise_id": None,
            "team_id": install.team_id,
            "user_id": install.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "sandbox-verification-token",
            "team_id": install.team_id,
            "context_team_id": install.team_id,
            "context_enterprise_id": None,
            "api_app_id": install.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": random_id("Ev0"),
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": is_ext_shared,
            "event_context": "4-" + random_id(""),
        }

    def event(self, event: Json, *, is_ext_shared: bool = False) -> str | None:
        """Start delivering an event and return its event_id; nothing happens while no bot is known."""
        if self._session is None or self._space.bot_url is None:
            return None
        envelope = self.envelope(event, is_ext_shared=is_ext_shared)
        task = asyncio.create_task(self._deliver(envelope))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return str(envelope["event_id"])

    async def _deliver(self, envelope: Json) -> None:
        body = json.dumps(envelope).encode()
        headers: dict[str, str] = {}
        for number, delay_s in enumerate((0.0, *self._retry_delays_s)):
            await asyncio.sleep(delay_s)
            answer = await self.raw(body, JSON_TYPE, headers=headers)
            kind, event_id = str(envelope["event"]["type"]), str(envelope["event_id"])
            self._note(event_id, kind, number, answer, body=body, content_type=JSON_TYPE)
            if answer.ok or answer.headers.get("x-slack-no-retry") == "1":
                return
            reason = answer.failure or "http_error"
            headers = {"x-slack-retry-num": str(number + 1), "x-slack-retry-reason": reason}
