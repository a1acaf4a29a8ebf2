"""Filing: what comes of a create, whose ticket it is, and every reason to refuse one."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from sandbox.ticketing.rezolve.fields import FIELDS
from tests.sandbox.ticketing.rezolve.client import Client

JANE = {"email": "jane.smith@example.com"}
VPN = {"field_vpn_symptom": "drops"}
REQUEST = "ticket-type-002"


def event(today: str) -> dict[str, Any]:
    """A good answer to every field of the form with all types."""
    return {
        "field_event_name": "Open day",
        "field_event_about": "For students\nand parents",
        "field_event_place": "Elsewhere",
        "field_event_address": "Main Street 1",
        "field_event_devices": ["Laptop", "Screen"],
        "field_event_power": True,
        "field_event_help": "Half a day",
        "field_event_day": today,
        "field_event_setup": f"{today}T08:00:00+02:00",
        "field_event_guests": 120,
        "field_event_plan": [{"name": "plan.pdf", "content": base64.b64encode(b"%PDF").decode()}],
        "field_event_owner": JANE,
        "field_event_software": "Blender",
    }


@pytest.fixture
def today(service: Any) -> str:
    """The sandbox's tomorrow, which every form accepts as a day to come."""
    return str(service.desk.clock.now().date() + timedelta(days=1))


def codes(error: Any) -> dict[str, str]:
    """The problems of a 422: field to code."""
    return {one["field"]: one["code"] for one in error["details"]["fields"]}


async def test_receipt(rezolve: Client) -> None:
    """Create answers 201 with the UUID, the display id, the number and an etag."""
    reply = await rezolve.create("jane", "tpl_vpn_problem", VPN)
    data = reply.data
    assert (reply.status, reply.body["message"]) == (201, "Ticket created successfully")
    assert data["objectId"] == data["object_id"] == data["ticketNumber"]
    assert data["ticketNumber"].startswith("TKT-")
    assert (data["status"], data["priority"], data["team"]) == ("open", "high", "it")
    assert reply.headers["ETag"] == f'"{data["etag"]}"'


@pytest.mark.parametrize("member", ["id", "objectId", "ticketId"])
async def test_every_name_reads(rezolve: Client, member: str) -> None:
    """The ticket is read by UUID, by display id and by running number."""
    created = (await rezolve.create("jane", "tpl_vpn_problem", VPN, source="teams")).data
    ticket = (await rezolve.read("jane", created[member])).data
    assert (ticket["id"], ticket["etag"]) == (created["id"], created["etag"])
    assert (ticket["subject"], ticket["category"], ticket["subcategory"]) == ("It broke", "Network", "VPN")
    assert (ticket["ticketType"], ticket["itemTypeId"]) == ("incident", "ticket-type-001")
    assert (ticket["source"], ticket["offerId"]) == ("teams", "tpl_vpn_problem")
    assert ticket["values"] == {"field_vpn_symptom": "drops", "field_vpn_others": False}
    assert ticket["requester"]["email"] == "jane.smith@example.com"


async def test_all_field_types(rezolve: Client, today: str) -> None:
    """One answer of every type is kept as sent; people become whole, times UTC, files attachments."""
    created = await rezolve.create("jane", "tpl_event_kit", event(today), item_type=REQUEST)
    ticket = (await rezolve.read("jane", created.data["objectId"])).data
    assert ticket["values"] == {
        **event(today),
        "field_event_setup": f"{today}T06:00:00.000Z",
        "field_event_plan": [{"name": "plan.pdf", "contentType": "application/pdf"}],
        "field_event_owner": {"id": "user-jane-smith", "name": "Jane Smith", **JANE},
    }
    assert [(one["name"], one["size"]) for one in ticket["attachments"]] == [("plan.pdf", 4)]


