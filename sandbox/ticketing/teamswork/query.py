"""What GET /tickets was asked for: filters, order, choice of members, page. Pure.

Source: www.teamswork.app/ticketingapi, "List tickets", "Pagination", "Continuation token"; date filters as third
parties saw them (only YYYY-MM-DD is honoured).
"""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar

from sandbox.ticketing.model import Ticket
from sandbox.ticketing.teamswork.gate import Bad
from sandbox.ticketing.teamswork.labels import PRIORITY_KEYS, RESOLVED_LABELS, STATUS_LABELS, status_label

MAX_LIMIT: Final = 1000
DEFAULT_LIMIT: Final = 10
_PRIORITY_ORDER: Final = ("low", "medium", "high", "critical")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_Item = TypeVar("_Item")

ORDERS: Final[Mapping[str, Callable[[Ticket], Any]]] = {
    "status": lambda t: STATUS_LABELS.index(status_label(t)),
    "ticketId": lambda t: t.seq,
    "title": lambda t: t.subject.casefold(),
    "requestorName": lambda t: t.requester.name.casefold(),
    "requestorEmail": lambda t: t.requester.email.casefold(),
    "assigneeName": lambda t: t.assignee.name.casefold() if t.assignee else "",
    "assigneeEmail": lambda t: t.assignee.email.casefold() if t.assignee else "",
    "expectedDate": lambda t: t.expected_at or _EPOCH,
    "priority": lambda t: _PRIORITY_ORDER.index(t.priority),
    "createdDateTime": lambda t: t.created_at,
    "lastInteraction": lambda t: t.updated_at,
}
_DATES: Final[Mapping[str, Callable[[Ticket], datetime | None]]] = {
    "created": lambda t: t.created_at,
    "expectedDate": lambda t: t.expected_at,
    "lastUpdate": lambda t: t.updated_at,
}


def whole(query: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    """A whole number of the query. Raises: Bad."""
    text = query.get(name)
    if text is None or not text.strip():
        return default
    try:
        number = int(text)
    except ValueError:
        raise Bad(f"{name} must be a whole number.") from None
    if not low <= number <= high:
        raise Bad(f"{name} must be from {low} to {high}.")
    return number


def timezone_h(query: Mapping[str, str]) -> int:
    """The caller's offset in whole hours. Raises: Bad."""
    return whole(query, "timezone", 0, low=-12, high=14)


def chosen(tickets: Sequence[Ticket], query: Mapping[str, str]) -> list[Ticket]:
    """The tickets that pass all filters, in the order asked for; newest first by default. Raises: Bad."""
    checks = [*_label_checks(query), *_text_checks(query), *_date_checks(query)]
    found = [ticket for ticket in tickets if all(check(ticket) for check in checks)]
    order_by = query.get("orderBy", "createdDateTime")
    if order_by not in ORDERS:
        raise Bad(f"orderBy {order_by} is not known.")
    order = query.get("order", "ASC" if "orderBy" in query else "DESC").upper()
    if order not in ("ASC", "DESC"):
        raise Bad("order must be ASC or DESC.")
    found.sort(key=lambda t: (ORDERS[order_by](t), t.seq), reverse=order == "DESC")
    return found


def page(items: Sequence[_Item], *, offset: int, limit: int) -> tuple[Sequence[_Item], str | None]:
    """One page, and the token of the next if there is one."""
    end = offset + limit
    return items[offset:end], token_of(end) if end < len(items) else None


def token_of(offset: int) -> str:
    """An opaque continuation token."""
    return base64.urlsafe_b64encode(f"next:{offset}".encode()).decode()


def offset_of(token: str) -> int:
    """The offset in a token made here. Raises: Bad."""
    try:
        word, _, number = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        if word == "next" and int(number) >= 0:
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Bad("The continuation token is not valid.")


def selected(row: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """Only the members asked for; unknown ones are passed over.

    Raises: Bad(500) for resolvedStatus, as seen live.
    """
    names = [name.strip() for name in query.get("select", "").split(",") if name.strip()]
    if not names:
        return row
    if "resolvedStatus" in names:
        raise Bad("Internal server error", status=500)
    flat = {
        f"{who}{part.title()}": row[who][part]
        for who in ("requestor", "assignee")
        if who in row
        for part in ("name", "email")
    }
    return {name: value for name, value in (row | flat).items() if name in names}


def _label_checks(query: Mapping[str, str]) -> list[Callable[[Ticket], bool]]:
    checks: list[Callable[[Ticket], bool]] = []
    for name in ("status", "statusId"):
        label = query.get(name, "").strip()
        if label and label not in STATUS_LABELS:
            raise Bad(f"{name} {label} is not known.")
        if label:
            checks.append(lambda t, label=label: status_label(t) == label)  # type: ignore[misc]  # mypy cannot infer a lambda's default
    if query.get("isResolved") in ("true", "false"):
        wanted = query["isResolved"] == "true"
        checks.append(lambda t: (status_label(t) in RESOLVED_LABELS) is wanted)
    priority = query.get("priority", "").strip()
    if priority and priority not in PRIORITY_KEYS:
        raise Bad(f"priority {priority} is not known.")
    if priority:
        checks.append(lambda t: t.priority == PRIORITY_KEYS[priority])
    return checks


def _text_checks(query: Mapping[str, str]) -> list[Callable[[Ticket], bool]]:
    checks: list[Callable[[Ticket], bool]] = []
    title = query.get("title", "").strip().casefold()
    if title:
        checks.append(lambda t: title in t.subject.casefold())
    needle = query.get("search", "").strip().casefold()
    if needle:
        checks.append(lambda t: needle in _haystack(t))
    tags = {text.strip() for text in query.get("tags", "").split(",") if text.strip()}
    if tags:
        checks.append(lambda t: bool(tags & {f"{tag['tagCategoryId']}_{tag['text']}" for tag in t.tags}))
    return checks


def _date_checks(query: Mapping[str, str]) -> list[Callable[[Ticket], bool]]:
    shift = timedelta(hours=timezone_h(query))
    checks: list[Callable[[Ticket], bool]] = []
    for prefix, value_of in _DATES.items():
        after, before = _bound(query, f"{prefix}After", shift), _bound(query, f"{prefix}Before", shift)
        if after is None and before is None:
            continue

        def within(
            ticket: Ticket,
            value_of: Callable[[Ticket], datetime | None] = value_of,
            after: datetime | None = after,
            before: datetime | None = before,
        ) -> bool:
            value = value_of(ticket)
            if value is None:
                return False
            return (after is None or value >= after) and (before is None or value <= before)

        checks.append(within)
    return checks


def _bound(query: Mapping[str, str], name: str, shift: timedelta) -> datetime | None:
    text = query.get(name, "")
    if len(text) != 10:
        return None
    try:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + shift
    except (ValueError, OverflowError):
        return None


def _haystack(ticket: Ticket) -> str:
    people = (ticket.requester.name, ticket.assignee.name if ticket.assignee else "")
    return " ".join((str(ticket.seq), ticket.subject, ticket.description, *people)).casefold()
