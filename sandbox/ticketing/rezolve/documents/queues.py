"""The queues with their members, hours and current load.

Source: docs.rezolve.ai "List Ticketing Queues". Members are the world's agents; an Operations queue is added
because the world has that team; open tickets and loads are counted, the other metrics are the page's figures.
"""

from collections.abc import Iterable
from typing import Any, Final

from sandbox.ticketing.desk import Desk
from sandbox.ticketing.model import Ticket
from sandbox.ticketing.rezolve.access.tokens import Caller
from sandbox.ticketing.rezolve.documents.files import document
from sandbox.world import Person

_MEMBERS_BY_HAND: Final = {"vip_support": ("mike",), "unassigned": ()}
_CAPACITY: Final = {"agent": 20, "supervisor": 10}
_METRICS: Final = {
    "it_support": (1800, 14400, 94.5),
    "hr_helpdesk": (3600, 28800, 89.2),
    "operations": (3600, 28800, 91.0),
    "vip_support": (600, 7200, 100),
}


def _members(queue: dict[str, Any], desk: Desk, tickets: Iterable[Ticket]) -> list[dict[str, Any]]:
    by_hand = _MEMBERS_BY_HAND.get(queue["key"])
    agents: Iterable[Person] = desk.people.agents(queue["team"])
    if by_hand is not None:
        agents = [person for person in agents if person.key in by_hand]
    open_tickets = [one for one in tickets if not desk.rules.status(one.status).is_terminal]
    return [_member(person, desk, open_tickets) for person in agents]


def _member(person: Person, desk: Desk, open_tickets: list[Ticket]) -> dict[str, Any]:
    leads = "ticket_agent_supervisor" in desk.people.roles(person.helpdesk_id)
    role = "supervisor" if leads else "agent"
    return {
        "id": person.helpdesk_id,
        "name": person.name,
        "email": person.email,
        "role": role,
        "isAvailable": person.key != "tom",  # as on the page: one HR agent is away
        "currentLoad": sum(
            1 for one in open_tickets if one.assignee and one.assignee.id == person.helpdesk_id
        ),
        "maxCapacity": _CAPACITY[role],
    }


def _holds(queue: dict[str, Any], ticket: Ticket) -> bool:
    if queue["key"] == "unassigned":
        return ticket.assignee is None
    if queue["key"] == "vip_support":
        return ticket.team == queue["team"] and ticket.sla_key == "premium"
    return bool(ticket.team == queue["team"])


def _shown(queue: dict[str, Any], desk: Desk, tickets: list[Ticket]) -> dict[str, Any]:
    response, resolution, compliance = _METRICS.get(queue["key"], (None, None, None))
    held = [one for one in tickets if _holds(queue, one) and not desk.rules.status(one.status).is_terminal]
    return {
        **queue,
        "members": _members(queue, desk, tickets),
        "metrics": {
            "openTickets": len(held),
            "avgResponseTime": response,
            "avgResolutionTime": resolution,
            "slaCompliance": compliance,
        },
    }


def _may_see(queue: dict[str, Any], caller: Caller) -> bool:
    if caller.has("ticket_admin"):
        return True
    if caller.has("ticket_agent_supervisor"):
        return queue["team"] in caller.teams
    return caller.user.id in {member["id"] for member in queue["members"]}


def queues(desk: Desk, caller: Caller, tickets: list[Ticket]) -> list[dict[str, Any]]:
    """The queues this caller sees: an agent's own, a supervisor's teams', an administrator's all."""
    shown = [_shown(queue, desk, tickets) for queue in document("queues.json")]
    return [queue for queue in shown if _may_see(queue, caller)]
