"""Rezolve over HTTP against the sandbox: caching, faults, and what the settings can turn."""

import logging
from typing import Any

import pytest

from bot.domain.ids import PriorityKey
from bot.domain.people import Person
from bot.domain.tickets import NewTicket, TicketChange, TicketQuery
from bot.errors import Busy, NotFound, NotOffered, Refused, Unreachable
from sandbox.world import REZOLVE_CLIENT_SECRET, WORLD
from tests.fakes.ticketing_desks import SandboxDesk, minutes_before, sandbox_desk


async def jane(desk: SandboxDesk) -> Person:
    """Jane as the help desk knows her."""
    found = await desk.backend.find_person(WORLD.person("jane").email)
    assert found is not None
    return found


async def request(desk: SandboxDesk) -> NewTicket:
    """Jane wants a laptop."""
    return NewTicket(
        template_id=desk.words.template, subject="S", description="D", reference="R1",
        requester=(await jane(desk)).ref, answers=dict(desk.words.good),
    )  # fmt: skip


async def test_documents_are_revalidated_after_a_minute(rezolve: SandboxDesk) -> None:
    """Within a minute nothing is asked; then a conditional request is answered with 304 and the same meta."""
    first = await rezolve.backend.meta()
    again = await rezolve.backend.meta()
    rezolve.clock.now_s += 61
    later = await rezolve.backend.meta()
    asked = [one["status"] for one in await rezolve.requests() if one["path"].endswith("/tenant/meta")]
    assert asked == [200, 304]
    assert first == again == later


@pytest.mark.parametrize(
    "kind", ["server_error", "unavailable", "timeout_before", "timeout_after", "truncated"]
)
async def test_a_create_without_a_usable_answer_may_have_happened(rezolve: SandboxDesk, kind: str) -> None:
    """Whatever went wrong, the outcome is unknown, the call is not repeated, and a look-up decides."""
    wanted = await request(rezolve)
    await rezolve.backend.templates()
    await rezolve.fault(kind, path="/create/", seconds=0.01)
    with pytest.raises(Unreachable) as caught:
        await rezolve.backend.create(wanted, actor=await jane(rezolve))
    found = await rezolve.backend.find_created("R1", since=minutes_before(rezolve.now, 5))
    calls = [one for one in await rezolve.requests() if "/create/" in one["path"]]
    assert caught.value.may_have_happened
    assert (found is not None) == (kind in ("timeout_after", "truncated"))
    assert len(calls) == 1


async def test_a_create_that_is_not_read_back_may_have_happened(rezolve: SandboxDesk) -> None:
    """The write took effect; a failure afterwards does not look like nothing."""
    wanted = await request(rezolve)
    await rezolve.backend.templates()
    await rezolve.fault("rate_limited", method="GET", path="/ticketing/ticket/TKT", retry_after_s=9)
    with pytest.raises(Unreachable, match="not read back") as caught:
        await rezolve.backend.create(wanted, actor=await jane(rezolve))
    assert caught.value.may_have_happened
    assert await rezolve.backend.find_created("R1", since=minutes_before(rezolve.now, 5)) is not None


async def test_a_changed_shape_is_named(rezolve: SandboxDesk) -> None:
    """The missing member is told, never its value."""
    await rezolve.fault("changed_shape", member="requester", path="/ticketing/ticket/TKT-2025-001234")
    with pytest.raises(Unreachable, match=r"changed shape at requester") as caught:
        await rezolve.backend.get("TKT-2025-001234")
    assert "John" not in str(caught.value)


async def test_no_success_at_status_200_is_a_no(rezolve: SandboxDesk) -> None:
    """The envelope is checked, not only the status."""
    await rezolve.fault("ok_with_error", path="/user/list")
    with pytest.raises(Refused) as caught:
        await jane(rezolve)
    assert caught.value.code == "OPERATION_FAILED"


async def test_a_request_to_slow_down_is_busy(rezolve: SandboxDesk) -> None:
    """Retry-After comes through."""
    await rezolve.fault("rate_limited", retry_after_s=42)
    with pytest.raises(Busy) as caught:
        await rezolve.backend.search(TicketQuery())
    assert caught.value.retry_after_s == 42


async def test_a_field_without_an_id_is_not_offered(dsn: str) -> None:
    """A tenant whose field ids are not known can be read, and does not pretend that it can be written."""
    async with sandbox_desk("rezolve", dsn, field_ids={}) as desk:
        ticket = await desk.file("Kettle")
        change = TicketChange(priority=PriorityKey("low"))
        with pytest.raises(NotOffered):
            await desk.backend.change(ticket, change, actor=await jane(desk))
        can = desk.backend.capabilities
        assert (can.can_assign, can.can_set_priority) == (False, False)


async def test_without_a_call_for_one_ticket_a_list_serves(dsn: str) -> None:
    """The page only names that call; a tenant may not have it."""
    async with sandbox_desk("rezolve", dsn, read_path="") as desk:
        assert (await desk.backend.get("TKT-2025-001234")).subject == "Unable to access VPN"
        with pytest.raises(NotFound):
            await desk.backend.get("TKT-1999-000001")


async def test_a_ticket_without_a_template_is_filed_under_the_general_one(rezolve: SandboxDesk) -> None:
    """Nobody chose anything; the tenant's general offer takes it."""
    wanted = NewTicket(
        template_id=None, subject="S", description="D", reference="R1", requester=(await jane(rezolve)).ref
    )
    ticket = await rezolve.backend.create(wanted, actor=await jane(rezolve))
    assert (ticket.subject, ticket.team) == ("S", "it")


async def test_support_requests_are_among_the_templates(rezolve: SandboxDesk) -> None:
    """Both kinds of list are read, in catalog order."""
    templates = await rezolve.backend.templates()
    assert {one.is_support_request for one in templates} == {True, False}
    assert [one.order for one in templates] == sorted(one.order for one in templates)


async def test_nothing_secret_is_logged(rezolve: SandboxDesk, caplog: pytest.LogCaptureFixture) -> None:
    """A whole create at the loudest level: no secret, no token, no words of a person."""
    caplog.set_level(logging.DEBUG, logger="adapters")
    wanted = (await request(rezolve)).model_copy(update={"subject": "private words"})
    await rezolve.backend.create(wanted, actor=await jane(rezolve))
    found: list[Any] = [
        word for word in (REZOLVE_CLIENT_SECRET, "Bearer", "eyJ", "private words") if word in caplog.text
    ]
    assert found == []
    assert "ticketing_call name=create" in caplog.text
