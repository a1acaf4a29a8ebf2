"""POST ticket/list for type=template: the catalog in that page's own dialect and envelope.

Source: docs.rezolve.ai "List Catalog Templates".
"""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from sandbox.ticketing.rezolve.access.gate import Call
from sandbox.ticketing.rezolve.catalog.rows import Row
from sandbox.ticketing.rezolve.catalog.shelf import TEMPLATES, visible
from sandbox.ticketing.rezolve.wire.envelope import Fault, accept, parse_iso
from sandbox.ticketing.rezolve.wire.filters import compile_tree, template_dialect

SORT_FIELDS: Final = ("name", "updatedAt", "createdAt", "displayOrder", "category")
MAX_TOP: Final = 100
_DATES: Final = frozenset({"createdAt", "updatedAt"})


def _bad_request(message: str) -> Fault:
    return Fault(400, "INVALID_REQUEST", message, timed=False)


def _read(row: Any, path: str) -> tuple[Any, ...]:
    """The value at a dotted path; a list gives each of its members."""
    if path in _DATES:
        return (parse_iso(row[path]),)
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return tuple(value) if isinstance(value, list) else (value,)


def _number(body: Mapping[str, Any], name: str, default: int, low: int, high: int | None) -> int:
    value = body.get(name, default)
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or value < low
        or (high is not None and value > high)
    ):
        raise _bad_request(f"Invalid value for '{name}'")
    return value


def _sort_field(body: Mapping[str, Any]) -> str:
    field = body.get("sort") or "updatedAt"
    if field not in SORT_FIELDS:
        raise Fault(
            422,
            "VALIDATION_ERROR",
            "Invalid sort field specified",
            details={"field": "sort", "value": field, "allowedValues": list(SORT_FIELDS)},
            timed=False,
        )
    return str(field)


def _sort_value(row: Row, field: str) -> tuple[Any, ...]:
    if field == "category":
        return (row["category"]["name"].casefold(), row["displayOrder"])
    value = row[field]
    return (value.casefold() if isinstance(value, str) else value, row["displayOrder"])


def _found(row: Row, text: str) -> bool:
    haystack = f"{row['name']}\n{row['description']}".casefold()
    return all(word in haystack for word in text.casefold().split())


async def list_templates(call: Call) -> web.Response:
    """The templates this caller sees that match. Raises: Fault 400, 422."""
    try:
        body = await call.body()
        support = call.wants_support
    except Fault as fault:
        raise _bad_request(str(fault.details)) from fault
    text, direction = body.get("search") or "", body.get("searchOrder", "DESC")
    if not isinstance(text, str) or direction not in ("ASC", "DESC") or body.get("sortOrder", []) != []:
        raise _bad_request("Invalid search or sort order")
    field = _sort_field(body)
    top, offset = _number(body, "top", 30, 1, MAX_TOP), _number(body, "offset", 0, 0, None)
    accepts = compile_tree(body.get("filter"), template_dialect(_DATES), _read)
    rows = [
        row
        for row in TEMPLATES
        if row["isSupportRequest"] is support
        and visible(row, roles=call.caller.roles, teams=call.caller.teams)
        and _found(row, text)
        and accepts(row)
    ]
    rows.sort(key=lambda row: _sort_value(row, field), reverse=direction == "DESC")
    data = {"count": len(rows), "rows": rows[offset : offset + top]}
    return accept(data, "Templates retrieved successfully", call.now, timed=False)
