"""The two server-sent event streams: ticket changes that match a list filter, and the token user's notifications.

A stream lives no longer than its token, says so, and ends when the server does.
Source: docs.rezolve.ai "Ticket List Updates (SSE)", "Ticket Notifications (SSE)".
"""

import asyncio
import json
import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from sandbox.ticketing.errors import NotFound
from sandbox.ticketing.feed import Subscription
from sandbox.ticketing.model import Change, Ticket
from sandbox.ticketing.rezolve.access.gate import Call, Handler
from sandbox.ticketing.rezolve.feeds.notices import notices
from sandbox.ticketing.rezolve.feeds.notifications import comment_of
from sandbox.ticketing.rezolve.tickets.listing import TicketQuery, parse_query
from sandbox.ticketing.rezolve.tickets.names import category_name, subcategory_name
from sandbox.ticketing.rezolve.tickets.scope import sees, works_on
from sandbox.ticketing.rezolve.tickets.shapes import brief
from sandbox.ticketing.rezolve.wire.envelope import Fault, iso

_log = logging.getLogger(__name__)

MAX_STREAMS: Final = 10
_WIRE_NAMES: Final = {
    "due_at": "dueDate",
    "response_due_at": "responseDueDate",
    "first_response_at": "firstResponseAt",
    "resolved_at": "resolvedAt",
    "closed_at": "closedAt",
    "expected_at": "expectedDate",
    "sla_status": "slaStatus",
    "ticket_type": "ticketType",
    "response_breached": "responseBreached",
    "resolution_breached": "resolutionBreached",
}
_SILENT: Final = frozenset({"values", "reopened", "sla_key", "template_id", "tags"})


@dataclass(slots=True)
class Streams:
    """The open streams of one server. Units: `heartbeat_s` seconds between signs of life."""

    heartbeat_s: float
    open: dict[Subscription, str] = field(default_factory=dict)

    def admit(self, subscription: Subscription, user_id: str) -> None:
        """Count one in. Raises: Fault 429 when the user has too many."""
        if sum(owner == user_id for owner in self.open.values()) >= MAX_STREAMS:
            subscription.close()
            raise Fault(
                429, "TOO_MANY_STREAMS", "Too many concurrent streams", details=f"Limit: {MAX_STREAMS}"
            )
        self.open[subscription] = user_id

    def close(self) -> None:
        """End all of them, so that the server can stop."""
        for subscription in list(self.open):
            subscription.close()


class Wire:
    """One event stream to one reader."""

    def __init__(self) -> None:
        """Nothing is sent yet."""
        headers = {
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-cache",
            "X-Accel-Buffering": "no",
        }
        self.response = web.StreamResponse(headers=headers)

    async def send(self, event: str, data: Mapping[str, Any]) -> None:
        """One event."""
        text = f"event: {event}\ndata: {json.dumps(data)}\n\n"
        await self.response.write(text.encode())


async def _next(subscription: Subscription) -> Change | None:
    try:
        return await anext(subscription)
    except StopAsyncIteration:
        return None


async def _changes(
    call: Call, wire: Wire, subscription: Subscription, streams: Streams
) -> AsyncIterator[Change]:
    """The changes as they come, with heartbeats between them, until the token or the server ends."""
    ends_at = call.caller.expires_at.timestamp()
    waiting = asyncio.create_task(_next(subscription))
    try:
        while True:
            left = ends_at - time.time()
            if left <= 0:
                now = iso(call.desk.clock.now())
                expired = {
                    "code": "TOKEN_EXPIRED",
                    "message": "Authentication token has expired",
                    "timestamp": now,
                }
                await wire.send("error", expired)
                return
            done, _ = await asyncio.wait({waiting}, timeout=min(left, streams.heartbeat_s))
            if not done:
                await wire.send("heartbeat", {"timestamp": iso(call.desk.clock.now())})
                continue
            change = waiting.result()
            if change is None:
                return
            yield change
            waiting = asyncio.create_task(_next(subscription))
    finally:
        waiting.cancel()


