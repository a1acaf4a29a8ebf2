"""How fast a Slack command is acknowledged, its receipt committed, beside a bare slack-bolt echo in the same rounds."""

import hashlib
import hmac
import secrets
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final
from urllib.parse import urlencode

from bench.load import Round, drive, post
from bench.platform import MARK, SPEAKERS
from bench.result import Row, row
from bench.running import BOT, Server, bot_environment, serving
from bench.stage import Stage, free_port
from sandbox import world

ALONE: Final = "serve --no-worker"
BOTH: Final = "serve"
PEER: Final = "slack-bolt"
AT_ONCE: Final = 64


async def rows(stage: Stage, *, rounds: int, scale: float) -> list[Row]:
    """64 at once and one at a time; the servers take turns, so that what disturbs one disturbs all."""
    many: dict[str, list[Round]] = {ALONE: [], BOTH: [], PEER: []}
    single: dict[str, list[Round]] = {ALONE: [], BOTH: [], PEER: []}
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(_bot(stage, name)) for name in (ALONE, BOTH)]
        servers.append(await stack.enter_async_context(_bolt(stage)))
        for number in range(rounds + 1):  # the first warms up and does not count
            for server in servers:
                first = await _round(
                    stage, server, int((800 if server.name == BOTH else 3000) * scale), AT_ONCE
                )
                second = await _round(stage, server, int(150 * scale), 1)
                if number:
                    many[server.name].append(first)
                    single[server.name].append(second)
    return [
        *(_at_once(name, many[name], many[PEER]) for name in (ALONE, BOTH)),
        *(_one_by_one(name, single[name], single[PEER]) for name in (ALONE, BOTH)),
    ]


def _at_once(name: str, ours: Sequence[Round], peers: Sequence[Round]) -> Row:
    figure, baseline = (statistics.median(each.per_second for each in rounds) for rounds in (ours, peers))
    what = f"Slack command acknowledged, {AT_ONCE} at once ({name}) / bolt echo"
    return row(what, figure, "1/s", baseline=baseline, must=0.5, aim=1.0, more_is_better=True)


def _one_by_one(name: str, ours: Sequence[Round], peers: Sequence[Round]) -> Row:
    figure, baseline = (
        1000 * statistics.median(second for each in rounds for second in each.each_s)
        for rounds in (ours, peers)
    )
    what = f"Slack command acknowledged, one at a time ({name}) / bolt echo"
    return row(what, figure, "ms", baseline=baseline, must=0.3, aim=0.15, more_is_better=False)


async def _round(stage: Stage, server: Server, count: int, at_once: int) -> Round:
    """One round; what a worker still has to answer is waited for, so that the next round starts fresh."""
    requests = [_command(stage, number) for number in range(count)]
    answered = stage.platform.expect(count)
    result = await drive(server.port, requests, at_once=at_once)
    if server.name == BOTH:
        await answered
    return result


def _command(stage: Stage, number: int) -> bytes:
    """A signed command, as new to the bot as any: its trigger id was never used."""
    fields = {
        "token": "bench",
        "team_id": world.SLACK_TEAM_ID,
        "team_domain": "bench",
        "channel_id": "C0BENCH",
        "channel_name": "bench",
        "user_id": f"U0BENCH{number % SPEAKERS}",
        "user_name": "jane",
        "command": "/ticket",
        "text": "help",
        "api_app_id": world.SLACK_APP_ID,
        "is_enterprise_install": "false",
        "response_url": f"{stage.platform.url}/commands/{MARK}/{number}",
        "trigger_id": secrets.token_hex(16),
    }
    body, at = urlencode(fields).encode(), str(int(time.time()))
    signed = hmac.new(world.SLACK_SIGNING_SECRET.encode(), f"v0:{at}:".encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={signed.hexdigest()}",
    }
    return post("/slack/events", headers, body)


@asynccontextmanager
async def _bot(stage: Stage, name: str) -> AsyncIterator[Server]:
    port, label = free_port(), "slack_alone" if name == ALONE else "slack_both"
    world_here = stage.world | stage.platform.bot_environment()
    environment = bot_environment(world_here, port=port, TICKETBOT_DATABASE__URL=stage.database(label))
    module = (*BOT, "--no-worker") if name == ALONE else BOT
    cores, log = {stage.server_core}, stage.log(label)
    async with serving(name, *module, port=port, cores=cores, log=log, environment=environment) as server:
        yield server


@asynccontextmanager
async def _bolt(stage: Stage) -> AsyncIterator[Server]:
    port = free_port()
    module = ("bench.peers.bolt_echo", str(port), world.SLACK_SIGNING_SECRET)
    async with serving(PEER, *module, port=port, cores={stage.server_core}, log=stage.log("bolt")) as server:
        yield server
