"""The documents: what they hold, that they carry an ETag, and that 304 has no body."""

from typing import Any

import pytest

from sandbox import world
from tests.sandbox.ticketing.rezolve.client import CLIENT_MAP, Client

DOCUMENTS = (
    "/tenant/meta", "/tenant/sc/offers", "/ticket-type", "/user/list", "/user/userinfo", "/queue/list", CLIENT_MAP,
    "/lookup/approved_software_catalog", "/ticket/1234", "/ticket/1234/comments",
)  # fmt: skip


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_not_modified(rezolve: Client, path: str) -> None:
    """Sending back the ETag gives 304 without a body; another tag gives the document."""
    token = {"authorization": (await _token(rezolve))}
    first = await rezolve.call("bot", "GET", path, headers=token)
    held = {**token, "if-none-match": first.headers["ETag"]}
    again = await rezolve.call("bot", "GET", path, headers=held)
    weak = await rezolve.call(
        "bot", "GET", path, headers={**held, "if-none-match": f'"x", W/{first.headers["ETag"]}'}
    )
    other = await rezolve.call("bot", "GET", path, headers={**held, "if-none-match": '"other"'})
    assert (first.status, again.status, again.body, weak.status, other.status) == (200, 304, None, 304, 200)


async def _token(rezolve: Client) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": world.REZOLVE_CLIENT_ID,
        "client_secret": world.REZOLVE_CLIENT_SECRET,
    }
    async with rezolve.session.post(f"{rezolve.url}/oauth/token", data=form) as answer:
        return f"Bearer {(await answer.json())['access_token']}"


async def test_client_map(rezolve: Client) -> None:
    """The page's four mappings and one for Teams, with the world's workspaces and channels."""
    data = (await rezolve.call("deepak", "GET", CLIENT_MAP, headers={"realmname": None}, query={})).data
    slack, teams = data["rows"][3]["configuration"], data["rows"][4]["configuration"]
    assert data["count"] == len(data["rows"]) == 5
    assert slack == {
        "workspaceId": "T0123456789",
        "channelMappings": [
            {"channelId": "C0123456789", "channelName": "#it-support", "team": "it"},
            {"channelId": "C9876543210", "channelName": "#hr-helpdesk", "team": "hr"},
            {"channelId": "C0OPERATION", "channelName": "#operations", "team": "operation"},
        ],
        "notifyOnUpdate": True,
    }
    assert teams["workspaceId"] == world.TEAMS_TENANT_ID
    assert [one["channelId"] for one in teams["channelMappings"]] == [
        "19:it-support@thread.tacv2", "19:hr-helpdesk@thread.tacv2", "19:operations@thread.tacv2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("use_case", "expected"), [("messaging", 2), ("itsm", 2), ("slack", 1), ("teams", 1), ("nothing", 0)]
)
async def test_client_map_use_case(rezolve: Client, use_case: str, expected: int) -> None:
    """The usecase header narrows the mappings."""
    reply = await rezolve.call("bot", "GET", CLIENT_MAP, headers={"usecase": use_case})
    assert reply.data["count"] == expected


async def test_tenant_meta(rezolve: Client) -> None:
    """The page's keys, and the values the bot computes with."""
    data = (await rezolve.call("jane", "GET", "/tenant/meta")).data
    assert [one["key"] for one in data["statuses"]] == [
        "open",
        "in_progress",
        "pending",
        "resolved",
        "closed",
    ]
    assert [one["slaMultiplier"] for one in data["priorities"]] == [0.5, 0.75, 1.0, 1.5]
    assert data["slaConfigurations"][0]["responseTime"] == {
        "critical": 30,
        "high": 60,
        "medium": 240,
        "low": 480,
    }
    assert data["workflowSettings"]["reopenWindowDays"] == 7
    assert data["uiSettings"]["ticketNumberFormat"] == "PREFIX-YYYY-NNNNNN"
    assert (data["tenantId"], data["type"]) == (world.TENANT_ID, "template")


async def test_tenant_meta_follows_the_switches(service: Any, rezolve: Client) -> None:
    """As on the vendor's page until somebody turns a switch; then the document and its tag are others."""
    page = await rezolve.call("jane", "GET", "/tenant/meta")
    await service.control("POST", "/meta", {"notificationSettings": {"teamsNotifications": True}})
    turned = await rezolve.call("jane", "GET", "/tenant/meta")
    switches = page.data["notificationSettings"]
    assert switches["teamsNotifications"] is False
    assert turned.data["notificationSettings"] == switches | {"teamsNotifications": True}
    assert page.headers["ETag"] != turned.headers["ETag"]


async def test_ticket_types(rezolve: Client) -> None:
    """OData's $select, $top and $skip are honoured, and the count is of all."""
    query = {"type": "template", "module": "ticketing", "$select": "id,v1_name", "$top": "1", "$skip": "1"}
    data = (await rezolve.call("jane", "GET", "/ticket-type", query=query)).data
    assert data == {"value": [{"id": "ticket-type-002", "v1_name": "service_request"}], "@odata.count": 3}


