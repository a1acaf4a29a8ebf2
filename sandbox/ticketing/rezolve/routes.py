"""Mounts the Rezolve API on an application that may carry other faces too.

Source: docs.rezolve.ai, API reference: ticketing, auth keys and health pages. What is not on a page says so where
it is written.
"""

from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from sandbox.ticketing.desk import Desk
from sandbox.ticketing.rezolve.access.gate import (
    LIST_TYPES,
    TICKET_ROLES,
    Handler,
    Rule,
    endpoint,
    unauthorized_template,
    unauthorized_user_info,
)
from sandbox.ticketing.rezolve.access.grants import issue
from sandbox.ticketing.rezolve.access.tokens import DEFAULT_LIFE_S
from sandbox.ticketing.rezolve.documents.calls import (
    get_client_map,
    get_lookup,
    get_offers,
    get_queues,
    get_tenant_meta,
    get_ticket_types,
    get_user_info,
    get_users,
)
from sandbox.ticketing.rezolve.feeds.notifications import list_notifications
from sandbox.ticketing.rezolve.feeds.streams import Streams, notification_stream, ticket_stream
from sandbox.ticketing.rezolve.tickets.comments import add_comment, list_comments
from sandbox.ticketing.rezolve.tickets.count import count_tickets
from sandbox.ticketing.rezolve.tickets.create import create_ticket
from sandbox.ticketing.rezolve.tickets.listing import list_records
from sandbox.ticketing.rezolve.tickets.reading import read_ticket
from sandbox.ticketing.rezolve.tickets.update import update_ticket
from sandbox.ticketing.rezolve.wire.envelope import iso

V2: Final = "/api/v2/ticketing"
HEARTBEAT_S: Final = 30.0
_VERSION: Final = "1.5.2"
_ALL_ROLES: Final = (*TICKET_ROLES, "tenant_admin", "catalog_admin")
_LIST: Final = Rule(types=LIST_TYPES)
_TEMPLATES: Final = Rule(
    roles=(*TICKET_ROLES, "catalog_admin"),
    what="catalog templates",
    types=LIST_TYPES,
    is_terse=True,
    unauthorized=unauthorized_template,
)
# A missing role is a 401 of its own on writes, so the gate asks for none.
_WRITE: Final = Rule(roles=(), types=LIST_TYPES)
_UNDOCUMENTED: Final = Rule(types=LIST_TYPES, optional_query=True)
_UNDOCUMENTED_WRITE: Final = Rule(roles=(), types=LIST_TYPES, optional_query=True)
_NO_QUERY: Final = Rule(needs_query=False)


def _calls(streams: Streams) -> tuple[tuple[str, str, Handler, Rule], ...]:
    ticket = f"{V2}/ticket"
    return (
        ("POST", f"{ticket}/list", list_records, _LIST),
        ("POST", f"{ticket}/create/{{teamId}}/{{itemTypeId}}", create_ticket, _WRITE),
        ("POST", f"{ticket}/count", count_tickets, _LIST),
        (
            "POST",
            f"{ticket}/notifications",
            list_notifications,
            Rule(what="notifications", needs_query=False),
        ),
        ("POST", f"{ticket}/sse/list/updates", ticket_stream(streams), _LIST),
        ("GET", f"{ticket}/sse/notifications", notification_stream(streams), _NO_QUERY),
        ("PATCH", f"{ticket}/{{objectId}}/update", update_ticket, _WRITE),
        ("GET", f"{ticket}/{{objectId}}", read_ticket, _UNDOCUMENTED),
        ("POST", f"{ticket}/{{objectId}}/comments", add_comment, _UNDOCUMENTED_WRITE),
        ("GET", f"{ticket}/{{objectId}}/comments", list_comments, _UNDOCUMENTED),
        ("GET", f"{V2}/ticket-type", get_ticket_types, Rule(what="ticket types", roles=_ALL_ROLES)),
        ("GET", f"{V2}/tenant/meta", get_tenant_meta, Rule(what="tenant metadata", roles=_ALL_ROLES)),
        ("GET", f"{V2}/tenant/sc/offers", get_offers, Rule(what="service catalog offers", roles=_ALL_ROLES)),
        ("GET", f"{V2}/user/list", get_users, Rule(what="user list", roles=_ALL_ROLES)),
        ("GET", f"{V2}/user/userinfo", get_user_info, Rule(roles=(), unauthorized=unauthorized_user_info)),
        (
            "GET",
            f"{V2}/queue/list",
            get_queues,
            Rule(what="queue list", roles=("ticket_agent", "ticket_admin")),
        ),
        ("GET", f"{V2}/lookup/{{source}}", get_lookup, _UNDOCUMENTED),
        (
            "GET",
            "/api/v1/ticketing/clientMap/findAndCountAll",
            get_client_map,
            Rule(
                what="client mappings",
                roles=("ticket_admin", "tenant_admin"),
                needs_realm=False,
                needs_query=False,
            ),
        ),
    )


def _rule_of(path: str, rule: Rule) -> Callable[[web.Request], Rule]:
    """The rule of a path; two pages share ticket/list, told apart by the type asked for."""
    if path != f"{V2}/ticket/list":
        return lambda _request: rule
    return lambda request: _TEMPLATES if request.query.get("type") == "template" else rule


def add_routes(
    app: web.Application, desk: Desk, *, token_life_s: int = DEFAULT_LIFE_S, heartbeat_s: float = HEARTBEAT_S
) -> None:
    """Add every Rezolve call to the application; its streams end when the application shuts down."""
    streams = Streams(heartbeat_s)
    for method, path, handler, rule in _calls(streams):
        app.router.add_route(method, path, endpoint(handler, _rule_of(path, rule), desk))

    async def token(request: web.Request) -> web.StreamResponse:
        return await issue(request, people=desk.people, life_s=token_life_s)

    async def health(request: web.Request) -> web.StreamResponse:
        facts: dict[str, Any] = {"status": "healthy", "timestamp": iso(desk.clock.now())}
        if request.path != "/health":
            facts["version"] = _VERSION
        return web.json_response(facts)

    async def end_streams(_app: web.Application) -> None:
        streams.close()

    app.router.add_post("/oauth/token", token)
    app.router.add_get("/health", health)
    app.router.add_get("/api/v1/health", health)
    app.on_shutdown.append(end_streams)
