"""Failures on request, each as a client sees it."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from sandbox.world import TEAMSWORK_PRIMARY_KEY, WORLD

JANE = {"id": WORLD.person("jane").aad_id, "name": "Jane Smith", "email": "jane.smith@example.com"}
CREATE = {"ticket": {"title": "T", "requestor": JANE}, "user": JANE}


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("rate_limited", 429, True),
        ("server_error", 500, True),
        ("unavailable", 503, True),
        ("ok_with_error", 200, True),
    ],
)
async def test_refusals_come_as_often_as_asked_and_do_nothing(
    service: Any, kind: str, status: int, error: bool
) -> None:
    """Twice, on this method and path only, and no ticket was made."""
    fault = {"kind": kind, "vendor": "teamswork", "method": "POST", "path": "/tickets", "times": 2}
    await service.control("POST", "/faults", fault | {"retry_after_s": 7})
    before = len(await service.desk.store.tickets())
    untouched = await service.teamswork("GET", "/tickets")
    answers = [await service.teamswork("POST", "/tickets", CREATE) for _ in range(3)]
    assert [(a.status, a.body["error"]) for a in answers] == [(status, error), (status, error), (200, False)]
    assert untouched.status == 200
    assert len(await service.desk.store.tickets()) == before + 1


async def test_a_rate_limit_says_when_to_come_back(service: Any) -> None:
    """Retry-After is the number asked for."""
    await service.control("POST", "/faults", {"kind": "rate_limited", "retry_after_s": 7})
    assert (await service.teamswork("GET", "/tags")).headers["Retry-After"] == "7"


@pytest.mark.parametrize(("kind", "made"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_a_dropped_connection_did_it_or_did_not(service: Any, kind: str, made: int) -> None:
    """The client gets no answer in both cases; only one of them has happened."""
    before = len(await service.desk.store.tickets())
    await service.control("POST", "/faults", {"kind": kind, "seconds": 0.01})
    with pytest.raises(aiohttp.ClientConnectionError):
        await service.teamswork("POST", "/tickets", CREATE)
    recorded = (await service.control("GET", "/requests")).body["requests"]
    assert len(await service.desk.store.tickets()) == before + made
    assert [item["status"] for item in recorded] == [None]


async def test_a_delay_ends_in_the_usual_answer(service: Any) -> None:
    """Late, but whole; others are not held up."""
    await service.control("POST", "/faults", {"kind": "delay", "seconds": 0.2, "path": "/tags"})
    late = asyncio.create_task(service.teamswork("GET", "/tags"))
    first = await service.teamswork("GET", "/instance")
    assert (first.status, (await late).status) == (200, 200)


async def test_a_delayed_request_is_carried_out_after_its_sender_is_gone(service: Any) -> None:
    """It has arrived with its body: who sent it may die before it is done."""
    before = len(await service.desk.store.tickets())
    delay = {"kind": "delay", "seconds": 600, "method": "POST", "path": "/tickets"}
    await service.control("POST", "/faults", delay)
    sent = asyncio.create_task(service.teamswork("POST", "/tickets", CREATE))
    async with asyncio.timeout(10):
        while (await service.control("GET", "/faults")).body["faults"]:
            await asyncio.sleep(0.01)
        sent.cancel()
        await asyncio.gather(sent, return_exceptions=True)
        await service.control("DELETE", "/faults")
        while len(await service.desk.store.tickets()) == before:
            await asyncio.sleep(0.01)
    assert len(await service.desk.store.tickets()) == before + 1


async def test_a_held_up_request_goes_on_when_the_delay_is_deleted(service: Any) -> None:
    """It needs not wait out the ten minutes."""
    fault_id = (
        await service.control("POST", "/faults", {"kind": "delay", "seconds": 600, "path": "/tags"})
    ).body["id"]
    held = asyncio.create_task(service.teamswork("GET", "/tags"))
    while (await service.control("GET", "/faults")).body["faults"]:
        await asyncio.sleep(0.01)
    assert not held.done()
    await service.control("DELETE", f"/faults?id={fault_id}")
    assert (await held).status == 200


async def test_half_an_answer_is_not_json(service: Any) -> None:
    """The body stops in the middle."""
    await service.control("POST", "/faults", {"kind": "truncated"})
    url, params = f"{service.url}/teamswork/v1/tags", {"key": TEAMSWORK_PRIMARY_KEY}
    async with service.session.get(url, params=params) as answer:
        text = await answer.text()
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    assert answer.status == 200


async def test_an_answer_can_change_its_shape(service: Any) -> None:
    """The outer member by default, a named one anywhere."""
    await service.control("POST", "/faults", {"kind": "changed_shape"})
    outer = await service.teamswork("GET", "/tickets")
    await service.control("POST", "/faults", {"kind": "changed_shape", "member": "title"})
    inner = await service.teamswork("GET", "/tickets")
    assert ("items" in outer.body, "results" in outer.body) == (False, True)
    assert ("title" in inner.body["items"][0], "title_v2" in inner.body["items"][0]) == (False, True)


async def test_faults_are_listed_and_taken_back_and_never_hit_the_control(service: Any) -> None:
    """`times` null stays until it is deleted."""
    made = await service.control("POST", "/faults", {"kind": "unavailable", "times": None})
    statuses = [(await service.teamswork("GET", "/tags")).status for _ in range(3)]
    listed = (await service.control("GET", "/faults")).body["faults"]
    await service.control("DELETE", f"/faults?id={made.body['id']}")
    assert (statuses, listed[0]["left"], listed[0]["kind"]) == ([503] * 3, None, "unavailable")
    assert (await service.teamswork("GET", "/tags")).status == 200


async def test_unknown_kinds_are_refused(service: Any) -> None:
    """A typing mistake does not become a fault that never comes."""
    assert (await service.control("POST", "/faults", {"kind": "nope"})).status == 400
