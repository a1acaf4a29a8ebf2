"""GET ticket/{objectId}: one ticket whole, with its etag.

Only named by the vendor ("Update Ticket" says to fetch the latest etag there); the shape is this sandbox's own.
"""

from aiohttp import web

from sandbox.ticketing.rezolve.access.gate import Call
from sandbox.ticketing.rezolve.tickets.scope import find_called, readable
from sandbox.ticketing.rezolve.tickets.shapes import full
from sandbox.ticketing.rezolve.wire.envelope import accept_cached


async def read_ticket(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/ticket/{objectId}."""
    ticket = await find_called(call)
    store = call.desk.store
    data = full(
        ticket,
        call.desk.rules,
        history=await store.history(ticket.id),
        comments=readable(call.caller, ticket, await store.comments(ticket.id)),
        files=await store.attachments(ticket.id),
    )
    return accept_cached(call.request, data, "Ticket retrieved successfully", call.now)
