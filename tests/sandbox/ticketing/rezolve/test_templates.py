"""Listing catalog templates: envelope, dialect, sorting, and who sees which item."""

from typing import Any

import pytest

from sandbox.ticketing.rezolve.catalog.lookup import SOFTWARE
from sandbox.ticketing.rezolve.catalog.shelf import TEMPLATES
from tests.sandbox.ticketing.rezolve.client import Client

HIDDEN = {"tpl_draft_phone", "tpl_unpublished_toner", "tpl_inactive_fax"}
FIELD_TYPES = {
    "TEXT", "TEXTAREA", "DROPDOWN", "MULTISELECT", "CHECKBOX", "RADIO", "DATE", "DATETIME", "NUMBER", "FILE", "USER",
    "LOOKUP",
}  # fmt: skip


def ids(rows: list[dict[str, Any]]) -> list[str]:
    """The ids of templates."""
    return [row["id"] for row in rows]


async def found(rezolve: Client, who: str, *operand: Any, op: str = "AND") -> list[str]:
    """The templates a filter finds, in catalog order."""
    body = {"filter": {"op": op, "operand": list(operand)}, "sort": "displayOrder", "searchOrder": "ASC"}
    return ids((await rezolve.templates(who, **body)).data["rows"])


def condition(field: str, op: str, value: Any) -> dict[str, Any]:
    """One condition of the page's dialect."""
    return {"field": field, "op": op, "value": value}


async def test_envelope(rezolve: Client) -> None:
    """Count and rows under data, a message, and no timestamp; the page's laptop item among them."""
    reply = await rezolve.templates("jane", search="laptop workstation")
    row = reply.data["rows"][0]
    assert set(reply.body) == {"success", "data", "message"}
    assert (reply.body["message"], reply.data["count"]) == ("Templates retrieved successfully", 1)
    assert (row["id"], row["uuid"]) == ("tpl_01HQRST456", "a1b2c3d4-e5f6-7890-abcd-ef1234567890")
    assert row["formFields"] == [
        {
            "id": "field_laptop_type",
            "name": "Laptop Type",
            "type": "DROPDOWN",
            "required": True,
            "options": ["Standard", "Developer", "Executive"],
        },
        {"id": "field_justification", "name": "Business Justification", "type": "TEXTAREA", "required": True},
    ]
    assert row["metaFields"]["teamKey"] == "it"
    assert row["metaFields"]["itemTypeId"] == "ticket-type-002"


def test_catalog_is_varied() -> None:
    """Every field type occurs, one menu has three hundred options, and the software list about two hundred."""
    fields = [field for row in TEMPLATES for field in row["formFields"]]
    assert {field["type"] for field in fields} == FIELD_TYPES
    assert max(len(field.get("options", [])) for field in fields) == 300
    assert len(SOFTWARE) > 180


@pytest.mark.parametrize(
    ("who", "sees", "misses"),
    [
        (
            "jane",
            {"tpl_cloud_account", "tpl_hr_onboarding"},
            {"tpl_finance_ledger", "tpl_problem_record", *HIDDEN},
        ),
        ("alice", {"tpl_finance_ledger"}, {"tpl_cloud_account", *HIDDEN}),
        ("sam", {"tpl_problem_record"}, {"tpl_cloud_account", "tpl_finance_ledger", *HIDDEN}),
        ("deepak", {"tpl_cloud_account", "tpl_finance_ledger", *HIDDEN}, set()),
        ("bot", {"tpl_cloud_account", "tpl_finance_ledger", *HIDDEN}, set()),
    ],
)
async def test_visibility(rezolve: Client, who: str, sees: set[str], misses: set[str]) -> None:
    """Published items of one's teams; drafts, unpublished and inactive ones for catalog administrators alone."""
    rows = set(await found(rezolve, who))
    assert (sees - rows, misses & rows) == (set(), set())


@pytest.mark.parametrize(
    ("value", "expected"), [("true", ["tpl_support_question"]), ("false", []), (None, [])]
)
async def test_support_requests(rezolve: Client, value: str | None, expected: list[str]) -> None:
    """The issupportrequest header chooses between support templates and the others."""
    reply = await rezolve.call("jane", "POST", "/ticket/list", {}, headers={"issupportrequest": value})
    assert [one for one in ids(reply.data["rows"]) if one == "tpl_support_question"] == expected
    assert {row["isSupportRequest"] for row in reply.data["rows"]} == {value == "true"}


