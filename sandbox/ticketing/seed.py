"""Fills an empty store with a believable help desk: some tickets of every team, status and priority.

Through the store's own calls, dated back, so that history, deadlines and flags are what real use would leave.
Source: docs.rezolve.ai "List Tickets" for the two tickets with fixed numbers and dates.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.ticketing.clock import SandboxClock
from sandbox.ticketing.model import UserRef
from sandbox.ticketing.people import user_ref
from sandbox.ticketing.seed_tickets import SEEDS, Remark, SeedTicket
from sandbox.ticketing.store import Store
from sandbox.world import WORLD

_JOHN = UserRef("john.doe@example.com", "John Doe", "john.doe@example.com")


class Seeder:
    """Fills a store as of the clock's now."""

    def __init__(self, clock: SandboxClock) -> None:
        """Dates are relative to this clock."""
        self._clock = clock

    async def __call__(self, store: Store) -> None:
        """Create everything."""
        await _page_tickets(store)
        now = self._clock.now()
        for plan in sorted(SEEDS, key=lambda plan: plan.age, reverse=True):
            await _one(store, plan, now)


async def _page_tickets(store: Store) -> None:
    deepak, sam, jane = (_person(key) for key in ("deepak", "sam", "jane"))
    vpn = await store.create(
        ticket_id="a1b2c3d4-e5f6-7890-abcd-ef1234567890",
        subject="Unable to access VPN",
        description="User is experiencing connectivity issues with the corporate VPN.",
        priority="high",
        team="operation",
        category="network",
        subcategory="vpn",
        assignee=deepak,
        requester=_JOHN,
        actor=_JOHN,
        source="rezolve",
        at=datetime(2025, 7, 9, 10, 30, tzinfo=UTC),
        due_at=datetime(2025, 7, 12, 18, tzinfo=UTC),
    )
    await store.comment(
        vpn.id,
        text="Could you send us the client's log?",
        actor=deepak,
        source="rezolve",
        at=datetime(2025, 7, 10, 14, 22, tzinfo=UTC),
    )
    software = await store.create(
        ticket_id="b2c3d4e5-f6a7-8901-bcde-f12345678901",
        subject="Software installation request",
        description="Request to install Adobe Creative Suite on workstation.",
        priority="medium",
        team="operation",
        category="software",
        subcategory="installation",
        assignee=sam,
        requester=jane,
        actor=jane,
        source="rezolve",
        at=datetime(2025, 7, 9, 8, 15, tzinfo=UTC),
        due_at=datetime(2025, 7, 15, 18, tzinfo=UTC),
    )
    await store.update(
        software.id,
        {"status": "in_progress"},
        actor=sam,
        source="rezolve",
        at=datetime(2025, 7, 10, 11, 45, tzinfo=UTC),
    )


async def _one(store: Store, plan: SeedTicket, now: datetime) -> None:
    created_at = now - plan.age
    requester = _person(plan.requester)
    ticket = await store.create(
        subject=plan.subject,
        description=plan.description,
        priority=plan.priority,
        team=plan.team,
        requester=requester,
        actor=requester,
        source=plan.source,
        ticket_type=plan.ticket_type,
        category=plan.category,
        subcategory=plan.subcategory,
        assignee=_person(plan.assignee) if plan.assignee else None,
        tags=plan.tags,
        sla_key=plan.sla_key,
        at=created_at,
    )
    for after, step in _timeline(plan):
        at = created_at + after
        if isinstance(step, Remark):
            author = _person(step.author)
            await store.comment(
                ticket.id, text=step.text, is_private=step.is_private, actor=author, source=plan.source, at=at
            )
        else:
            agent = _person(plan.assignee or "mike")
            await store.update(ticket.id, _move(plan, step), actor=agent, source=plan.source, at=at)


def _timeline(plan: SeedTicket) -> list[tuple[timedelta, Remark | str]]:
    remarks: list[tuple[timedelta, Remark | str]] = [(remark.after, remark) for remark in plan.remarks]
    moves: list[tuple[timedelta, Remark | str]] = [(after, status) for status, after in plan.moves]
    return sorted(remarks + moves, key=lambda step: step[0])


def _move(plan: SeedTicket, status: str) -> dict[str, Any]:
    return {"status": status} | ({"resolution": plan.resolution} if status == "resolved" else {})


def _person(key: str) -> UserRef:
    return user_ref(WORLD.person(key))
