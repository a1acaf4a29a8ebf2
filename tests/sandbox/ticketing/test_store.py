"""The contract of the ticket store that both vendor faces rely on."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from sandbox.ticketing.catalog import RULES
from sandbox.ticketing.clock import SandboxClock
from sandbox.ticketing.errors import NotFound, Refused, Stale
from sandbox.ticketing.model import Ticket
from sandbox.ticketing.people import user_ref
from sandbox.ticketing.seed import Seeder
from sandbox.ticketing.store import Store
from sandbox.world import WORLD

JANE, SAM, MIKE = (user_ref(WORLD.person(key)) for key in ("jane", "sam", "mike"))


@pytest.fixture
async def clock() -> SandboxClock:
    """The store's clock."""
    return SandboxClock()


@pytest.fixture
async def store(dsn: str, clock: SandboxClock) -> AsyncIterator[Store]:
    """An empty store."""
    opened = Store(dsn, clock=clock, rules=RULES)
    await opened.open()
    await opened.reset()
    yield opened
    await opened.close()


async def new(store: Store, subject: str = "Broken", **more: object) -> Ticket:
    """A ticket of Jane's."""
    facts = {"description": "It broke.", "priority": "high", "team": "it", "sla_key": "premium"} | more
    return await store.create(subject=subject, requester=JANE, actor=JANE, source="control", **facts)  # type: ignore[arg-type]  # the test names only what matters to it


async def test_a_ticket_is_found_by_id_number_and_running_number(store: Store) -> None:
    """All three names that the vendors use lead to the same ticket."""
    made = await new(store)
    found = [await store.get(ref) for ref in (made.id, made.number.lower(), str(made.seq), made.seq)]
    assert [ticket.id for ticket in found] == [made.id] * 4


async def test_unknown_references_are_not_found(store: Store) -> None:
    """No reference of any form finds what is not there."""
    for ref in ("nope", "TKT-2025-999999", "999999", "9" * 40, "٣"):
        with pytest.raises(NotFound):
            await store.get(ref)


async def test_numbers_have_no_gap_when_written_at_once(store: Store) -> None:
    """Concurrent and refused creates leave neither twins nor holes."""
    with pytest.raises(Refused):
        await new(store, priority="enormous")
    made = await asyncio.gather(*(new(store, str(n)) for n in range(12)))
    assert sorted(ticket.seq for ticket in made) == list(range(1234, 1246))
    assert {ticket.number for ticket in made} == {
        f"TKT-{ticket.created_at:%Y}-{ticket.seq:06}" for ticket in made
    }


async def test_a_write_on_an_old_version_changes_nothing(store: Store) -> None:
    """The second of two writers that read the same version is told the current one."""
    made = await new(store)
    await store.update(made.id, {"subject": "A"}, actor=SAM, source="control", expected_version=1)
    with pytest.raises(Stale) as caught:
        await store.update(made.id, {"subject": "B"}, actor=SAM, source="control", expected_version=1)
    after = await store.get(made.id)
    assert (caught.value.current_version, after.subject, after.version) == (2, "A", 2)


async def test_an_update_that_changes_nothing_is_no_new_version(store: Store) -> None:
    """Writing what is there already leaves version and history alone."""
    made = await new(store)
    after = await store.update(made.id, {"subject": "Broken"}, actor=SAM, source="control")
    assert (after.version, [c.kind for c in await store.history(made.id)]) == (1, ["created"])


async def test_history_names_old_and_new_in_json_terms(store: Store) -> None:
    """Who changed what from what to what is kept, with people as objects."""
    made = await new(store)
    await store.update(made.id, {"assignee": SAM}, actor=MIKE, source="teamswork")
    change = (await store.history(made.id))[-1]
    sam = {"id": SAM.id, "name": SAM.name, "email": SAM.email}
    assert (change.kind, change.actor, change.source, change.changes) == (
        "updated",
        MIKE,
        "teamswork",
        {"assignee": (None, sam)},
    )


