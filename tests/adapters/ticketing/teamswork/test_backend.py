"""TeamsWork over HTTP against the sandbox: faults, the walk, the budget, and what the settings can turn."""

import logging
from typing import Any

import pytest

from adapters.ticketing.teamswork.backend import TeamsWorkTickets
from bot.domain.ids import PriorityKey, StatusKey, TeamKey
from bot.domain.people import Person
from bot.domain.tickets import NewTicket, TicketChange, TicketQuery
from bot.errors import Busy, CredentialsRevoked, NotOffered, Refused, Unreachable
from sandbox.ticketing.options import Options
from sandbox.world import TEAMSWORK_PRIMARY_KEY, TEAMSWORK_SECONDARY_KEY, WORLD
from tests.adapters.ticketing.conftest import Script
from tests.fakes.ticketing_desks import (
    CONNECTION,
    SandboxDesk,
    minutes_before,
    sandbox_desk,
    teamswork_settings,
)


async def sam(desk: SandboxDesk) -> Person:
    """Sam as the help desk knows him."""
    found = await desk.backend.find_person(WORLD.person("sam").email)
    assert found is not None
    return found


async def request(desk: SandboxDesk, **more: object) -> NewTicket:
    """Sam wants something himself."""
    return NewTicket.model_validate(
        {
            "template_id": "ticket", "subject": "S", "description": "D", "reference": "R1",
            "requester": (await sam(desk)).ref, **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["server_error", "timeout_before", "timeout_after", "truncated", "changed_shape"]
)
async def test_a_create_without_a_usable_answer_may_have_happened(teamswork: SandboxDesk, kind: str) -> None:
    """An answer without the ticket in it counts as none; the call is not repeated, and a look-up decides."""
    wanted = await request(teamswork)
    await teamswork.fault(kind, method="POST", seconds=0.01)
    with pytest.raises(Unreachable) as caught:
        await teamswork.backend.create(wanted, actor=await sam(teamswork))
    found = await teamswork.backend.find_created("R1", since=minutes_before(teamswork.now, 5))
    assert caught.value.may_have_happened
    assert (found is not None) == (kind in ("timeout_after", "truncated", "changed_shape"))
    assert [one["method"] for one in await teamswork.requests()].count("POST") == 1


async def test_an_error_at_status_200_is_a_fault(teamswork: SandboxDesk) -> None:
    """The flag in the body counts, for reads and writes."""
    wanted = await request(teamswork)
    await teamswork.fault("ok_with_error", method="POST")
    with pytest.raises(Unreachable):
        await teamswork.backend.create(wanted, actor=await sam(teamswork))
    await teamswork.fault("ok_with_error", method="GET")
    with pytest.raises(Unreachable):
        await teamswork.backend.search(TicketQuery())


async def test_a_request_to_slow_down_is_busy_for_everybody(teamswork: SandboxDesk) -> None:
    """Retry-After comes through, and until then nothing is sent at all."""
    await teamswork.fault("rate_limited", retry_after_s=42)
    for _ in range(2):
        with pytest.raises(Busy) as caught:
            await teamswork.backend.search(TicketQuery())
        assert caught.value.retry_after_s == 42
    assert len(await teamswork.requests()) == 1


async def test_the_client_stays_below_the_vendor_s_limit(dsn: str) -> None:
    """120 reads in a row: ours stops them, and the system never has to answer 429."""
    async with sandbox_desk("teamswork", dsn, options=Options()) as desk:
        ticket = await desk.file("Kettle")
        refused = 0
        for _ in range(120):
            try:
                await desk.backend.get(ticket.id)
            except Busy:
                refused += 1
        assert refused == 31
        assert {one["status"] for one in await desk.requests()} == {200}


async def test_a_priority_passed_over_at_creation_is_set_afterwards(teamswork: SandboxDesk) -> None:
    """The system ignores it on create; if setting it fails too, there still is a ticket."""
    wanted = await request(teamswork, answers={"priority": "Urgent"})
    ticket = await teamswork.backend.create(wanted, actor=await sam(teamswork))
    await teamswork.fault("server_error", method="PUT")
    other = await teamswork.backend.create(wanted, actor=await sam(teamswork))
    assert (ticket.priority, other.priority) == ("Urgent", "Medium")


async def test_a_partly_written_change_may_have_happened(teamswork: SandboxDesk) -> None:
    """Priority was written, the status was not: the fault does not look like nothing."""
    ticket = await teamswork.file("Kettle")
    change = TicketChange(priority=PriorityKey("Low"), status=StatusKey("Started"))
    await teamswork.fault("rate_limited", path="/status")
    with pytest.raises(Unreachable, match="partly") as caught:
        await teamswork.backend.change(ticket, change, actor=await sam(teamswork))
    assert caught.value.may_have_happened


async def test_another_team_is_not_offered(teamswork: SandboxDesk) -> None:
    """An instance is one team."""
    ticket = await teamswork.file("Kettle")
    with pytest.raises(NotOffered):
        await teamswork.backend.change(ticket, TicketChange(team=TeamKey("hr")), actor=await sam(teamswork))


async def test_a_missing_comment_call_is_told_from_a_missing_ticket(
    dsn: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The path differs between sources; the log names the setting."""
    async with sandbox_desk("teamswork", dsn, comment_path="/tickets/{id}/remarks") as desk:
        ticket = await desk.file("Kettle")
        with pytest.raises(NotOffered):
            await desk.backend.comment(ticket.id, "Hi", is_private=False, actor=await sam(desk))
    assert "setting=comment_path" in caplog.text


@pytest.mark.parametrize("more", [{"update_body_key": "ticket"}, {"status_method": "POST"}])
async def test_both_forms_of_writes(dsn: str, more: dict[str, Any]) -> None:
    """The page and the clients disagree; either can be set."""
    async with sandbox_desk("teamswork", dsn, **more) as desk:
        change = TicketChange(priority=PriorityKey("Low"), status=StatusKey("Started"))
        after = await desk.backend.change(await desk.file("Kettle"), change, actor=await sam(desk))
        assert (after.priority, after.status) == ("Low", "Started")


async def test_only_assignees_are_known_where_the_settings_say_so(dsn: str) -> None:
    """`end_users` none: nobody else may use the bot."""
    async with sandbox_desk("teamswork", dsn, end_users="none") as desk:
        assert await desk.backend.find_person(WORLD.person("jane").email) is None
        assert desk.backend.capabilities.has_people


async def test_a_key_that_may_only_read_is_told(dsn: str) -> None:
    """The secondary key reads; a write with it is a clear no."""
    async with sandbox_desk("teamswork", dsn, key=TEAMSWORK_SECONDARY_KEY) as desk:
        with pytest.raises(Refused, match="only read"):
            await desk.backend.create(await request(desk), actor=await sam(desk))


async def test_a_wrong_key_is_revoked(dsn: str) -> None:
    """An admin must act."""
    async with sandbox_desk("teamswork", dsn, key="wrong") as desk:
        with pytest.raises(CredentialsRevoked):
            await desk.backend.search(TicketQuery())


async def test_a_walk_follows_continuation_tokens(dsn: str) -> None:
    """More tickets than a page holds: search pages and the change feed see all of them."""
    async with sandbox_desk("teamswork", dsn, options=Options(is_seeded=False), scan_page=10) as desk:
        start = await desk.backend.changed_since(None, now=minutes_before(desk.now, 1))
        made = [(await desk.file(f"Fan {number}")).id for number in range(25)]
        found = await desk.backend.search(TicketQuery(size=50))
        changed = await desk.backend.changed_since(start.cursor, now=desk.now)
        assert [ticket.id for ticket in found.tickets] == made[::-1]
        assert [ticket.id for ticket in changed.tickets] == made


async def test_what_is_never_asked_for(teamswork: SandboxDesk) -> None:
    """No date filter, because a finer one vanishes silently, and not resolvedStatus, because it answers 500."""
    start = await teamswork.backend.changed_since(None, now=teamswork.now)
    await teamswork.backend.changed_since(start.cursor, now=teamswork.now)
    await teamswork.backend.search(TicketQuery())
    queries = [one["query"] for one in await teamswork.requests()]
    assert len(queries) == 2
    assert [query for query in queries if "After" in query or "resolvedStatus" in query] == []


async def test_the_key_is_nowhere_but_in_the_request(
    script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in logs at any level, not in faults, not in the settings' or the backend's printed form."""
    caplog.set_level(logging.DEBUG)
    settings = teamswork_settings(script.url)
    backend = TeamsWorkTickets(settings, connection=CONNECTION)
    script.then({"error": True, "message": "no"}, status=500)
    with pytest.raises(Unreachable) as caught:
        await backend.search(TicketQuery())
    await backend.aclose()
    assert script.seen[0].query["key"] == TEAMSWORK_PRIMARY_KEY
    assert TEAMSWORK_PRIMARY_KEY not in f"{caplog.text} {caught.value!r} {settings!r} {backend!r}"
