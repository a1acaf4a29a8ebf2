"""Rezolve's calls, one method each: puts on the headers, renews the token once, unwraps the envelope.

It decides nothing about tickets and keeps nothing but the token and conditional answers.

Source: docs.rezolve.ai, API reference: ticketing. The calls that read one ticket, comment and look up stand on no page;
their paths are settings.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from adapters.ticketing.budget import CallKind
from adapters.ticketing.http import Answer, Call, Http, Limits, path_of
from adapters.ticketing.rezolve.errors import LACKS_ROLE, error_of, fault_from
from adapters.ticketing.rezolve.settings import RezolveSettings
from adapters.ticketing.rezolve.token import Held, Tokens
from adapters.ticketing.rezolve.wire import (
    Comment,
    Envelope,
    Receipt,
    Rows,
    TenantMeta,
    Ticket,
    TicketPage,
    TicketTypes,
    Users,
)
from adapters.ticketing.shapes import read_shape
from bot.errors import Unreachable

MAX_PAGE: Final = 100
_MODULE: Final = {"module": "ticketing"}


class RezolveClient:
    """The tenant's calls.

    Raises: Busy, Unreachable, CredentialsRevoked, Refused, NotFound, Conflict, BadInput, by the table in `errors.py`.
    """

    def __init__(self, settings: RezolveSettings, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        limits = Limits(
            connect_s=settings.connect_timeout_s,
            read_s=settings.read_timeout_s,
            total_s=2 * settings.read_timeout_s,
            attempts=settings.read_attempts,
        )
        self._http = Http(settings.base_url, limits=limits, monotonic=monotonic)
        self._tokens = Tokens(settings, self._http, monotonic=monotonic)
        self._names = {uuid: name for name, uuid in settings.field_ids.items()}

    async def aclose(self) -> None:
        """Close all connections."""
        await self._tokens.aclose()
        await self._http.aclose()

    async def meta(self) -> TenantMeta:
        """The tenant's configuration."""
        return read_shape(
            TenantMeta, await self._document("meta", "/api/v2/ticketing/tenant/meta"), name="meta"
        )

    async def ticket_types(self) -> TicketTypes:
        """All ticket types with their workflows."""
        more: dict[str, str | int] = {"$select": "id,name,fields,workflow,v1_name", "$top": 10_000}
        data = await self._document("ticket types", "/api/v2/ticketing/ticket-type", more)
        return read_shape(TicketTypes, data, name="ticket types")

    async def users(self) -> Users:
        """All users of the tenant; the page shows no paging and no search."""
        return read_shape(Users, await self._document("users", "/api/v2/ticketing/user/list"), name="users")

    async def client_map(self) -> Rows:
        """The client mappings. Needs the role ticket_admin or tenant_admin."""
        call = Call("client map", "GET", "/api/v1/ticketing/clientMap/findAndCountAll", cache_for=())
        return read_shape(Rows, await self._data(call), name="client map")

    async def templates(self, *, is_support: bool, offset: int) -> Rows:
        """One page of catalog templates."""
        body = {
            "search": "", "top": MAX_PAGE, "offset": offset, "sort": "displayOrder", "searchOrder": "ASC",
            "sortOrder": [], "filter": {"op": "AND", "operand": []},
        }  # fmt: skip
        call = Call(
            "templates",
            "POST",
            "/api/v2/ticketing/ticket/list",
            query=_MODULE | {"type": "template"},
            headers={"issupportrequest": str(is_support).lower()},
            body=body,
        )
        return read_shape(Rows, await self._data(call), name="templates")

    async def tickets(
        self,
        conditions: list[dict[str, Any]],
        *,
        search: str = "",
        offset: int = 0,
        size: int = MAX_PAGE,
        sort: str = "updatedAt",
        is_ascending: bool = False,
        kind: CallKind = "person",
    ) -> TicketPage:
        """One page of tickets that meet all conditions."""
        body = {
            "search": search, "top": size, "offset": offset, "sort": sort,
            "searchOrder": "ASC" if is_ascending else "DESC", "sortOrder": [],
            "filter": {"op": "AND", "operand": conditions},
        }  # fmt: skip
        query = _MODULE | {"type": self._settings.ticket_list_type}
        call = Call("tickets", "POST", "/api/v2/ticketing/ticket/list", query=query, body=body, kind=kind)
        return read_shape(TicketPage, await self._data(call), name="tickets")

    async def ticket(self, ticket_id: str) -> Ticket:
        """One ticket whole, with its etag; the page of the update call only names this one."""
        path = path_of(self._settings.read_path, id=ticket_id)
        data = await self._data(Call("ticket", "GET", path, query=self._page_query()))
        if isinstance(data, dict) and isinstance(data.get("ticket"), dict):
            data = data["ticket"]
        return read_shape(Ticket, data, name="ticket")

    async def create(self, *, team: str, item_type: str, body: Mapping[str, Any]) -> Receipt:
        """File a ticket."""
        path = path_of("/api/v2/ticketing/ticket/create/{team}/{item_type}", team=team, item_type=item_type)
        call = Call("create", "POST", path, query=self._page_query(), body=dict(body), is_write=True)
        return read_shape(Receipt, await self._data(call), name="create", may_have_happened=True)

    async def update(self, ticket_id: str, *, etag: str, values: Mapping[str, Any]) -> None:
        """Set fields of the ticket that has this etag."""
        path = path_of("/api/v2/ticketing/ticket/{id}/update", id=ticket_id)
        body = {"etag": etag, "ticketUpdate": dict(values)}
        await self._data(Call("update", "PATCH", path, query=self._page_query(), body=body, is_write=True))

    async def comments(self, ticket_id: str) -> list[Comment]:
        """All comments and notes of a ticket."""
        path = path_of(self._settings.comments_path, id=ticket_id)
        data = await self._data(Call("comments", "GET", path, query=self._page_query()))
        rows = data.get("comments", data.get("rows")) if isinstance(data, dict) else data
        if not isinstance(rows, list):
            raise Unreachable("comments: the answer changed shape at comments")
        return [read_shape(Comment, row, name="comments") for row in rows]

    async def comment(self, ticket_id: str, body: Mapping[str, Any]) -> Comment:
        """Add a comment or note."""
        path = path_of(self._settings.comment_path, id=ticket_id)
        call = Call("comment", "POST", path, query=self._page_query(), body=dict(body), is_write=True)
        data = await self._data(call)
        if isinstance(data, dict) and isinstance(data.get("comment"), dict):
            data = data["comment"]
        return read_shape(Comment, data, name="comment", may_have_happened=True)

    async def lookup(self, source: str, text: str, limit: int) -> list[dict[str, Any]]:
        """Options of a look-up source. Shape: rows of value and label, or of id and name."""
        path = path_of(self._settings.lookup_path, source=source)
        call = Call("lookup", "GET", path, query={self._settings.lookup_query: text, "top": limit})
        data = await self._data(call)
        rows = data.get("items", data.get("rows")) if isinstance(data, dict) else data
        if not isinstance(rows, list):
            raise Unreachable("lookup: the answer changed shape at items")
        return [row for row in rows if isinstance(row, dict)]

    def _page_query(self) -> dict[str, str]:
        return _MODULE | {"type": self._settings.page_type}

    async def _document(self, name: str, path: str, more: Mapping[str, str | int] | None = None) -> Any:
        query = self._page_query() | dict(more or {})
        return await self._data(Call(name, "GET", path, query=query, cache_for=()))

    async def _data(self, call: Call) -> Any:
        """The `data` of a successful answer."""
        held = await self._tokens.get()
        answer = await self._authorized(call, held)
        if answer.status == 401 and error_of(answer.body).code != LACKS_ROLE:
            # The token ended early or was withdrawn. A 401 is given before anything is done, so this repeats no write.
            answer = await self._authorized(call, await self._tokens.get(unless=held))
        body = answer.body
        failed = isinstance(body, dict) and body.get("success") is False
        if answer.status >= 300 or failed:
            raise fault_from(answer.status, body, name=call.name, is_write=call.is_write, names=self._names)
        return read_shape(Envelope, body, name=call.name, may_have_happened=call.is_write).data

    async def _authorized(self, call: Call, held: Held) -> Answer:
        settings = self._settings
        headers = {
            "x-tenantid": settings.tenant,
            "realmname": settings.realm,
            "issupportrequest": "false",
            **call.headers,
            "authorization": f"Bearer {held.text}",
        }
        scope = None if call.cache_for is None else (settings.tenant, settings.realm, held.subject)
        return await self._http.send(replace(call, headers=headers, cache_for=scope))