FILTERS: tuple[tuple[dict[str, Any], list[str]], ...] = (
    (condition("category.id", "eq", "cat_network"), ["tpl_vpn_problem"]),
    (
        condition("category.id", "ne", "cat_hardware"),
        [
            "tpl_01HQRST789",
            "tpl_vpn_problem",
            "tpl_password_reset",
            "tpl_general_request",
            "tpl_cloud_account",
            "tpl_hr_onboarding",
        ],
    ),
    (condition("name", "contains", "LAPTOP"), ["tpl_01HQRST456"]),
    (condition("tags", "contains", "vpn"), ["tpl_vpn_problem"]),
    (condition("priority.name", "in", ["Low"]), ["tpl_01HQRST789", "tpl_ops_desk_move"]),
    (condition("metaFields.teamKey", "notIn", ["it", "hr"]), ["tpl_ops_desk_move", "tpl_ops_room"]),
    (condition("priority.value", "lt", 3), ["tpl_vpn_problem", "tpl_password_reset", "tpl_hr_onboarding"]),
    (condition("priority.value", "gte", 4), ["tpl_01HQRST789", "tpl_ops_desk_move"]),
    (condition("displayOrder", "lte", 1), ["tpl_01HQRST456"]),
    (condition("displayOrder", "gt", 10), ["tpl_ops_room"]),
    (condition("isPublished", "eq", False), []),
    (condition("createdAt", "lt", "2024-09-01T00:00:00.000Z"), ["tpl_01HQRST456"]),
    (condition("no.such.field", "eq", "x"), []),
)


@pytest.mark.parametrize(("part", "expected"), FILTERS)
async def test_filters(rezolve: Client, part: dict[str, Any], expected: list[str]) -> None:
    """Every operator of the second dialect, on dotted fields, numbers, lists, booleans and dates."""
    assert await found(rezolve, "jane", part) == expected


async def test_nested_groups(rezolve: Client) -> None:
    """Groups nest here as well."""
    inner = {
        "op": "AND",
        "operand": [condition("category.id", "eq", "cat_account"), condition("priority.value", "eq", 2)],
    }
    rows = await found(rezolve, "jane", inner, condition("name", "contains", "laptop"), op="OR")
    assert rows == ["tpl_01HQRST456", "tpl_password_reset", "tpl_hr_onboarding"]


@pytest.mark.parametrize(
    "part",
    [
        {"id": "x", "op": "EQ", "column": "name", "operand": "x"},
        {"field": "name", "op": "EQ", "value": "x"},
        {"field": "name", "op": "eq"},
        {"field": "name", "op": "in", "value": "x"},
        "x",
    ],
)
async def test_bad_operands(rezolve: Client, part: Any) -> None:
    """An operand of the other dialect, or of none, is this page's 400 without details and timestamp."""
    reply = await rezolve.templates("jane", filter={"op": "AND", "operand": [part]})
    assert (reply.status, reply.body) == (
        400,
        {
            "success": False,
            "error": {"code": "INVALID_REQUEST", "message": "Invalid filter operand structure"},
        },
    )


async def test_bad_sort_field(rezolve: Client) -> None:
    """An unknown sort field is the page's 422 with the allowed values."""
    reply = await rezolve.templates("jane", sort="invalidField")
    assert (reply.status, reply.body) == (
        422,
        {
            "success": False,
            "error": {
                "code": "VALIDATION_ERROR",
                "message": "Invalid sort field specified",
                "details": {
                    "field": "sort",
                    "value": "invalidField",
                    "allowedValues": ["name", "updatedAt", "createdAt", "displayOrder", "category"],
                },
            },
        },
    )


@pytest.mark.parametrize("field", ["name", "updatedAt", "createdAt", "displayOrder", "category"])
async def test_sorting(rezolve: Client, field: str) -> None:
    """Every allowed field sorts, and descending is ascending turned round."""
    up = ids((await rezolve.templates("jane", sort=field, searchOrder="ASC")).data["rows"])
    down = ids((await rezolve.templates("jane", sort=field, searchOrder="DESC")).data["rows"])
    assert up == down[::-1]


async def test_paging(rezolve: Client) -> None:
    """Count is of all matches; top and offset have defaults and cut the rows."""
    whole = (await rezolve.templates("jane")).data
    page = (await rezolve.templates("jane", top=2, offset=1)).data
    assert (page["count"], page["rows"]) == (whole["count"], whole["rows"][1:3])


@pytest.mark.parametrize(
    "change", [{"top": 101}, {"top": 0}, {"offset": -1}, {"search": 1}, {"searchOrder": "x"}]
)
async def test_bad_paging(rezolve: Client, change: dict[str, Any]) -> None:
    """Bad paging is a 400 here too."""
    assert (await rezolve.templates("jane", **change)).status == 400