BAD: tuple[tuple[dict[str, Any], dict[str, str]], ...] = (
    ({"field_event_name": None}, {"field_event_name": "required"}),
    ({"field_event_name": "  "}, {"field_event_name": "required"}),
    ({"field_event_name": "ab"}, {"field_event_name": "min_length"}),
    ({"field_event_name": "x" * 81}, {"field_event_name": "max_length"}),
    ({"field_event_name": "two\nlines"}, {"field_event_name": "invalid_type"}),
    ({"field_event_name": 5}, {"field_event_name": "invalid_type"}),
    (
        {"field_event_place": "Atlantis"},
        {"field_event_place": "invalid_option", "field_event_address": "hidden"},
    ),
    ({"field_event_place": "Berlin"}, {"field_event_address": "hidden"}),
    ({"field_event_address": None}, {"field_event_address": "required"}),
    ({"field_event_devices": "Laptop"}, {"field_event_devices": "invalid_type"}),
    ({"field_event_devices": ["Car"]}, {"field_event_devices": "invalid_option"}),
    ({"field_event_devices": ["Laptop", "Laptop"]}, {"field_event_devices": "duplicate_option"}),
    (
        {"field_event_devices": ["Laptop", "Screen", "Camera", "Projector", "Microphone"]},
        {"field_event_devices": "max_items"},
    ),
    ({"field_event_devices": []}, {"field_event_devices": "required"}),
    ({"field_event_power": "yes"}, {"field_event_power": "invalid_type"}),
    ({"field_event_day": "01/02/2027"}, {"field_event_day": "invalid_type"}),
    ({"field_event_day": "2027-02-30"}, {"field_event_day": "invalid_type"}),
    ({"field_event_day": "2020-01-01"}, {"field_event_day": "min_date"}),
    ({"field_event_day": "2099-01-01"}, {"field_event_day": "max_date"}),
    ({"field_event_setup": "2099-01-01T10:00:00"}, {"field_event_setup": "invalid_type"}),
    ({"field_event_guests": "12"}, {"field_event_guests": "invalid_type"}),
    ({"field_event_guests": 0}, {"field_event_guests": "min"}),
    ({"field_event_guests": 5001}, {"field_event_guests": "max"}),
    ({"field_event_guests": 1.5}, {"field_event_guests": "decimals"}),
    ({"field_event_guests": True}, {"field_event_guests": "invalid_type"}),
    ({"field_event_plan": [{"name": "plan.exe", "content": ""}]}, {"field_event_plan": "invalid_file"}),
    ({"field_event_plan": [{"name": "plan.pdf"}]}, {"field_event_plan": "invalid_file"}),
    ({"field_event_owner": {"email": "uma.unknown@example.com"}}, {"field_event_owner": "unknown_user"}),
    ({"field_event_software": "Minesweeper"}, {"field_event_software": "invalid_option"}),
    ({"field_nothing": 1}, {"field_nothing": "unknown_field"}),
    ({FIELDS["status"]: "closed"}, {FIELDS["status"]: "not_allowed"}),
    ({FIELDS["priority"]: "urgent"}, {FIELDS["priority"]: "invalid_option"}),
    ({FIELDS["assignee"]: {"email": "support.agent@example.com"}}, {FIELDS["assignee"]: "not_allowed"}),
    (
        {"field_event_name": None, "field_event_guests": 0},
        {"field_event_name": "required", "field_event_guests": "min"},
    ),
)


@pytest.mark.parametrize(("change", "expected"), BAD)
async def test_bad_answers(
    rezolve: Client, today: str, change: dict[str, Any], expected: dict[str, str]
) -> None:
    """Every bad answer is named by field and reason, all at once, and nothing is filed."""
    before = (await rezolve.tickets("jane")).data["pagination"]["total"]
    reply = await rezolve.create("jane", "tpl_event_kit", {**event(today), **change}, item_type=REQUEST)
    after = (await rezolve.tickets("jane")).data["pagination"]["total"]
    assert (reply.status, reply.error["code"], codes(reply.error)) == (422, "VALIDATION_ERROR", expected)
    assert after == before


