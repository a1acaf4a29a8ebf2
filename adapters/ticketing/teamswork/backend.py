"""TeamsWork as the core sees it: what the system cannot filter is walked and filtered here.

The system trusts whatever person a write names, so only people the core has verified are put there.
"""

import asyncio
import logging
import re
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final
from weakref import WeakValueDictionary

from adapters.ticketing.changes import Cursor, cursor_from
from adapters.ticketing.freshness import Fresh
from adapters.ticketing.read_back import read_back
from adapters.ticketing.teamswork import mapping
from adapters.ticketing.teamswork.client import TeamsWorkClient
from adapters.ticketing.teamswork.settings import TeamsWorkSettings
from adapters.ticketing.teamswork.wire import Instance
from adapters.ticketing.teamswork.wire import Ticket as WireTicket
from bot.domain.catalog import Option, Template
from bot.domain.ids import ConnectionId, TemplateId, TicketId
from bot.domain.people import Person, UserRef
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
from bot.errors import BadInput, Busy, Conflict, NotFound, NotOffered, OutsideFault, Refused, Unreachable
from bot.ports.ticketing import Capabilities

_log = logging.getLogger(__name__)
_BY_CHANGE: Final = "lastInteraction"
_BY_CREATION: Final = "createdDateTime"
_STATUS_FIELDS: Final = (mapping.RESOLUTION, mapping.COMMENT)


