"""Starts the emulated Teams: one aiohttp app with Microsoft's services, the people and the driver's API.

It listens on loopback only and holds everything in memory.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.teams.actions import Actions
from sandbox.teams.cloud.routes import Cloud
from sandbox.teams.directory import Place
from sandbox.teams.driver import Driver
from sandbox.teams.line.delivery import BotLink, Refused
from sandbox.teams.state import Settings, State
from sandbox.world import WORLD, World

STATE: Final = web.AppKey("state", State)
# A bot that starts together with the sandbox gets this long until it must listen.
_ANNOUNCE_PATIENCE_S: Final = 30.0


class _Announcer:
    """Remembers the bot's address and, if asked, tells it once where it is installed."""

    def __init__(self, state: State, link: BotLink) -> None:
        self._state = state
        self._actions = Actions(state, link)
        self._tasks: set[asyncio.Task[None]] = set()

    def connect(self, bot_url: str, announce: bool) -> None:
        """Send everything to this address from now on."""
        self._state.bot_url = bot_url
        if announce:
            task = asyncio.get_running_loop().create_task(self._announce(bot_url))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop announcing."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _announce(self, bot_url: str) -> None:
        if not await _listens(bot_url):
            return
        world, directory = self._state.world, self._state.directory
        places = [directory.direct(person) for person in world.people]
        places += [Place(room.teams_id, room=room) for room in world.rooms]
        for place in places:
            if place.base_id in self._state.installed:
                try:
                    await self._actions.install(world.person(place.member_keys[0]), place)
                except Refused:
                    # What the bot answered stands among the deliveries; the next place is another try.
                    continue


async def _listens(url: str) -> bool:
    parts = urlsplit(url)
    deadline = asyncio.get_running_loop().time() + _ANNOUNCE_PATIENCE_S
    while asyncio.get_running_loop().time() < deadline:
        try:
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        await writer.wait_closed()
        return True
    return False


def build_app(
    *,
    bot_url: str | None = None,
    base_url: str | None = None,
    world: World = WORLD,
    settings: Settings | None = None,
) -> web.Application:
    """The whole emulator.

    Shape: `base_url` is its own address as the bot shall see it; without it the first request's is taken.
    """
    state = State(world, settings or Settings())
    state.base_url = base_url
    cloud = Cloud(state)
    link = BotLink(state, cloud.keys)
    announcer = _Announcer(state, link)

    @web.middleware
    async def know_own_address(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if state.base_url is None:
            state.base_url = str(request.url.origin())
        return await handler(request)

    async def lifetime(_: web.Application) -> AsyncIterator[None]:
        link.open()
        if bot_url is not None:
            announcer.connect(bot_url, state.settings.announce)
        yield
        await announcer.close()
        await link.close()

    async def let_go(_: web.Application) -> None:
        cloud.stop()

    app = web.Application(client_max_size=16 * 1024 * 1024, middlewares=[know_own_address])
    app[STATE] = state
    app.add_routes(cloud.routes())
    app.add_routes(Driver(cloud, link, announcer.connect).routes())
    app.cleanup_ctx.append(lifetime)
    app.on_shutdown.append(let_go)
    return app


@dataclass(frozen=True, slots=True)
class Running:
    """A started emulator. Shape: `url` has no trailing slash."""

    url: str
    port: int
    _runner: web.AppRunner

    async def close(self) -> None:
        """Stop it and close its connections."""
        await self._runner.cleanup()


async def start(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    bot_url: str | None = None,
    announce: bool = False,
    world: World = WORLD,
    settings: Settings | None = None,
) -> Running:
    """Start on this port (0: any free one). Shape: `announce` installs the bot everywhere once it is known."""
    settings = settings or Settings()
    settings.announce = settings.announce or announce
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    found = listener.getsockname()[1]
    url = f"http://{host}:{found}"
    app = build_app(bot_url=bot_url, base_url=url, world=world, settings=settings)
    runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    return Running(url, found, runner)
