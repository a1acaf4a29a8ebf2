"""POST ticket/count: how many tickets each saved filter holds.

Source: docs.rezolve.ai "Get Ticket Count" (ids, names, colours, body and errors). The page names some ids only in
its request; what those stand for is this sandbox's own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from sandbox.ticketing.model import Ticket
from sandbox.ticketing.rezolve.access.gate import Call, malformed
from sandbox.ticketing.rezolve.access.tokens import Caller
from sandbox.ticketing.rezolve.tickets.scope import sees
from sandbox.ticketing.rezolve.wire.envelope import Fault, accept, iso
from sandbox.ticketing.rules import Rules


@dataclass(frozen=True, slots=True)
class Scene:
    """What filters look at beside the ticket. Units: `now` in the zone the caller asked for."""

    caller: Caller
    rules: Rules
    now: datetime

    def is_open(self, ticket: Ticket) -> bool:
        """Whether work on the ticket goes on."""
        return not self.rules.status(ticket.status).is_terminal

    def is_today(self, at: datetime | None) -> bool:
        """Whether this instant lies on the caller's today."""
        return at is not None and at.astimezone(self.now.tzinfo).date() == self.now.date()


Test = Callable[[Ticket, Scene], bool]


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """One filter the tenant has saved."""

    name: str
    type: str
    test: Test
    color: str | None = None


def _has(attribute: str, value: str) -> Test:
    return lambda ticket, _scene: bool(getattr(ticket, attribute) == value)


def _assigned_to_me(ticket: Ticket, scene: Scene) -> bool:
    return ticket.assignee is not None and ticket.assignee.id == scene.caller.user.id


def _waiting_for_a_day(ticket: Ticket, scene: Scene) -> bool:
    return (
        ticket.assignee is None
        and scene.is_open(ticket)
        and scene.now - ticket.created_at > timedelta(hours=24)
    )


FILTERS: Final[Mapping[str, SavedFilter]] = {
    "all": SavedFilter("All Tickets", "system", lambda _ticket, _scene: True),
    "3745": SavedFilter("Open", "status", _has("status", "open"), "#3B82F6"),
    "3747": SavedFilter("In Progress", "status", _has("status", "in_progress"), "#F59E0B"),
    "3749": SavedFilter("Pending", "status", _has("status", "pending"), "#8B5CF6"),
    "3746": SavedFilter("Resolved", "status", _has("status", "resolved"), "#10B981"),
    "3748": SavedFilter("Closed", "status", _has("status", "closed"), "#6B7280"),
    "3750": SavedFilter("Cancelled", "status", _has("status", "cancelled"), "#EF4444"),
    "4195": SavedFilter("Critical", "priority", _has("priority", "critical"), "#DC2626"),
    "4196": SavedFilter("High", "priority", _has("priority", "high"), "#F97316"),
    "4197": SavedFilter("Medium", "priority", _has("priority", "medium"), "#EAB308"),
    "4362": SavedFilter("Low", "priority", _has("priority", "low"), "#22C55E"),
    "4373": SavedFilter("Unassigned", "assignment", lambda ticket, _scene: ticket.assignee is None),
    "5932": SavedFilter("Created Today", "custom", lambda ticket, scene: scene.is_today(ticket.created_at)),
    "6358": SavedFilter("Updated Today", "custom", lambda ticket, scene: scene.is_today(ticket.updated_at)),
    "7440": SavedFilter("Hardware", "category", _has("category", "hardware")),
    "7471": SavedFilter("Assigned to Me", "assignment", _assigned_to_me),
    "7472": SavedFilter("My Team", "team", lambda ticket, scene: ticket.team in scene.caller.teams),
    "7473": SavedFilter("Software", "category", _has("category", "software")),
    "7474": SavedFilter("My Requests", "assignment", lambda t, scene: t.requester.id == scene.caller.user.id),
    "7475": SavedFilter("Network", "category", _has("category", "network")),
    "7476": SavedFilter("Account", "category", _has("category", "account")),
    "7477": SavedFilter("Incidents", "custom", _has("ticket_type", "incident")),
    "7478": SavedFilter("Service Requests", "custom", _has("ticket_type", "service_request")),
    "7479": SavedFilter("Problems", "custom", _has("ticket_type", "problem")),
    "7480": SavedFilter("IT Support", "team", _has("team", "it")),
    "7531": SavedFilter("HR", "team", _has("team", "hr")),
    "7693": SavedFilter("Operations", "team", _has("team", "operation")),
    "a7069dca-b9b1-4bf5-9a41-20dd75bf6f62": SavedFilter(
        "VIP Customers", "custom", _has("sla_key", "premium")
    ),
    "01a12ac1-8f14-4600-a4ee-c930ee4057bf": SavedFilter(
        "SLA Breached", "custom", _has("sla_status", "breached")
    ),
    "004ce44d-b69d-4acb-becd-78c3359e0002": SavedFilter("Unassigned > 24h", "custom", _waiting_for_a_day),
}
"""The saved filters by id."""


def _zone(body: Mapping[str, Any]) -> ZoneInfo:
    name = body.get("timezone", "UTC")
    try:
        return ZoneInfo(name)
    except (TypeError, ValueError, OSError, ZoneInfoNotFoundError) as bad:
        raise malformed("'timezone' must be an IANA time zone name") from bad


def _wanted(body: Mapping[str, Any]) -> tuple[Sequence[str], str]:
    """The filter ids, and the profile beneath them. Raises: Fault 400, 422."""
    ids, profile = body.get("filterIds"), body.get("templateProfileFilterId")
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) for one in ids):
        raise malformed("'filterIds' must be an array of at least one filter id")
    if profile is not None and not isinstance(profile, str):
        raise malformed("'templateProfileFilterId' must be a filter id or null")
    asked = ids if profile is None else [*ids, profile]
    unknown = [one for one in asked if one not in FILTERS]
    if unknown:
        raise Fault(
            422, "INVALID_FILTER_ID", "One or more filter IDs are invalid", details={"invalidIds": unknown}
        )
    return ids, profile or "all"


def _facts(filter_id: str) -> dict[str, str]:
    saved = FILTERS[filter_id]
    facts = {"id": filter_id, "name": saved.name, "type": saved.type}
    return facts if saved.color is None else {**facts, "color": saved.color}


def _summary(tickets: Sequence[Ticket], scene: Scene) -> dict[str, int]:
    still = [ticket for ticket in tickets if scene.is_open(ticket)]
    return {
        "totalOpen": len(still),
        "totalClosed": len(tickets) - len(still),
        "slaBreached": sum(ticket.sla_status == "breached" for ticket in still),
        "dueToday": sum(scene.is_today(ticket.due_at) for ticket in still),
        "overdue": sum(ticket.due_at is not None and ticket.due_at < scene.now for ticket in still),
    }


async def count_tickets(call: Call) -> web.StreamResponse:
    """Answer POST /api/v2/ticketing/ticket/count."""
    body = await call.body()
    ids, profile = _wanted(body)
    zone = _zone(body)
    scene = Scene(call.caller, call.desk.rules, call.now.astimezone(zone))
    mine = [
        ticket
        for ticket in await call.desk.store.tickets()
        if sees(call.caller, ticket, call.desk.rules) and FILTERS[profile].test(ticket, scene)
    ]
    data = {
        "counts": {one: sum(FILTERS[one].test(ticket, scene) for ticket in mine) for one in ids},
        "filterDetails": {one: _facts(one) for one in ids},
        "summary": _summary(mine, scene),
        "computedAt": iso(call.now),
        "timezone": zone.key,
    }
    return accept(data, "Ticket counts retrieved successfully", call.now)
