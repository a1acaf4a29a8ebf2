"""The whole sandbox ticketing service, served on a free port, and small clients of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from sandbox.ticketing.desk import Desk
from sandbox.ticketing.options import Options
from sandbox.ticketing.server import DESK, build_app, start
from sandbox.world import TEAMSWORK_PRIMARY_KEY, WORLD


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Shape: `body` is parsed JSON."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Service:
    """The running service, seen over HTTP; `desk` is what a test may look into."""

    url: str
    desk: Desk
    session: aiohttp.ClientSession

    async def call(self, method: str, path: str, **more: Any) -> Answer:
        """Any request."""
        async with self.session.request(method, self.url + path, **more) as answer:
            body = await answer.json(content_type=None)
            return Answer(answer.status, body, dict(answer.headers))

    async def teamswork(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = TEAMSWORK_PRIMARY_KEY,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        """A call of the TeamsWork face."""
        params = {"key": key} | {name: str(value) for name, value in query.items()}
        return await self.call(method, f"/teamswork/v1{path}", params=params, json=body, headers=headers)

    async def control(self, method: str, path: str, body: Any = None) -> Answer:
        """A call of the control routes."""
        return await self.call(method, f"/_sandbox{path}", json=body)


def aad(key: str) -> dict[str, str]:
    """A person of the world as TeamsWork names people."""
    person = WORLD.person(key)
    return {"id": person.aad_id, "name": person.name, "email": person.email}


@pytest.fixture
def options() -> Options:
    """The service's switches; a module may say otherwise."""
    return Options(webhook_retry_wait_s=0.01)


@pytest.fixture
async def service(dsn: str, options: Options) -> AsyncIterator[Service]:
    """The service with the seed in it."""
    app = build_app(dsn=dsn, options=options)
    running = await start(app)
    await app[DESK].reset()
    async with aiohttp.ClientSession() as session:
        yield Service(running.url, app[DESK], session)
    await running.close()