async def test_illegal_moves_and_unknown_values_are_refused(store: Store) -> None:
    """The store itself holds the workflow and the key lists."""
    made = await new(store)
    cases = [
        ({"status": "resolved"}, "ILLEGAL_MOVE"),
        ({"status": "dancing"}, "UNKNOWN_VALUE"),
        ({"team": "circus"}, "UNKNOWN_VALUE"),
        ({"category": "weather"}, "UNKNOWN_VALUE"),
        ({"number": "X"}, "UNKNOWN_FIELD"),
    ]
    for changes, code in cases:
        with pytest.raises(Refused) as caught:
            await store.update(made.id, changes, actor=SAM, source="control")
        assert caught.value.code == code


async def test_the_life_of_a_ticket_sets_its_times(store: Store, clock: SandboxClock) -> None:
    """First response, resolution, closing and reopening are dated, and reopening ends after the window."""
    made = await new(store)
    started = await store.update(made.id, {"status": "in_progress"}, actor=SAM, source="control")
    resolved = await store.update(
        made.id, {"status": "resolved", "resolution": "fixed"}, actor=SAM, source="control"
    )
    closed = await store.update(made.id, {"status": "closed"}, actor=JANE, source="control")
    reopened = await store.update(made.id, {"status": "in_progress"}, actor=JANE, source="control")
    assert started.first_response_at == started.updated_at
    assert resolved.resolved_at == closed.resolved_at == resolved.updated_at
    assert (closed.closed_at, reopened.resolved_at, reopened.closed_at) == (closed.updated_at, None, None)
    assert (closed.reopened, reopened.reopened) == (False, True)
    await store.update(made.id, {"status": "resolved"}, actor=SAM, source="control")
    clock.advance(7 * 86_400 + 60)
    with pytest.raises(Refused, match="7 days") as caught:
        await store.update(made.id, {"status": "in_progress"}, actor=JANE, source="control")
    assert caught.value.code == "REOPEN_WINDOW_PASSED"


async def test_only_an_answer_in_public_by_somebody_else_is_a_first_response(store: Store) -> None:
    """Neither the requester's own words nor a private note count."""
    made = await new(store)
    await store.comment(made.id, text="Hello?", actor=JANE, source="control")
    await store.comment(made.id, text="Hm.", is_private=True, actor=SAM, source="control")
    before = await store.get(made.id)
    answer = await store.comment(made.id, text="On it.", actor=SAM, source="control")
    after = await store.get(made.id)
    assert (before.first_response_at, after.first_response_at) == (None, answer.created_at)
    assert [c.text for c in await store.comments(made.id)] == ["Hello?", "Hm.", "On it."]


async def test_subscribers_hear_what_the_history_says_in_its_order(store: Store) -> None:
    """Concurrent writes arrive with rising sequence numbers, equal to the stored entries."""
    async with store.subscribe() as changes:
        made = await new(store)
        await asyncio.gather(
            *(store.comment(made.id, text=str(n), actor=SAM, source="control") for n in range(5))
        )
        await store.attach(made.id, name="a.txt", content=b"a", actor=SAM, source="control")
        heard = [await anext(changes) for _ in range(7)]
    assert heard == await store.history()


async def test_a_passed_deadline_is_told_once_and_seen_on_read(store: Store, clock: SandboxClock) -> None:
    """Each milestone of the SLA becomes one history entry dated to its instant."""
    made = await new(store)
    assert (made.sla_status, await store.note_sla()) == ("on_track", [])
    clock.advance(5 * 3600)
    seen = await store.get(made.id)
    told = await store.note_sla()
    assert (seen.response_breached, seen.resolution_breached, seen.sla_status) == (True, True, "breached")
    assert [(c.kind, c.at) for c in told] == [
        ("sla", made.response_due_at),
        ("sla", made.at_risk_at),
        ("sla", made.due_at),
    ]
    assert await store.note_sla() == []