async def test_ticket_type_workflow(rezolve: Client) -> None:
    """The published moves are those the store allows, with required fields, roles and the reopen window."""
    data = (await rezolve.call("jane", "GET", "/ticket-type")).data
    moves = {one["name"]: one for one in data["value"][0]["workflow"]["transitions"]}
    assert moves["Put on Hold"]["requiredFields"] == ["pendingReason"]
    assert moves["Reopen"] == {
        "id": "trans-006",
        "name": "Reopen",
        "from": ["resolved", "closed"],
        "to": "in_progress",
        "requiredFields": ["reopenReason"],
        "allowedRoles": ["ticket_user", "ticket_agent", "ticket_admin"],
        "conditions": {"maxDaysAfterClose": 7},
    }


async def test_unknown_select_field(rezolve: Client) -> None:
    """An unknown $select field gets the page's error."""
    query = {"type": "template", "module": "ticketing", "$select": "id,invalid_field"}
    reply = await rezolve.call("jane", "GET", "/ticket-type", query=query)
    assert (reply.status, reply.error) == (
        400,
        {
            "code": "INVALID_SELECT_FIELD",
            "message": "Invalid field in $select parameter",
            "details": "Field 'invalid_field' is not a valid selectable field",
        },
    )


async def test_offers(rezolve: Client) -> None:
    """The page's four offers come first with their own ids; only items of the person's teams follow."""
    data = (await rezolve.call("jane", "GET", "/tenant/sc/offers")).data
    ids = [one["id"] for one in data["offers"]]
    assert ids[:4] == [f"offer-uuid-00{number}" for number in (1, 2, 3, 4)]
    assert {"tpl_cloud_account", "tpl_finance_ledger", "tpl_draft_phone"} & set(ids) == {"tpl_cloud_account"}
    assert data["totalOffers"] == len(ids) == sum(one["offerCount"] for one in data["categories"])


@pytest.mark.parametrize(("kind", "expected"), [("user", 7), ("template", 7), ("agent", 5)])
async def test_user_list(rezolve: Client, kind: str, expected: int) -> None:
    """Everybody with a role, or only agents; never people the help desk does not know."""
    query = {"type": kind, "module": "ticketing"}
    data = (await rezolve.call("jane", "GET", "/user/list", query=query)).data
    assert (data["totalCount"], len(data["users"])) == (expected, expected)
    assert "uma.unknown@example.com" not in {one["email"] for one in data["users"]}


async def test_user_info(rezolve: Client) -> None:
    """The token's own user with teams, roles and times."""
    data = (await rezolve.call("deepak", "GET", "/user/userinfo")).data
    assert data["id"] == "1876278a-3634-4833-b73e-1536d806e117"
    assert (data["teams"], data["defaultTeam"]) == (["operation", "global"], "operation")
    assert data["settings"]["timezone"] == "Asia/Calcutta"
    assert data["capabilities"]["isAdmin"] is True


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("sam", ["it_support"]),
        ("mike", ["it_support", "vip_support", "unassigned"]),
        ("sarah", ["hr_helpdesk"]),
        ("bot", ["it_support", "hr_helpdesk", "vip_support", "operations", "unassigned"]),
    ],
)
async def test_queues(rezolve: Client, who: str, expected: list[str]) -> None:
    """An agent sees the own queues, a supervisor the teams', an administrator all."""
    data = (await rezolve.call(who, "GET", "/queue/list")).data
    assert [one["key"] for one in data["queues"]] == expected


async def test_queue_members_and_hours(rezolve: Client) -> None:
    """A queue names the world's agents, their load, and the page's hours."""
    queue = (await rezolve.call("sam", "GET", "/queue/list")).data["queues"][0]
    assert [(one["email"], one["role"]) for one in queue["members"]] == [
        ("support.agent@example.com", "agent"),
        ("mike.johnson@example.com", "supervisor"),
    ]
    assert queue["businessHours"]["schedule"]["monday"] == {"start": "09:00", "end": "17:00"}
    assert queue["metrics"]["openTickets"] > 0


async def test_lookup(rezolve: Client) -> None:
    """The software source is searched, what begins with the text comes first, and the total is told."""
    query = {"search": "visual studio", "top": "5"}
    data = (await rezolve.call("jane", "GET", "/lookup/approved_software_catalog", query=query)).data
    assert data == {"items": [{"value": "Visual Studio Code", "label": "Visual Studio Code"}], "total": 1}


async def test_lookup_of_people(rezolve: Client) -> None:
    """People are found by name or e-mail."""
    data = (await rezolve.call("jane", "GET", "/lookup/users", query={"search": "tom"})).data
    assert data["items"] == [{"value": "tom.brown@example.com", "label": "Tom Brown"}]


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [("/lookup/cars", {}, 404), ("/lookup/users", {"top": "0"}, 400), ("/lookup/users", {"top": "x"}, 400)],
)
async def test_bad_lookups(rezolve: Client, path: str, query: dict[str, str], expected: int) -> None:
    """An unknown source is a 404, a bad page size a 400."""
    assert (await rezolve.call("jane", "GET", path, query=query)).status == expected
