"""Between Rezolve's wire and the domain: tickets, people, configuration, what is written. Pure.

Source: docs.rezolve.ai, "List Tickets", "Get Tenant Ticketing Metadata", "List Users", "Find and Count All", "Create
Ticket", "Update Ticket". The form in which values are written stands on no page.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from adapters.ticketing.rezolve import wire
from adapters.ticketing.rezolve.settings import RezolveSettings
from bot.domain.catalog import FieldType, Option, Template
from bot.domain.ids import PriorityKey, StatusKey, TeamKey, TicketId, UserId
from bot.domain.people import Person, UserRef
from bot.domain.tickets import (
    ChannelRoute,
    Comment,
    Meta,
    NewTicket,
    NotificationSwitches,
    Priority,
    SlaState,
    Status,
    StatusCategory,
    Team,
    Ticket,
    TicketChange,
)

_CATEGORIES: Final[Mapping[str, StatusCategory]] = {
    "new": "new", "active": "active", "hold": "hold", "done": "done",
    # the product guide's words for the same groups
    "to-do": "new", "in-progress": "active",
}  # fmt: skip
_SLA: Final[Mapping[str, SlaState]] = {"on_track": "on_track", "at_risk": "at_risk", "breached": "breached"}
_CHANNELS: Final = {"slack": "slack", "teams": "teams", "msteams": "teams", "microsoft_teams": "teams"}


def iso(at: datetime) -> str:
    """A time as filters and values want it. Units: UTC, milliseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def user_from_wire(user: wire.User) -> UserRef:
    """A person of a ticket."""
    return UserRef(id=UserId(user.id), name=user.name or user.email or user.id, email=user.email or "")


def ticket_from_wire(row: wire.Ticket, *, portal_url: str = "") -> Ticket:
    """A ticket. Shape: paths take object_id, or the number where a row has none."""
    ticket_id = row.object_id or row.ticket_number
    late_response = (
        row.response_due_date is not None
        and row.first_response_at is not None
        and row.first_response_at > row.response_due_date
    )
    return Ticket(
        id=TicketId(ticket_id),
        number=row.ticket_number,
        subject=row.subject,
        description=row.description or "",
        status=StatusKey(row.status),
        priority=PriorityKey(row.priority),
        type=row.ticket_type or "",
        category=row.category or "",
        subcategory=row.subcategory or "",
        team=TeamKey(row.team),
        assignee=user_from_wire(row.assignee) if row.assignee else None,
        requester=user_from_wire(row.requester),
        created_at=row.created_at,
        updated_at=row.updated_at,
        due_at=row.due_date,
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        sla=_SLA.get(row.sla_status or "", "unknown"),
        response_breached=late_response,
        resolution_breached=row.sla_status == "breached",
        updated_by=user_from_wire(row.updated_by) if row.updated_by else None,
        url=portal_url.replace("{id}", ticket_id).replace("{number}", row.ticket_number) or None,
        etag=row.etag,
        values=dict(row.values or {}),
    )


def meta_from_wire(meta: wire.TenantMeta) -> Meta:
    """The tenant's configuration."""
    rules, told = meta.workflow_settings, meta.notification_settings
    allowed = rules.allowed_attachment_types
    return Meta(
        statuses=tuple(
            Status(
                key=StatusKey(one.key),
                name=one.name,
                category=_CATEGORIES.get(one.category.casefold(), "done" if one.is_terminal else "active"),
                is_terminal=one.is_terminal,
                order=one.order,
            )
            for one in meta.statuses
        ),
        priorities=tuple(
            Priority(key=PriorityKey(one.key), name=one.name, order=one.order) for one in meta.priorities
        ),
        teams=tuple(
            Team(key=TeamKey(one.key), name=one.name, is_default=one.is_default) for one in meta.teams
        ),
        categories=tuple((one.key, one.name) for one in meta.categories),
        allow_reopen=rules.allow_reopen,
        reopen_window_days=rules.reopen_window_days,
        require_category=rules.require_category,
        require_description=rules.require_description,
        max_attachment_bytes=rules.max_attachment_size if rules.enable_attachments else 0,
        allowed_attachment_types=None if allowed is None else tuple(allowed),
        number_prefix=meta.ui_settings.ticket_number_prefix,
        switches=NotificationSwitches(
            slack=told.slack_notifications,
            teams=told.teams_notifications,
            on_create=told.notify_on_create,
            on_update=told.notify_on_update,
            on_assignment=told.notify_on_assignment,
            on_status_change=told.notify_on_status_change,
            on_comment=told.notify_on_comment,
            on_sla_breach=told.notify_on_sla_breach,
        ),
    )


def person_from_wire(user: wire.ListedUser) -> Person:
    """A user of the tenant."""
    email = user.email or (user.username if "@" in user.username else "")
    return Person(
        id=UserId(user.id),
        name=f"{user.first_name} {user.last_name}".strip() or user.username or email,
        email=email,
        roles=frozenset(user.roles),
        teams=frozenset(TeamKey(team) for team in user.teams),
        is_active=user.status.casefold() == "active",
    )


