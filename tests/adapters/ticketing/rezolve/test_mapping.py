"""Rezolve's wire and the domain."""

from typing import Any

import pytest

from adapters.ticketing.rezolve import wire
from adapters.ticketing.rezolve.mapping import (
    change_to_wire,
    comment_to_wire,
    create_to_wire,
    meta_from_wire,
    person_from_wire,
    routes_from_wire,
    ticket_from_wire,
)
from bot.domain.ids import PriorityKey, UserId
from bot.domain.people import UserRef
from bot.domain.tickets import NewTicket, TicketChange
from tests.fakes.ticketing_desks import rezolve_settings

JANE = UserRef(id=UserId("jane"), name="Jane", email="jane@example.com")
ROW = {
    "id": "uuid", "ticketNumber": "TKT-1", "subject": "S", "description": None, "status": "open", "priority": "high",
    "requester": {"id": "john", "email": "john@example.com"}, "team": "it", "createdAt": "2025-07-09T10:30:00.000Z",
    "updatedAt": "2025-07-10T14:22:00.000Z", "dueDate": "2025-07-12T18:00:00.000Z", "slaStatus": "breached",
}  # fmt: skip


def settings(**more: Any) -> Any:
    """Settings of some tenant."""
    return rezolve_settings("http://127.0.0.1", **more)


def test_a_row_of_the_vendor_s_page() -> None:
    """Null and absent members are no fault; the number stands for the path where there is no object id."""
    ticket = ticket_from_wire(
        wire.Ticket.model_validate(ROW), portal_url="https://desk.example/{id}?n={number}"
    )
    assert (ticket.id, ticket.number, ticket.description) == ("TKT-1", "TKT-1", "")
    assert (ticket.requester.name, ticket.assignee, ticket.etag) == ("john@example.com", None, None)
    assert (ticket.sla, ticket.resolution_breached, ticket.response_breached) == ("breached", True, False)
    assert ticket.url == "https://desk.example/TKT-1?n=TKT-1"


@pytest.mark.parametrize("name", ["object_id", "objectId"])
def test_paths_take_the_object_id_however_it_is_written(name: str) -> None:
    """Create says objectId, reads say object_id."""
    assert ticket_from_wire(wire.Ticket.model_validate(ROW | {name: "REQ-7"})).id == "REQ-7"


def test_meta_without_its_optional_parts() -> None:
    """Only statuses, priorities and teams are needed; an unknown category is judged by being terminal."""
    bare = {
        "statuses": [
            {"key": "a", "name": "A"},
            {"key": "z", "name": "Z", "isTerminal": True, "category": "archive"},
        ],
        "priorities": [],
        "teams": [],
        "workflowSettings": {"enableAttachments": False, "maxAttachmentSize": 9},
    }
    meta = meta_from_wire(wire.TenantMeta.model_validate(bare))
    assert [status.category for status in meta.statuses] == ["active", "done"]
    assert (meta.max_attachment_bytes, meta.allow_reopen, meta.switches.slack) == (0, True, True)


def test_a_user_without_an_e_mail_has_that_of_the_user_name() -> None:
    """Only a user name that is an address counts as one."""
    people = [
        person_from_wire(wire.ListedUser.model_validate({"id": "1", "username": name, "status": "disabled"}))
        for name in ("jane@example.com", "jane")
    ]
    assert [(one.email, one.is_active) for one in people] == [("jane@example.com", False), ("", False)]


def test_only_active_messaging_mappings_are_routes() -> None:
    """Others, broken ones and channels without a team are passed over; direction and notices are kept."""
    good: dict[str, Any] = {
        "clientType": "messaging", "mappingType": "outbound", "sourceSystem": "internal", "targetSystem": "msteams",
        "configuration": {
            "workspaceId": "W", "notifyOnUpdate": False,
            "channelMappings": [{"channelId": "C", "channelName": "#c", "team": "it"}, {"channelId": "D"}, "odd"],
        },
    }  # fmt: skip
    rows = [
        good,
        good | {"status": "inactive"},
        good | {"clientType": "itsm"},
        good | {"configuration": None},
        {},
    ]
    (route,) = routes_from_wire(rows)
    assert (route.channel, route.workspace, route.conversation, route.team) == ("teams", "W", "C", "it")
    assert (route.direction, route.notify_on_update) == ("outbound", False)


def test_a_create_without_a_requester_field() -> None:
    """Where the tenant has no such field nothing is sent for it; the reference is the last line."""
    request = NewTicket(template_id="tpl", subject="S", description="", reference="R1", requester=JANE)
    ids = {"requester": "u-req", "description": "u-desc"}
    body = create_to_wire(request, None, settings(requester_field=False, field_ids=ids))
    assert body["ticketBody"] == {"offerId": "tpl", "u-desc": "Ref R1"}
    body = create_to_wire(
        request, None, settings(person_value="object", field_ids=ids, reference_line="# {reference}")
    )
    assert body["ticketBody"]["u-req"] == {"id": "jane", "name": "Jane", "email": "jane@example.com"}
    assert body["ticketBody"]["u-desc"] == "# R1"


def test_a_change_goes_under_the_tenant_s_field_ids() -> None:
    """Standard fields and those a step asks for; one without an id is an error of its own."""
    change = TicketChange(assignee=JANE, priority=PriorityKey("low"), fields={"resolution": "fixed"})
    ids = {"assignee": "u-a", "priority": "u-p", "resolution": "u-r"}
    written = change_to_wire(change, settings(field_ids=ids, person_value="email"))
    assert written == {"u-a": "jane@example.com", "u-p": "low", "u-r": "fixed"}
    with pytest.raises(KeyError, match="assignee"):
        change_to_wire(change, settings(field_ids={}))


def test_a_comment_s_author_is_a_member_or_a_line() -> None:
    """Where the tenant has no member for the author, the text says who speaks."""
    named = comment_to_wire("Hi", JANE, settings(), is_private=True)
    unnamed = comment_to_wire("Hi", JANE, settings(comment_author_field=""), is_private=False)
    assert named == {"comment": "Hi", "isPrivate": True, "onBehalfOf": "jane"}
    assert unnamed == {"comment": "Jane:\nHi", "isPrivate": False}
