"""Request bodies of TeamsWork's writes, checked and turned into the store's words. Pure but for people's names.

Source: www.teamswork.app/ticketingapi ("Create a ticket", "Update a ticket"); refusals of custom fields with
status 200 as third parties saw them.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sandbox.ticketing.model import Ticket, UserRef
from sandbox.ticketing.teamswork.fields import parse_date, problem_with
from sandbox.ticketing.teamswork.gate import Bad
from sandbox.ticketing.teamswork.instance import TAG_CATEGORIES
from sandbox.ticketing.teamswork.labels import PRIORITY_KEYS, Names

_MARKUP: Final = re.compile(r"<[^>]*>")


def member(body: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object under the first of these names that is there. Raises: Bad."""
    for name in names:
        if name in body:
            value = body[name]
            if isinstance(value, dict):
                return value
            raise Bad(f"{name} must be an object.")
    raise Bad(f"{names[0]} is required.")


def actor(body: Mapping[str, Any], names: Names) -> UserRef:
    """Who acts, taken at face value. Raises: Bad."""
    return user(member(body, "user"), "user", names)


def user(value: object, what: str, names: Names) -> UserRef:
    """A person of a body. Raises: Bad."""
    if not isinstance(value, dict) or not all(
        _is_filled(value.get(part)) for part in ("id", "name", "email")
    ):
        raise Bad(f"{what} needs id, name and email.")
    return names.from_wire(value)


def text_or_html(body: Mapping[str, Any], name: str) -> str | None:
    """The plain text under `name`, else that of the HTML beside it. Raises: Bad."""
    value = body.get(name)
    if value is None and isinstance(body.get(f"{name}_HTML"), str):
        return _MARKUP.sub("", body[f"{name}_HTML"])
    if value is not None and not isinstance(value, str):
        raise Bad(f"{name} must be text.")
    return value


def changes(
    fields: Mapping[str, Any], names: Names, *, allowed: frozenset[str], before: Ticket | None = None
) -> dict[str, Any]:
    """The store's changes for the writable members that were sent.

    Shape:  `allowed` are the store's ids of possible assignees; custom fields are merged into those of `before`.
    Raises: Bad (status 200 where the vendor answers so).
    """
    found: dict[str, Any] = {}
    if "title" in fields:
        if not _is_filled(fields["title"]):
            raise Bad("title must not be empty.")
        found["subject"] = fields["title"]
    description = text_or_html(fields, "description")
    if description is not None:
        found["description"] = description
    if "requestor" in fields:
        found["requester"] = user(fields["requestor"], "requestor", names)
    if "assignee" in fields:
        found["assignee"] = _assignee(fields["assignee"], names, allowed)
    if "priority" in fields:
        if fields["priority"] not in PRIORITY_KEYS:
            raise Bad("priority must be Low, Medium, Important or Urgent.")
        found["priority"] = PRIORITY_KEYS[fields["priority"]]
    if "expectedDate" in fields:
        found["expected_at"] = _expected(fields["expectedDate"])
    if "tags" in fields:
        found["tags"] = _tags(fields["tags"])
    if "customFields" in fields:
        found["values"] = _values(fields["customFields"], before)
    return found


def _assignee(value: object, names: Names, allowed: frozenset[str]) -> UserRef | None:
    if value is None:
        return None
    person = user(value, "assignee", names)
    if person.id not in allowed:
        raise Bad("The assignee is not one of this instance.")
    return person


def _expected(value: object) -> datetime | None:
    if value is None:
        return None
    parsed = parse_date(value) if isinstance(value, str) else None
    if parsed is None:
        raise Bad("expectedDate must be a date.")
    if not isinstance(parsed, datetime):
        return datetime(parsed.year, parsed.month, parsed.day, tzinfo=UTC)
    try:
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise Bad("expectedDate is too far away.") from None


def _tags(value: object) -> tuple[dict[str, str], ...]:
    if not isinstance(value, list):
        raise Bad("tags must be a list.")
    found: list[dict[str, str]] = []
    for tag in value:
        if not isinstance(tag, dict) or not _is_filled(tag.get("text")):
            raise Bad("A tag needs tagCategoryId and text.")
        if tag.get("tagCategoryId") not in TAG_CATEGORIES:
            raise Bad("The tag category does not exist.")
        found.append({"tagCategoryId": tag["tagCategoryId"], "text": tag["text"]})
    return tuple(found)


def _values(value: object, before: Ticket | None) -> dict[str, Any]:
    problem = problem_with(value)
    if problem is not None:
        raise Bad(problem, status=200)
    assert isinstance(value, dict)
    merged = (dict(before.values) if before else {}) | value
    return {name: item for name, item in merged.items() if item is not None}


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
