"""Rezolve's error answers as our faults."""

from typing import Any

import pytest

from adapters.ticketing.rezolve.errors import fault_from
from bot.errors import BadInput, BotError, Conflict, CredentialsRevoked, NotFound, Refused, Unreachable


def said(code: str, message: str = "m", details: Any = None) -> dict[str, Any]:
    """An error envelope."""
    return {"success": False, "error": {"code": code, "message": message, "details": details}}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, said("TOKEN_EXPIRED"), CredentialsRevoked),
        (401, said("USER_PERMISSION_FAILURE"), Refused),
        (403, said("FORBIDDEN"), Refused),
        (404, said("TICKET_NOT_FOUND"), NotFound),
        (404, said("TENANT_NOT_FOUND"), Refused),
        (404, None, NotFound),
        (409, said("ETAG_MISMATCH"), Conflict),
        (412, None, Conflict),
        (400, said("STALE_ETAG"), Conflict),
        (422, said("INVALID_FILTER", details="text"), Refused),
        (422, said("VALIDATION_ERROR", details={"subject": "too long"}), BadInput),
        (200, said("OPERATION_FAILED"), Refused),
        (200, {"success": False}, Unreachable),
        (418, ["odd"], Refused),
    ],
)
def test_the_table(status: int, body: Any, kind: type[BotError]) -> None:
    """One fault for each status and code."""
    assert type(fault_from(status, body, name="call", is_write=True, names={})) is kind


def test_field_faults_carry_our_names() -> None:
    """UUIDs of standard fields become the names we use; form fields keep their ids."""
    fields = [
        {"field": "uuid-1", "name": "resolution", "code": "required", "message": "Is required"},
        {"field": "field_x", "message": "Is odd"},
    ]
    names = {"uuid-1": "resolution"}
    fault = fault_from(
        422, said("VALIDATION_ERROR", details={"fields": fields}), name="call", is_write=True, names=names
    )
    single = fault_from(
        422, said("BAD", "Is wrong", {"field": "uuid-1"}), name="call", is_write=True, names=names
    )
    assert isinstance(fault, BadInput)
    assert isinstance(single, BadInput)
    assert fault.errors == {"resolution": "Is required", "field_x": "Is odd"}
    assert single.errors == {"resolution": "Is wrong"}


def test_a_failed_write_without_a_reason_may_have_happened() -> None:
    """success false and nothing else leaves everything open."""
    fault = fault_from(200, {"success": False}, name="call", is_write=True, names={})
    assert isinstance(fault, Unreachable)
    assert fault.may_have_happened
