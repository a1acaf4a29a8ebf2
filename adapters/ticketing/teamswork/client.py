"""TeamsWork's calls, one method each: keeps to the budget, checks the error flag, walks continuation tokens.

The key is part of every address, so nothing here puts an address anywhere.

Source: www.teamswork.app/ticketingapi; writing to /activities from public clients of the API.
"""

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Final

from adapters.ticketing.budget import Budget, CallKind
from adapters.ticketing.http import Call, Http, Limits, Query, path_of
from adapters.ticketing.shapes import read_shape
from adapters.ticketing.teamswork.errors import fault_from, says_no
from adapters.ticketing.teamswork.settings import TeamsWorkSettings
from adapters.ticketing.teamswork.wire import (
    Activity,
    ActivityList,
    Commented,
    CommentItem,
    Instance,
    InstanceItem,
    NumberedList,
    Ticket,
    TicketItem,
    TicketList,
)
from bot.errors import Unreachable

SELECT: Final = (
    "id,ticketId,ticketNo,title,status,requestor,priority,assignee,expectedDate,lastResolutionOn,createdOn,"
    "lastUpdatedOn,isFrtEscalated,isRtEscalated,lastUpdatedBy"
)
_SELECT_NUMBERS: Final = "id,ticketId,ticketNo"
_MAX_ACTIVITY_PAGES: Final = 20


class TeamsWorkClient:
    """The instance's calls.

    Raises: Busy, Unreachable, CredentialsRevoked, Refused, NotFound, BadInput, by the table in `errors.py`.
    """

    def __init__(
        self, settings: TeamsWorkSettings, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._budget = Budget(limit=settings.calls_per_minute, reserve=settings.reserve_for_people)
        self._http = Http(
            settings.base_url,
            query={"key": settings.key.get_secret_value()},
            limits=Limits(
                connect_s=settings.connect_timeout_s,
                read_s=settings.read_timeout_s,
                total_s=2 * settings.read_timeout_s,
                attempts=settings.read_attempts,
            ),
            budget=self._budget,
            monotonic=monotonic,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def instance(self) -> Instance:
        """Custom fields and assignees."""
        body = await self._send(Call("instance", "GET", "/instance", query=self._zone()))
        return read_shape(InstanceItem, body, name="instance").item

    async def ticket(self, ticket_id: str) -> Ticket:
        """One ticket whole, with its workflow."""
        path = path_of("/tickets/{id}", id=ticket_id)
        body = await self._send(Call("ticket", "GET", path, query=self._zone()))
        return read_shape(TicketItem, body, name="ticket").item

    async def walk(
        self,
        *,
        order_by: str,
        search: str = "",
        with_description: bool = False,
        kind: CallKind = "person",
    ) -> AsyncGenerator[tuple[Ticket, ...], None]:
        """Pages of tickets, highest first, until there are no more; a person's walk ends after `scan_limit` tickets."""
        select = f"{SELECT},description" if with_description else SELECT
        query = self._list_query(order_by, select) | ({"search": search} if search else {})
        seen, token = 0, None
        while kind == "poller" or seen < self._settings.scan_limit:
            body = await self._list(query, token, kind)
            page = read_shape(TicketList, body, name="tickets")
            yield page.items
            seen, token = seen + len(page.items), page.continuation_token
            if not token or not page.items:
                return

    async def id_of(self, number: str) -> str | None:
        """The id of the ticket with this number: by search, else by walking from the latest number down."""
        for search in (number, ""):
            query = self._list_query("ticketId", _SELECT_NUMBERS) | ({"search": search} if search else {})
            seen, token = 0, None
            while seen < self._settings.scan_limit:
                page = read_shape(NumberedList, await self._list(query, token, "person"), name="tickets")
                for row in page.items:
                    if number in (str(row.ticket_no), str(row.ticket_id)):
                        return row.id
                seen, token = seen + len(page.items), page.continuation_token
                if not token or not page.items:
                    break
        return None

    async def create(self, ticket: Mapping[str, Any], user: Mapping[str, str]) -> Ticket:
        """File a ticket. An answer without the ticket leaves open whether there is one."""
        body = {"ticket": dict(ticket), "user": dict(user)}
        answer = await self._send(
            Call("create", "POST", "/tickets", query=self._zone(), body=body, is_write=True)
        )
        return read_shape(TicketItem, answer, name="create", may_have_happened=True).item

    async def update(self, ticket_id: str, fields: Mapping[str, Any], user: Mapping[str, str]) -> None:
        """Set fields of a ticket."""
        path = path_of("/tickets/{id}", id=ticket_id)
        body = {self._settings.update_body_key: dict(fields), "user": dict(user)}
        await self._send(Call("update", "PUT", path, query=self._zone(), body=body, is_write=True))

    async def set_status(self, ticket_id: str, body: Mapping[str, Any]) -> None:
        """Move a ticket along its workflow."""
        path = path_of("/tickets/{id}/status", id=ticket_id)
        method = self._settings.status_method
        await self._send(Call("status", method, path, query=self._zone(), body=dict(body), is_write=True))

    async def activities(self, ticket_id: str) -> list[Activity]:
        """Everything that happened to a ticket, as the system orders it."""
        path = path_of("/tickets/{id}/activities", id=ticket_id)
        found: list[Activity] = []
        token: str | None = None
        for _ in range(_MAX_ACTIVITY_PAGES):
            headers = {"continuationToken": token} if token else {}
            body = await self._send(Call("activities", "GET", path, headers=headers))
            page = read_shape(ActivityList, body, name="activities")
            found.extend(page.items)
            token = page.continuation_token
            if not token:
                return found
        raise Unreachable(f"activities: more than {_MAX_ACTIVITY_PAGES} pages")

    async def comment(
        self, ticket_id: str, text: str, user: Mapping[str, str], *, is_private: bool
    ) -> Commented:
        """Add a comment, or a note where the settings name a call for notes."""
        template = self._settings.note_path if is_private else self._settings.comment_path
        body = {"comment": text, "user": dict(user)} | ({"isPrivate": True} if is_private else {})
        call = Call("comment", "POST", path_of(template, id=ticket_id), body=body, is_write=True)
        answer = await self._send(call)
        return read_shape(CommentItem, answer, name="comment", may_have_happened=True).item

    def _zone(self) -> dict[str, str | int]:
        return {"timezone": self._settings.time_zone_h}

    def _list_query(self, order_by: str, select: str) -> dict[str, str | int]:
        return self._zone() | {
            "orderBy": order_by,
            "order": "DESC",
            "select": select,
            "limit": self._settings.scan_page,
        }

    async def _list(self, query: Query, token: str | None, kind: CallKind) -> Any:
        headers = {"continuationToken": token} if token else {}
        return await self._send(Call("tickets", "GET", "/tickets", query=query, headers=headers, kind=kind))

    async def _send(self, call: Call) -> Any:
        answer = await self._http.send(call)
        if says_no(answer.status, answer.body):
            raise fault_from(answer.status, answer.body, name=call.name, is_write=call.is_write)
        return answer.body
