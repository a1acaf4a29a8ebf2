"""What each person is told of, derived from the store's history: one change may tell several people.

Source: docs.rezolve.ai "List Ticket Notifications" (types, members, metadata, the scale urgent to low). No page
documents how one is marked read, so every notification here is unread.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sandbox.ticketing.model import Change, Comment, Ticket
from sandbox.ticketing.rezolve.access.tokens import Caller
from sandbox.ticketing.rezolve.catalog.shelf import item
from sandbox.ticketing.rezolve.tickets.names import category_name
from sandbox.ticketing.rezolve.tickets.scope import sees, works_on
from sandbox.ticketing.rezolve.wire.envelope import iso, maybe_iso
from sandbox.ticketing.rules import Rules

_NAMESPACE: Final = uuid.UUID("3f0e1d5c-7a0b-4d53-9a55-2f6f5f0a1c11")
_PREVIEW: Final = 140
PRIORITIES: Final[Mapping[str, str]] = {
    "critical": "urgent",
    "high": "high",
    "medium": "medium",
    "low": "low",
}
TYPES: Final = (
    "assignment", "mention", "statusChange", "comment", "slaWarning", "slaBreach", "approval", "escalation",
    "resolution", "reopened",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification. Shape: `at` is when it happened; `facts` are the vendor's metadata."""

    type: str
    ticket: Ticket
    change: Change
    message: str
    facts: Mapping[str, Any]

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.change.at

    def shown(self, caller: Caller, rules: Rules) -> dict[str, Any]:
        """As the page shows it."""
        actor, ticket = self.change.actor, self.ticket
        anchor = f"#comment-{self.change.comment_id}" if self.change.comment_id else ""
        name = f"{self.change.seq}:{self.type}:{caller.user.id}"
        return {
            "id": f"notif-{uuid.uuid5(_NAMESPACE, name)}",
            "type": self.type,
            "ticketId": str(ticket.seq),
            "ticketNumber": ticket.number,
            "title": ticket.subject,
            "message": self.message,
            "priority": PRIORITIES.get(ticket.priority, "medium"),
            "category": category_name(rules, ticket.category),
            "read": False,
            "notified_at": iso(self.at),
            "createdAt": iso(self.at),
            "actionUrl": f"/tickets/{ticket.seq}{anchor}",
            "actor": None
            if actor is None
            else {"id": actor.id, "name": actor.name, "email": actor.email, "avatar": None},
            "metadata": dict(self.facts),
        }


def _status_name(rules: Rules, key: str) -> str:
    return next((one.name for one in rules.statuses if one.key == key), key)


def _from_fields(change: Change, ticket: Ticket, caller: Caller, rules: Rules) -> Iterable[Notice]:
    old, new = change.changes.get("assignee", (None, None))
    if new is not None and new["id"] == caller.user.id:
        facts = {
            "previousAssignee": old["id"] if old else None,
            "assignedBy": change.actor.id if change.actor else None,
        }
        yield Notice("assignment", ticket, change, f"You have been assigned ticket {ticket.number}", facts)
    if "status" in change.changes:
        was, becomes = change.changes["status"]
        before, after = _status_name(rules, was), _status_name(rules, becomes)
        facts = {"previousStatus": before, "newStatus": after}
        yield Notice("statusChange", ticket, change, f"Ticket status changed from {before} to {after}", facts)


def _from_comment(change: Change, ticket: Ticket, caller: Caller, comment: Comment) -> Iterable[Notice]:
    if comment.is_private and not works_on(caller, ticket):
        return
    author = comment.author.name
    handle = "@" + caller.user.email.partition("@")[0]
    is_mention = handle.casefold() in comment.text.casefold()
    said = "mentioned you in a comment" if is_mention else "commented"
    facts = {"commentId": comment.id, "commentPreview": comment.text[:_PREVIEW]}
    yield Notice("mention" if is_mention else "comment", ticket, change, f"{author} {said}", facts)


def _from_sla(change: Change, ticket: Ticket) -> Iterable[Notice]:
    kind = "response" if "response_breached" in change.changes else "resolution"
    target = ticket.response_due_at if kind == "response" else ticket.due_at
    is_breach = kind == "response" or "resolution_breached" in change.changes
    left = 0 if target is None else max(0, int((target - change.at).total_seconds()))
    facts = {"slaType": kind, "slaTarget": maybe_iso(target), "timeRemaining": left}
    if is_breach:
        yield Notice("slaBreach", ticket, change, f"SLA {kind} time breached", facts)
        return
    yield Notice(
        "slaWarning", ticket, change, f"SLA {kind} time warning: {left // 60} minutes remaining", facts
    )


def _from_creation(change: Change, ticket: Ticket, caller: Caller, born_to: str | None) -> Iterable[Notice]:
    template = item(ticket.template_id)
    if template and template["approvalRequired"] and caller.has("approver"):
        workflow = template["approvalWorkflow"]
        facts = {
            "approvalId": f"approval-{ticket.seq}",
            "approvalType": workflow["id"].removeprefix("wf_").removesuffix("_approval"),
            "requestedBy": ticket.requester.id,
        }
        yield Notice("approval", ticket, change, f"Approval requested for {ticket.subject}", facts)
    if born_to == caller.user.id:
        facts = {"previousAssignee": None, "assignedBy": change.actor.id if change.actor else None}
        yield Notice("assignment", ticket, change, f"You have been assigned ticket {ticket.number}", facts)


def first_assignee(ticket: Ticket, history: Iterable[Change]) -> str | None:
    """The id of whom the ticket was created for: the creation itself does not say, the first reassignment does."""
    for change in history:
        if "assignee" in change.changes:
            was = change.changes["assignee"][0]
            return was["id"] if was else None
    return ticket.assignee.id if ticket.assignee else None


def notices(
    change: Change,
    ticket: Ticket,
    caller: Caller,
    rules: Rules,
    *,
    comment: Comment | None,
    born_to: str | None,
) -> list[Notice]:
    """What this change tells this caller: nothing of one's own doings, and nothing of tickets one cannot see.

    Shape: `comment` is the one the change is about; `born_to` is the ticket's first assignee.
    """
    if (change.actor is not None and change.actor.id == caller.user.id) or not sees(caller, ticket, rules):
        return []
    involved = caller.user.id in (ticket.requester.id, ticket.assignee.id if ticket.assignee else None)
    match change.kind:
        case "created":
            return list(_from_creation(change, ticket, caller, born_to))
        case "updated":
            found = _from_fields(change, ticket, caller, rules)
            return [one for one in found if involved or one.type == "assignment"]
        case "commented":
            if comment is None:
                return []
            told = _from_comment(change, ticket, caller, comment)
            return [one for one in told if involved or one.type == "mention"]
        case "sla":
            return list(_from_sla(change, ticket)) if works_on(caller, ticket) else []
        case "attached":
            return []
