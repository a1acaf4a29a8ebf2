"""Listing tickets: envelope, filters, search, sorting, paging, and who sees what."""

from typing import Any

import pytest

from tests.sandbox.ticketing.rezolve.client import TICKETS, Client

VPN = "TKT-2025-001234"


def condition(column: str, op: str, operand: Any) -> dict[str, Any]:
    """One condition of the page's dialect."""
    return {"id": "bc6f4312-d421-4ee7-89c4-0b7e3af7e22f", "op": op, "column": column, "operand": operand}


def group(op: str, *operand: Any) -> dict[str, Any]:
    """A group of conditions."""
    return {"op": op, "operand": list(operand)}


async def test_page_ticket(rezolve: Client) -> None:
    """The page's VPN ticket comes back with the page's members."""
    reply = await rezolve.tickets("bot", filter=group("AND", condition("ticketNumber", "EQ", VPN)))
    ticket = reply.data["tickets"][0]
    assert set(reply.body) == {"success", "message", "data", "timestamp"}
    assert reply.data["pagination"] == {"total": 1, "top": 100, "offset": 0, "hasMore": False}
    assert (reply.data["module"], reply.data["type"]) == ("ticketing", "ticket")
    assert ticket == {
        "id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
        "ticketNumber": VPN,
        "subject": "Unable to access VPN",
        "description": "User is experiencing connectivity issues with the corporate VPN.",
        "status": "open",
        "priority": "high",
        "category": "Network",
        "subcategory": "VPN",
        "assignee": {
            "id": "1876278a-3634-4833-b73e-1536d806e117",
            "name": "Deepak Purohit",
            "email": "deepak.purohit@example.com",
        },
        "requester": ticket["requester"],
        "team": "operation",
        "createdAt": "2025-07-09T10:30:00.000Z",
        "updatedAt": "2025-07-10T14:22:00.000Z",
        "dueDate": "2025-07-12T18:00:00.000Z",
        "slaStatus": "breached",
        "object_id": VPN,
    }


FILTERS: tuple[tuple[dict[str, Any], set[str]], ...] = (
    (group("AND", condition("createdAt", "EQ", "2025-07-09T10:30:00.000Z")), {"001234"}),
    (group("AND", condition("createdAt", "LE", "2025-07-09T10:30:00.000Z")), {"001234", "001235"}),
    (group("AND", condition("createdAt", "LT", "2025-07-09T10:30:00.000Z")), {"001235"}),
    (
        group(
            "AND",
            condition("updatedAt", "GE", "2025-07-10T14:22:00.000Z"),
            condition("updatedAt", "LT", "2025-08-01T00:00:00.000Z"),
        ),
        {"001234"},
    ),
    (
        group(
            "AND",
            condition("updatedAt", "GT", "2025-07-10T11:45:00.000Z"),
            condition("updatedAt", "LT", "2025-08-01T00:00:00+00:00"),
        ),
        {"001234"},
    ),
    (group("AND", condition("subject", "LIKE", "access vpn")), {"001234"}),
    (group("AND", condition("subject", "LIKE", "%ACCESS VPN%")), {"001234"}),
    (
        group("AND", condition("ticketNumber", "IN", [VPN, "TKT-2025-001235", "nothing"])),
        {"001234", "001235"},
    ),
    (group("AND", condition("category", "EQ", "network"), condition("team", "EQ", "operation")), {"001234"}),
    (group("AND", condition("category", "EQ", "Network"), condition("team", "EQ", "operation")), {"001234"}),
    (
        group(
            "AND",
            condition("assignee.email", "EQ", "deepak.purohit@example.com"),
            condition("status", "EQ", "open"),
        ),
        {"001234"},
    ),
    (
        group(
            "AND",
            condition("assignee", "EQ", "1876278a-3634-4833-b73e-1536d806e117"),
            condition("status", "NE", "in_progress"),
        ),
        {"001234"},
    ),
    (
        group(
            "OR",
            condition("ticketNumber", "EQ", VPN),
            group(
                "AND", condition("priority", "EQ", "medium"), condition("subcategory", "EQ", "Installation")
            ),
        ),
        {"001234", "001235"},
    ),
    (condition("ticketNumber", "EQ", VPN), {"001234"}),
    (group("AND", condition("ticketNumber", "IN", [])), set()),
    (
        group(
            "AND", condition("createdAt", "LT", "2026-01-01T00:00:00Z"), condition("ticketNumber", "NE", VPN)
        ),
        {"001235"},
    ),
)


