"""What no platform would send, sent to the running bot; and what became of it: rows stored, lines logged."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from structlog.testing import capture_logs
from structlog.typing import EventDict

from sandbox.world import SLACK_SIGNING_SECRET, WORLD
from tests.e2e.stage import ChannelName, Stage, until

Json = dict[str, Any]

# Stands in every body that is sent here, so that it is found wherever a body leaks to.
WORDS: Final = "my password is hunter2"
# A message of Jane's in the direct chat, as Slack's events have it.
MESSAGE: Final[Json] = {
    "type": "message",
    "user": "U0JANE",
    "channel": "D0JANE",
    "channel_type": "im",
    "ts": "1700000000.000100",
    "text": WORDS,
}
JSON_TYPE: Final = "application/json"
FORM_TYPE: Final = "application/x-www-form-urlencoded"


async def drive(stage: Stage, channel: ChannelName, name: str, **order: Any) -> Json:
    """One order to an emulated platform."""
    url = {"slack": stage.world.slack.url, "teams": stage.world.teams.url}[channel]
    async with stage.session.post(f"{url}/_sandbox/{name}", json=order) as answer:
        found: Json = await answer.json()
        assert answer.status == 200, found
        return found


async def from_slack(stage: Stage, payload: Any, *, kind: str = "event", **order: Any) -> list[int]:
    """Statuses of what the emulated Slack sends, as often as it is told."""
    answers = (await drive(stage, "slack", "deliver", kind=kind, payload=payload, **order))["answers"]
    return [int(answer["status"]) for answer in answers]


async def from_teams(stage: Stage, **order: Any) -> int:
    """Status of an activity of Jane's as the emulated Teams sends it."""
    given = {"person": "jane", "place": "direct", "text": WORDS} | order
    return int((await drive(stage, "teams", "deliver", **given))["status"])


async def post(stage: Stage, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Status of a request that no emulator makes."""
    async with stage.session.post(f"{stage.bot_url}{path}", data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


def signed(body: bytes, content_type: str = JSON_TYPE, **changes: str) -> dict[str, str]:
    """Headers with which this body is Slack's; `changes` are by header name with underscores."""
    timestamp = str(int(time.time()))
    digest = hmac.new(SLACK_SIGNING_SECRET.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    true = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }
    return true | {name.replace("_", "-"): value for name, value in changes.items()}


async def announced(stage: Stage) -> None:
    """Wait until Teams has told the bot of every place where it is installed, so that only the story speaks."""
    last = [room.teams_id for room in WORLD.rooms if room.bot_is_member][-1]

    async def look() -> bool | None:
        async with stage.session.get(f"{stage.world.teams.url}/_sandbox/deliveries") as answer:
            sent = [one["activity"] for one in (await answer.json())["deliveries"]]
        told = [one["conversation"]["id"] for one in sent if one["type"] == "conversationUpdate"]
        return True if last in told else None

    await until(look)


async def receipts(stage: Stage) -> int:
    """How many inbounds are stored."""
    async with stage.product.database.connection() as connection:
        row = await (await connection.execute("SELECT count(*) AS stored FROM receipts")).fetchone()
    assert row is not None
    return int(row["stored"])


@asynccontextmanager
async def nothing_stored(stage: Stage) -> AsyncIterator[list[EventDict]]:
    """What happens here stores nothing; gives the structured log lines that are written meanwhile."""
    before = await receipts(stage)
    with capture_logs() as events:
        yield events
    assert await receipts(stage) == before


def refusals(events: list[EventDict]) -> list[EventDict]:
    """The lines that say that a request was refused."""
    return [event for event in events if event["event"].endswith(".refused")]
