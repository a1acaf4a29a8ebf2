"""POST ticket/create/{teamId}/{itemTypeId}: file what a person asked for.

Source: docs.rezolve.ai "Create Ticket" (path, headers, body skeleton, the three ids of the answer); checks of the
form and the error bodies are this sandbox's own, because the page's field table is not public.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from sandbox.ticketing.model import Ticket, UserRef
from sandbox.ticketing.rezolve.access.gate import Call, malformed
from sandbox.ticketing.rezolve.catalog.rows import Row
from sandbox.ticketing.rezolve.catalog.shelf import fileable
from sandbox.ticketing.rezolve.fields import AGENT_CREATE_FIELDS, CREATE_FIELDS, FIELDS, NAME_OF
from sandbox.ticketing.rezolve.forms.answers import Wrong, is_empty
from sandbox.ticketing.rezolve.forms.files import SOURCE, keep_files, parse_attachments
from sandbox.ticketing.rezolve.forms.form import Checked, check_form, refuse_problems
from sandbox.ticketing.rezolve.tickets.scope import may
from sandbox.ticketing.rezolve.tickets.shapes import etag_of, receipt
from sandbox.ticketing.rezolve.tickets.standard import limits_of, standard_value
from sandbox.ticketing.rezolve.wire.envelope import Fault, accept

WRITING_ROLES: Final = ("ticket_agent", "ticket_user", "tenant_admin", "ticket_admin")
_DEFAULT_SOURCE: Final = "api"


@dataclass(frozen=True, slots=True)
class Filing:
    """A request body, its parts checked for their kind."""

    source: str
    summary: str
    answers: Mapping[str, Any]
    attachments: Any
    relation: Mapping[str, Any] | None


def want_writer(call: Call) -> None:
    """Nothing, if the caller has a role that writes. Raises: Fault 401, as the page says, and not 403."""
    if not call.caller.has(*WRITING_ROLES):
        raise Fault(
            401,
            "USER_PERMISSION_FAILURE",
            "The user does not have permission to perform this action",
            details="One of these roles is needed: ticket_agent, ticket_user, tenant_admin",
        )


def _parse(body: Mapping[str, Any]) -> Filing:
    answers, relation = body.get("ticketBody"), body.get("ticketRelation")
    source, summary = body.get("source", _DEFAULT_SOURCE), body.get("summary", "")
    if not isinstance(answers, Mapping):
        raise malformed("'ticketBody' must be an object")
    if not isinstance(source, str) or not isinstance(summary, str):
        raise malformed("'source' and 'summary' must be strings")
    if relation is not None and not isinstance(relation, Mapping):
        raise malformed("'ticketRelation' must be an object or null")
    return Filing(source, summary, answers, body.get("attachments"), relation)


def _requester(call: Call, answers: Mapping[str, Any]) -> UserRef:
    """Whose ticket it becomes. Raises: Fault 403, 422."""
    named = answers.get(FIELDS["requester"])
    if named is None:
        return call.caller.user
    if not call.caller.has("ticket_agent", "ticket_admin"):
        raise Fault(
            403, "FORBIDDEN", "Insufficient permissions to file for somebody else", details="Agents only"
        )
    try:
        requester = standard_value("requester", named, call.desk, category=None)
    except Wrong as wrong:
        problem = {
            "field": FIELDS["requester"],
            "name": "requester",
            "code": wrong.code,
            "message": wrong.message,
        }
        refuse_problems([problem])
        raise
    assert isinstance(requester, UserRef)
    return requester


def _roles_and_teams(call: Call, requester: UserRef) -> tuple[frozenset[str], frozenset[str]]:
    if requester.id == call.caller.user.id:
        return call.caller.roles, call.caller.teams
    person = call.desk.people.by_id(requester.id)
    teams = person.helpdesk_teams if person else ()
    return frozenset(call.desk.people.roles(requester.id)), frozenset(teams)


def _offer(call: Call, answers: Mapping[str, Any], roles: frozenset[str], teams: frozenset[str]) -> Row:
    """The item asked for. Raises: Fault 403, 404, 422."""
    offer_id = answers.get("offerId")
    if not isinstance(offer_id, str) or not offer_id:
        refuse_problems(
            [{"field": "offerId", "name": "offerId", "code": "required", "message": "Is required"}]
        )
    row = fileable(str(offer_id), roles=roles, teams=teams)
    if row is None:
        raise Fault(
            404, "OFFER_NOT_FOUND", "The specified offer does not exist", details=f"Offer: {offer_id}"
        )
    meta, path = row["metaFields"], call.request.match_info
    problems = [
        {"field": name, "name": name, "code": "mismatch", "message": f"The offer belongs to {meta[key]}"}
        for name, key in (("teamId", "teamKey"), ("itemTypeId", "itemTypeId"))
        if path[name] != meta[key]
    ]
    refuse_problems(problems)
    if not may(call.caller, "create", meta["ticketType"], call.desk.rules):
        raise Fault(403, "FORBIDDEN", "Insufficient permissions to create this type of ticket")
    return row


def _standard(call: Call, filing: Filing, row: Row, outcome: Checked) -> dict[str, Any]:
    """The standard fields sent, defaults of the item beneath; problems are noted in `outcome`."""
    meta = row["metaFields"]
    values: dict[str, Any] = {
        "subject": filing.summary.strip() or row["name"],
        "priority": meta["priorityKey"],
        "category": meta["categoryKey"],
        "subcategory": meta["subcategoryKey"],
    }
    is_agent = call.caller.has("ticket_agent", "ticket_admin")
    for name in ("category", *sorted(CREATE_FIELDS - {"category", "requester"})):
        given = filing.answers.get(FIELDS[name])
        if is_empty(given):
            continue
        if name in AGENT_CREATE_FIELDS and not is_agent:
            outcome.wrong(FIELDS[name], name, "not_allowed", "Only agents may set this")
            continue
        try:
            values[name] = standard_value(name, given, call.desk, category=values["category"])
        except Wrong as wrong:
            outcome.wrong(FIELDS[name], name, wrong.code, wrong.message)
    return values


def _unknown(answers: Mapping[str, Any], form: tuple[Row, ...], outcome: Checked) -> None:
    own = {one["id"] for one in form} | {FIELDS[name] for name in CREATE_FIELDS} | {"offerId"}
    for field_id in answers.keys() - own:
        code = "not_allowed" if field_id in NAME_OF else "unknown_field"
        outcome.wrong(field_id, NAME_OF.get(field_id, field_id), code, "Cannot be set when creating")


def _description(given: Any, form: tuple[Row, ...], values: Mapping[str, Any], subject: str) -> str:
    """The description sent, or one made of the answers: the tenant requires descriptions."""
    if given:
        return str(given)
    lines = []
    for one in form:
        if one["id"] in values:
            value = values[one["id"]]
            text = (
                ", ".join(map(str, value))
                if isinstance(value, list) and one["type"] == "MULTISELECT"
                else value
            )
            lines.append(f"{one.get('label', one['name'])}: {text}")
    return "\n".join(lines) or subject


async def create_ticket(call: Call) -> web.StreamResponse:
    """Answer POST /api/v2/ticketing/ticket/create/{teamId}/{itemTypeId}. Shape: 201 with id, objectId and etag."""
    want_writer(call)
    filing = _parse(await call.body())
    requester = _requester(call, filing.answers)
    roles, teams = _roles_and_teams(call, requester)
    row = _offer(call, filing.answers, roles, teams)
    ticket = await _file(call, filing, row, requester, roles)
    answer = accept(receipt(ticket), "Ticket created successfully", call.now, status=201)
    answer.headers["ETag"] = f'"{etag_of(ticket)}"'
    return answer


async def _file(call: Call, filing: Filing, row: Row, requester: UserRef, roles: frozenset[str]) -> Ticket:
    limits = limits_of(call.desk)
    form = tuple(row["formFields"])
    outcome = check_form(
        form, filing.answers, limits=limits, asked_roles=roles, filing_roles=call.caller.roles
    )
    standard = _standard(call, filing, row, outcome)
    _unknown(filing.answers, form, outcome)
    refuse_problems(outcome.problems)
    files = parse_attachments(filing.attachments, max_bytes=limits.max_file_bytes, allowed=limits.file_types)
    kept = {**outcome.values, FIELDS["source"]: filing.source}
    if filing.relation is not None:
        kept[FIELDS["ticketRelation"]] = dict(filing.relation)
    meta = row["metaFields"]
    ticket = await call.desk.store.create(
        subject=standard["subject"],
        description=_description(standard.get("description"), form, outcome.values, standard["subject"]),
        priority=standard["priority"],
        team=meta["teamKey"],
        requester=requester,
        actor=call.caller.user,
        source=SOURCE,
        ticket_type=meta["ticketType"],
        category=standard["category"],
        subcategory=standard["subcategory"],
        assignee=standard.get("assignee"),
        template_id=row["id"],
        values=kept,
        expected_at=standard.get("expectedDate"),
    )
    await keep_files(call.desk.store, ticket.id, [*outcome.files, *files], actor=requester)
    return await call.desk.store.get(ticket.id)
