"""`serve` as a process would run it: ready, then stopped, with the real composition and the real emulators."""

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters.entrypoints.processes import run_migrate, run_server, run_worker, show_deliveries
from adapters.entrypoints.settings import Settings, load
from sandbox.offline import OfflineWorld, start_offline_world

DEADLINE_S = 30.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def world(dsn: str) -> AsyncIterator[OfflineWorld]:
    """The emulators, with nobody announcing anything."""
    running = await start_offline_world(dsn=dsn, bot_url="http://127.0.0.1:1", announce=False)
    yield running
    await running.close()


@pytest.fixture
def settings(bare: pytest.MonkeyPatch, world: OfflineWorld, empty_database_url: str) -> Settings:
    """The settings of a bot in that world, on a database without tables."""
    environment = world.bot_environment(vendor="rezolve") | {
        "TICKETBOT_DATABASE__URL": empty_database_url,
        "TICKETBOT_SERVER__PORT": str(_free_port()),
    }
    for name, value in environment.items():
        bare.setenv(name, value)
    return load()


async def _ready(settings: Settings) -> int:
    url = f"http://127.0.0.1:{settings.server.port}/readyz"
    async with asyncio.timeout(DEADLINE_S), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as answer:
                    return answer.status
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("with_worker", [True, False])
async def test_serve_is_ready_and_stops_when_told(settings: Settings, *, with_worker: bool) -> None:
    """It makes its tables, answers, ends with 0 when told to stop, and frees its port."""
    stop = asyncio.Event()
    serving = asyncio.create_task(run_server(settings, with_worker=with_worker, stop=stop))
    status = await _ready(settings)
    stop.set()
    code = await asyncio.wait_for(serving, DEADLINE_S)

    assert (status, code) == (200, 0)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", settings.server.port)) != 0


async def test_a_worker_alone_stops_when_told(settings: Settings) -> None:
    """`worker` listens nowhere and ends with 0."""
    stop = asyncio.Event()
    working = asyncio.create_task(run_worker(settings, stop=stop))
    stop.set()

    assert await asyncio.wait_for(working, DEADLINE_S) == 0


async def test_deliveries_of_a_migrated_database(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """`migrate` is enough for `deliveries` to say that there are none."""
    await run_migrate(settings)
    capsys.readouterr()
    code = await show_deliveries(settings, ticket=None, state=None, limit=5)

    assert (code, capsys.readouterr().out) == (0, "No notices yet.\n")


def test_the_sandbox_gives_settings_that_are_right(settings: Settings) -> None:
    """What the offline world calls a bot's environment passes the same checks as an operator's file."""
    assert (settings.slack is not None, settings.teams is not None) == (True, True)
