"""How fast a Teams message is acknowledged and answered, beside botbuilder's echo and the least a bot can do."""

import json
import secrets
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import jwt

from bench.load import drive, post
from bench.platform import KEY_ID, MARK, SPEAKERS
from bench.result import Row, row
from bench.running import BOT, Server, bot_environment, serving
from bench.stage import Stage, free_port
from sandbox import world

ALONE: Final = "serve --no-worker"
BOTH: Final = "serve"
CLOUD: Final = "botbuilder"
BARE: Final = "bare"
AT_ONCE: Final = 16
# So many messages a round that each server needs about two seconds.
COUNTS: Final = {ALONE: 1500, BOTH: 500, CLOUD: 160, BARE: 2000}
MUST_CLOUD: Final = 10.0
AIM_BARE: Final = 0.5


@dataclass(slots=True)
class Rates:
    """Messages per second, a figure a round."""

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)


async def rows(stage: Stage, *, rounds: int, scale: float) -> list[Row]:
    """16 at once, the servers in turns. Shape: the echoes answer before they acknowledge, so theirs is one figure."""
    rates = {name: Rates() for name in COUNTS}
    token = _token(stage)
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(_bot(stage, ALONE)),
            await stack.enter_async_context(_bot(stage, BOTH)),
            await stack.enter_async_context(_echo(stage, CLOUD, "bench.peers.botbuilder_echo", "metadata")),
            await stack.enter_async_context(_echo(stage, BARE, "bench.peers.bare_teams", "keys")),
        ]
        for number in range(rounds + 1):  # the first warms up and does not count
            for server in servers:
                count = int(COUNTS[server.name] * scale)
                acknowledged, answered = await _round(stage, server, token, count)
                if number:
                    rates[server.name].acknowledged.append(acknowledged)
                    rates[server.name].answered.append(answered)
    return [
        *_compared("acknowledged (serve --no-worker)", rates[ALONE].acknowledged, rates),
        *_compared("acknowledged (serve)", rates[BOTH].acknowledged, rates),
        *_compared("answered (serve)", rates[BOTH].answered, rates),
    ]


def _compared(what: str, figures: list[float], rates: dict[str, Rates]) -> list[Row]:
    name, figure = f"Teams message {what}", statistics.median(figures)
    cloud, bare = statistics.median(rates[CLOUD].answered), statistics.median(rates[BARE].answered)
    return [
        row(
            f"{name} / CloudAdapter echo",
            figure,
            "1/s",
            baseline=cloud,
            must=MUST_CLOUD,
            more_is_better=True,
        ),
        row(
            f"{name} / bare aiohttp + PyJWT + reply",
            figure,
            "1/s",
            baseline=bare,
            aim=AIM_BARE,
            more_is_better=True,
        ),
    ]


async def _round(stage: Stage, server: Server, token: str, count: int) -> tuple[float, float]:
    """Acknowledged and answered per second."""
    requests = [_message(stage, token, number) for number in range(count)]
    posted, began = stage.platform.expect(count), time.perf_counter()
    acknowledged = await drive(server.port, requests, at_once=AT_ONCE)
    if server.name != ALONE:
        await posted
    return acknowledged.per_second, count / (time.perf_counter() - began)


def _token(stage: Stage) -> str:
    now = int(time.time())
    claims = {
        "iss": "https://api.botframework.com",
        "aud": world.TEAMS_BOT_APP_ID,
        "serviceurl": f"{stage.platform.url}/connector/",
        "nbf": now,
        "exp": now + 3600,
    }
    return jwt.encode(claims, stage.platform.private_key, algorithm="RS256", headers={"kid": KEY_ID})


def _message(stage: Stage, token: str, number: int) -> bytes:
    """A message as Teams sends it from a direct chat."""
    speaker = f"{MARK}-{number % SPEAKERS}"
    tenant = world.TEAMS_TENANT_ID
    client = {"type": "clientInfo", "locale": "en-US", "country": "US", "platform": "Windows"}
    activity = {
        "type": "message",
        "id": secrets.token_hex(8),
        "timestamp": "2026-03-02T09:00:00.000Z",
        "localTimestamp": "2026-03-02T04:00:00.000-05:00",
        "localTimezone": "America/New_York",
        "serviceUrl": f"{stage.platform.url}/connector/",
        "channelId": "msteams",
        "from": {"id": f"29:{speaker}", "name": "Jane Smith", "aadObjectId": speaker},
        "conversation": {"conversationType": "personal", "tenantId": tenant, "id": f"a:{speaker}"},
        "recipient": {"id": f"28:{world.TEAMS_BOT_APP_ID}", "name": "Ticketbot"},
        "locale": "en-US",
        "entities": [client | {"timezone": "America/New_York"}],
        "channelData": {"tenant": {"id": tenant}},
        "text": "help",
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": "<p>help</p>"}],
    }
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {token}"}
    return post("/api/messages", headers, json.dumps(activity).encode())


@asynccontextmanager
async def _bot(stage: Stage, name: str) -> AsyncIterator[Server]:
    port, label = free_port(), "teams_alone" if name == ALONE else "teams_both"
    world_here = stage.world | stage.platform.bot_environment()
    environment = bot_environment(world_here, port=port, TICKETBOT_DATABASE__URL=stage.database(label))
    module = (*BOT, "--no-worker") if name == ALONE else BOT
    cores, log = {stage.server_core}, stage.log(label)
    async with serving(name, *module, port=port, cores=cores, log=log, environment=environment) as server:
        yield server


@asynccontextmanager
async def _echo(stage: Stage, name: str, module: str, document: str) -> AsyncIterator[Server]:
    port = free_port()
    arguments = (module, str(port), world.TEAMS_BOT_APP_ID, f"{stage.platform.url}/{document}")
    async with serving(name, *arguments, port=port, cores={stage.server_core}, log=stage.log(name)) as server:
        yield server
