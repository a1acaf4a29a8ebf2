"""Between TeamsWork's wire and the domain: tickets, people, the one template, what is written. Pure.

Source: www.teamswork.app/ticketingapi, "Create a ticket" (custom field values by type), IInstance, IUser.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from adapters.ticketing.teamswork import wire
from adapters.ticketing.teamswork.settings import TeamsWorkSettings
from bot.domain.catalog import FieldType, Option, Template, TemplateField
from bot.domain.ids import FieldId, PriorityKey, StatusKey, TeamKey, TemplateId, TicketId, UserId
from bot.domain.people import Person, Role, UserRef
from bot.domain.tickets import (
    Comment,
    Meta,
    NewTicket,
    Priority,
    RequiredField,
    Status,
    Team,
    Ticket,
    Transition,
)

TEMPLATE: Final = TemplateId("ticket")
PRIORITY_FIELD: Final = FieldId("priority")
RESOLUTION: Final = "resolution"
COMMENT: Final = "comment"
_TYPES: Final[Mapping[str, FieldType]] = {
    "text": FieldType.TEXT,
    "textarea": FieldType.TEXTAREA,
    "toggle": FieldType.CHECKBOX,
    "date": FieldType.DATE,
    "datepicker": FieldType.DATE,
    "peoplepicker": FieldType.USER,
}
_LISTS: Final = frozenset({"list", "itempicker"})


def label_of(text: str) -> StatusKey:
    """A status by its label; the vendor's page prints one with a blank in front."""
    return StatusKey(text.strip())


def user_from_wire(user: wire.User) -> UserRef:
    """A person, from a user or a persona."""
    email = user.email or user.secondary_text
    return UserRef(id=UserId(user.id or email), name=user.name or user.text or email, email=email)


def user_to_wire(user: UserRef) -> dict[str, str]:
    """A person as every write names one; all three parts must be there."""
    return {"id": user.id, "name": user.name, "email": user.email or user.id}


def number_of(row: wire.Ticket) -> str:
    """The number people say; the id where there is none."""
    return str(row.ticket_no or row.ticket_id or row.id)


def ticket_from_wire(row: wire.Ticket, settings: TeamsWorkSettings) -> Ticket:
    """A ticket. Shape: the time of the last change serves as etag; next steps only from a ticket read alone."""
    number, updated_at = number_of(row), row.last_updated_on or row.created_on
    label = label_of(row.status)
    is_done = any(one.label == label and one.category == "done" for one in settings.statuses)
    breached = row.is_frt_escalated or row.is_rt_escalated
    return Ticket(
        id=TicketId(row.id),
        number=number,
        subject=row.title,
        description=row.description,
        status=label,
        priority=PriorityKey(row.priority or ""),
        team=TeamKey(settings.team_key),
        assignee=user_from_wire(row.assignee) if row.assignee else None,
        requester=user_from_wire(row.requestor),
        created_at=row.created_on,
        updated_at=updated_at,
        due_at=_due_at(row.expected_date),
        resolved_at=row.last_resolution_on if is_done else None,
        sla="breached" if breached else "unknown",
        response_breached=row.is_frt_escalated,
        resolution_breached=row.is_rt_escalated,
        updated_by=user_from_wire(row.last_updated_by) if row.last_updated_by else None,
        url=settings.portal_url.replace("{id}", row.id).replace("{number}", number) or None,
        etag=updated_at.isoformat(),
        next_statuses=None if row.workflow is None else tuple(_labels_next(row)),
        values=dict(row.custom_fields),
    )


def _due_at(text: str | None) -> datetime | None:
    """The expected date where it has a time; a bare day is no deadline to the minute."""
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def steps_of(row: wire.Ticket) -> tuple[wire.Step, ...]:
    """The next steps of the state the ticket is in."""
    label = label_of(row.status)
    for state in row.workflow or ():
        if label in (label_of(state.label), state.id):
            return state.next_steps
    return ()


def label_of_target(row: wire.Ticket, target: str) -> StatusKey:
    """The label of the state a step leads to."""
    for state in row.workflow or ():
        if state.id == target:
            return label_of(state.label or state.id)
    return label_of(target)


def _labels_next(row: wire.Ticket) -> Iterable[StatusKey]:
    return (label_of_target(row, step.target_id) for step in steps_of(row))


def transitions_from_wire(row: wire.Ticket, settings: TeamsWorkSettings) -> tuple[Transition, ...]:
    """The next steps, with what they ask for."""
    categories = {one.label: one.category for one in settings.statuses}
    was_done = categories.get(label_of(row.status)) == "done"
    found = []
    for step in steps_of(row):
        target = label_of_target(row, step.target_id)
        is_done = categories.get(target) == "done"
        required = []
        if is_done and not was_done and settings.asks_resolution:
            required.append(RequiredField(key=RESOLUTION, label="Resolution", options=settings.resolutions))
        if step.record_comment:
            required.append(RequiredField(key=COMMENT, label="Comment"))
        found.append(
            Transition(
                name=step.transition_label or target,
                to=target,
                required=tuple(required),
                is_reopen=was_done and not is_done,
            )
        )
    return tuple(found)