def comment_from_wire(row: wire.Comment) -> Comment:
    """A comment or note."""
    return Comment(
        id=row.id,
        author=user_from_wire(row.author),
        text=row.comment,
        is_private=row.is_private,
        created_at=row.created_at,
    )


def option_from_wire(row: Mapping[str, Any]) -> Option | None:
    """An option of a look-up; None for a row without a value."""
    value = row.get("value", row.get("id"))
    if value is None:
        return None
    return Option(value=str(value), label=str(row.get("label") or row.get("name") or value))


def routes_from_wire(rows: Iterable[Mapping[str, Any]]) -> tuple[ChannelRoute, ...]:
    """The channels of active messaging mappings; other mappings and rows that say too little are passed over."""
    found: list[ChannelRoute] = []
    for row in rows:
        configuration = row.get("configuration")
        systems = (str(row.get(name) or "").casefold() for name in ("sourceSystem", "targetSystem"))
        channel = next((_CHANNELS[system] for system in systems if system in _CHANNELS), None)
        is_active = row.get("clientType") == "messaging" and row.get("status", "active") == "active"
        if channel is None or not is_active or not isinstance(configuration, Mapping):
            continue
        mappings = configuration.get("channelMappings")
        found.extend(
            _route(channel, row, configuration, one)
            for one in (mappings if isinstance(mappings, list) else ())
            if isinstance(one, Mapping) and one.get("channelId") and one.get("team")
        )
    return tuple(found)


def _route(
    channel: str, row: Mapping[str, Any], configuration: Mapping[str, Any], one: Mapping[str, Any]
) -> ChannelRoute:
    direction = row.get("mappingType")
    return ChannelRoute.model_validate(
        {
            "channel": channel,
            "workspace": str(configuration.get("workspaceId") or ""),
            "conversation": str(one["channelId"]),
            "name": str(one.get("channelName") or ""),
            "team": str(one["team"]),
            "direction": direction if direction in ("inbound", "outbound") else "bidirectional",
            "notify_on_update": configuration.get("notifyOnUpdate") is not False,
        }
    )


def person_to_wire(person: UserRef, settings: RezolveSettings) -> Any:
    """A person as a field's value."""
    match settings.person_value:
        case "id":
            return person.id
        case "email":
            return person.email
        case "object":
            return {"id": person.id, "name": person.name, "email": person.email}


def create_to_wire(
    request: NewTicket, template: Template | None, settings: RezolveSettings
) -> dict[str, Any]:
    """The body of a create. Shape: answers under their field ids, standard fields under the tenant's UUIDs."""
    line = settings.reference_line.replace("{reference}", request.reference)
    standard = {
        "description": f"{request.description}\n\n{line}" if request.description else line,
        "priority": request.priority,
        "category": request.category,
        "requester": person_to_wire(request.requester, settings) if settings.requester_field else None,
    }
    values = {
        settings.field_ids[name]: value
        for name, value in standard.items()
        if value is not None and name in settings.field_ids
    }
    types = {str(field.id): field.type for field in template.fields} if template else {}
    answers = {
        name: answer_to_wire(value, types.get(name, FieldType.TEXT))
        for name, value in request.answers.items()
        if value is not None
    }
    offer_id = request.template_id or settings.default_offer
    offer = {"offerId": offer_id} if offer_id else {}
    return {
        "source": settings.source_name,
        "summary": request.subject,
        "ticketBody": offer | values | answers,
        "attachments": {},
        "ticketRelation": None,
    }


def comment_to_wire(
    text: str, author: UserRef, settings: RezolveSettings, *, is_private: bool
) -> dict[str, Any]:
    """The body of a comment under its author's name."""
    if not settings.comment_author_field:
        return {"comment": f"{author.name}:\n{text}", "isPrivate": is_private}
    return {
        "comment": text,
        "isPrivate": is_private,
        settings.comment_author_field: person_to_wire(author, settings),
    }


def item_type_from_wire(row: Mapping[str, Any]) -> str | None:
    """The ticket type a template files, as create's path wants it."""
    meta = row.get("metaFields")
    value = meta.get("itemTypeId") if isinstance(meta, Mapping) else None
    return str(value) if value else None


def answer_to_wire(value: object, type_: FieldType) -> Any:
    """An answer as its field wants it. Shape: files are links."""
    if type_ is FieldType.FILE and isinstance(value, list | tuple):
        return [{"name": str(link).rsplit("/", 1)[-1], "src": str(link)} for link in value]
    return list(value) if isinstance(value, tuple) else value


def change_to_wire(change: TicketChange, settings: RezolveSettings) -> dict[str, Any]:
    """The values of an update, by field UUID. Raises: KeyError naming a field the settings have no UUID for."""
    standard = {
        "assignee": person_to_wire(change.assignee, settings) if change.assignee else None,
        "team": change.team,
        "priority": change.priority,
        "status": change.status,
    }
    named = {name: value for name, value in standard.items() if value is not None} | change.fields
    return {settings.field_ids[name]: value for name, value in named.items()}