@pytest.mark.parametrize(("tree", "expected"), FILTERS)
async def test_filters(rezolve: Client, tree: dict[str, Any], expected: set[str]) -> None:
    """Every operator, nested groups, names and keys of categories, and dates to the millisecond."""
    reply = await rezolve.tickets("bot", filter=tree)
    assert {one["ticketNumber"][-6:] for one in reply.data["tickets"]} == expected


async def test_null_means_nobody(rezolve: Client) -> None:
    """EQ null finds what is unassigned, NE null the rest."""
    nobody = await rezolve.tickets("bot", filter=condition("assignee", "EQ", None))
    somebody = await rezolve.tickets("bot", filter=condition("assignee", "NE", None))
    everything = await rezolve.tickets("bot")
    assert {one["assignee"] for one in nobody.data["tickets"]} == {None}
    assert (
        nobody.data["pagination"]["total"] + somebody.data["pagination"]["total"]
        == (everything.data["pagination"]["total"])
    )


@pytest.mark.parametrize(
    ("tree", "details"),
    [
        (
            group("AND", condition("status", "INVALID_OP", "open")),
            "The operator 'INVALID_OP' is not supported. Supported operators: EQ, NE, GT, GE, LT, LE, LIKE, IN",
        ),
        (
            group("XOR"),
            "The operator 'XOR' is not supported. Supported operators: EQ, NE, GT, GE, LT, LE, LIKE, IN",
        ),
        (group("AND", condition("colour", "EQ", "red")), "The column 'colour' is not supported."),
        (
            group("AND", condition("createdAt", "GE", "yesterday")),
            "The value for 'createdAt' must be an ISO 8601 date with time",
        ),
        (
            group("AND", condition("status", "IN", "open")),
            "The operator 'IN' cannot take this value for 'status'",
        ),
        (group("AND", {"op": "EQ", "column": "status"}), "Every condition needs column, op and operand"),
        (group("AND", "x"), "Every filter condition must be an object"),
        ({"op": "AND", "operand": {}}, "The operand of AND and OR must be an array"),
        (
            {"field": "status", "op": "eq", "value": "open"},
            "The operator 'eq' is not supported. Supported operators: EQ, NE, GT, GE, LT, LE, LIKE, IN",
        ),
    ],
)
async def test_bad_filters(rezolve: Client, tree: Any, details: str) -> None:
    """A filter that is not of this dialect is the page's 422."""
    reply = await rezolve.tickets("bot", filter=tree)
    assert (reply.status, reply.error) == (
        422,
        {"code": "INVALID_FILTER", "message": "Invalid filter configuration", "details": details},
    )


async def test_deep_nesting(rezolve: Client) -> None:
    """A filter nested beyond reason is refused, not a crash."""
    tree = condition("status", "EQ", "open")
    for _ in range(50):
        tree = group("AND", tree)
    assert (await rezolve.tickets("bot", filter=tree)).status == 422


@pytest.mark.parametrize(
    "change",
    [
        {"top": 101},
        {"top": 0},
        {"top": -1},
        {"top": "30"},
        {"top": None},
        {"top": True},
        {"offset": -1},
        {"offset": None},
        {"sort": "colour"},
        {"searchOrder": "UP"},
        {"search": 5},
        {"sortOrder": {}},
        {"sortOrder": [{"column": "colour"}]},
    ],
)
async def test_bad_paging(rezolve: Client, change: dict[str, Any]) -> None:
    """Page size 1 to 100, offset from 0, known sort and order; anything else is a 400."""
    reply = await rezolve.tickets("bot", **change)
    assert (reply.status, reply.error["code"]) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("missing", ["top", "offset"])
