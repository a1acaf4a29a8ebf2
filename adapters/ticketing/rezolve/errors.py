"""Rezolve's error codes as our faults: the one table. It never quotes more than the vendor's own sentence.

Source: docs.rezolve.ai, the error tables of the ticketing pages; 409 and 412 for a stale etag and the field codes of
create and update stand on no page.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from adapters.ticketing.rezolve.wire import Fault
from bot.errors import BadInput, BotError, Conflict, CredentialsRevoked, NotFound, Refused, Unreachable

LACKS_ROLE: Final = "USER_PERMISSION_FAILURE"
# A 404 that is about how the bot is set up, not about the thing asked for.
_SET_UP: Final = frozenset({"TENANT_NOT_FOUND", "REALM_NOT_FOUND", "MODULE_NOT_CONFIGURED", "TEAM_NOT_FOUND"})
_STALE: Final = frozenset({"STALE_ETAG", "ETAG_MISMATCH", "CONFLICT", "PRECONDITION_FAILED"})


def error_of(body: Any) -> Fault:
    """The error an answer carries; an unknown one when it carries none that can be read."""
    error = body.get("error") if isinstance(body, dict) else None
    try:
        return Fault.model_validate(error)
    except ValidationError:
        return Fault(code=error if isinstance(error, str) else "UNKNOWN")


def fault_from(status: int, body: Any, *, name: str, is_write: bool, names: Mapping[str, str]) -> BotError:
    """Our fault for an answer that is not a success. Shape: `names` maps field UUIDs to the names we use."""
    error = error_of(body)
    if status == 401:
        if error.code == LACKS_ROLE:
            return Refused(error.code, f"{name}: the bot's account lacks a role for this")
        return CredentialsRevoked(f"{name}: {error.code}")
    if status in (409, 412) or error.code in _STALE:
        return Conflict()
    if status == 404 and error.code not in _SET_UP:
        return NotFound()
    if status in (400, 422) and is_write:
        errors = _field_errors(error, names)
        if errors:
            return BadInput(errors=errors)
    if status < 400 and error.code == "UNKNOWN":
        return Unreachable(f"{name}: no success and no reason", may_have_happened=is_write)
    return Refused(error.code, error.message)


def _field_errors(error: Fault, names: Mapping[str, str]) -> dict[str, str]:
    """The sentences at fields, where details name any."""
    if not isinstance(error.details, dict):
        return {}
    listed = error.details.get("fields")
    if isinstance(listed, list):
        found = [one for one in listed if isinstance(one, dict) and isinstance(one.get("field"), str)]
        return {
            names.get(one["field"], one["field"]): str(one.get("message") or error.message) for one in found
        }
    if isinstance(error.details.get("field"), str):
        field = error.details["field"]
        return {names.get(field, field): error.message}
    return {names.get(str(field), str(field)): str(text) for field, text in error.details.items()}