@pytest.mark.parametrize(
    ("offer", "answers", "expected"),
    [
        (
            "tpl_vpn_problem",
            {"field_vpn_symptom": "no_connection", "field_vpn_error": "E1"},
            {"field_vpn_error": "pattern"},
        ),
        ("tpl_vpn_problem", {**VPN, "field_vpn_error": "VPN-1234"}, {"field_vpn_error": "hidden"}),
        ("tpl_vpn_problem", {**VPN, "field_vpn_others": True}, {"field_vpn_count": "required"}),
        ("tpl_vpn_problem", {**VPN, "field_vpn_count": 3}, {"field_vpn_count": "hidden"}),
    ],
)
async def test_conditions(
    rezolve: Client, offer: str, answers: dict[str, Any], expected: dict[str, str]
) -> None:
    """A hidden field takes no answer, a field shown by an answer may demand one."""
    reply = await rezolve.create("jane", offer, answers)
    assert codes(reply.error) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"field_cloud_budget": 2000}, {"field_cloud_reason": "required"}),
        ({"field_cloud_budget": 20.555}, {"field_cloud_budget": "decimals"}),
        ({"field_cloud_quota": "huge"}, {"field_cloud_quota": "read_only"}),
        ({"field_cloud_note": "psst"}, {"field_cloud_note": "hidden"}),
    ],
)
async def test_read_only_and_roles(
    rezolve: Client, answers: dict[str, Any], expected: dict[str, str]
) -> None:
    """Read-only fields keep their default; fields for agents take nothing from users."""
    good = {"field_cloud_name": "my-app", "field_cloud_budget": 100}
    reply = await rezolve.create("jane", "tpl_cloud_account", {**good, **answers}, item_type=REQUEST)
    assert codes(reply.error) == expected


async def test_bot_files_for_a_person(rezolve: Client) -> None:
    """The bot's account names the requester, and may answer an agents' field the requester does not see."""
    answers = {
        "field_cloud_name": "my-app", "field_cloud_budget": 100, "field_cloud_note": "checked",
        FIELDS["requester"]: JANE, FIELDS["assignee"]: {"email": "support.agent@example.com"},
    }  # fmt: skip
    created = await rezolve.create("bot", "tpl_cloud_account", answers, item_type=REQUEST)
    ticket = (await rezolve.read("jane", created.data["objectId"])).data
    assert ticket["requester"]["email"] == "jane.smith@example.com"
    assert ticket["createdBy"]["id"] == "service-ticketbot"
    assert ticket["assignee"]["email"] == "support.agent@example.com"
    assert ticket["values"]["field_cloud_quota"] == "standard"
    assert ticket["approvalRequired"] is True


async def test_user_files_for_nobody_else(rezolve: Client) -> None:
    """A user may not name another requester."""
    reply = await rezolve.create(
        "jane", answers={FIELDS["requester"]: {"email": "alice.johnson@example.com"}}
    )
    assert (reply.status, reply.error["code"]) == (403, "FORBIDDEN")


async def test_unknown_requester(rezolve: Client) -> None:
    """A requester the help desk does not know is named as the problem."""
    reply = await rezolve.create("bot", answers={FIELDS["requester"]: {"email": "uma.unknown@example.com"}})
    assert codes(reply.error) == {FIELDS["requester"]: "unknown_user"}


@pytest.mark.parametrize(
    ("who", "offer", "answers"),
    [
        ("jane", "tpl_finance_ledger", {}),
        ("jane", "tpl_draft_phone", {}),
        ("deepak", "tpl_draft_phone", {}),
        ("bot", "tpl_unpublished_toner", {}),
        ("bot", "tpl_inactive_fax", {}),
        ("bot", "tpl_finance_ledger", {FIELDS["requester"]: JANE}),
        ("jane", "tpl_nothing", {}),
    ],
)
async def test_offers_one_cannot_have(rezolve: Client, who: str, offer: str, answers: dict[str, Any]) -> None:
    """Drafts and other teams' items are as absent as ones that never were, also when the bot files for a person."""
    reply = await rezolve.create(who, offer, answers)
    assert (reply.status, reply.error["code"]) == (404, "OFFER_NOT_FOUND")


