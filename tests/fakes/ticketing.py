"""A ticketing system in memory that keeps the port's rules; `tests/contracts/test_ticketing.py` holds it to them."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.catalog import FieldType, Option, Template, TemplateField
from bot.domain.ids import (
    ConnectionId,
    FieldId,
    PriorityKey,
    StatusKey,
    TeamKey,
    TemplateId,
    TicketId,
    UserId,
)
from bot.domain.people import Person, Role, UserRef
from bot.domain.tickets import (
    ChangedTickets,
    ChannelRoute,
    Comment,
    Meta,
    NewTicket,
    Priority,
    RequiredField,
    Status,
    Team,
    Ticket,
    TicketChange,
    TicketPage,
    TicketQuery,
    Transition,
)
from bot.errors import BadInput, BotError, Conflict, NotFound, NotOffered, Unreachable
from bot.ports.ticketing import Capabilities

ALL_CAPABILITIES = Capabilities(
    can_comment=True,
    can_note=True,
    can_list_comments=True,
    can_assign=True,
    can_set_priority=True,
    has_catalog=True,
    has_people=True,
    has_teams=True,
)
META = Meta(
    statuses=(
        Status(key=StatusKey("open"), name="Open", category="new", order=1),
        Status(key=StatusKey("in_progress"), name="In Progress", category="active", order=2),
        Status(key=StatusKey("pending"), name="Pending", category="hold", order=3),
        Status(key=StatusKey("resolved"), name="Resolved", category="done", is_terminal=True, order=4),
        Status(key=StatusKey("closed"), name="Closed", category="done", is_terminal=True, order=5),
    ),
    priorities=(
        Priority(key=PriorityKey("critical"), name="Critical", order=1),
        Priority(key=PriorityKey("high"), name="High", order=2),
        Priority(key=PriorityKey("medium"), name="Medium", order=3),
        Priority(key=PriorityKey("low"), name="Low", order=4),
    ),
    teams=(
        Team(key=TeamKey("it"), name="IT Support", is_default=True),
        Team(key=TeamKey("hr"), name="HR"),
    ),
    reopen_window_days=7,
    number_prefix="TKT",
)
_AGENTS = frozenset({Role.AGENT.value, Role.ADMIN.value})
_EVERYBODY = _AGENTS | {Role.USER.value}
_PENDING = RequiredField(key="pendingReason", label="Pending reason")
_RESOLUTION = RequiredField(key="resolution", label="Resolution")
_REOPEN = RequiredField(key="reopenReason", label="Reopen reason")
WORKFLOW: tuple[tuple[frozenset[str], Transition], ...] = (
    (frozenset({"open"}), Transition(name="Start Work", to=StatusKey("in_progress"), roles=_AGENTS)),
    (
        frozenset({"open", "in_progress"}),
        Transition(name="Put on Hold", to=StatusKey("pending"), required=(_PENDING,), roles=_AGENTS),
    ),
    (frozenset({"pending"}), Transition(name="Resume", to=StatusKey("in_progress"), roles=_AGENTS)),
    (
        frozenset({"in_progress"}),
        Transition(name="Resolve", to=StatusKey("resolved"), required=(_RESOLUTION,), roles=_AGENTS),
    ),
    (frozenset({"resolved"}), Transition(name="Close", to=StatusKey("closed"), roles=_EVERYBODY)),
    (
        frozenset({"resolved", "closed"}),
        Transition(
            name="Reopen",
            to=StatusKey("in_progress"),
            required=(_REOPEN,),
            roles=_EVERYBODY,
            max_days_after_close=7,
            is_reopen=True,
        ),
    ),
)
LAPTOP = Template(
    id=TemplateId("tpl_laptop"),
    name="New Laptop Request",
    description="Request for a new laptop or workstation",
    category="Hardware",
    team=TeamKey("it"),
    fields=(
        TemplateField(
            id=FieldId("field_laptop_type"),
            label="Laptop Type",
            type=FieldType.DROPDOWN,
            required=True,
            options=(
                Option(value="Standard", label="Standard"),
                Option(value="Developer", label="Developer"),
            ),
        ),
        TemplateField(
            id=FieldId("field_justification"), label="Business Justification", type=FieldType.TEXTAREA
        ),
    ),
)


def person(key: str, *roles: Role, teams: tuple[str, ...] = (), name: str | None = None) -> Person:
    """A person whose id and address come from a key. Shape: without roles a plain ticket user."""
    return Person(
        id=UserId(f"user-{key}"),
        name=name or key.title(),
        email=f"{key}@example.com",
        roles=frozenset({Role.USER, *roles}),
        teams=frozenset(TeamKey(team) for team in teams),
    )


class FakeTickets:
    """A `TicketBackend` in memory.

    Shape: `fail_next` makes the next call of a method fail before or after its effect; `is_down` makes every call
           fail that is not answered from a cache; `capabilities` may be set; `calls` are the names of methods called,
           in order. `put` and `touch` are what somebody does in the system itself.
    """

    def __init__(
        self,
        *,
        connection: str = "fake",
        people: tuple[Person, ...] = (),
        templates: tuple[Template, ...] = (LAPTOP,),
        meta: Meta = META,
        channel_routes: tuple[ChannelRoute, ...] = (),
        lookups: Mapping[str, tuple[Option, ...]] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """No tickets yet."""
        self.capabilities = ALL_CAPABILITIES
        self.is_down = False
        self.calls: list[str] = []
        self.people = list(people)
        self.tickets: dict[TicketId, Ticket] = {}
        self.descriptions: dict[str, str] = {}
        self._connection = ConnectionId(connection)
        self._templates = templates
        self._meta = meta
        self._channel_routes = channel_routes
        self._lookups = dict(lookups or {})
        self._now = now
        self._comments: dict[TicketId, list[Comment]] = {}
        self._faults: list[tuple[str | None, BotError, bool]] = []
        self._seq = 1000
        self._last = datetime.min.replace(tzinfo=UTC)

    @property
    def connection(self) -> ConnectionId:
        """The connection's name."""
        return self._connection

    def offer(self, **switches: bool) -> None:
        """Switch capabilities on or off."""
        self.capabilities = replace(self.capabilities, **switches)

    def fail_next(self, fault: BotError, *, method: str | None = None, after_effect: bool = False) -> None:
        """The next call (of this method) raises this, before or after what it does."""
        self._faults.append((method, fault, after_effect))

    def put(
        self,
        subject: str,
        *,
        requester: Person,
        assignee: Person | None = None,
        status: str = "open",
        priority: str = "medium",
        team: str = "it",
        description: str = "",
        at: datetime | None = None,
    ) -> Ticket:
        """A ticket that somebody created in the system itself."""
        at = at or self._tick()
        self._seq += 1
        number = f"TKT-{self._seq:06d}"
        ticket = Ticket(
            id=TicketId(number),
            number=number,
            subject=subject,
            description=description,
            status=StatusKey(status),
            priority=PriorityKey(priority),
            type="incident",
            team=TeamKey(team),
            assignee=assignee.ref if assignee else None,
            requester=requester.ref,
            created_at=at,
            updated_at=at,
            etag=uuid.uuid4().hex,
        )
        self.tickets[ticket.id] = ticket
        return ticket

    def touch(self, ticket_id: str, *, by: Person | None = None, **members: object) -> Ticket:
        """A change that somebody made in the system itself. Shape: `members` of `Ticket`."""
        at = self._tick()
        changed = {
            "updated_at": at,
            "etag": uuid.uuid4().hex,
            "updated_by": by.ref if by else None,
            **members,
        }
        before = self.tickets[TicketId(ticket_id)]
        status = members.get("status", before.status)
        if status != before.status:
            done = self._meta.status(StatusKey(str(status))).is_terminal
            changed |= {"resolved_at": at if done else None, "closed_at": at if status == "closed" else None}
        self.tickets[before.id] = before.model_copy(update=changed)
        return self.tickets[before.id]

    async def meta(self) -> Meta:
        """See the port; answered from a cache."""
        self._called("meta", is_cached=True)
        return self._meta

    async def find_person(self, email: str) -> Person | None:
        """See the port."""
        self._called("find_person")
        for one in self.people:
            if one.email.casefold() == email.strip().casefold():
                return one
        return None

    async def assignable(self, team: str | None = None) -> tuple[Person, ...]:
        """See the port."""
        self._called("assignable")
        chosen = [one for one in self.people if one.is_agent and one.is_active and team in (None, *one.teams)]
        return tuple(sorted(chosen, key=lambda one: one.name.casefold()))

    async def templates(self) -> tuple[Template, ...]:
        """See the port; answered from a cache."""
        self._called("templates", is_cached=True)
        return self._templates

    async def template(self, template_id: TemplateId) -> Template:
        """See the port; answered from a cache."""
        self._called("template", is_cached=True)
        return self._template(template_id)

    async def lookup(self, source: str, text: str, *, limit: int = 20) -> tuple[Option, ...]:
        """See the port."""
        self._called("lookup")
        if source not in self._lookups:
            raise NotOffered(what="lookup")
        found = [one for one in self._lookups[source] if text.casefold() in one.label.casefold()]
        return tuple(found[:limit])

    async def create(self, request: NewTicket, *, actor: Person) -> Ticket:
        """See the port."""
        after = self._called("create")
        template = self._template(TemplateId(request.template_id)) if request.template_id else None
        self._check_answers(request, template)
        line = f"Ref {request.reference}"
        ticket = self.put(
            request.subject,
            requester=Person(
                id=request.requester.id, name=request.requester.name, email=request.requester.email
            ),
            priority=request.priority or "medium",
            team=(template.team if template else None) or request.team or "it",
            description=f"{request.description}\n\n{line}" if request.description else line,
        )
        values = {
            "updated_by": actor.ref,
            "values": dict(request.answers),
            "category": request.category or "",
        }
        self.tickets[ticket.id] = ticket.model_copy(update=values)
        self._raise(after)
        return await self._read(ticket.id)

    async def find_created(self, reference: str, *, since: datetime) -> Ticket | None:
        """See the port."""
        self._called("find_created")
        for ticket in self.tickets.values():
            if ticket.created_at >= since and f"Ref {reference}" in ticket.description.splitlines():
                return await self._read(ticket.id)
        return None

    async def get(self, reference: str) -> Ticket:
        """See the port."""
        self._called("get")
        return await self._read(reference)

    async def search(self, query: TicketQuery) -> TicketPage:
        """See the port."""
        self._called("search")
        found = [ticket for ticket in self.tickets.values() if self._fits(ticket, query)]
        found.sort(key=lambda ticket: (ticket.updated_at, ticket.number), reverse=True)
        end = query.offset + query.size
        return TicketPage(
            tickets=tuple(found[query.offset : end]), has_more=len(found) > end, total=len(found)
        )

    async def changed_since(self, cursor: str | None, *, now: datetime, size: int = 100) -> ChangedTickets:
        """See the port. Shape: the cursor is the time and number of the last ticket given out."""
        self._called("changed_since")
        if cursor is None:
            return ChangedTickets(tickets=(), cursor=json.dumps([now.isoformat(), ""]), has_more=False)
        at, number = json.loads(cursor)
        ordered = sorted(self.tickets.values(), key=lambda one: (one.updated_at, one.number))
        new = [one for one in ordered if (one.updated_at, one.number) > (datetime.fromisoformat(at), number)]
        page = new[:size]
        last = [page[-1].updated_at.isoformat(), page[-1].number] if page else [at, number]
        return ChangedTickets(tickets=tuple(page), cursor=json.dumps(last), has_more=len(new) > size)

    async def transitions(self, ticket: Ticket) -> tuple[Transition, ...]:
        """See the port."""
        self._called("transitions")
        return tuple(step for sources, step in WORKFLOW if ticket.status in sources)

    async def change(self, ticket: Ticket, change: TicketChange, *, actor: Person) -> Ticket:
        """See the port."""
        after = self._called("change")
        current = await self._read(ticket.id)
        if ticket.updated_at != current.updated_at:
            raise Conflict
        self._check_change(current, change)
        members = change.model_dump(include={"team", "priority", "status"}, exclude_none=True)
        if change.assignee is not None:
            members["assignee"] = change.assignee
        self.touch(current.id, by=actor, values=current.values | change.fields, **members)
        self._raise(after)
        return await self._read(ticket.id)

    async def comments(self, ticket_id: TicketId, *, include_private: bool) -> tuple[Comment, ...]:
        """See the port."""
        self._called("comments")
        self._want(self.capabilities.can_list_comments, "comments")
        await self._read(ticket_id)
        found = self._comments.get(ticket_id, [])
        return tuple(one for one in found if include_private or not one.is_private)

    async def comment(self, ticket_id: TicketId, text: str, *, is_private: bool, actor: Person) -> Comment:
        """See the port."""
        after = self._called("comment")
        can = self.capabilities.can_note if is_private else self.capabilities.can_comment
        self._want(can, "note" if is_private else "comment")
        await self._read(ticket_id)
        made = Comment(
            id=uuid.uuid4().hex,
            author=actor.ref,
            text=text,
            is_private=is_private,
            created_at=self._tick(),
        )
        self._comments.setdefault(ticket_id, []).append(made)
        self.touch(ticket_id, by=actor)
        self._raise(after)
        return made

    async def routes(self) -> tuple[ChannelRoute, ...]:
        """See the port; answered from a cache."""
        self._called("routes", is_cached=True)
        return self._channel_routes

    def _called(self, method: str, *, is_cached: bool = False) -> BotError | None:
        """Note the call and raise what was arranged, or return what is to be raised after the effect."""
        self.calls.append(method)
        if self.is_down and not is_cached:
            raise Unreachable(f"{method}: the fake is down")
        for place, (wanted, fault, after_effect) in enumerate(self._faults):
            if wanted in (None, method):
                del self._faults[place]
                if not after_effect:
                    raise fault
                return fault
        return None

    def _raise(self, fault: BotError | None) -> None:
        if fault is not None:
            raise fault

    def _want(self, can: bool, what: str) -> None:
        if not can:
            raise NotOffered(what=what)

    def _template(self, template_id: TemplateId) -> Template:
        for one in self._templates:
            if one.id == template_id:
                return one
        raise NotFound

    async def _read(self, reference: str) -> Ticket:
        for ticket in self.tickets.values():
            if reference.strip() in (ticket.id, ticket.number):
                return ticket
        raise NotFound

    def _check_answers(self, request: NewTicket, template: Template | None) -> None:
        errors = {}
        for field in template.fields if template else ():
            answer = request.answers.get(field.id)
            if field.required and answer in (None, ""):
                errors[str(field.id)] = "Is required"
            elif answer is not None and field.options and answer not in {one.value for one in field.options}:
                errors[str(field.id)] = "Is not one of the options"
        if errors:
            raise BadInput(errors=errors)

    def _check_change(self, ticket: Ticket, change: TicketChange) -> None:
        self._want(change.assignee is None or self.capabilities.can_assign, "assign")
        self._want(change.priority is None or self.capabilities.can_set_priority, "priority")
        if change.status is None:
            return
        steps = [step for sources, step in WORKFLOW if ticket.status in sources and step.to == change.status]
        if not steps:
            raise BadInput(errors={"status": "This cannot follow"})
        missing = [one.key for one in steps[0].required if not change.fields.get(one.key)]
        if missing:
            raise BadInput(errors=dict.fromkeys(missing, "Is required"))

    def _fits(self, ticket: Ticket, query: TicketQuery) -> bool:
        words = (query.text or "").casefold().split()
        text = f"{ticket.number}\n{ticket.subject}\n{ticket.description}".casefold()
        return (
            _same(query.requester, ticket.requester)
            and _same(query.assignee, ticket.assignee)
            and (query.teams is None or ticket.team in query.teams)
            and (not query.only_open or self._meta.is_open(ticket))
            and (not query.only_unassigned or ticket.assignee is None)
            and (not query.only_breaching or ticket.sla in ("at_risk", "breached"))
            and all(word in text for word in words)
        )

    def _tick(self) -> datetime:
        """Now, but later than the last time, so that every change has a time of its own."""
        self._last = max(self._now(), self._last + timedelta(milliseconds=1))
        return self._last


def _same(wanted: UserRef | None, actual: UserRef | None) -> bool:
    return wanted is None or (actual is not None and wanted.id == actual.id)
