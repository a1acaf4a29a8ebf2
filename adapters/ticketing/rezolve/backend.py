"""Rezolve as the core sees it: caches, the change feed, and the order of calls behind each port method.

Who may do what is decided in the core; here everything runs as the bot's own account.
"""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from adapters.ticketing.changes import Cursor, cursor_from
from adapters.ticketing.freshness import Fresh
from adapters.ticketing.read_back import read_back
from adapters.ticketing.rezolve import mapping, wire
from adapters.ticketing.rezolve.catalog import template_from_wire
from adapters.ticketing.rezolve.client import MAX_PAGE, RezolveClient
from adapters.ticketing.rezolve.settings import RezolveSettings
from adapters.ticketing.rezolve.workflow import transitions_of
from bot.domain.catalog import Option, Template
from bot.domain.ids import ConnectionId, TemplateId, TicketId
from bot.domain.people import Person
from bot.domain.tickets import (
    ChangedTickets,
    ChannelRoute,
    Comment,
    Meta,
    NewTicket,
    Ticket,
    TicketChange,
    TicketPage,
    TicketQuery,
    Transition,
)
from bot.errors import Conflict, NotFound, NotOffered, Refused, Unreachable
from bot.ports.ticketing import Capabilities

T = TypeVar("T")
_MAX_TEMPLATES: Final = 5000
_SCANNED_FOR_REFERENCE: Final = 500


@dataclass(frozen=True, slots=True)
class Offered:
    """A template with what its create call is addressed to."""

    template: Template
    item_type: str | None


