"""POST ticket/list for tickets: filter, search, sort and page what the caller may see.

Source: docs.rezolve.ai "List Tickets".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from sandbox.ticketing.model import Ticket
from sandbox.ticketing.rezolve.access.gate import Call, malformed
from sandbox.ticketing.rezolve.catalog.listing import list_templates
from sandbox.ticketing.rezolve.tickets.columns import (
    COLUMNS,
    DATE_COLUMNS,
    SORT_COLUMNS,
    matches_text,
    reader,
    sort_key,
)
from sandbox.ticketing.rezolve.tickets.scope import sees
from sandbox.ticketing.rezolve.tickets.shapes import list_item
from sandbox.ticketing.rezolve.wire.envelope import accept, want_choice, want_int, want_text
from sandbox.ticketing.rezolve.wire.filters import Predicate, compile_tree, ticket_dialect
from sandbox.ticketing.rules import Rules

MAX_TOP: Final = 100


@dataclass(frozen=True, slots=True)
class Order:
    """One sort: a column, and whether the highest comes first."""

    column: str
    is_descending: bool


@dataclass(frozen=True, slots=True)
class TicketQuery:
    """A checked request body."""

    text: str
    top: int
    offset: int
    orders: Sequence[Order]
    accepts: Predicate

    def select(self, tickets: Sequence[Ticket], rules: Rules) -> list[Ticket]:
        """The tickets that match, in order, before paging."""
        found = [
            ticket
            for ticket in tickets
            if self.accepts(ticket) and (not self.text.strip() or matches_text(ticket, self.text, rules))
        ]
        found.sort(key=lambda ticket: ticket.seq, reverse=self.orders[0].is_descending)
        for order in reversed(self.orders):
            found.sort(key=lambda ticket: sort_key(ticket, order.column, rules), reverse=order.is_descending)
        return found


def _column(value: Any) -> str:
    if value not in SORT_COLUMNS:
        raise malformed(f"'sort' must be one of: {', '.join(SORT_COLUMNS)}")
    return str(value)


def _more_orders(value: Any) -> list[Order]:
    """The sortOrder array, whose entries no page shows. Shape: {column, order}. Raises: Fault 400."""
    if not isinstance(value, list):
        raise malformed("'sortOrder' must be an array")
    orders = []
    for entry in value:
        if not isinstance(entry, Mapping) or entry.get("order", "ASC") not in ("ASC", "DESC"):
            raise malformed("'sortOrder' entries need column and order")
        orders.append(Order(_column(entry.get("column")), entry.get("order", "ASC") == "DESC"))
    return orders


def parse_query(body: Mapping[str, Any], rules: Rules) -> TicketQuery:
    """The request body of list and stream. Raises: Fault 400, 422."""
    direction = want_choice(body, "searchOrder", ("ASC", "DESC"), "DESC")
    first = Order(_column(body.get("sort") or "updatedAt"), direction == "DESC")
    return TicketQuery(
        text=want_text(body, "search"),
        top=want_int(body, "top", default=None, low=1, high=MAX_TOP),
        offset=want_int(body, "offset", default=None, low=0, high=None),
        orders=(first, *_more_orders(body.get("sortOrder", []))),
        accepts=compile_tree(body.get("filter"), ticket_dialect(COLUMNS, DATE_COLUMNS), reader(rules)),
    )


async def list_records(call: Call) -> web.StreamResponse:
    """Answer POST /api/v2/ticketing/ticket/list, which lists tickets or, for type=template, catalog templates."""
    if call.type == "template":
        return await list_templates(call)
    rules = call.desk.rules
    query = parse_query(await call.body(), rules)
    mine = [ticket for ticket in await call.desk.store.tickets() if sees(call.caller, ticket, rules)]
    found = query.select(mine, rules)
    page = found[query.offset : query.offset + query.top]
    data = {
        "tickets": [list_item(ticket, rules) for ticket in page],
        "pagination": {
            "total": len(found),
            "top": query.top,
            "offset": query.offset,
            "hasMore": query.offset + len(page) < len(found),
        },
        "module": "ticketing",
        "type": call.type,
    }
    return accept(data, "Tickets retrieved successfully", call.now)
