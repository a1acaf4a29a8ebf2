"""Which tickets and notes a caller sees, and what the caller may do with them. Pure.

Source: docs.rezolve.ai "List Tickets" (role requirements), "Get Ticket Types" (action permissions).
"""

from sandbox.ticketing.desk import Desk
from sandbox.ticketing.errors import NotFound
from sandbox.ticketing.model import Comment, Ticket
from sandbox.ticketing.rezolve.access.gate import Call
from sandbox.ticketing.rezolve.access.tokens import Caller
from sandbox.ticketing.rezolve.documents.ticket_types import action_roles
from sandbox.ticketing.rezolve.wire.envelope import Fault
from sandbox.ticketing.rules import Rules


def may(caller: Caller, action: str, ticket_type: str, rules: Rules) -> bool:
    """Whether the ticket type's action permissions allow this action to one of the caller's roles."""
    return caller.has(*action_roles(ticket_type, rules).get(action, ()))


def works_on(caller: Caller, ticket: Ticket) -> bool:
    """Whether the caller is an agent or administrator of this ticket."""
    if caller.has("ticket_admin"):
        return True
    mine = ticket.assignee is not None and ticket.assignee.id == caller.user.id
    return caller.has("ticket_agent") and (mine or ticket.team in caller.teams)


def sees(caller: Caller, ticket: Ticket, rules: Rules) -> bool:
    """Whether the ticket exists for this caller: one's own, one's teams' for agents, all for administrators."""
    if not may(caller, "view", ticket.ticket_type, rules):
        return False
    return ticket.requester.id == caller.user.id or works_on(caller, ticket)


def readable(caller: Caller, ticket: Ticket, comments: list[Comment]) -> list[Comment]:
    """The comments this caller reads: private notes only as an agent or administrator of the ticket."""
    insider = works_on(caller, ticket)
    return [comment for comment in comments if insider or not comment.is_private]


def not_found(reference: str) -> Fault:
    """The 404 of a ticket that does not exist, or not for this caller."""
    return Fault(
        404, "TICKET_NOT_FOUND", "The specified ticket does not exist", details=f"Ticket: {reference}"
    )


async def find(desk: Desk, caller: Caller, reference: str) -> Ticket:
    """The ticket with this id, number or running number, if the caller sees it. Raises: Fault 404."""
    if not reference.isprintable():
        raise not_found(repr(reference))
    try:
        ticket = await desk.store.get(reference)
    except NotFound as absent:
        raise not_found(reference) from absent
    if not sees(caller, ticket, desk.rules):
        raise not_found(reference)
    return ticket


async def find_called(call: Call) -> Ticket:
    """The ticket the path names. Raises: Fault 404."""
    return await find(call.desk, call.caller, call.request.match_info["objectId"])
