"""The two event streams: what they send, to whom, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.ticketing.catalog import RULES
from sandbox.ticketing.clock import SandboxClock
from sandbox.ticketing.desk import Desk
from sandbox.ticketing.people import user_ref
from sandbox.ticketing.rezolve.access.tokens import issue_token
from sandbox.ticketing.rezolve.routes import add_routes
from sandbox.ticketing.store import Store
from sandbox.world import WORLD
from tests.sandbox.ticketing.rezolve.client import TICKETING, TICKETS, Client, bearer

JANE, SAM = user_ref(WORLD.person("jane")), user_ref(WORLD.person("sam"))
PAGE = {"top": 30, "offset": 0, "filter": {"op": "AND", "operand": []}}
PATIENCE_S = 10


class Reader:
    """Reads server-sent events."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        """Of this answer."""
        self._answer = answer

    async def event(self) -> tuple[str, Any]:
        """The next event's name and data."""
        async with asyncio.timeout(PATIENCE_S):
            block = await self._answer.content.readuntil(b"\n\n")
        name, data = block.decode().strip().split("\n")
        return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    async def after_heartbeats(self) -> tuple[str, Any]:
        """The next event that is not a heartbeat."""
        event = await self.event()
        while event[0] == "heartbeat":
            event = await self.event()
        return event


@pytest.fixture
async def desk(dsn: str) -> AsyncIterator[Desk]:
    """A desk without tickets."""
    clock = SandboxClock()
    store = Store(dsn, clock=clock, rules=RULES)
    await store.open()
    await store.reset()
    yield Desk(store, clock, RULES)
    await store.close()


@pytest.fixture
async def quick(desk: Desk) -> AsyncIterator[Client]:
    """The Rezolve face alone, with a quick heartbeat."""
    app = web.Application()
    add_routes(app, desk, heartbeat_s=0.02)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        yield Client(f"http://127.0.0.1:{runner.addresses[0][1]}", session)
        await runner.cleanup()


def opened(client: Client, who: str, path: str, *, token: str | None = None, **more: Any) -> Any:
    """An open stream."""
    headers = {**client.base, "authorization": f"Bearer {token}" if token else bearer(who)}
    address = f"{client.url}{TICKETING}/ticket/sse/{path}"
    method = client.session.post if "json" in more else client.session.get
    return method(address, headers=headers, params=TICKETS, **more)


async def new(desk: Desk, **more: Any) -> str:
    """A ticket of Jane's with the IT team."""
    facts = {"subject": "Broken", "description": "x", "priority": "high", "team": "it", **more}
    ticket = await desk.store.create(requester=JANE, actor=JANE, source="control", **facts)
    return ticket.id


async def test_ticket_stream(quick: Client, desk: Desk) -> None:
    """Connected, a snapshot, then creations and changes with what changed; other teams' tickets never."""
    await new(desk)
    async with opened(quick, "sam", "list/updates", json=PAGE) as answer:
        reader = Reader(answer)
        connected, snapshot = await reader.after_heartbeats(), await reader.after_heartbeats()
        await new(desk, team="hr")
        ticket_id = await new(desk)
        created = await reader.after_heartbeats()
        await desk.store.update(ticket_id, {"status": "in_progress"}, actor=SAM, source="control")
        updated = await reader.after_heartbeats()
    assert (connected[0], snapshot[0], snapshot[1]["total"]) == ("connected", "snapshot", 1)
    assert (created[0], created[1]["id"], "createdAt" in created[1]) == ("created", ticket_id, True)
    assert (updated[0], updated[1]["changes"]["status"]) == ("updated", {"from": "open", "to": "in_progress"})


async def test_stream_filter(quick: Client, desk: Desk) -> None:
    """Only tickets that match the filter are told of."""
    body = {
        **PAGE,
        "filter": {"op": "AND", "operand": [{"column": "priority", "op": "EQ", "operand": "critical"}]},
    }
    async with opened(quick, "sam", "list/updates", json=body) as answer:
        reader = Reader(answer)
        await reader.after_heartbeats()
        await reader.after_heartbeats()
        await new(desk)
        urgent = await new(desk, priority="critical")
        created = await reader.after_heartbeats()
    assert created[1]["id"] == urgent


async def test_private_notes_do_not_notify_the_requester(quick: Client, desk: Desk) -> None:
    """The requester's notifications are silent about a note and speak of the comment after it."""
    ticket_id = await new(desk)
    async with opened(quick, "jane", "notifications") as answer:
        reader = Reader(answer)
        await reader.after_heartbeats()
        await desk.store.comment(ticket_id, text="note", is_private=True, actor=SAM, source="control")
        await desk.store.comment(ticket_id, text="hello", is_private=False, actor=SAM, source="control")
        event = await reader.after_heartbeats()
    assert (event[0], event[1]["metadata"]["commentPreview"]) == ("notification", "hello")


async def test_private_notes_are_no_change_to_the_requester(quick: Client, desk: Desk) -> None:
    """The requester's ticket stream skips the note and goes on with the next change."""
    ticket_id = await new(desk)
    async with opened(quick, "jane", "list/updates", json=PAGE) as answer:
        reader = Reader(answer)
        await reader.after_heartbeats()
        await reader.after_heartbeats()
        await desk.store.comment(ticket_id, text="note", is_private=True, actor=SAM, source="control")
        await desk.store.update(ticket_id, {"subject": "Other"}, actor=SAM, source="control")
        event = await reader.after_heartbeats()
    assert event[1]["changes"] == {"subject": {"from": "Broken", "to": "Other"}}


async def test_heartbeat_and_token_end(quick: Client) -> None:
    """A stream shows signs of life, and ends with its token by an error event."""
    token = issue_token("jane", life_s=1)
    async with opened(quick, "jane", "notifications", token=token) as answer:
        reader = Reader(answer)
        names = [(await reader.event())[0] for _ in range(2)]
        last = await reader.after_heartbeats()
        rest = await answer.content.read()
    assert names == ["connected", "heartbeat"]
    assert (last[0], last[1]["code"], rest) == ("error", "TOKEN_EXPIRED", b"")


async def test_too_many_streams(quick: Client) -> None:
    """A person has ten streams at most; the eleventh is a 429."""
    streams = [await opened(quick, "jane", "notifications") for _ in range(10)]
    async with opened(quick, "jane", "notifications") as answer:
        status = answer.status
    for stream in streams:
        stream.close()
    assert status == 429


async def test_bad_stream_filter(quick: Client) -> None:
    """The stream checks its body as the list does."""
    async with opened(quick, "jane", "list/updates", json={**PAGE, "filter": {"op": "NO"}}) as answer:
        status = answer.status
    assert status == 422
