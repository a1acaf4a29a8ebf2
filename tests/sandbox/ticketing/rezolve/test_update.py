"""Changing tickets: the etag, legal moves with their fields, permissions, and the answers to all of them."""

import asyncio
from typing import Any

import pytest

from sandbox.ticketing.rezolve.fields import FIELDS
from tests.sandbox.ticketing.rezolve.client import TICKETS, Client

SAM = {"email": "support.agent@example.com"}


async def filed(rezolve: Client, who: str = "jane") -> dict[str, Any]:
    """A new ticket of the IT team, as create answered it."""
    answers = {"field_vpn_symptom": "slow"}
    data: dict[str, Any] = (await rezolve.create(who, "tpl_vpn_problem", answers)).data
    return data


async def moved(rezolve: Client, ticket: dict[str, Any], *steps: dict[str, Any]) -> dict[str, Any]:
    """The ticket after these changes by the bot, one after the other."""
    for step in steps:
        ticket = (await rezolve.update("bot", ticket["objectId"], ticket["etag"], **step)).data
    return ticket


async def test_a_life(rezolve: Client) -> None:
    """From open to closed, each with the etag of the step before; the history tells all of it."""
    ticket = await filed(rezolve)
    done = await moved(
        rezolve,
        ticket,
        {"assignee": SAM},
        {"status": "In Progress"},
        {"status": "pending", "pendingReason": "Waiting for the vendor"},
        {"status": "in_progress"},
        {"status": "resolved", "resolution": "New cable"},
        {"status": "closed"},
    )
    read = (await rezolve.read("jane", done["id"])).data
    assert [(one["from"], one["to"]) for one in read["statusHistory"]] == [
        (None, "open"), ("open", "in_progress"), ("in_progress", "pending"), ("pending", "in_progress"),
        ("in_progress", "resolved"), ("resolved", "closed"),
    ]  # fmt: skip
    assert (read["status"], read["resolution"], read["etag"]) == ("closed", "New cable", done["etag"])
    assert read["values"][FIELDS["pendingReason"]] == "Waiting for the vendor"
    assert None not in (read["resolvedAt"], read["closedAt"], read["firstResponseAt"])


async def test_stale_etag(rezolve: Client) -> None:
    """Of two changes on one etag the second is refused with the current etag, and changes nothing."""
    ticket = await filed(rezolve)
    first = await rezolve.update("mike", ticket["objectId"], ticket["etag"], assignee=SAM)
    second = await rezolve.update("bot", ticket["objectId"], ticket["etag"], subject="Other")
    assert (second.status, second.error["code"]) == (409, "ETAG_MISMATCH")
    assert second.error["details"]["etag"] == first.data["etag"]
    assert (await rezolve.read("jane", ticket["id"])).data["subject"] == "It broke"


async def test_two_at_once(rezolve: Client) -> None:
    """Of two agents who claim at the same moment one gets the ticket and the other is refused."""
    ticket = await filed(rezolve)
    claims = [
        rezolve.update(who, ticket["objectId"], ticket["etag"], assignee={"email": email})
        for who, email in (("sam", SAM["email"]), ("mike", "mike.johnson@example.com"))
    ]
    assert sorted([reply.status for reply in await asyncio.gather(*claims)]) in ([200, 403], [200, 409])


async def test_a_comment_makes_an_etag_stale(rezolve: Client) -> None:
    """What was said since the read counts as a change."""
    ticket = await filed(rezolve)
    await rezolve.call(
        "jane", "POST", f"/ticket/{ticket['id']}/comments", {"comment": "Still slow"}, query=TICKETS
    )
    assert (await rezolve.update("bot", ticket["id"], ticket["etag"], priority="low")).status == 409


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"status": "closed"}, 422, "INVALID_TRANSITION"),
        ({"status": "resolved", "resolution": "x"}, 422, "INVALID_TRANSITION"),
        ({"status": "nonsense"}, 422, "VALIDATION_ERROR"),
        ({"status": "pending"}, 422, "VALIDATION_ERROR"),
        ({"status": "pending", "pendingReason": " "}, 422, "VALIDATION_ERROR"),
        ({"priority": "urgent"}, 422, "VALIDATION_ERROR"),
        ({"assignee": {"email": "jane.smith@example.com"}}, 422, "VALIDATION_ERROR"),
        ({"assignee": 5}, 422, "VALIDATION_ERROR"),
        ({"team": "cooks"}, 422, "VALIDATION_ERROR"),
        ({"subject": ""}, 422, "VALIDATION_ERROR"),
        ({"category": "Hardware", "subcategory": "VPN"}, 422, "VALIDATION_ERROR"),
        ({"source": "x"}, 422, "VALIDATION_ERROR"),
    ],
)
async def test_refused_changes(rezolve: Client, change: dict[str, Any], status: int, code: str) -> None:
    """Illegal moves, missing fields and unknown values are refused and leave the etag good."""
    ticket = await filed(rezolve)
    reply = await rezolve.update("bot", ticket["objectId"], ticket["etag"], **change)
    assert (reply.status, reply.error["code"]) == (status, code)
    assert (await rezolve.update("bot", ticket["objectId"], ticket["etag"], priority="low")).status == 200


