"""Access tokens of the sandbox's realm: signed JWTs that say who calls, with which roles and teams.

The key is well known and opens nothing but the sandbox. Tokens live in real time, not in the sandbox's clock, so
that moving the clock for a deadline does not log anybody out.
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import jwt

from sandbox import world
from sandbox.ticketing.model import UserRef
from sandbox.ticketing.people import Directory, user_ref
from sandbox.world import WORLD

SIGNING_KEY: Final = "sandbox-rezolve-token-signing-key-known-to-everybody"
ISSUER: Final = f"https://sandbox.invalid/realms/{world.REALM}"
DEFAULT_LIFE_S: Final = 3600

SERVICE: Final = UserRef("service-ticketbot", "Ticketbot", "ticketbot@example.com")
SERVICE_ROLES: Final = ("ticket_user", "ticket_agent", "ticket_admin", "tenant_admin", "catalog_admin")
ALL_TEAMS: Final = ("it", "hr", "operation", "global")


class TokenRefused(Exception):
    """The token is not ours or is over. Shape: `expired` tells the two apart."""

    def __init__(self, *, expired: bool) -> None:
        """Keep which of the two it is."""
        super().__init__("expired" if expired else "invalid")
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a verified token speaks for.

    Shape: `is_service` is true for the bot's own account, which may name others as requester or author.
    """

    user: UserRef
    roles: frozenset[str]
    teams: frozenset[str]
    is_service: bool
    session_id: str
    issued_at: datetime
    expires_at: datetime

    def has(self, *roles: str) -> bool:
        """Whether the caller has at least one of these roles."""
        return not self.roles.isdisjoint(roles)


def _encode(user: UserRef, roles: tuple[str, ...], teams: tuple[str, ...], client: str, life_s: int) -> str:
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "sub": user.id,
        "azp": client,
        "sid": str(uuid.uuid4()),
        "iat": now,
        "exp": now + life_s,
        "name": user.name,
        "email": user.email,
        "preferred_username": user.email,
        "realm_access": {"roles": list(roles)},
        "teams": list(teams),
        "tenant_id": world.TENANT_ID,
    }
    return jwt.encode(claims, SIGNING_KEY, algorithm="HS256")


def issue_token(person_key: str, *, life_s: int = DEFAULT_LIFE_S) -> str:
    """A token for one person of the world, for tests and demos.

    Units: `life_s` seconds; negative makes a token that is already over.
    Raises: KeyError for an unknown person.
    """
    person = WORLD.person(person_key)
    return _encode(user_ref(person), person.roles, person.helpdesk_teams, "portal", life_s)


def issue_service_token(*, life_s: int = DEFAULT_LIFE_S) -> str:
    """A token for the bot's own account."""
    return _encode(SERVICE, SERVICE_ROLES, ALL_TEAMS, world.REZOLVE_CLIENT_ID, life_s)


def read_token(token: str, people: Directory) -> Caller:
    """Who a token speaks for. Raises: TokenRefused.

    A person's roles are the directory's and not the token's, so that a right that is taken away is gone at once.
    """
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            SIGNING_KEY,
            algorithms=["HS256"],
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "sid"]},
        )
    except jwt.ExpiredSignatureError as over:
        raise TokenRefused(expired=True) from over
    except jwt.InvalidTokenError as bad:
        raise TokenRefused(expired=False) from bad
    is_service = claims["sub"] == SERVICE.id
    return Caller(
        user=UserRef(claims["sub"], claims["name"], claims["email"]),
        roles=frozenset(SERVICE_ROLES if is_service else people.roles(claims["sub"])),
        teams=frozenset(claims["teams"]),
        is_service=is_service,
        session_id=claims["sid"],
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )
