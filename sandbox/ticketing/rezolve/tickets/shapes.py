"""A ticket, a person and a comment as answers show them. Pure.

Source: docs.rezolve.ai "List Tickets" for the list item; no page shows a single ticket or a comment, so the rest
is this sandbox's own.
"""

import hashlib
from typing import Any

from sandbox.ticketing.model import Attachment, Change, Comment, Ticket, UserRef
from sandbox.ticketing.rezolve.catalog.shelf import item
from sandbox.ticketing.rezolve.fields import FIELDS, READ_ONLY_FIELDS
from sandbox.ticketing.rezolve.tickets.names import category_name, item_type_id, subcategory_name
from sandbox.ticketing.rezolve.wire.envelope import iso, maybe_iso
from sandbox.ticketing.rules import Rules


def etag_of(ticket: Ticket) -> str:
    """The etag updates must carry: it changes with every write to the ticket."""
    digest = hashlib.sha256(f"{ticket.id}:{ticket.version}".encode()).hexdigest()[:16]
    return f"{ticket.version}-{digest}"


def person(user: UserRef | None) -> dict[str, str] | None:
    """A person as the pages show one."""
    return None if user is None else {"id": user.id, "name": user.name, "email": user.email}


def list_item(ticket: Ticket, rules: Rules) -> dict[str, Any]:
    """One row of "List Tickets". Shape: the page's members, and object_id, which "Update Ticket" says rows carry."""
    return {
        "id": ticket.id,
        "ticketNumber": ticket.number,
        "subject": ticket.subject,
        "description": ticket.description,
        "status": ticket.status,
        "priority": ticket.priority,
        "category": category_name(rules, ticket.category),
        "subcategory": subcategory_name(rules, ticket.category, ticket.subcategory),
        "assignee": person(ticket.assignee),
        "requester": person(ticket.requester),
        "team": ticket.team,
        "createdAt": iso(ticket.created_at),
        "updatedAt": iso(ticket.updated_at),
        "dueDate": maybe_iso(ticket.due_at),
        "slaStatus": ticket.sla_status,
        "object_id": ticket.number,
    }


def brief(ticket: Ticket) -> dict[str, Any]:
    """What a stream says of a ticket."""
    return {
        "id": ticket.id,
        "ticketNumber": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "updatedAt": iso(ticket.updated_at),
    }


def receipt(ticket: Ticket) -> dict[str, Any]:
    """What create and update answer: the ticket's names and its etag."""
    return {
        "id": ticket.id,
        "objectId": ticket.number,
        "object_id": ticket.number,
        "ticketNumber": ticket.number,
        "ticketId": str(ticket.seq),
        "etag": etag_of(ticket),
        "status": ticket.status,
        "priority": ticket.priority,
        "team": ticket.team,
        "assignee": person(ticket.assignee),
        "createdAt": iso(ticket.created_at),
        "updatedAt": iso(ticket.updated_at),
        "dueDate": maybe_iso(ticket.due_at),
    }


def file_facts(file: Attachment) -> dict[str, Any]:
    """A file without its content."""
    return {
        "id": file.id,
        "name": file.name,
        "contentType": file.content_type,
        "size": None if file.content is None else len(file.content),
        "src": file.src,
        "author": person(file.author),
        "createdAt": iso(file.created_at),
    }


def comment_facts(comment: Comment, files: list[Attachment]) -> dict[str, Any]:
    """A comment with the files that came with it."""
    return {
        "id": comment.id,
        "comment": comment.text,
        "isPrivate": comment.is_private,
        "author": person(comment.author),
        "createdAt": iso(comment.created_at),
        "attachments": [file_facts(file) for file in files if file.comment_id == comment.id],
    }


def status_history(history: list[Change], rules: Rules) -> list[dict[str, Any]]:
    """Each status the ticket came into, oldest first."""
    first = [one for one in history if one.kind == "created"]
    moves = [one for one in history if "status" in one.changes]
    start = moves[0].changes["status"][0] if moves else None
    steps = [(one, None, start or rules.initial_status.key) for one in first]
    steps += [(one, *one.changes["status"]) for one in moves]
    return [
        {"from": old, "to": new, "at": iso(one.at), "actor": person(one.actor)} for one, old, new in steps
    ]


def full(
    ticket: Ticket,
    rules: Rules,
    *,
    history: list[Change],
    comments: list[Comment],
    files: list[Attachment],
) -> dict[str, Any]:
    """One ticket whole. Shape: `values` is field id to answer; `commentCount` counts what the reader may read."""
    hidden = {FIELDS[name] for name in READ_ONLY_FIELDS}
    template = item(ticket.template_id)
    readable = {comment.id for comment in comments}
    shown = [file for file in files if file.comment_id is None or file.comment_id in readable]
    return {
        **list_item(ticket, rules),
        "objectId": ticket.number,
        "ticketId": str(ticket.seq),
        "etag": etag_of(ticket),
        "ticketType": ticket.ticket_type,
        "itemTypeId": item_type_id(ticket.ticket_type),
        "offerId": ticket.template_id,
        "approvalRequired": bool(template and template["approvalRequired"]),
        "source": ticket.values.get(FIELDS["source"]),
        "ticketRelation": ticket.values.get(FIELDS["ticketRelation"]),
        "values": {name: value for name, value in ticket.values.items() if name not in hidden},
        "resolution": ticket.resolution,
        "responseDueDate": maybe_iso(ticket.response_due_at),
        "expectedDate": maybe_iso(ticket.expected_at),
        "firstResponseAt": maybe_iso(ticket.first_response_at),
        "resolvedAt": maybe_iso(ticket.resolved_at),
        "closedAt": maybe_iso(ticket.closed_at),
        "createdBy": person(ticket.created_by),
        "updatedBy": person(ticket.updated_by),
        "commentCount": len(comments),
        "attachments": [file_facts(file) for file in shown],
        "statusHistory": status_history(history, rules),
    }