async def test_required_field_is_named(rezolve: Client) -> None:
    """A move without its field names that field by UUID and name."""
    ticket = await moved(rezolve, await filed(rezolve), {"status": "in_progress"})
    reply = await rezolve.update("bot", ticket["objectId"], ticket["etag"], status="resolved")
    assert reply.error["details"]["fields"] == [
        {"field": FIELDS["resolution"], "name": "resolution", "code": "required", "message": "Is required"}
    ]


async def test_reopen_by_requester(rezolve: Client) -> None:
    """The requester reopens with a reason; without one it is asked for."""
    ticket = await moved(
        rezolve, await filed(rezolve), {"status": "in_progress"}, {"status": "resolved", "resolution": "ok"}
    )
    bare = await rezolve.update("jane", ticket["objectId"], ticket["etag"], status="in_progress")
    good = await rezolve.update(
        "jane", ticket["objectId"], ticket["etag"], status="in_progress", reopenReason="Again"
    )
    assert (bare.status, good.status, good.data["status"]) == (422, 200, "in_progress")


async def test_reopen_too_late(rezolve: Client, service: Any) -> None:
    """After the window of seven days reopening is refused by its own code."""
    ticket = await moved(
        rezolve, await filed(rezolve), {"status": "in_progress"}, {"status": "resolved", "resolution": "ok"}
    )
    service.desk.clock.advance(8 * 86400)
    reply = await rezolve.update(
        "jane", ticket["objectId"], ticket["etag"], status="in_progress", reopenReason="Again"
    )
    assert (reply.status, reply.error["code"]) == (422, "REOPEN_WINDOW_PASSED")


@pytest.mark.parametrize(
    ("who", "change", "expected"),
    [
        ("jane", {"status": "in_progress"}, 403),
        ("jane", {"priority": "critical"}, 403),
        ("jane", {"assignee": SAM}, 403),
        ("jane", {"resolution": "x"}, 403),
        ("alice", {"priority": "low"}, 404),
        ("sarah", {"priority": "low"}, 404),
        ("sam", {"assignee": SAM}, 200),
        ("sam", {"priority": "low"}, 200),
    ],
)
async def test_permissions(rezolve: Client, who: str, change: dict[str, Any], expected: int) -> None:
    """Users do not edit or assign; for outsiders the ticket does not exist; the team's agents may."""
    ticket = await filed(rezolve)
    assert (await rezolve.update(who, ticket["objectId"], ticket["etag"], **change)).status == expected


async def test_reassigning_takes_a_supervisor(rezolve: Client) -> None:
    """An assigned ticket is reassigned by a supervisor and not by another agent."""
    ticket = await moved(rezolve, await filed(rezolve), {"assignee": {"email": "mike.johnson@example.com"}})
    by_agent = await rezolve.update("sam", ticket["objectId"], ticket["etag"], assignee=SAM)
    by_lead = await rezolve.update("mike", ticket["objectId"], ticket["etag"], assignee=SAM)
    nobody = await rezolve.update("mike", ticket["objectId"], by_lead.data["etag"], assignee=None)
    assert (by_agent.status, by_lead.status, nobody.data["assignee"]) == (403, 200, None)


async def test_priority_moves_the_due_time(rezolve: Client) -> None:
    """Another priority means another due time."""
    ticket = await filed(rezolve)
    urgent = await moved(rezolve, ticket, {"priority": "Critical"})
    assert (urgent["priority"], urgent["dueDate"] < ticket["dueDate"]) == ("critical", True)


async def test_category_and_form_answers(rezolve: Client) -> None:
    """A new category clears the subcategory; form answers are changed by their own ids and checked."""
    ticket = await moved(rezolve, await filed(rezolve), {"category": "hardware"})
    path = f"/ticket/{ticket['objectId']}/update"
    good = {"etag": ticket["etag"], "ticketUpdate": {"field_vpn_symptom": "drops"}}
    reply = await rezolve.call("sam", "PATCH", path, good, query=TICKETS)
    bad = {"etag": reply.data["etag"], "ticketUpdate": {"field_vpn_symptom": "gone", "x": 1}}
    refused = await rezolve.call("sam", "PATCH", path, bad, query=TICKETS)
    read = (await rezolve.read("sam", ticket["id"])).data
    assert (read["category"], read["subcategory"]) == ("Hardware", None)
    assert read["values"]["field_vpn_symptom"] == "drops"
    assert {one["field"]: one["code"] for one in refused.error["details"]["fields"]} == {
        "field_vpn_symptom": "invalid_option",
        "x": "unknown_field",
    }


@pytest.mark.parametrize(
    "body", [{}, {"etag": "x"}, {"etag": "x", "ticketUpdate": {}}, {"etag": 1, "ticketUpdate": {"a": 1}}]
)
async def test_malformed(rezolve: Client, body: dict[str, Any]) -> None:
    """Etag and at least one field are needed."""
    reply = await rezolve.call("bot", "PATCH", "/ticket/1234/update", body, query=TICKETS)
    assert (reply.status, reply.error["code"]) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("reference", ["TKT-2025-001234", "1234", "99999999", "TKT-0000-000000", "nothing"])
async def test_absent_and_foreign_look_alike(rezolve: Client, reference: str) -> None:
    """A ticket of somebody else answers as one that does not exist."""
    reply = await rezolve.read("jane", reference)
    assert (reply.status, reply.error) == (
        404,
        {
            "code": "TICKET_NOT_FOUND",
            "message": "The specified ticket does not exist",
            "details": f"Ticket: {reference}",
        },
    )
