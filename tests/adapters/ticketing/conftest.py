"""A small HTTP server whose answers a test writes down, and vendors' sandbox faces."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from tests.fakes.ticketing_desks import SandboxDesk, Stopwatch, sandbox_desk

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Seen:
    """A request as it came in. Shape: `form` are the fields of a form body."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    form: dict[str, str]


@dataclass(slots=True)
class Script:
    """Answers in the order in which they are given; the last one stays."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    _answers: deque[Respond] = field(default_factory=deque)

    def then(
        self, body: object = None, *, status: int = 200, text: str | None = None, **headers: str
    ) -> "Script":
        """Next comes this. Shape: `body` as JSON, or `text` as it is; header names with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def respond(_: web.Request) -> web.StreamResponse:
            if text is not None or status == 304:
                return web.Response(status=status, text=text, headers=named)
            return web.json_response(body, status=status, headers=named)

        self._answers.append(respond)
        return self

    def then_hang_up(self) -> "Script":
        """Next the connection is dropped without an answer."""

        async def respond(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self._answers.append(respond)
        return self

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The handler of every path."""
        raw = await request.read()
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.seen.append(
            Seen(
                request.method,
                request.raw_path.partition("?")[0],
                dict(request.query),
                {name.lower(): value for name, value in request.headers.items()},
                raw,
                form,
            )
        )
        respond = self._answers.popleft() if len(self._answers) > 1 else self._answers[0]
        return await respond(request)


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    """A server that answers by its script."""
    written = Script()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", written.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    written.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield written
    await runner.cleanup()


@pytest.fixture
def stopwatch() -> Stopwatch:
    """A monotonic clock that a test moves."""
    return Stopwatch()


@pytest.fixture
async def rezolve(dsn: str) -> AsyncIterator[SandboxDesk]:
    """A connection to the sandbox's Rezolve."""
    async with sandbox_desk("rezolve", dsn) as desk:
        yield desk


@pytest.fixture
async def teamswork(dsn: str) -> AsyncIterator[SandboxDesk]:
    """A connection to the sandbox's TeamsWork."""
    async with sandbox_desk("teamswork", dsn) as desk:
        yield desk