class TeamsWorkTickets:
    """One TeamsWork instance as a `TicketBackend`."""

    def __init__(
        self,
        settings: TeamsWorkSettings,
        *,
        connection: ConnectionId,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is opened yet; close with `aclose`."""
        self._settings = settings
        self._connection = connection
        self._client = TeamsWorkClient(settings, monotonic=monotonic)
        self._instance: Fresh[Instance] = Fresh(
            self._client.instance, max_age_s=settings.cache_s, monotonic=monotonic
        )
        # A lock lives as long as somebody holds or awaits it.
        self._writing: WeakValueDictionary[TicketId, asyncio.Lock] = WeakValueDictionary()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    @property
    def connection(self) -> ConnectionId:
        """The connection's name in the settings."""
        return self._connection

    @property
    def capabilities(self) -> Capabilities:
        """What the settings name a call for; there is one form, one team, and no list of end users."""
        return Capabilities(
            can_comment=bool(self._settings.comment_path),
            can_note=bool(self._settings.note_path),
            can_list_comments=True,
            can_assign=True,
            can_set_priority=True,
            has_catalog=False,
            has_people=self._settings.end_users == "none",
            has_teams=False,
        )

    async def meta(self) -> Meta:
        """The configuration, from the settings."""
        return mapping.meta_of(self._settings)

    async def find_person(self, email: str) -> Person | None:
        """An assignee; anybody else is an end user where the settings say so. The caller vouches for the address."""
        wanted = email.strip()
        for person in await self._agents():
            if wanted and person.email.casefold() == wanted.casefold():
                return person
        if not wanted or self._settings.end_users == "none":
            return None
        return mapping.end_user(wanted)

    async def assignable(self, team: str | None = None) -> tuple[Person, ...]:
        """The assignees, by name; none for another team than the one there is."""
        if team is not None and team != self._settings.team_key:
            return ()
        return tuple(sorted(await self._agents(), key=lambda one: one.name.casefold()))

    async def templates(self) -> tuple[Template, ...]:
        """The one form."""
        instance = await self._instance.get_even_old()
        return (mapping.template_from_wire(instance, self._settings),)

    async def template(self, template_id: TemplateId) -> Template:
        """The one form. Raises: NotFound."""
        if template_id != mapping.TEMPLATE:
            raise NotFound
        return (await self.templates())[0]

    async def lookup(self, source: str, text: str, *, limit: int = 20) -> tuple[Option, ...]:
        """There are no look-up fields. Raises: NotOffered."""
        del source, text, limit
        raise NotOffered(what="lookup")

    async def create(self, request: NewTicket, *, actor: Person) -> Ticket:
        """File a ticket; a priority the system passed over at creation is set afterwards."""
        template = await self.template(TemplateId(request.template_id or mapping.TEMPLATE))
        agents = [agent.ref for agent in await self._agents()]
        people = {key.casefold(): agent for agent in agents for key in (agent.id, agent.email)}
        body = mapping.create_to_wire(request, template, people, self._settings)
        try:
            row = await self._client.create(body, mapping.user_to_wire(actor.ref))
        except Refused as refused:
            named = {field.id: str(refused) for field in template.fields if field.label in str(refused)}
            if not named:
                raise
            raise BadInput(errors={str(name): text for name, text in named.items()}) from refused
        priority = mapping.priority_of(request)
        if priority is None or row.priority == priority:
            return self._ticket(row)
        try:
            await self._client.update(row.id, {"priority": priority}, mapping.user_to_wire(actor.ref))
            return await self.get(row.id)
        except (OutsideFault, NotFound) as fault:
            # The ticket is there; losing it over its priority would be worse.
            _log.warning("teamswork_priority_not_set fault=%s", type(fault).__name__)
            return self._ticket(row)

    async def find_created(self, reference: str, *, since: datetime) -> Ticket | None:
        """By search; by walking the newest tickets where the search does not find it."""
        pattern = re.compile(rf"(?<![\w-]){re.escape(reference)}(?![\w-])")
        for search in (reference, ""):
            walk = self._client.walk(order_by=_BY_CREATION, search=search, with_description=True)
            async with aclosing(walk) as pages:
                async for page in pages:
                    for row in page:
                        if row.created_on >= since and pattern.search(row.description):
                            return await self.get(row.id)
                    if page and page[-1].created_on < since:
                        break
        return None

    async def get(self, reference: str) -> Ticket:
        """A ticket by id or number."""
        return self._ticket(await self._row(reference))

    async def search(self, query: TicketQuery) -> TicketPage:
        """Walks from the latest change down until the page is full; `total` only where everything was walked."""
        if query.teams is not None and self._settings.team_key not in query.teams:
            return TicketPage(tickets=(), has_more=False, total=0)
        meta = await self.meta()
        found: list[Ticket] = []
        wanted = query.offset + query.size
        async with aclosing(self._walk(query.text or "")) as tickets:
            async for ticket in tickets:
                if _fits(ticket, query, meta):
                    found.append(ticket)
                if len(found) > wanted:
                    return TicketPage(tickets=tuple(found[query.offset : wanted]), has_more=True)
        return TicketPage(tickets=tuple(found[query.offset : wanted]), has_more=False)

    async def changed_since(self, cursor: str | None, *, now: datetime, size: int = 100) -> ChangedTickets:
        """Walks from the latest change down to the cursor, and gives out the oldest of what it met.

        The system's date filters know only days, and ignore anything finer without a word, so none is used.
        """
        place = cursor_from(cursor, now)
        if place is None:
            return ChangedTickets(tickets=(), cursor=Cursor(at=now).model_dump_json(), has_more=False)
        start = place.start(self._settings.overlap_s)
        # Cursors keep whole milliseconds apart, as the system tells them.
        start = start.replace(microsecond=start.microsecond // 1000 * 1000)
        met: dict[str, Ticket] = {}
        async with aclosing(self._client.walk(order_by=_BY_CHANGE, kind="poller")) as pages:
            async for page in pages:
                recent = [ticket for row in page if (ticket := self._ticket(row)).updated_at >= start]
                for ticket in recent:
                    met.setdefault(ticket.id, ticket)  # met again lower down: it moved while we walked
                if not recent:
                    break
        new = place.new_of(sorted(met.values(), key=lambda one: (one.updated_at, one.id)))
        return place.after(new[: max(1, size)], has_more=len(new) > max(1, size))

    async def transitions(self, ticket: Ticket) -> tuple[Transition, ...]:
        """The next steps the system itself names."""
        return mapping.transitions_from_wire(await self._client.ticket(ticket.id), self._settings)

    async def change(self, ticket: Ticket, change: TicketChange, *, actor: Person) -> Ticket:
        """Fields first, then the status. The system has no etag, so the last change's time is compared before.

        Shape: two changes of one ticket wait for each other, so that of two at once the second sees the first;
               another process of ours, or somebody in the system itself, can still come in between.
        """
        if change.team is not None and change.team != self._settings.team_key:
            raise NotOffered(what="team")
        async with self._writing.setdefault(ticket.id, asyncio.Lock()):
            return await self._change(ticket, change, actor=actor)

    async def _change(self, ticket: Ticket, change: TicketChange, *, actor: Person) -> Ticket:
        row = await self._client.ticket(ticket.id)
        if self._ticket(row).updated_at != ticket.updated_at:
            raise Conflict
        user = mapping.user_to_wire(actor.ref)
        fields = {
            "assignee": mapping.user_to_wire(change.assignee) if change.assignee else None,
            "priority": change.priority,
        }
        sent = {name: value for name, value in fields.items() if value is not None}
        status = None if change.status is None else self._status_body(row, change, user)
        if sent:
            await self._client.update(row.id, sent, user)
        if status is not None:
            try:
                await self._client.set_status(row.id, status)
            except (Busy, Unreachable) as fault:
                if not sent:
                    raise
                raise Unreachable(f"change: partly written: {fault}", may_have_happened=True) from fault
        return await read_back(self.get(row.id))

    def _status_body(self, row: WireTicket, change: TicketChange, user: dict[str, str]) -> dict[str, object]:
        for step in mapping.steps_of(row):
            if mapping.label_of_target(row, step.target_id) == change.status:
                extra = {name: change.fields[name] for name in _STATUS_FIELDS if change.fields.get(name)}
                return {"status": step.target_id, **extra, "user": user}
        raise Refused("NOT_A_NEXT_STEP", "this status cannot follow the one the ticket has")

    async def comments(self, ticket_id: TicketId, *, include_private: bool) -> tuple[Comment, ...]:
        """Comments among the activities, oldest first."""
        rows = await self._client.activities(ticket_id)
        found = [mapping.comment_from_activity(row) for row in rows if (row.comment or "").strip()]
        shown = [one for one in found if include_private or not one.is_private]
        return tuple(sorted(shown, key=lambda one: one.created_at))

    async def comment(self, ticket_id: TicketId, text: str, *, is_private: bool, actor: Person) -> Comment:
        """Add a comment, or a note where the settings name a call for notes."""
        setting = "note_path" if is_private else "comment_path"
        what = "note" if is_private else "comment"
        if not getattr(self._settings, setting):
            raise NotOffered(what=what)
        user = mapping.user_to_wire(actor.ref)
        try:
            made = await self._client.comment(ticket_id, text, user, is_private=is_private)
        except NotFound:
            await self._client.ticket(ticket_id)  # NotFound again: it is the ticket, not the call
            _log.warning("teamswork_call_missing setting=%s", setting)
            raise NotOffered(what=what) from None
        return Comment(
            id=made.activity_id or made.id,
            author=actor.ref,
            text=text,
            is_private=is_private,
            created_at=made.created_date_time or datetime.now(UTC),
        )

    async def routes(self) -> tuple[ChannelRoute, ...]:
        """From the settings; the system does not know chats."""
        return self._settings.routes

    async def _agents(self) -> tuple[Person, ...]:
        # Rights are never taken from an answer that could not be renewed.
        instance = await self._instance.get()
        return tuple(mapping.agent_from_wire(user, self._settings) for user in instance.assignees.peoples)

    async def _row(self, reference: str) -> WireTicket:
        number = reference.strip().removeprefix("#")
        if not number.isdecimal():
            return await self._client.ticket(reference)
        ticket_id = await self._client.id_of(number)
        if ticket_id is None:
            raise NotFound
        return await self._client.ticket(ticket_id)

    async def _walk(self, search: str) -> AsyncGenerator[Ticket, None]:
        seen: set[str] = set()
        async with aclosing(self._client.walk(order_by=_BY_CHANGE, search=search)) as pages:
            async for page in pages:
                for row in page:
                    if row.id not in seen:
                        seen.add(row.id)
                        yield self._ticket(row)

    def _ticket(self, row: WireTicket) -> Ticket:
        return mapping.ticket_from_wire(row, self._settings)


def _is(user: UserRef | None, wanted: UserRef) -> bool:
    if user is None:
        return False
    return user.id == wanted.id or (bool(wanted.email) and user.email.casefold() == wanted.email.casefold())


def _fits(ticket: Ticket, query: TicketQuery, meta: Meta) -> bool:
    """Whether a ticket is one of those asked for; the text was the system's own search."""
    return not (
        (query.requester is not None and not _is(ticket.requester, query.requester))
        or (query.assignee is not None and not _is(ticket.assignee, query.assignee))
        or (query.only_unassigned and ticket.assignee is not None)
        or (query.only_open and not meta.is_open(ticket))
        or (query.only_breaching and not (ticket.response_breached or ticket.resolution_breached))
    )
