"""Comments and private notes: POST and GET ticket/{objectId}/comments.

No vendor page documents a call for them; path and bodies are this sandbox's own, and a client's setting.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.ticketing.people import user_ref
from sandbox.ticketing.rezolve.access.gate import Call, malformed
from sandbox.ticketing.rezolve.access.tokens import Caller
from sandbox.ticketing.rezolve.forms.answers import find_person
from sandbox.ticketing.rezolve.forms.files import SOURCE, keep_files, parse_attachments
from sandbox.ticketing.rezolve.forms.form import refuse_problems
from sandbox.ticketing.rezolve.tickets.create import want_writer
from sandbox.ticketing.rezolve.tickets.scope import find_called, may, not_found, readable, sees, works_on
from sandbox.ticketing.rezolve.tickets.shapes import comment_facts, etag_of
from sandbox.ticketing.rezolve.tickets.standard import MAX_TEXT, limits_of
from sandbox.ticketing.rezolve.wire.envelope import Fault, accept, accept_cached


def _author(call: Call, body: Mapping[str, Any]) -> Caller:
    """Who speaks: the caller, or the person the bot's account names. Raises: Fault 403, 422."""
    named = body.get("onBehalfOf")
    if named is None:
        return call.caller
    if not call.caller.is_service:
        raise Fault(403, "FORBIDDEN", "Insufficient permissions to comment for somebody else")
    known = find_person(named, call.desk.people)
    person = call.desk.people.by_id(known["id"]) if known else None
    if person is None:
        problem = {"field": "onBehalfOf", "name": "onBehalfOf", "code": "unknown_user"}
        refuse_problems([{**problem, "message": "The help desk does not know this person"}])
    assert person is not None
    return replace(
        call.caller,
        user=user_ref(person),
        roles=frozenset(call.desk.people.roles(person.helpdesk_id)),
        teams=frozenset(person.helpdesk_teams),
        is_service=False,
    )


def _text(body: Mapping[str, Any]) -> tuple[str, bool]:
    text, is_private = body.get("comment"), body.get("isPrivate", False)
    if not isinstance(text, str) or not isinstance(is_private, bool):
        raise malformed("'comment' must be a string and 'isPrivate' a boolean")
    code = "required" if not text.strip() else "max_length" if len(text) > MAX_TEXT else None
    if code is not None:
        message = "Is required" if code == "required" else f"May have at most {MAX_TEXT} characters"
        refuse_problems([{"field": "comment", "name": "comment", "code": code, "message": message}])
    return text, is_private


async def add_comment(call: Call) -> web.StreamResponse:
    """Answer POST /api/v2/ticketing/ticket/{objectId}/comments. Shape: 201 with the comment and the next etag."""
    want_writer(call)
    body = await call.body()
    ticket = await find_called(call)
    author = _author(call, body)
    if not sees(author, ticket, call.desk.rules):
        raise not_found(call.request.match_info["objectId"])
    text, is_private = _text(body)
    if not may(author, "comment", ticket.ticket_type, call.desk.rules) or (
        is_private and not works_on(author, ticket)
    ):
        raise Fault(403, "FORBIDDEN", "Insufficient permissions to add this comment")
    limits = limits_of(call.desk)
    files = parse_attachments(
        body.get("attachments"), max_bytes=limits.max_file_bytes, allowed=limits.file_types
    )
    store = call.desk.store
    comment = await store.comment(
        ticket.id, text=text, is_private=is_private, actor=author.user, source=SOURCE
    )
    await keep_files(store, ticket.id, files, actor=author.user, comment_id=comment.id)
    facts = comment_facts(comment, await store.attachments(ticket.id))
    data = {**facts, "objectId": ticket.number, "etag": etag_of(await store.get(ticket.id))}
    return accept(data, "Comment added successfully", call.now, status=201)


async def list_comments(call: Call) -> web.StreamResponse:
    """Answer GET /api/v2/ticketing/ticket/{objectId}/comments. Shape: oldest first; private ones for agents alone."""
    ticket = await find_called(call)
    store = call.desk.store
    comments = readable(call.caller, ticket, await store.comments(ticket.id))
    files = await store.attachments(ticket.id)
    data = {"comments": [comment_facts(one, files) for one in comments], "count": len(comments)}
    return accept_cached(call.request, data, "Comments retrieved successfully", call.now)
