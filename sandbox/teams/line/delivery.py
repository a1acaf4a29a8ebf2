"""Carries activities to the bot: signs, waits, sends again, and says what the user would see.

Source: learn.microsoft.com/azure/bot-service/bot-builder-basics (15 s for messages);
        learn.microsoft.com/microsoftteams/platform/messaging-extensions (5 s for invokes).
"""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from sandbox.teams.cloud.identity import Keys, claims_for_bot
from sandbox.teams.directory import JsonObject
from sandbox.teams.state import State

SORRY: Final = "Something went wrong. Please try again."
UNREACHABLE: Final = "Unable to reach the app. Please try again."


class Refused(Exception):
    """The user sees a failure instead of a result."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered. Shape: `status` 0 means no answer; `problem` says why."""

    status: int
    body: Any = None
    problem: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the platform takes it as received."""
        return 200 <= self.status < 300


class BotLink:
    """The line from Teams to the bot."""

    def __init__(self, state: State, keys: Keys) -> None:
        self._state = state
        self._keys = keys
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        """Get ready to send; needs a running loop."""
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def send(self, activity: JsonObject) -> None:
        """Deliver an event or message; unanswered or failed with 5xx, it is sent again with the same id.

        Raises: Refused.
        """
        answer = Answer(0)
        for attempt in range(1, self._state.settings.redeliveries + 2):
            answer = await self._post(
                activity, timeout_s=self._state.settings.message_timeout_s, attempt=attempt
            )
            if answer.is_ok:
                return
            if 0 < answer.status < 500:
                break
        raise Refused(f"{SORRY} ({answer.problem or f'the bot answered {answer.status}'})")

    async def invoke(self, activity: JsonObject, *, attempts: int = 1) -> Any:
        """Deliver an invoke and return the bot's answer body. Raises: Refused."""
        answer = Answer(0)
        for attempt in range(1, attempts + 1):
            answer = await self._post(
                activity, timeout_s=self._state.settings.invoke_timeout_s, attempt=attempt
            )
            if answer.status == 200:
                return answer.body
        words = UNREACHABLE if attempts > 1 else SORRY
        raise Refused(f"{words} ({answer.problem or f'the bot answered {answer.status}'})")

    async def post_raw(self, data: bytes, *, headers: dict[str, str]) -> Answer:
        """Post any bytes with any headers, for forgeries."""
        return await self._exchange(data, headers, timeout_s=self._state.settings.message_timeout_s)

    async def _post(self, activity: JsonObject, *, timeout_s: float, attempt: int) -> Answer:
        token = self._keys.sign(claims_for_bot(activity["serviceUrl"]))
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        started = time.monotonic()
        answer = await self._exchange(json.dumps(activity).encode(), headers, timeout_s=timeout_s)
        self._state.deliveries.append(
            {
                "type": activity["type"],
                "name": activity.get("name"),
                "id": activity["id"],
                "attempt": attempt,
                "status": answer.status,
                "body": answer.body,
                "problem": answer.problem,
                "took_s": round(time.monotonic() - started, 3),
                "activity": activity,
            }
        )
        return answer

    async def _exchange(self, data: bytes, headers: dict[str, str], *, timeout_s: float) -> Answer:
        if self._state.bot_url is None or self._session is None:
            return Answer(0, problem="no bot is connected")
        try:
            async with self._session.post(
                self._state.bot_url,
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=timeout_s),
                allow_redirects=False,
            ) as response:
                text = await response.text()
                return Answer(response.status, _parsed(text))
        except TimeoutError:
            return Answer(0, problem=f"no answer within {timeout_s:g} s")
        except (aiohttp.ClientError, asyncio.IncompleteReadError) as broken:
            return Answer(0, problem=f"the bot cannot be reached: {type(broken).__name__}")


def _parsed(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
