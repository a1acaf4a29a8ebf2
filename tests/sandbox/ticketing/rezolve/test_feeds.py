"""Counting, and the notification feed."""

from typing import Any

import pytest

from sandbox.ticketing.people import user_ref
from sandbox.world import WORLD
from tests.sandbox.ticketing.rezolve.client import TICKETS, Client

SAM = user_ref(WORLD.person("sam"))


async def count(rezolve: Client, who: str, **body: Any) -> Any:
    """The answer of the count call."""
    return await rezolve.call(who, "POST", "/ticket/count", body)


async def test_counts(rezolve: Client) -> None:
    """Counts are of what the caller sees, one per id, with a name and a summary."""
    data = (await count(rezolve, "sam", filterIds=["all", "3745", "7471"], timezone="Asia/Calcutta")).data
    mine = (await rezolve.tickets("sam")).data["tickets"]
    assert data["counts"] == {
        "all": len(mine),
        "3745": sum(one["status"] == "open" for one in mine),
        "7471": sum((one["assignee"] or {}).get("id") == SAM.id for one in mine),
    }
    assert data["filterDetails"]["3745"] == {
        "id": "3745",
        "name": "Open",
        "type": "status",
        "color": "#3B82F6",
    }
    assert data["summary"]["totalOpen"] + data["summary"]["totalClosed"] == len(mine)
    assert data["timezone"] == "Asia/Calcutta"


async def test_profile_beneath(rezolve: Client) -> None:
    """A profile filter narrows every count."""
    data = (await count(rezolve, "bot", filterIds=["all", "3747"], templateProfileFilterId="3745")).data
    assert data["counts"]["3747"] == 0 < data["counts"]["all"]


async def test_unknown_filter_ids(rezolve: Client) -> None:
    """Unknown ids are all named, as on the page."""
    reply = await count(rezolve, "bot", filterIds=["all", "invalid-uuid-here", "9999"])
    assert (reply.status, reply.error) == (
        422,
        {
            "code": "INVALID_FILTER_ID",
            "message": "One or more filter IDs are invalid",
            "details": {"invalidIds": ["invalid-uuid-here", "9999"]},
        },
    )


@pytest.mark.parametrize(
    "body", [{}, {"filterIds": []}, {"filterIds": [1]}, {"filterIds": ["all"], "timezone": "Mars/Base"}]
)
async def test_bad_counts(rezolve: Client, body: dict[str, Any]) -> None:
    """No ids, or a zone that does not exist, is a 400."""
    assert (await count(rezolve, "bot", **body)).status == 400


async def told(rezolve: Client, who: str, **body: Any) -> Any:
    """The answer of the notification call."""
    return await rezolve.call(who, "POST", "/ticket/notifications", body, query={})


async def test_notifications(rezolve: Client) -> None:
    """The assignee hears of the assignment, the requester of status and comment, nobody of the own doings."""
    made = (await rezolve.create("jane", "tpl_vpn_problem", {"field_vpn_symptom": "slow"})).data
    await rezolve.update(
        "mike", made["objectId"], made["etag"], assignee={"id": SAM.id}, status="in_progress"
    )
    for body in ({"comment": "Secret", "isPrivate": True}, {"comment": "On it, @jane.smith"}):
        await rezolve.call("sam", "POST", f"/ticket/{made['id']}/comments", body, query=TICKETS)
    mine = [{"field": "ticketNumber", "op": "EQ", "value": made["ticketNumber"]}]
    jane = (await told(rezolve, "jane", filter=mine, searchOrder="ASC")).data["notifications"]
    sam = (await told(rezolve, "sam", filter=mine, searchOrder="ASC")).data["notifications"]
    assert [one["type"] for one in jane] == ["statusChange", "mention"]
    assert jane[0]["message"] == "Ticket status changed from Open to In Progress"
    assert jane[0]["metadata"] == {"previousStatus": "Open", "newStatus": "In Progress"}
    assert [one["type"] for one in sam] == ["assignment", "statusChange"]
    assert (sam[0]["ticketId"], sam[0]["actor"]["name"]) == (made["ticketId"], "Mike Johnson")


async def test_approval_notification(rezolve: Client) -> None:
    """An item that needs approval tells the approvers."""
    answers = {"field_laptop_type": "Standard", "field_justification": "New"}
    made = (await rezolve.create("jane", "tpl_01HQRST456", answers, item_type="ticket-type-002")).data
    only = [{"field": "type", "op": "IN", "value": ["approval"]}]
    first = (await told(rezolve, "deepak", filter=only, top=1)).data["notifications"][0]
    assert first["ticketNumber"] == made["ticketNumber"]
    assert first["metadata"]["approvalType"] == "manager"


async def test_notification_filter_error(rezolve: Client) -> None:
    """The third dialect has its own error text."""
    reply = await told(rezolve, "sam", filter=[{"field": "type", "op": "CONTAINS", "value": "x"}])
    assert (reply.status, reply.error) == (
        422,
        {
            "code": "INVALID_FILTER",
            "message": "Invalid filter operator 'CONTAINS' for field 'type'",
            "details": "Supported operators: EQ, NE, GT, GE, LT, LE, IN, LIKE",
        },
    )


async def test_notification_paging(rezolve: Client) -> None:
    """Top, offset and the summary of everything unread."""
    whole = (await told(rezolve, "sam")).data
    page = (await told(rezolve, "sam", top=1, offset=1)).data
    assert page["notifications"] == whole["notifications"][1:2]
    assert page["pagination"]["hasMore"] is True
    assert page["summary"]["totalUnread"] == whole["pagination"]["total"]
