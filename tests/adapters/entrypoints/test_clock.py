"""The sandbox's clock is followed, and kept when the sandbox does not answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web

from adapters.entrypoints.clock import SandboxClock, SystemClock

DEADLINE_S = 10.0


@asynccontextmanager
async def _sandbox(answer: Callable[[], web.Response]) -> AsyncIterator[str]:
    async def clock(_: web.Request) -> web.Response:
        return answer()

    app = web.Application()
    app.router.add_get("/clock", clock)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/clock"
    await runner.cleanup()


@asynccontextmanager
async def _following(url: str) -> AsyncIterator[SandboxClock]:
    async with aiohttp.ClientSession() as session:
        clock = SandboxClock(url, session)
        task = asyncio.create_task(clock.follow())
        yield clock
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not holds():
            await asyncio.sleep(0.02)


def _ahead(clock: SandboxClock) -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_the_system_clock_is_aware() -> None:
    """The machine's time comes with its zone."""
    assert SystemClock().now().tzinfo is UTC


async def test_an_advanced_clock_is_followed() -> None:
    """Hours that the sandbox skips are skipped here too."""
    offsets = [0.0]
    async with (
        _sandbox(lambda: web.json_response({"offset_s": offsets[-1]})) as url,
        _following(url) as clock,
    ):
        offsets.append(7200.0)
        await _until(lambda: _ahead(clock) > timedelta(hours=1, minutes=59))

        assert _ahead(clock) < timedelta(hours=2, minutes=1)


async def test_the_last_offset_is_kept() -> None:
    """An answer that is none changes nothing."""
    answers = [web.json_response({"offset_s": 3600.0})]
    asked_after: list[int] = []

    def answer() -> web.Response:
        if answers:
            return answers.pop()
        asked_after.append(1)
        return web.Response(status=500, text="down")

    async with _sandbox(answer) as url, _following(url) as clock:
        await _until(lambda: len(asked_after) >= 2)

        assert timedelta(minutes=59) < _ahead(clock) < timedelta(minutes=61)