class RezolveTickets:
    """One Rezolve tenant as a `TicketBackend`."""

    def __init__(
        self,
        settings: RezolveSettings,
        *,
        connection: ConnectionId,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is opened yet; close with `aclose`."""
        self._settings = settings
        self._connection = connection
        self._client = RezolveClient(settings, monotonic=monotonic)

        def fresh(load: Callable[[], Awaitable[T]]) -> Fresh[T]:
            return Fresh(load, max_age_s=settings.cache_s, monotonic=monotonic)

        self._meta = fresh(self._load_meta)
        self._types = fresh(self._client.ticket_types)
        self._offers = fresh(self._load_offers)
        self._routes = fresh(self._load_routes)
        self._people = Fresh(self._load_people, max_age_s=settings.people_cache_s, monotonic=monotonic)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    @property
    def connection(self) -> ConnectionId:
        """The connection's name in the settings."""
        return self._connection

    @property
    def capabilities(self) -> Capabilities:
        """What the settings name a call or a field for."""
        settings = self._settings
        return Capabilities(
            can_comment=bool(settings.comment_path),
            can_note=bool(settings.comment_path) and settings.can_note,
            can_list_comments=bool(settings.comments_path),
            can_assign="assignee" in settings.field_ids,
            can_set_priority="priority" in settings.field_ids,
            has_catalog=True,
            has_people=True,
            has_teams=True,
        )

    async def meta(self) -> Meta:
        """The tenant's configuration, old while the system is away."""
        return await self._meta.get_even_old()

    async def find_person(self, email: str) -> Person | None:
        """The user with this e-mail, case ignored; only an address that one user alone has counts.

        Rights are never taken from an answer that could not be renewed.
        """
        wanted = email.strip().casefold()
        found = [one for one in await self._people.get() if wanted and one.email.casefold() == wanted]
        return found[0] if len(found) == 1 else None

    async def assignable(self, team: str | None = None) -> tuple[Person, ...]:
        """Active agents, by name."""
        people = [one for one in await self._people.get() if one.is_active and one.is_agent]
        chosen = [one for one in people if team is None or team in one.teams]
        return tuple(sorted(chosen, key=lambda one: one.name.casefold()))

    async def templates(self) -> tuple[Template, ...]:
        """The catalog with support requests, in catalog order."""
        return tuple(self._marked(one.template) for one in (await self._offers.get_even_old()).values())

    async def template(self, template_id: TemplateId) -> Template:
        """One template. Raises: NotFound."""
        return self._marked((await self._offer(template_id)).template)

    def _marked(self, template: Template) -> Template:
        is_general = template.id == self._settings.default_offer
        return template.model_copy(update={"is_general": True}) if is_general else template

    async def lookup(self, source: str, text: str, *, limit: int = 20) -> tuple[Option, ...]:
        """Options of a source. Raises: NotOffered."""
        if not self._settings.lookup_path:
            raise NotOffered(what="lookup")
        try:
            rows = await self._client.lookup(source, text, limit)
        except NotFound:
            raise NotOffered(what="lookup") from None
        found = (mapping.option_from_wire(row) for row in rows)
        return tuple(option for option in found if option is not None)[:limit]

    async def create(self, request: NewTicket, *, actor: Person) -> Ticket:
        """File a ticket for its requester; the acting person is that requester or is not recorded by this system."""
        del actor  # no member of the create call names who filed it
        offer_id = request.template_id or self._settings.default_offer
        offer = await self._offer(TemplateId(offer_id)) if offer_id else None
        template = offer.template if offer else None
        # An offer belongs to a team; another one is asked for only where it has none.
        team = (template.team if template else None) or request.team or self._settings.default_team
        receipt = await self._client.create(
            team=team,
            item_type=(offer.item_type if offer else None) or self._settings.default_item_type,
            body=mapping.create_to_wire(request, template, self._settings),
        )
        ticket_id = receipt.object_id or receipt.ticket_number
        if ticket_id is None:
            raise Unreachable("create: the answer names no ticket", may_have_happened=True)
        return await read_back(self.get(ticket_id))

    async def find_created(self, reference: str, *, since: datetime) -> Ticket | None:
        """By search; by walking the newest tickets where the search does not know it (yet)."""
        created = self._where("GE", self._settings.columns.created, mapping.iso(since))
        pattern = re.compile(rf"(?<![\w-]){re.escape(reference)}(?![\w-])")
        for search, limit in ((reference, MAX_PAGE), ("", _SCANNED_FOR_REFERENCE)):
            for offset in range(0, limit, MAX_PAGE):
                page = await self._client.tickets([created], search=search, offset=offset, sort="createdAt")
                for row in page.tickets:
                    if pattern.search(row.description or ""):
                        return await self.get(row.object_id or row.ticket_number)
                if not page.pagination.has_more:
                    break
        return None

    async def get(self, reference: str) -> Ticket:
        """A ticket by id or number; by a filtered list where the tenant has no call for one ticket."""
        if self._settings.read_path:
            return self._ticket(await self._client.ticket(reference))
        where = self._where("EQ", self._settings.columns.number, reference)
        page = await self._client.tickets([where], size=1)
        if not page.tickets:
            raise NotFound
        return self._ticket(page.tickets[0])

    async def search(self, query: TicketQuery) -> TicketPage:
        """Tickets by the vendor's own filters, latest change first."""
        if query.teams is not None and not query.teams:
            return TicketPage(tickets=(), has_more=False, total=0)
        page = await self._client.tickets(
            await self._conditions(query),
            search=query.text or "",
            offset=query.offset,
            size=query.size,
            sort=self._settings.columns.updated,
        )
        return TicketPage(
            tickets=tuple(self._ticket(row) for row in page.tickets),
            has_more=page.pagination.has_more,
            total=page.pagination.total,
        )

    async def changed_since(self, cursor: str | None, *, now: datetime, size: int = 100) -> ChangedTickets:
        """One page of the change feed; see `changes.py`."""
        place = cursor_from(cursor, now)
        if place is None:
            return ChangedTickets(tickets=(), cursor=Cursor(at=now).model_dump_json(), has_more=False)
        updated = self._settings.columns.updated
        since = self._where("GE", updated, mapping.iso(place.start(self._settings.overlap_s)))
        size, offset = max(1, min(size, MAX_PAGE)), 0
        while True:
            page = await self._client.tickets(
                [since], offset=offset, size=size, sort=updated, is_ascending=True, kind="poller"
            )
            new = place.new_of([self._ticket(row) for row in page.tickets])
            if new or not page.tickets or not page.pagination.has_more:
                return place.after(new, has_more=bool(new) and page.pagination.has_more)
            # All seen, so one instant fills the page. Half a page is read twice, in case one of them moved on.
            offset += max(1, len(page.tickets) // 2)

    async def transitions(self, ticket: Ticket) -> tuple[Transition, ...]:
        """The next steps of the ticket's type."""
        if not ticket.type and self._settings.read_path:  # a list does not tell the type
            ticket = await self.get(ticket.id)
        types, meta = await self._types.get_even_old(), await self._meta.get_even_old()
        return transitions_of(ticket, types, meta, default_type=self._settings.default_ticket_type)

    async def change(self, ticket: Ticket, change: TicketChange, *, actor: Person) -> Ticket:
        """One update under the etag that was read; the acting person is not recorded by this system."""
        del actor  # no member of the update call names who changed it
        try:
            values = mapping.change_to_wire(change, self._settings)
        except KeyError as missing:
            raise NotOffered(what=str(missing.args[0])) from None
        etag = ticket.etag
        if etag is None:
            current = await self.get(ticket.id)
            if current.updated_at != ticket.updated_at:
                raise Conflict
            etag = current.etag
        if etag is None:
            raise Refused("NO_ETAG", "the ticket has no etag, and an update needs one")
        await self._client.update(ticket.id, etag=etag, values=values)
        return await read_back(self.get(ticket.id))

    async def comments(self, ticket_id: TicketId, *, include_private: bool) -> tuple[Comment, ...]:
        """Comments, oldest first."""
        if not self._settings.comments_path:
            raise NotOffered(what="comments")
        found = [mapping.comment_from_wire(row) for row in await self._client.comments(ticket_id)]
        shown = [one for one in found if include_private or not one.is_private]
        return tuple(sorted(shown, key=lambda one: one.created_at))

    async def comment(self, ticket_id: TicketId, text: str, *, is_private: bool, actor: Person) -> Comment:
        """Add a comment or note."""
        can = self.capabilities
        if not (can.can_note if is_private else can.can_comment):
            raise NotOffered(what="note" if is_private else "comment")
        body = mapping.comment_to_wire(text, actor.ref, self._settings, is_private=is_private)
        return mapping.comment_from_wire(await self._client.comment(ticket_id, body))

    async def routes(self) -> tuple[ChannelRoute, ...]:
        """The messaging mappings."""
        return await self._routes.get_even_old()

    def _ticket(self, row: wire.Ticket) -> Ticket:
        return mapping.ticket_from_wire(row, portal_url=self._settings.portal_url)

    def _where(self, op: str, column: str, operand: Any) -> dict[str, Any]:
        return {"id": column, "op": op, "column": column, "operand": operand}

    async def _conditions(self, query: TicketQuery) -> list[dict[str, Any]]:
        columns = self._settings.columns
        found = []
        if query.requester is not None:
            found.append(self._where("EQ", columns.requester, query.requester.id))
        if query.assignee is not None:
            found.append(self._where("EQ", columns.assignee, query.assignee.id))
        if query.only_unassigned:
            found.append(self._where("EQ", columns.assignee, None))
        if query.teams is not None:
            found.append(self._where("IN", columns.team, sorted(query.teams)))
        if query.only_open:
            meta = await self._meta.get_even_old()
            closed = [one.key for one in meta.statuses if one.is_terminal or one.category == "done"]
            found.extend(self._where("NE", columns.status, key) for key in closed)
        if query.only_breaching:
            found.append(self._where("IN", columns.sla, ["at_risk", "breached"]))
        return found

    async def _offer(self, template_id: TemplateId) -> Offered:
        offer = (await self._offers.get_even_old()).get(template_id)
        if offer is None:
            raise NotFound
        return offer

    async def _load_meta(self) -> Meta:
        return mapping.meta_from_wire(await self._client.meta())

    async def _load_people(self) -> tuple[Person, ...]:
        return tuple(mapping.person_from_wire(user) for user in (await self._client.users()).users)

    async def _load_routes(self) -> tuple[ChannelRoute, ...]:
        return mapping.routes_from_wire((await self._client.client_map()).rows)

    async def _load_offers(self) -> dict[TemplateId, Offered]:
        found: list[Offered] = []
        for is_support in (False, True):
            for offset in range(0, _MAX_TEMPLATES, MAX_PAGE):
                page = await self._client.templates(is_support=is_support, offset=offset)
                for row in page.rows:
                    template = template_from_wire(row)
                    if template is not None:
                        found.append(Offered(template, mapping.item_type_from_wire(row)))
                if not page.rows or offset + len(page.rows) >= page.count:
                    break
        found.sort(key=lambda one: (one.template.order, one.template.name.casefold()))
        return {one.template.id: one for one in found}