async def test_hold_stops_the_clock_of_the_sla(store: Store, clock: SandboxClock) -> None:
    """Time in a hold status moves the due time and breaches nothing."""
    made = await new(store)
    await store.update(made.id, {"status": "in_progress"}, actor=SAM, source="control")
    await store.update(made.id, {"status": "pending"}, actor=SAM, source="control")
    clock.advance(10 * 3600)
    assert await store.note_sla() == []
    held = await store.get(made.id)
    resumed = await store.update(made.id, {"status": "in_progress"}, actor=SAM, source="control")
    assert made.due_at is not None
    assert resumed.due_at is not None
    moved_s = (resumed.due_at - made.due_at).total_seconds()
    assert (held.sla_status, resumed.sla_status, round(moved_s / 60)) == ("on_track", "on_track", 600)


async def test_a_new_priority_sets_new_deadlines_and_can_breach_again(
    store: Store, clock: SandboxClock
) -> None:
    """Lowering takes a breach back; raising tells of it anew, at the time of the change."""
    made = await new(store)
    clock.advance(5 * 3600)
    await store.note_sla()
    low = await store.update(made.id, {"priority": "low"}, actor=SAM, source="control")
    high = await store.update(made.id, {"priority": "high"}, actor=SAM, source="control")
    breaches = [c for c in await store.history(made.id) if "resolution_breached" in c.changes]
    assert (low.sla_status, high.sla_status) == ("on_track", "breached")
    assert [c.at for c in breaches] == [made.due_at, high.updated_at]


async def test_all_tickets_are_current_after_writes(store: Store) -> None:
    """The list never shows an older version than a single read."""
    made = [await new(store, str(n)) for n in range(3)]
    await store.tickets()
    await store.update(made[1].id, {"subject": "changed"}, actor=SAM, source="control")
    assert [t.subject for t in await store.tickets()] == ["0", "changed", "2"]
    assert [t.subject for t in await store.search(text="CHANGED")] == ["changed"]
    assert [t.subject for t in await store.search(where=lambda t: t.seq > made[0].seq)] == ["changed", "2"]


async def test_attachments_keep_their_bytes(store: Store) -> None:
    """A file comes back as it was, a link without content."""
    made = await new(store)
    await store.attach(made.id, name="a.bin", content=b"\x00\xff", actor=SAM, source="control")
    await store.attach(made.id, name="page", src="https://example.com", actor=SAM, source="control")
    found = await store.attachments(made.id)
    assert [(a.name, a.content, a.src) for a in found] == [
        ("a.bin", b"\x00\xff", None),
        ("page", None, "https://example.com"),
    ]


async def test_the_seed_is_believable_and_comes_back_on_reset(dsn: str, clock: SandboxClock) -> None:
    """The vendor page's two tickets, every team and status, one nearly due; no change is published by it."""
    store = Store(dsn, clock=clock, rules=RULES, seed=Seeder(clock))
    await store.open()
    try:
        async with store.subscribe() as changes:
            await store.reset()
            first = await store.tickets()
            probe = await new(store)
            heard = await anext(changes)
            await store.reset()
            second = await store.tickets()
    finally:
        await store.close()
    assert [t.number for t in first[:2]] == ["TKT-2025-001234", "TKT-2025-001235"]
    assert {t.team for t in first} == {"it", "hr", "operation", "global"}
    assert {t.status for t in first} == {"open", "in_progress", "pending", "resolved", "closed"}
    assert {t.priority for t in first} == {"critical", "high", "medium", "low"}
    due_in_s = [(t.due_at - clock.now()).total_seconds() for t in first if t.due_at and not t.resolved_at]
    assert [s for s in due_in_s if 0 < s < 600] != []
    assert (heard.kind, heard.ticket_id) == ("created", probe.id)
    assert [t.number for t in second] == [t.number for t in first]


async def test_text_that_the_database_cannot_hold_is_cleaned(store: Store) -> None:
    """NUL and half surrogates neither break a write nor differ between its answer and a later read."""
    made = await new(store, "a\x00b\ud800c", values={"x\x00": ["\x00y"]})
    said = await store.comment(made.id, text="\x00hi", actor=SAM, source="control")
    assert (made.subject, made.values, said.text) == ("ab?c", {"x": ["y"]}, "hi")
    assert (await store.get(made.id)).subject == made.subject
    with pytest.raises(NotFound):
        await store.get("\x00")