def _shown_change(name: str, value: Any, ticket: Ticket, call: Call) -> Any:
    if name == "category":
        return category_name(call.desk.rules, value)
    if name == "subcategory":
        return subcategory_name(call.desk.rules, ticket.category, value)
    return value


def _changed(change: Change, ticket: Ticket, call: Call) -> dict[str, Any]:
    return {
        _WIRE_NAMES.get(name, name): {
            "from": _shown_change(name, old, ticket, call),
            "to": _shown_change(name, new, ticket, call),
        }
        for name, (old, new) in change.changes.items()
        if name not in _SILENT
    }


async def _current(call: Call, change: Change) -> Ticket | None:
    try:
        ticket = await call.desk.store.get(change.ticket_id)
    except NotFound:
        return None
    return ticket if sees(call.caller, ticket, call.desk.rules) else None


async def _tell_ticket(call: Call, wire: Wire, change: Change, query: TicketQuery) -> None:
    ticket = await _current(call, change)
    if ticket is None or not query.select([ticket], call.desk.rules):
        return
    comment = await comment_of(call.desk.store, change)
    if comment is not None and comment.is_private and not works_on(call.caller, ticket):
        return
    if change.kind == "created":
        await wire.send("created", {**brief(ticket), "createdAt": iso(ticket.created_at)})
        return
    await wire.send("updated", {**brief(ticket), "changes": _changed(change, ticket, call)})


async def _run(
    call: Call,
    streams: Streams,
    greet: Callable[[Wire], Awaitable[None]],
    tell: Callable[[Wire, Change], Awaitable[None]],
) -> web.StreamResponse:
    """One stream from its greeting to its end."""
    async with call.desk.subscribe() as subscription:
        streams.admit(subscription, call.caller.user.id)
        wire = Wire()
        try:
            await wire.response.prepare(call.request)
            await greet(wire)
            async for change in _changes(call, wire, subscription, streams):
                await tell(wire, change)
        except ConnectionResetError:
            _log.debug("rezolve_stream_reader_left")
        finally:
            streams.open.pop(subscription, None)
        return wire.response


def ticket_stream(streams: Streams) -> Handler:
    """The handler of POST /api/v2/ticketing/ticket/sse/list/updates."""

    async def answer(call: Call) -> web.StreamResponse:
        rules = call.desk.rules
        query = parse_query(await call.body(), rules)

        async def greet(wire: Wire) -> None:
            mine = [one for one in await call.desk.store.tickets() if sees(call.caller, one, rules)]
            found = query.select(mine, rules)
            page = found[query.offset : query.offset + query.top]
            connection = f"conn-{uuid.uuid4().hex[:12]}"
            await wire.send("connected", {"connectionId": connection, "timestamp": iso(call.now)})
            await wire.send("snapshot", {"tickets": [brief(one) for one in page], "total": len(found)})

        async def tell(wire: Wire, change: Change) -> None:
            await _tell_ticket(call, wire, change, query)

        return await _run(call, streams, greet, tell)

    return answer


def notification_stream(streams: Streams) -> Handler:
    """The handler of GET /api/v2/ticketing/ticket/sse/notifications."""

    async def answer(call: Call) -> web.StreamResponse:
        async def greet(wire: Wire) -> None:
            hello = {"message": "Connected to notification stream", "userId": call.caller.user.id}
            await wire.send("connected", {**hello, "timestamp": iso(call.now)})

        async def tell(wire: Wire, change: Change) -> None:
            await _tell_person(call, wire, change)

        return await _run(call, streams, greet, tell)

    return answer


async def _tell_person(call: Call, wire: Wire, change: Change) -> None:
    ticket = await _current(call, change)
    if ticket is None:
        return
    comment = await comment_of(call.desk.store, change)
    born_to = ticket.assignee.id if ticket.assignee else None
    told = notices(change, ticket, call.caller, call.desk.rules, comment=comment, born_to=born_to)
    for notice in told:
        await wire.send("notification", notice.shown(call.caller, call.desk.rules))