async def test_required_paging(rezolve: Client, missing: str) -> None:
    """Top and offset are required by the ticket page."""
    body = {"top": 30, "offset": 0}
    del body[missing]
    assert (await rezolve.call("bot", "POST", "/ticket/list", body, query=TICKETS)).status == 400


async def test_pages_join(rezolve: Client) -> None:
    """The pages, put together, are the whole list once, in order, and only the last has no more."""
    whole = (await rezolve.tickets("bot", sort="createdAt", searchOrder="ASC")).data
    total = whole["pagination"]["total"]
    pages = [
        (await rezolve.tickets("bot", sort="createdAt", searchOrder="ASC", top=5, offset=offset)).data
        for offset in range(0, total, 5)
    ]
    assert [one for page in pages for one in page["tickets"]] == whole["tickets"]
    assert [page["pagination"]["hasMore"] for page in pages] == [True] * (len(pages) - 1) + [False]


@pytest.mark.parametrize("column", ["createdAt", "updatedAt", "status", "priority", "dueDate"])
async def test_sorting(rezolve: Client, column: str) -> None:
    """Descending is the reverse of ascending for each of the page's columns."""
    up = (await rezolve.tickets("bot", sort=column, searchOrder="ASC")).data["tickets"]
    down = (await rezolve.tickets("bot", sort=column, searchOrder="DESC")).data["tickets"]
    assert [one["id"] for one in up] == [one["id"] for one in reversed(down)]


async def test_priority_order(rezolve: Client) -> None:
    """Sorted by priority, descending, the most urgent come first; sortOrder breaks ties."""
    order = [{"column": "createdAt", "order": "ASC"}]
    rows = (await rezolve.tickets("bot", sort="priority", searchOrder="DESC", sortOrder=order)).data[
        "tickets"
    ]
    ranks = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    keys = [(ranks[one["priority"]], one["createdAt"]) for one in rows]
    assert keys == sorted(keys)


@pytest.mark.parametrize("text", ["vpn access", VPN, "Deepak unable", "connectivity network"])
async def test_search(rezolve: Client, text: str) -> None:
    """The words of the search may stand in subject, description, number, names or category."""
    found = (await rezolve.tickets("bot", search=text)).data["tickets"]
    assert VPN in {one["ticketNumber"] for one in found}


async def test_search_for_nothing(rezolve: Client) -> None:
    """No match is an empty page, not an error."""
    reply = await rezolve.tickets("bot", search="zebra crossing")
    assert (reply.status, reply.data["tickets"], reply.data["pagination"]["total"]) == (200, [], 0)


async def test_user_sees_own(rezolve: Client) -> None:
    """A ticket_user sees the tickets she raised and no other."""
    rows = (await rezolve.tickets("jane")).data["tickets"]
    assert {one["requester"]["email"] for one in rows} == {"jane.smith@example.com"}


async def test_agent_sees_team_assigned_and_own(rezolve: Client) -> None:
    """A ticket_agent sees the teams' tickets and those assigned to him, and nothing of other teams."""
    rows = (await rezolve.tickets("sam")).data["tickets"]
    foreign = [one for one in rows if one["team"] not in ("it", "global")]
    assert {one["team"] for one in rows} > {"it", "global"}
    assert {one["assignee"]["email"] for one in foreign} == {"support.agent@example.com"}


async def test_admin_sees_all(rezolve: Client) -> None:
    """A ticket_admin and the bot's account see every ticket."""
    admin = (await rezolve.tickets("deepak")).data["pagination"]["total"]
    bot = (await rezolve.tickets("bot")).data["pagination"]["total"]
    assert admin == bot > (await rezolve.tickets("sam")).data["pagination"]["total"]


@pytest.mark.parametrize("kind", ["agent", "user", "ticket"])
async def test_types_that_list_tickets(rezolve: Client, kind: str) -> None:
    """Agent, user and ticket all list tickets; the answer repeats the word."""
    query = {"type": kind, "module": "ticketing"}
    reply = await rezolve.call("bot", "POST", "/ticket/list", {"top": 1, "offset": 0}, query=query)
    assert (len(reply.data["tickets"]), reply.data["type"]) == (1, kind)
