"""The GET calls that hand out documents, each with its ETag."""

from typing import Any

from aiohttp import web

from sandbox.ticketing.rezolve.access.gate import Call, malformed
from sandbox.ticketing.rezolve.catalog.lookup import find
from sandbox.ticketing.rezolve.catalog.offers import PAGE_OFFERS, as_offer
from sandbox.ticketing.rezolve.catalog.shelf import TEMPLATES, is_for, is_live
from sandbox.ticketing.rezolve.documents.client_map import for_use_case
from sandbox.ticketing.rezolve.documents.queues import queues
from sandbox.ticketing.rezolve.documents.tenant_meta import tenant_meta
from sandbox.ticketing.rezolve.documents.ticket_types import SELECTABLE, ticket_types
from sandbox.ticketing.rezolve.documents.users import user_info, users
from sandbox.ticketing.rezolve.wire.envelope import Fault, accept_cached

_LONGEST_LOOKUP = 100
_OFFER_CATEGORIES = {
    "Hardware": ("cat-001", "computer"),
    "Software": ("cat-002", "package"),
    "Access": ("cat-003", "key"),
    "HR": ("cat-004", "users"),
    "Network": ("cat-005", "wifi"),
    "Account": ("cat-006", "user"),
}


async def get_client_map(call: Call) -> web.StreamResponse:
    """Answer GET /api/v1/ticketing/clientMap/findAndCountAll."""
    rows = for_use_case(call.request.headers.get("usecase"))
    data = {"rows": rows, "count": len(rows)}
    return accept_cached(call.request, data, "Client mappings retrieved successfully", call.now)


async def get_tenant_meta(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/tenant/meta."""
    data = tenant_meta(call.desk.rules, call.type, switches=call.desk.switches)
    return accept_cached(call.request, data, "Tenant metadata retrieved successfully", call.now)


def _odata_int(call: Call, name: str, default: int) -> int:
    text = call.request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal()):
        raise malformed(f"'{name}' must be a whole number of at least 0")
    return int(text)


async def get_ticket_types(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/ticket-type. Shape: OData's $select, $top and $skip."""
    chosen = [name.strip() for name in call.request.query.get("$select", "").split(",") if name.strip()]
    unknown = next((name for name in chosen if name not in SELECTABLE), None)
    if unknown is not None:
        raise Fault(
            400,
            "INVALID_SELECT_FIELD",
            "Invalid field in $select parameter",
            details=f"Field '{unknown}' is not a valid selectable field",
        )
    rows = ticket_types(call.desk.rules)
    skip, top = _odata_int(call, "$skip", 0), _odata_int(call, "$top", len(rows))
    page = [
        {name: value for name, value in row.items() if not chosen or name in chosen}
        for row in rows[skip : skip + top]
    ]
    data = {"value": page, "@odata.count": len(rows)}
    return accept_cached(call.request, data, "Ticket types retrieved successfully", call.now)


def _categories(offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = [name for name in _OFFER_CATEGORIES if any(offer["category"] == name for offer in offers)]
    return [
        {
            "id": _OFFER_CATEGORIES[name][0],
            "name": name,
            "icon": _OFFER_CATEGORIES[name][1],
            "order": order,
            "offerCount": sum(offer["category"] == name for offer in offers),
        }
        for order, name in enumerate(names, start=1)
    ]


async def get_offers(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/tenant/sc/offers: the page's offers, and every live template as one."""
    support = call.wants_support
    own = [
        as_offer(row)
        for row in TEMPLATES
        if is_live(row) and row["isSupportRequest"] is support and _offered(call, row)
    ]
    offers = own if support else [*map(dict, PAGE_OFFERS), *map(dict, own)]
    data = {
        "offers": offers,
        "categories": _categories([dict(offer) for offer in offers]),
        "totalOffers": len(offers),
        "module": "ticketing",
        "type": call.type,
    }
    return accept_cached(call.request, data, "Service catalog offers retrieved successfully", call.now)


def _offered(call: Call, row: Any) -> bool:
    return call.caller.has("ticket_admin", "catalog_admin") or is_for(row, call.caller.teams)


async def get_users(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/user/list."""
    found = users(call.desk.people, call.type)
    data = {"users": found, "totalCount": len(found), "module": "ticketing", "type": call.type}
    return accept_cached(call.request, data, "Users retrieved successfully", call.now)


async def get_user_info(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/user/userinfo."""
    data = user_info(call.caller, call.type)
    return accept_cached(call.request, data, "User info retrieved successfully", call.now)


async def get_queues(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/queue/list."""
    found = queues(call.desk, call.caller, await call.desk.store.tickets())
    data = {"queues": found, "totalCount": len(found), "module": "ticketing", "type": call.type}
    return accept_cached(call.request, data, "Queues retrieved successfully", call.now)


async def get_lookup(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/lookup/{source}, the sandbox's own. Shape: at most `top` (1..100, 20) entries."""
    top = _odata_int(call, "top", 20)
    if not 1 <= top <= _LONGEST_LOOKUP:
        raise malformed(f"'top' must be from 1 to {_LONGEST_LOOKUP}")
    source = call.request.match_info["source"]
    found = find(source, call.request.query.get("search", ""), top, call.desk.people)
    if found is None:
        raise Fault(
            404, "LOOKUP_NOT_FOUND", "The specified lookup source does not exist", details=f"Source: {source}"
        )
    entries, total = found
    data = {"items": [{"value": value, "label": label} for value, label in entries], "total": total}
    return accept_cached(call.request, data, "Lookup entries retrieved successfully", call.now)
