"""Tickets, activities, comments and attachments as TeamsWork's JSON; reads nothing, decides nothing.

Source: www.teamswork.app/ticketingapi ("List tickets", select); members beyond it as public clients read them.
"""

import html
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from sandbox.ticketing.model import Attachment, Change, Comment, Ticket, UserRef
from sandbox.ticketing.rules import Rules
from sandbox.ticketing.teamswork.fields import FIELD_IDS
from sandbox.ticketing.teamswork.labels import (
    NEXT_LABELS,
    PRIORITY_LABELS,
    RESOLVED_LABELS,
    STATUS_LABELS,
    Names,
    label_of_key,
    status_label,
)

_CHANGE_NAMES: Final[Mapping[str, str]] = {
    "status": "status",
    "priority": "priority",
    "assignee": "assignee",
    "requester": "requestor",
    "subject": "title",
    "description": "description",
    "expected_at": "expectedDate",
    "resolution": "resolution",
    "tags": "tags",
    "values": "customFields",
}


def iso(at: datetime | None) -> str | None:
    """A time as this system writes it: UTC, milliseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z" if at else None


def as_html(text: str) -> str:
    """Plain text as the HTML that `include=..._HTML` asks for."""
    return html.escape(text).replace("\n", "<br>")


def ticket_row(ticket: Ticket, names: Names) -> dict[str, Any]:
    """A ticket as the list shows it. Shape: absent values are left out."""
    members = {
        "id": ticket.id,
        "ticketId": str(ticket.seq),
        "ticketNo": ticket.seq,
        "title": ticket.subject,
        "description": ticket.description,
        "status": status_label(ticket),
        "requestor": names.to_wire(ticket.requester),
        "customFields": {name: value for name, value in ticket.values.items() if name in FIELD_IDS},
        "priority": PRIORITY_LABELS[ticket.priority],
        "assignee": names.to_wire(ticket.assignee),
        "expectedDate": iso(ticket.expected_at),
        "resolution": ticket.resolution,
        "firstResponseOn": iso(ticket.first_response_at),
        "firstResolutionOn": iso(ticket.first_resolved_at),
        "lastResolutionOn": iso(ticket.last_resolved_at),
        "createdOn": iso(ticket.created_at),
        "tags": [tag["text"] for tag in ticket.tags],
        "lastUpdatedOn": iso(ticket.updated_at),
        "isFrtEscalated": ticket.response_breached,
        "isRtEscalated": ticket.resolution_breached,
        "createdBy": names.to_wire(ticket.created_by),
        "lastUpdatedBy": names.to_wire(ticket.updated_by),
        "lastResolutionComment": ticket.resolution_comment,
    }
    return {name: value for name, value in members.items() if value is not None}


def ticket_full(
    ticket: Ticket, names: Names, *, rules: Rules, now: datetime, has_html: bool = False
) -> dict[str, Any]:
    """A ticket with its workflow, as a single read shows it."""
    extra = {
        "resolvedStatus": list(RESOLVED_LABELS),
        "isCustomWorkflow": False,
        "workflow": workflow(ticket, rules=rules, now=now),
        "isFrtBreached": ticket.response_breached,
        "isRtBreached": ticket.resolution_breached,
    }
    rich = {"description_HTML": as_html(ticket.description)} if has_html else {}
    return ticket_row(ticket, names) | rich | extra


def next_labels(ticket: Ticket, *, rules: Rules, now: datetime) -> tuple[str, ...]:
    """The labels this ticket can be moved to now."""
    can_reopen = any(move.max_days is not None for move in rules.moves(ticket, now=now))
    label = status_label(ticket)
    return tuple(target for target in NEXT_LABELS[label] if target != "Reopened" or can_reopen)


def workflow(ticket: Ticket, *, rules: Rules, now: datetime) -> list[dict[str, Any]]:
    """All states with their next steps; those of the ticket's own state are the ones open to it now."""
    current = status_label(ticket)
    return [
        {
            "id": label,
            "label": label,
            "recordResolutionSLA": label == "Resolved",
            "nextSteps": [
                {
                    "targetId": target,
                    "transitionLabel": target,
                    "recordComment": False,
                    "recordResolutionSLA": target == "Resolved",
                }
                for target in (
                    next_labels(ticket, rules=rules, now=now) if label == current else NEXT_LABELS[label]
                )
            ],
        }
        for label in STATUS_LABELS
    ]


def attachment(item: Attachment, *, base_url: str) -> dict[str, Any]:
    """An attachment; a file's address is the sandbox's own download route."""
    is_link = item.src is not None
    return {
        "id": item.id,
        "caption": item.name,
        "filename": item.name,
        "createdDateTime": iso(item.created_at),
        "createdBy": item.author.name,
        "src": item.src or f"{base_url}/teamswork/files/{item.id}/{quote(item.name, safe='')}",
        "isArchive": item.content_type in ("application/zip", "application/x-tar"),
        "isHyperlink": is_link,
        "isImage": item.content_type.startswith("image/"),
    }


def comment_item(
    item: Comment, ticket: Ticket, names: Names, *, files: Sequence[Mapping[str, Any]], has_html: bool = False
) -> dict[str, Any]:
    """The answer to a new comment."""
    rich = {"comment_HTML": as_html(item.text)} if has_html else {}
    return {
        "id": item.id,
        "activityId": item.id,
        "ticketId": ticket.id,
        "ticketNo": ticket.seq,
        "comment": item.text,
        "isPrivate": item.is_private,
        "createdDateTime": iso(item.created_at),
        "attachments": list(files),
        "user": names.to_wire(item.author),
    } | rich


def comment_activity(
    item: Comment, names: Names, *, files: Sequence[Mapping[str, Any]], has_html: bool
) -> dict[str, Any]:
    """A comment as an activity."""
    rich = {"comment_HTML": as_html(item.text)} if has_html else {}
    return {
        "id": item.id,
        "ticketId": item.ticket_id,
        "comment": item.text,
        "isPrivate": item.is_private,
        "createdDateTime": iso(item.created_at),
        "createdBy": names.to_wire(item.author),
        "attachments": list(files),
        "changes": [],
    } | rich


def change_activity(change: Change, names: Names) -> dict[str, Any] | None:
    """A change of fields as an activity, or None when it is about nothing this system shows."""
    shown = [
        {
            "name": _CHANGE_NAMES[name],
            "oldValue": _value(name, old, names),
            "newValue": _value(name, new, names),
        }
        for name, (old, new) in change.changes.items()
        if name in _CHANGE_NAMES
    ]
    if not shown:
        return None
    return {
        "id": str(change.seq),
        "ticketId": change.ticket_id,
        "isPrivate": False,
        "createdDateTime": iso(change.at),
        "createdBy": names.to_wire(change.actor),
        "attachments": [],
        "changes": shown,
    }


def _value(name: str, value: Any, names: Names) -> Any:
    if value is None:
        return None
    if name == "status":
        return label_of_key(value)
    if name == "priority":
        return PRIORITY_LABELS[value]
    if name in ("assignee", "requester"):
        return names.to_wire(UserRef(value["id"], value["name"], value["email"]))
    return value
