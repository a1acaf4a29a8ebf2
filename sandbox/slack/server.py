"""The emulator as one aiohttp app, and a way to run it on a loopback port."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.slack.announce import Platform
from sandbox.slack.api import dispatch, files
from sandbox.slack.deliver import RETRY_DELAYS_S, Deliverer
from sandbox.slack.driver.routes import add_routes
from sandbox.slack.faults import Faults
from sandbox.slack.rates import Rates
from sandbox.slack.state.records import Install
from sandbox.slack.state.workspace import Workspace

MOST_BYTES = 64 * 1024 * 1024


def build_app(
    *,
    bot_url: str | None = None,
    install: Install | None = None,
    rates_enabled: bool = True,
    retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S,
    unfurl_domains: tuple[str, ...] = (),
) -> web.Application:
    """The emulated Slack: Web API at /api/, driver at /_sandbox/.

    Shape: `bot_url` is the bot's whole request address and can be set later by POST /_sandbox/bot.
    Units: `retry_delays_s` seconds before each further attempt to deliver an event.
    """
    space = Workspace(install or Install(), bot_url=bot_url)
    platform = Platform(
        space=space,
        deliver=Deliverer(space, retry_delays_s=retry_delays_s),
        rates=Rates(enabled=rates_enabled),
        faults=Faults(),
        unfurl_domains=unfurl_domains,
    )

    @web.middleware
    async def learn_address(request: web.Request, handler: Handler) -> web.StreamResponse:
        # Addresses the bot is given have to lead back here, by the name it is reached under.
        space.base_url = f"{request.scheme}://{request.host}"
        return await handler(request)

    async def session(app: web.Application) -> AsyncIterator[None]:
        await platform.deliver.open()
        yield
        await platform.deliver.close()

    app = web.Application(middlewares=[learn_address], client_max_size=MOST_BYTES)
    app.cleanup_ctx.append(session)
    for verb in ("GET", "POST"):
        app.router.add_route(verb, "/api/{method}", partial(dispatch.serve, platform))
    app.router.add_post("/response/{secret}", partial(dispatch.respond, platform))
    app.router.add_post("/upload/v1/{ticket}", partial(files.take_upload, platform))
    app.router.add_get("/files-pri/{name}/{tail:.+}", partial(files.download, platform))
    add_routes(app, platform)
    return app


@dataclass(frozen=True, slots=True)
class Running:
    """An emulator that runs; `url` has no slash at its end, the Web API's base address is `url + "/api/"`."""

    url: str
    port: int
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop serving and close every connection."""
        await self.runner.cleanup()


async def start(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    bot_url: str | None = None,
    install: Install | None = None,
    rates_enabled: bool = True,
    retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S,
    unfurl_domains: tuple[str, ...] = (),
) -> Running:
    """Run the emulator; port 0 takes a free one."""
    app = build_app(
        bot_url=bot_url,
        install=install,
        rates_enabled=rates_enabled,
        retry_delays_s=retry_delays_s,
        unfurl_domains=unfurl_domains,
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound = int(runner.addresses[0][1])
    return Running(f"http://{host}:{bound}", bound, runner)