async def test_wrong_path(rezolve: Client) -> None:
    """Team and ticket type of the path must be the offer's."""
    reply = await rezolve.create("jane", "tpl_vpn_problem", VPN, team="hr", item_type="ticket-type-003")
    assert codes(reply.error) == {"teamId": "mismatch", "itemTypeId": "mismatch"}


async def test_missing_offer(rezolve: Client) -> None:
    """Without an offer there is nothing to file."""
    reply = await rezolve.create("jane", "")
    assert codes(reply.error) == {"offerId": "required"}


async def test_problem_records_are_for_agents(rezolve: Client) -> None:
    """The action permissions of the ticket type decide who may create one, and who sees it."""
    created = await rezolve.create("sam", "tpl_problem_record", item_type="ticket-type-003")
    assert created.status == 201
    assert (await rezolve.read("sam", created.data["objectId"])).data["ticketType"] == "problem"


@pytest.mark.parametrize(
    "change",
    [
        {"ticketBody": []},
        {"ticketBody": None},
        {"summary": 5},
        {"source": 5},
        {"ticketRelation": "x"},
        {"attachments": []},
    ],
)
async def test_malformed(rezolve: Client, change: dict[str, Any]) -> None:
    """A body whose parts are of the wrong kind is a 400."""
    reply = await rezolve.create("jane", **change)
    assert (reply.status, reply.error["code"]) == (400, "INVALID_REQUEST")


async def test_offers_of_the_page(rezolve: Client) -> None:
    """An offer's own id and field ids file as well, and so does a template's UUID."""
    answers = {"field-001": "Developer", "field-002": "Mine is too old"}
    by_offer = await rezolve.create("jane", "offer-uuid-001", answers, item_type=REQUEST)
    laptop = {"field_laptop_type": "Standard", "field_justification": "New here"}
    by_uuid = await rezolve.create(
        "jane", "a1b2c3d4-e5f6-7890-abcd-ef1234567890", laptop, item_type=REQUEST, summary=""
    )
    ticket = (await rezolve.read("jane", by_uuid.data["objectId"])).data
    assert (by_offer.status, by_uuid.status) == (201, 201)
    assert ticket["subject"] == "New Laptop Request"
    assert ticket["description"] == "Laptop Type: Standard\nBusiness Justification: New here"


async def test_attachments(rezolve: Client) -> None:
    """Files and links of the attachments object are on the ticket."""
    files = {
        "shot.png": {"content": base64.b64encode(b"png").decode(), "contentType": "image/png"},
        "log.txt": {"src": "https://files.example.com/log.txt"},
    }
    relation = {"objectId": "TKT-2025-001234", "type": "follows"}
    created = await rezolve.create("jane", attachments=files, ticketRelation=relation)
    ticket = (await rezolve.read("jane", created.data["objectId"])).data
    assert [(one["name"], one["size"], one["src"]) for one in ticket["attachments"]] == [
        ("shot.png", 3, None),
        ("log.txt", None, "https://files.example.com/log.txt"),
    ]
    assert ticket["ticketRelation"] == relation


@pytest.mark.parametrize(
    "file",
    [{"content": "%%"}, {}, {"src": "http://files.example.com/a.txt"}, {"src": "https://x", "content": ""}],
)
async def test_bad_attachments(rezolve: Client, file: dict[str, str]) -> None:
    """A file without content or https link is a 422."""
    reply = await rezolve.create("jane", attachments={"a.txt": file})
    assert codes(reply.error) == {"attachments": "invalid_file"}
