"""Puts the sandbox ticketing service together: both vendor faces and the control routes on one store.

`/teamswork/v1` is TeamsWork, `/_sandbox` the control, everything else Rezolve.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import psycopg
from aiohttp import web

from sandbox.ticketing.catalog import RULES
from sandbox.ticketing.clock import SandboxClock
from sandbox.ticketing.control import Control, loopback_only
from sandbox.ticketing.desk import Desk
from sandbox.ticketing.faults import Faults
from sandbox.ticketing.options import Options
from sandbox.ticketing.recorder import Recorder
from sandbox.ticketing.rezolve.routes import add_routes as add_rezolve
from sandbox.ticketing.seed import Seeder
from sandbox.ticketing.store import Store
from sandbox.ticketing.teamswork.routes import add_routes as add_teamswork
from sandbox.ticketing.teamswork.webhooks import Webhooks

DESK = web.AppKey("DESK", Desk)
_SHUTDOWN_S = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """The service while it answers. Shape: `url` has no trailing slash."""

    port: int
    url: str
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop answering and close every connection, session and task."""
        await self.runner.cleanup()


def build_app(
    *, dsn: str, clock: SandboxClock | None = None, options: Options | None = None
) -> web.Application:
    """The whole service as an application; it opens the database when it is started."""
    time, chosen = clock or SandboxClock(), options or Options()
    seed = Seeder(time) if chosen.is_seeded else None
    store = Store(dsn, clock=time, rules=RULES, seed=seed)
    desk = Desk(store, time, RULES, first_switches=chosen.switches)
    faults, recorder, webhooks = Faults(), Recorder(), Webhooks(desk, chosen)
    middlewares = (loopback_only(), recorder.middleware(), faults.middleware())
    app = web.Application(middlewares=middlewares, client_max_size=chosen.max_body_bytes)
    app[DESK] = desk

    async def store_is_open(_: web.Application) -> AsyncIterator[None]:
        try:
            await desk.store.open()
            yield
        finally:
            await desk.store.close()

    async def work_goes_on(_: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(webhooks.run()), asyncio.create_task(_sweep(desk, chosen.sla_sweep_s))]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def streams_end(_: web.Application) -> None:
        desk.store.end_subscriptions()

    app.cleanup_ctx.append(store_is_open)
    app.cleanup_ctx.append(work_goes_on)
    app.on_shutdown.append(streams_end)
    gate = add_teamswork(app, desk, chosen)
    Control(desk, faults=faults, recorder=recorder, webhooks=webhooks, gate=gate).add_routes(app)
    life_s, heartbeat_s = chosen.rezolve_token_life_s, chosen.rezolve_heartbeat_s
    add_rezolve(app, desk, token_life_s=life_s, heartbeat_s=heartbeat_s)
    return app


async def start(app: web.Application, *, host: str = "127.0.0.1", port: int = 0) -> Running:
    """Serve on this address; port 0 takes a free one. Cancelled or failing, it leaves nothing open."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S, handle_signals=False)
    try:
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
    except BaseException:
        await runner.cleanup()
        raise
    bound: int = runner.addresses[0][1]
    return Running(bound, f"http://{host}:{bound}", runner)


async def _sweep(desk: Desk, every_s: float) -> None:
    """Tell subscribers of deadlines as real time passes them."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await desk.store.note_sla()
        except psycopg.Error as error:
            _log.warning("sla sweep failed, goes on: %s", type(error).__name__)
