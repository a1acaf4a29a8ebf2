"""The columns of "List Tickets": what filters read, what sorting goes by, what the search text is looked up in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sandbox.ticketing.model import Ticket, UserRef
from sandbox.ticketing.rezolve.fields import FIELDS
from sandbox.ticketing.rezolve.tickets.names import category_name, subcategory_name
from sandbox.ticketing.rezolve.wire.filters import Reader
from sandbox.ticketing.rules import Rules

DATE_COLUMNS: Final = frozenset(
    {"createdAt", "updatedAt", "dueDate", "responseDueDate", "expectedDate", "resolvedAt", "closedAt"}
)
COLUMNS: Final = DATE_COLUMNS | {
    "id", "ticketNumber", "object_id", "objectId", "ticketId", "subject", "description", "status", "priority",
    "category", "subcategory", "team", "ticketType", "slaStatus", "source", "assignee", "assignee.id",
    "assignee.name", "assignee.email", "requester", "requester.id", "requester.name", "requester.email",
}  # fmt: skip
SORT_COLUMNS: Final = ("createdAt", "updatedAt", "priority", "status", "dueDate", "ticketNumber", "subject")
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def _person(user: UserRef | None, part: str) -> tuple[Any, ...]:
    if user is None:
        return (None,)
    known = {"id": user.id, "name": user.name, "email": user.email}
    return (known[part],) if part else (user.id, user.email, user.name)


def _dates(ticket: Ticket) -> Mapping[str, datetime | None]:
    return {
        "createdAt": ticket.created_at,
        "updatedAt": ticket.updated_at,
        "dueDate": ticket.due_at,
        "responseDueDate": ticket.response_due_at,
        "expectedDate": ticket.expected_at,
        "resolvedAt": ticket.resolved_at,
        "closedAt": ticket.closed_at,
    }


def reader(rules: Rules) -> Reader:
    """What a filter reads of a ticket. Shape: categories answer to key and name, people to id, e-mail and name."""

    def read(ticket: Any, column: str) -> tuple[Any, ...]:
        if column in DATE_COLUMNS:
            return (_dates(ticket)[column],)
        who, _, part = column.partition(".")
        match who:
            case "assignee":
                return _person(ticket.assignee, part)
            case "requester":
                return _person(ticket.requester, part)
            case "category":
                return (ticket.category, category_name(rules, ticket.category))
            case "subcategory":
                return (ticket.subcategory, subcategory_name(rules, ticket.category, ticket.subcategory))
            case "ticketNumber" | "object_id" | "objectId":
                return (ticket.number,)
            case "ticketId":
                return (str(ticket.seq), ticket.seq)
            case "ticketType":
                return (ticket.ticket_type,)
            case "slaStatus":
                return (ticket.sla_status,)
            case "source":
                return (ticket.values.get(FIELDS["source"]),)
            case _:
                return (getattr(ticket, column),)

    return read


def sort_key(ticket: Ticket, column: str, rules: Rules) -> Any:
    """What a ticket is sorted by. Shape: urgent priorities are the highest; an absent date counts as the latest."""
    if column in DATE_COLUMNS:
        return _dates(ticket)[column] or _LAST
    if column == "priority":
        return -rules.priority(ticket.priority).order
    if column == "status":
        return rules.status(ticket.status).order
    return ticket.number if column == "ticketNumber" else ticket.subject.casefold()


def matches_text(ticket: Ticket, text: str, rules: Rules) -> bool:
    """Whether every word of the search text occurs in one of the ticket's texts."""
    texts = (
        ticket.number, ticket.subject, ticket.description, ticket.requester.name, ticket.requester.email,
        ticket.assignee.name if ticket.assignee else "", ticket.resolution or "",
        category_name(rules, ticket.category) or "",
        subcategory_name(rules, ticket.category, ticket.subcategory) or "",
        *(value for value in ticket.values.values() if isinstance(value, str)),
    )  # fmt: skip
    haystack = "\n".join(texts).casefold()
    return all(word in haystack for word in text.casefold().split())
