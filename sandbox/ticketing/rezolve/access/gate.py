"""What every call asks for before its handler runs: token, tenant, realm, query and roles, in this order.

It also is the HTTP boundary: whatever a handler raises leaves here as one of the vendor's error bodies.
"""

import json
import logging
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from sandbox import world
from sandbox.ticketing.desk import Desk
from sandbox.ticketing.rezolve.access.tokens import Caller, TokenRefused, read_token
from sandbox.ticketing.rezolve.wire.envelope import Fault, refuse

_log = logging.getLogger(__name__)

TICKET_ROLES: Final = ("ticket_user", "ticket_agent", "ticket_admin")
PAGE_TYPES: Final = ("template", "agent", "user")
LIST_TYPES: Final = (*PAGE_TYPES, "ticket")


def unauthorized(*, expired: bool) -> Fault:
    """The 401 most pages show."""
    details = "The provided JWT token has expired. Please re-authenticate."
    if not expired:
        details = "The provided JWT token is missing or invalid. Please authenticate."
    return Fault(401, "UNAUTHORIZED", "Invalid or expired authentication token", details=details)


def unauthorized_user_info(*, expired: bool) -> Fault:
    """The 401 of "Get User Info", which has a code of its own for an expired token."""
    if not expired:
        return unauthorized(expired=False)
    return Fault(
        401,
        "TOKEN_EXPIRED",
        "Authentication token has expired",
        details="Please re-authenticate to obtain a new token",
    )


def unauthorized_template(*, expired: bool) -> Fault:
    """The 401 of "List Catalog Templates", one for all reasons and without a timestamp."""
    del expired
    return Fault(401, "UNAUTHORIZED", "Invalid or expired access token", timed=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one page asks of a caller.

    Shape: `roles` empty asks for none; `needs_realm` is false on v1; `optional_query` checks type and module only
           when they are sent; `is_terse` leaves details and timestamp out of the 403, as the template page does.
    """

    roles: tuple[str, ...] = TICKET_ROLES
    what: str = "tickets"
    types: tuple[str, ...] = PAGE_TYPES
    needs_realm: bool = True
    needs_query: bool = True
    optional_query: bool = False
    is_terse: bool = False
    unauthorized: Callable[..., Fault] = unauthorized


@dataclass(frozen=True, slots=True)
class Call:
    """One admitted request. Shape: `now` is the sandbox's time when it came in."""

    request: web.Request
    caller: Caller
    desk: Desk
    now: datetime

    @property
    def type(self) -> str:
        """The record type asked for; empty where the call has none."""
        return self.request.query.get("type", "")

    @property
    def wants_support(self) -> bool:
        """Whether the issupportrequest header is set. Raises: Fault 400."""
        value = self.request.headers.get("issupportrequest", "false").lower()
        if value not in ("true", "false"):
            raise malformed("The issupportrequest header must be true or false")
        return value == "true"

    async def body(self) -> dict[str, Any]:
        """The JSON object sent. Raises: Fault 400."""
        if self.request.content_type != "application/json":
            raise malformed("Content-Type must be application/json")
        try:
            value = json.loads(await self.request.read(), parse_constant=_no_constant)
            is_storable = not _has_nul(value)
            json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair cannot be kept either
        except (ValueError, RecursionError) as bad:
            raise malformed("The body is not valid JSON") from bad
        if not is_storable:
            raise malformed("The body contains a NUL character")
        if not isinstance(value, dict):
            raise malformed("The body must be a JSON object")
        return value


Handler = Callable[[Call], Awaitable[web.StreamResponse]]


def _has_nul(value: Any) -> bool:
    """Whether a text anywhere in the value holds the one character PostgreSQL does not store."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_has_nul(name) or _has_nul(one) for name, one in value.items())
    return isinstance(value, list) and any(_has_nul(one) for one in value)


def _no_constant(name: str) -> None:
    """NaN and the infinities are not JSON. Raises: ValueError."""
    raise ValueError(name)


def malformed(details: str) -> Fault:
    """The 400 of malformed headers, queries and bodies."""
    return Fault(400, "INVALID_REQUEST", "Invalid request", details=details)


def _forbidden(rule: Rule) -> Fault:
    """The 403 of a missing role."""
    names = " or ".join(f"'{role}'" for role in rule.roles)
    return Fault(
        403,
        "FORBIDDEN",
        f"Insufficient permissions to access {rule.what}",
        details=None if rule.is_terse else f"User requires {names} role",
        timed=not rule.is_terse,
    )


def _authenticate(request: web.Request, rule: Rule, desk: Desk) -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise rule.unauthorized(expired=False)
    try:
        return read_token(token.strip(), desk.people)
    except TokenRefused as refused:
        raise rule.unauthorized(expired=refused.expired) from refused


def _check_tenant(request: web.Request, rule: Rule) -> None:
    tenant = request.headers.get("x-tenantid")
    if not tenant:
        raise malformed("The x-tenantid header is required")
    try:
        uuid.UUID(tenant)
    except ValueError as bad:
        raise malformed("The x-tenantid header must be a valid UUID") from bad
    if tenant.lower() != world.TENANT_ID:
        raise Fault(
            404, "TENANT_NOT_FOUND", "The specified tenant does not exist", details=f"Tenant ID: {tenant}"
        )
    if not rule.needs_realm:
        return
    realm = request.headers.get("realmname")
    if not realm:
        raise malformed("The realmname header is required")
    if realm != world.REALM:
        raise Fault(404, "REALM_NOT_FOUND", "The specified realm does not exist", details=f"Realm: {realm}")


def _check_query(request: web.Request, rule: Rule) -> None:
    if not rule.needs_query:
        return
    for name, allowed in (("type", rule.types), ("module", ("ticketing", "chat", "knowledge"))):
        value = request.query.get(name)
        if value is None and rule.optional_query:
            continue
        if value not in allowed:
            raise malformed(
                f"The query parameter '{name}' is required and must be one of: {', '.join(allowed)}"
            )
    if request.query.get("module", "ticketing") != "ticketing":
        raise Fault(
            404,
            "MODULE_NOT_CONFIGURED",
            f"{request.query['module'].title()} module is not configured for this tenant",
            details=f"Please contact your administrator to enable the {request.query['module']} module",
        )


def admit(request: web.Request, rule: Rule, desk: Desk) -> Call:
    """The call, if it may come in. Raises: Fault 400, 401, 403, 404."""
    caller = _authenticate(request, rule, desk)
    _check_tenant(request, rule)
    _check_query(request, rule)
    if rule.roles and not caller.has(*rule.roles):
        raise _forbidden(rule)
    return Call(request, caller, desk, desk.clock.now())


def endpoint(
    handler: Handler, rule_of: Callable[[web.Request], Rule], desk: Desk
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The aiohttp handler that admits, runs and answers one call; `rule_of` says what the request's page asks for."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(admit(request, rule_of(request), desk))
        except Fault as fault:
            return refuse(fault, desk.clock.now())
        except web.HTTPException:
            raise
        except Exception:  # noqa: BLE001 - the HTTP boundary: a bug is logged once and answered as the pages' 500
            reference = uuid.uuid4().hex
            _log.exception("rezolve_call_failed reference=%s", reference)
            bug = Fault(
                500, "INTERNAL_ERROR", "An unexpected error occurred", details=f"Reference: {reference}"
            )
            return refuse(bug, desk.clock.now())

    return answer