def meta_of(settings: TeamsWorkSettings) -> Meta:
    """The configuration; the system itself tells none of it."""
    return Meta(
        statuses=tuple(
            Status(
                key=StatusKey(one.label),
                name=one.label,
                category=one.category,
                is_terminal=one.category == "done",
                order=order,
            )
            for order, one in enumerate(settings.statuses, start=1)
        ),
        priorities=tuple(
            Priority(key=PriorityKey(label), name=label, order=order)
            for order, label in enumerate(settings.priorities, start=1)
        ),
        teams=(Team(key=TeamKey(settings.team_key), name=settings.team_name, is_default=True),),
    )


def agent_from_wire(user: wire.User, settings: TeamsWorkSettings) -> Person:
    """An assignee: an agent of the one team, and an administrator where the settings say so."""
    ref = user_from_wire(user)
    is_admin = ref.email.casefold() in {email.casefold() for email in settings.admins}
    roles = {Role.USER, Role.AGENT} | ({Role.ADMIN} if is_admin else set())
    return Person(
        id=ref.id,
        name=ref.name,
        email=ref.email,
        roles=frozenset(roles),
        teams=frozenset({TeamKey(settings.team_key)}),
    )


def end_user(email: str) -> Person:
    """A colleague who is no assignee. Shape: the address stands for id and name, which the system takes as they are."""
    return Person(id=UserId(email), name=email, email=email, roles=frozenset({Role.USER}))


def template_from_wire(instance: wire.Instance, settings: TeamsWorkSettings) -> Template:
    """The one form: subject and description, priority, and the instance's visible custom fields."""
    priorities = tuple(Option(value=label, label=label) for label in settings.priorities)
    shown = [one for one in instance.custom_fields if (one.status or "").casefold() != "hidden"]
    return Template(
        id=TEMPLATE,
        name=f"Ask {instance.name or settings.team_name}",
        fields=(
            TemplateField(id=PRIORITY_FIELD, label="Priority", type=FieldType.DROPDOWN, options=priorities),
            *(_field(one) for one in shown),
        ),
        team=TeamKey(settings.team_key),
    )


def _field(raw: wire.CustomField) -> TemplateField:
    key = kind_of(raw)
    type_ = _TYPES.get(key)
    if key in _LISTS:
        type_ = FieldType.MULTISELECT if raw.is_multiple else FieldType.DROPDOWN
    return TemplateField(
        id=FieldId(raw.id),
        label=raw.title or raw.label or raw.id,
        type=type_ or FieldType.TEXT,
        required=raw.is_mandatory,
        options=tuple(_options(raw.options)),
        default=raw.default_value or None,
        unknown=() if type_ else (f"type {key}",),
    )


def kind_of(raw: wire.CustomField) -> str:
    """The kind's word. Shape: a word or {key}; keys may have a number in front, as in 1_text."""
    key = raw.type.get("key") if isinstance(raw.type, Mapping) else raw.type
    text = str(key or "").casefold()
    front, _, rest = text.partition("_")
    return rest if front.isdigit() and rest else text


def _options(raw: object) -> Iterable[Option]:
    for one in raw if isinstance(raw, list) else ():
        if isinstance(one, Mapping) and one.get("key") is not None:
            yield Option(value=str(one["key"]), label=str(one.get("text") or one["key"]))


def create_to_wire(
    request: NewTicket, template: Template, people: Mapping[str, UserRef], settings: TeamsWorkSettings
) -> dict[str, Any]:
    """The ticket of a create. Shape: `people` are the assignees by e-mail and id, for people pickers."""
    line = settings.reference_line.replace("{reference}", request.reference)
    fields = {field.id: field for field in template.fields}
    values = {
        name: value_to_wire(value, fields[FieldId(name)], people, settings)
        for name, value in request.answers.items()
        if value is not None and name != PRIORITY_FIELD and FieldId(name) in fields
    }
    priority = priority_of(request)
    return {
        "title": request.subject,
        "description": f"{request.description}\n\n{line}" if request.description else line,
        "requestor": user_to_wire(request.requester),
        **({"priority": priority} if priority else {}),
        **({"customFields": values} if values else {}),
    }


def priority_of(request: NewTicket) -> str | None:
    """The priority asked for: as an answer, or given with the request."""
    answer = request.answers.get(PRIORITY_FIELD)
    return str(answer) if answer else request.priority


def value_to_wire(
    value: object, field: TemplateField, people: Mapping[str, UserRef], settings: TeamsWorkSettings
) -> Any:
    """A custom field's value as its kind wants it."""
    match field.type:
        case FieldType.USER:
            name = str(value)
            known = people.get(name.casefold()) or UserRef(id=UserId(name), name=name, email=name)
            return [user_to_wire(known)]
        case FieldType.MULTISELECT:
            return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
        case FieldType.DROPDOWN:
            return [str(value)]
        case FieldType.CHECKBOX:
            return bool(value)
        case FieldType.DATE:
            return datetime.fromisoformat(str(value)).strftime(settings.date_format)
        case _:
            return str(value)


def comment_from_activity(row: wire.Activity) -> Comment:
    """A comment or note."""
    author = user_from_wire(row.created_by) if row.created_by else UserRef(id=UserId(""), name="")
    return Comment(
        id=row.id,
        author=author,
        text=row.comment or "",
        is_private=row.is_private,
        created_at=row.created_date_time,
    )
