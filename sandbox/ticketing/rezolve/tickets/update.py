"""PATCH ticket/{objectId}/update: change fields under the etag that was read.

Source: docs.rezolve.ai "Update Ticket" (body, roles, etag), "Get Ticket Types" (transitions and permissions). The
refusal of a stale etag is not shown by the page; 409 with the current etag is this sandbox's choice.
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.ticketing.errors import Refused, Stale
from sandbox.ticketing.model import Ticket
from sandbox.ticketing.rezolve.access.gate import Call, malformed
from sandbox.ticketing.rezolve.catalog.rows import Row
from sandbox.ticketing.rezolve.catalog.shelf import item
from sandbox.ticketing.rezolve.fields import FIELDS, NAME_OF, NOTE_FIELDS, READ_ONLY_FIELDS
from sandbox.ticketing.rezolve.forms.answers import Wrong, check, is_empty
from sandbox.ticketing.rezolve.forms.files import SOURCE, keep_files
from sandbox.ticketing.rezolve.forms.form import Checked, refuse_problems
from sandbox.ticketing.rezolve.tickets.create import want_writer
from sandbox.ticketing.rezolve.tickets.scope import find_called, may, works_on
from sandbox.ticketing.rezolve.tickets.shapes import etag_of, receipt
from sandbox.ticketing.rezolve.tickets.standard import limits_of, standard_value
from sandbox.ticketing.rezolve.wire.envelope import Fault, accept

_STORE_NAMES = {"expectedDate": "expected_at"}
_WITH_STATUS = NOTE_FIELDS | {"status", "resolution"}


def _stale(current: Ticket) -> Fault:
    return Fault(
        409,
        "ETAG_MISMATCH",
        "The ticket was changed since it was read",
        details={"etag": etag_of(current), "object_id": current.number, "updatedBy": current.updated_by.name},
    )


def _forbidden(what: str) -> Fault:
    return Fault(403, "FORBIDDEN", f"Insufficient permissions to {what}")


def _check_permissions(call: Call, ticket: Ticket, named: Mapping[str, Any]) -> None:
    """Nothing, if the caller may change all these fields. Raises: Fault 403."""
    rules, kind = call.desk.rules, ticket.ticket_type
    others = set(named) - _WITH_STATUS - {"assignee"}
    insider = works_on(call.caller, ticket)
    if others and not (insider and may(call.caller, "edit", kind, rules)):
        raise _forbidden("edit this ticket")
    if "assignee" in named:
        action = "assign" if ticket.assignee is None else "reassign"
        if not (insider and may(call.caller, action, kind, rules)):
            raise _forbidden(f"{action} this ticket")
    if set(named) & (NOTE_FIELDS | {"resolution"}) and "status" not in named and not insider:
        raise _forbidden("edit this ticket")


def _standard(call: Call, ticket: Ticket, named: Mapping[str, Any], outcome: Checked) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    category = ticket.category
    for name in sorted(named):  # category comes before subcategory, which is looked up in it
        try:
            value = standard_value(name, named[name], call.desk, category=category)
        except Wrong as wrong:
            outcome.wrong(FIELDS[name], name, wrong.code, wrong.message)
            continue
        if name == "category":
            category = value
            changes["subcategory"] = None
        if name in NOTE_FIELDS:
            outcome.values[FIELDS[name]] = value
        else:
            changes[_STORE_NAMES.get(name, name)] = value
    if changes.get("category") == ticket.category and "subcategory" not in named:
        changes.pop("subcategory", None)
    return changes


def _form_answers(call: Call, form: Mapping[str, Row], answers: Mapping[str, Any], outcome: Checked) -> None:
    limits = limits_of(call.desk)
    for field_id, value in answers.items():
        one = form[field_id]
        if is_empty(value):
            if one["required"]:
                outcome.wrong(field_id, one["name"], "required", "Is required")
            outcome.values[field_id] = None
            continue
        try:
            outcome.keep(field_id, check(one, value, limits))
        except Wrong as wrong:
            outcome.wrong(field_id, one["name"], wrong.code, wrong.message)


def _check_move(call: Call, ticket: Ticket, changes: Mapping[str, Any], named: Mapping[str, Any]) -> None:
    """Nothing, if the status may become what is asked. Raises: Fault 403, 422."""
    try:
        move = call.desk.rules.check_move(
            ticket, changes["status"], now=call.desk.clock.now(), roles=call.caller.roles
        )
    except Refused as refused:
        raise _refused(refused) from refused
    required = move.required_fields if move else ()
    missing = [name for name in required if name in FIELDS and is_empty(named.get(name))]
    refuse_problems(
        [
            {"field": FIELDS[name], "name": name, "code": "required", "message": "Is required"}
            for name in missing
        ]
    )


def _refused(refused: Refused) -> Fault:
    if refused.code == "ROLE_NOT_ALLOWED":
        return Fault(403, "FORBIDDEN", refused.message)
    code = {"ILLEGAL_MOVE": "INVALID_TRANSITION"}.get(refused.code, refused.code)
    return Fault(422, code, refused.message, details={"field": refused.field})


def _split(
    update: Mapping[str, Any], form: Mapping[str, Row], outcome: Checked
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Standard fields by name and form answers by id; what is neither is noted as a problem."""
    named: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    for field_id, value in update.items():
        name = NAME_OF.get(field_id)
        if name in READ_ONLY_FIELDS:
            outcome.wrong(field_id, str(name), "read_only", "Cannot be changed")
        elif name is not None:
            named[name] = value
        elif field_id in form:
            answers[field_id] = value
        else:
            outcome.wrong(field_id, field_id, "unknown_field", "There is no such field")
    return named, answers


async def update_ticket(call: Call) -> web.StreamResponse:
    """Answer PATCH /api/v2/ticketing/ticket/{objectId}/update. Shape: 200 with the next etag."""
    want_writer(call)
    body = await call.body()
    etag, update = body.get("etag"), body.get("ticketUpdate")
    if not isinstance(etag, str) or not isinstance(update, Mapping) or not update:
        raise malformed("'etag' must be a string and 'ticketUpdate' an object with at least one field")
    ticket = await find_called(call)
    template = item(ticket.template_id)
    form = {one["id"]: one for one in template["formFields"]} if template else {}
    outcome = Checked()
    named, answers = _split(update, form, outcome)
    _check_permissions(call, ticket, {**named, **answers})
    if etag != etag_of(ticket):
        raise _stale(ticket)
    changes = _standard(call, ticket, named, outcome)
    _form_answers(call, form, answers, outcome)
    refuse_problems(outcome.problems)
    if "status" in changes:
        _check_move(call, ticket, changes, named)
    if outcome.values:
        changes["values"] = {**ticket.values, **outcome.values}
    after = await _save(call, ticket, changes)
    await keep_files(call.desk.store, ticket.id, outcome.files, actor=call.caller.user)
    if outcome.files:
        after = await call.desk.store.get(ticket.id)
    answer = accept(receipt(after), "Ticket updated successfully", call.now)
    answer.headers["ETag"] = f'"{etag_of(after)}"'
    return answer


async def _save(call: Call, ticket: Ticket, changes: Mapping[str, Any]) -> Ticket:
    store = call.desk.store
    try:
        return await store.update(
            ticket.id, changes, actor=call.caller.user, source=SOURCE, expected_version=ticket.version
        )
    except Stale as stale:
        raise _stale(await store.get(ticket.id)) from stale
    except Refused as refused:
        raise _refused(refused) from refused
