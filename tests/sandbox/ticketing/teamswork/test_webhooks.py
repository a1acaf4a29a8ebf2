"""Webhooks reach the registered address, signed, again until accepted."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from sandbox.world import TEAMSWORK_WEBHOOK_SECRET


@dataclass(slots=True)
class Ear:
    """Receives webhooks. Shape: `answers` are the statuses to give first, then 200."""

    url: str = ""
    heard: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def hear(self, request: web.Request) -> web.Response:
        """One delivery."""
        async with self.arrived:
            self.heard.append((await request.read(), dict(request.headers)))
            self.arrived.notify_all()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def wait_for(self, count: int) -> list[dict[str, Any]]:
        """The bodies, once there are so many."""
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: len(self.heard) >= count)
        return [json.loads(raw) for raw, _ in self.heard]


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    """Something to call."""
    made = Ear()
    app = web.Application()
    app.router.add_post("/hook", made.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_events_are_signed_and_in_order(service: Any, ear: Ear) -> None:
    """The signature is the HMAC of the raw body in the chosen header; other teams' tickets are not told."""
    await service.control("POST", "/webhooks", {"url": ear.url, "header": "X-Sig"})
    for team in ("hr", "it"):
        made = await service.control(
            "POST", "/act", {"as": "jane", "do": "create", "subject": "S", "team": team}
        )
    ticket = made.body["ticket"]
    await service.control(
        "POST", "/act", {"as": "sam", "do": "comment", "ticket": ticket["number"], "text": "Hi"}
    )
    events = await ear.wait_for(2)
    raw, headers = ear.heard[0]
    expected = hmac.new(TEAMSWORK_WEBHOOK_SECRET.encode(), raw, hashlib.sha256).hexdigest()
    assert [(e["eventEntity"], e["eventAction"], e["ticketId"]) for e in events] == [
        ("Ticket", "Created", ticket["id"]),
        ("Comment", "Created", ticket["id"]),
    ]
    assert headers["X-Sig"] == expected


async def test_a_refused_event_comes_again_before_the_next(service: Any, ear: Ear) -> None:
    """Two refusals are retried; the event counts as delivered."""
    ear.answers = [500, 503]
    await service.control("POST", "/webhooks", {"url": ear.url, "entity": "Ticket"})
    await service.control("POST", "/act", {"as": "jane", "do": "create", "subject": "A"})
    events = await ear.wait_for(3)
    assert len({event["eventId"] for event in events}) == 1


async def test_alerts_are_told_when_time_is_moved(service: Any, ear: Ear) -> None:
    """A registration for Alert hears of passed deadlines and nothing else."""
    await service.control("POST", "/webhooks", {"url": ear.url, "entity": "Alert"})
    await service.control("POST", "/act", {"as": "jane", "do": "create", "subject": "A", "sla": "premium"})
    await service.control("POST", "/clock", {"advance_s": 14 * 86_400})
    events = await ear.wait_for(3)
    assert {event["eventEntity"] for event in events} == {"Alert"}


async def test_registrations_can_be_listed_and_taken_back(service: Any, ear: Ear) -> None:
    """Only this machine is ever called."""
    made = await service.control("POST", "/webhooks", {"url": ear.url})
    far = await service.control("POST", "/webhooks", {"url": "http://192.0.2.1/hook"})
    listed = await service.control("GET", "/webhooks")
    await service.control("DELETE", "/webhooks")
    assert (made.status, far.status) == (201, 400)
    assert [item["url"] for item in listed.body["webhooks"]] == [ear.url]
    assert (await service.control("GET", "/webhooks")).body["webhooks"] == []
