"""Checks values of the standard fields, for creates and updates alike, and turns them into the store's words."""

from typing import Any

from sandbox.ticketing.desk import Desk
from sandbox.ticketing.model import UserRef
from sandbox.ticketing.rezolve.forms.answers import Limits, Wrong, find_person, is_empty
from sandbox.ticketing.rezolve.tickets.names import (
    category_key,
    priority_key,
    status_key,
    subcategory_key,
    team_key,
)
from sandbox.ticketing.rezolve.wire.envelope import parse_iso

MAX_SUBJECT = 255
MAX_TEXT = 65536


def limits_of(desk: Desk) -> Limits:
    """What answers are checked against now."""
    return Limits(
        people=desk.people,
        today=desk.clock.now().date(),
        max_file_bytes=desk.rules.max_attachment_bytes,
        file_types=desk.rules.attachment_types,
    )


def _text(value: Any, longest: int) -> str:
    if is_empty(value):
        raise Wrong("required", "Is required")
    if not isinstance(value, str):
        raise Wrong("invalid_type", "Must be a text")
    if len(value) > longest:
        raise Wrong("max_length", f"May have at most {longest} characters")
    return value


def _key(found: str | None, value: Any) -> str:
    if found is None:
        raise Wrong("invalid_option", f"{value!r} is not one of the options")
    return found


def _user(value: Any, desk: Desk, *, agents_only: bool) -> UserRef:
    known = find_person(value, desk.people)
    if known is None:
        raise Wrong("unknown_user", "The help desk does not know this person")
    if agents_only and {"ticket_agent", "ticket_admin"}.isdisjoint(desk.people.roles(known["id"])):
        raise Wrong("not_an_agent", "Tickets can only be assigned to agents")
    return UserRef(known["id"], known["name"], known["email"])


def standard_value(name: str, value: Any, desk: Desk, *, category: str | None) -> Any:
    """The value of a standard field as the store takes it.

    Shape: `value` is a key, id or name for closed sets, and an id or e-mail for people.
    Raises: Wrong.
    """
    rules = desk.rules
    match name:
        case "subject":
            subject = _text(value, MAX_SUBJECT)
            if "\n" in subject:
                raise Wrong("invalid_type", "Must be a single line")
            return subject
        case "assignee":
            return None if value is None else _user(value, desk, agents_only=True)
        case "requester":
            return _user(value, desk, agents_only=False)
        case "expectedDate":
            at = parse_iso(value)
            if at is None and value is not None:
                raise Wrong("invalid_type", "Must be an ISO 8601 date and time")
            return at
        case "priority" | "status" | "team" | "category" | "subcategory":
            text = value if isinstance(value, str) else ""
            found = {
                "priority": lambda: priority_key(rules, text),
                "status": lambda: status_key(rules, text),
                "team": lambda: team_key(rules, text),
                "category": lambda: category_key(rules, text),
                "subcategory": lambda: subcategory_key(rules, category, text),
            }[name]()
            return _key(found, value)
        case _:
            return _text(value, MAX_TEXT)
