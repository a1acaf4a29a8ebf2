"""Keys, the tokens that Teams sends to the bot, and the access tokens the bot gets from Entra.

It signs and it issues; it never calls the bot.
Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
"""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.world import TEAMS_BOT_APP_ID, TEAMS_BOT_PASSWORD, TEAMS_TENANT_ID

ISSUER: Final = "https://api.botframework.com"
SCOPE: Final = "https://api.botframework.com/.default"
KeyChoice = Literal["current", "retired", "unlisted", "mismatched", "unendorsed"]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One RSA key with its id."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...] = ("msteams",)

    def jwk(self) -> dict[str, Any]:
        """The public half as the key document lists it."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
            "endorsements": list(self.endorsements),
        }


def _number(value: int) -> str:
    data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _new_key(endorsements: tuple[str, ...] = ("msteams",)) -> SigningKey:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    kid = base64.urlsafe_b64encode(hashlib.sha256(public).digest()[:20]).decode().rstrip("=")
    return SigningKey(kid, private, endorsements)


@cache
def _odd_key(use: Literal["unendorsed", "stray"]) -> SigningKey:
    # Made once per process: these keys only serve forgeries, and making one costs a tenth of a second.
    return _new_key(() if use == "unendorsed" else ("msteams",))


class Keys:
    """The key server: signs what Teams sends and publishes the public keys."""

    def __init__(self) -> None:
        self.current = _new_key()
        self.unendorsed = _odd_key("unendorsed")
        self.retired: list[SigningKey] = []
        self.listed: list[SigningKey] = [self.current, self.unendorsed]
        self.is_down = False

    def rotate(self, *, keep_old: bool = False) -> str:
        """Sign with a new key from now on; the old one leaves the document unless `keep_old`."""
        old, self.current = self.current, _new_key()
        self.retired.append(old)
        self.listed = [self.current, self.unendorsed, *([old] if keep_old else [])]
        return self.current.kid

    def sign(self, claims: dict[str, Any], *, key: KeyChoice = "current") -> str:
        """A signed token. Shape: `mismatched` names the current key but is signed by another."""
        signer, kid = self._signer(key)
        return jwt.encode(claims, signer.private, algorithm="RS256", headers={"kid": kid})

    def _signer(self, key: KeyChoice) -> tuple[SigningKey, str]:
        if key == "current":
            return self.current, self.current.kid
        if key == "unendorsed":
            return self.unendorsed, self.unendorsed.kid
        if key == "retired" and self.retired:
            return self.retired[-1], self.retired[-1].kid
        stray = _odd_key("stray")
        return stray, self.current.kid if key == "mismatched" else stray.kid


def claims_for_bot(service_url: str) -> dict[str, Any]:
    """The claims of a token Teams sends with an activity."""
    now = int(time.time())
    return {
        "iss": ISSUER,
        "aud": TEAMS_BOT_APP_ID,
        "serviceurl": service_url,
        "nbf": now,
        "exp": now + 3600,
    }


@dataclass(slots=True)
class Entra:
    """Issues and recognises the bot's access tokens."""

    lifetime_s: int = 3600
    secret: str = TEAMS_BOT_PASSWORD
    _expiry: dict[str, float] = field(default_factory=dict)

    def issue(self) -> str:
        """A new token."""
        token = f"sandbox.{secrets.token_urlsafe(24)}"
        self._expiry[token] = time.time() + self.lifetime_s
        return token

    def accepts(self, header: str | None) -> bool:
        """Whether this Authorization header holds a token that is ours and not expired."""
        scheme, _, token = (header or "").partition(" ")
        return scheme == "Bearer" and self._expiry.get(token, 0.0) > time.time()

    def revoke_all(self) -> None:
        """Make every token given out so far worthless."""
        self._expiry.clear()


def token_refusal(tenant: str, form: dict[str, str], secret: str) -> web.Response | None:
    """Why Entra gives no token, in its own words; None when it does.

    Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
    """
    if tenant not in {TEAMS_TENANT_ID, "botframework.com"}:
        return _entra_error(400, "invalid_request", 90002, f"Tenant '{tenant}' not found.")
    if form.get("grant_type") != "client_credentials":
        return _entra_error(400, "unsupported_grant_type", 70003, "The grant type is not supported.")
    if form.get("client_id") != TEAMS_BOT_APP_ID:
        return _entra_error(400, "unauthorized_client", 700016, "Application was not found in the directory.")
    if not secrets.compare_digest(form.get("client_secret", "").encode(), secret.encode()):
        return _entra_error(401, "invalid_client", 7000215, "Invalid client secret provided.")
    if form.get("scope") != SCOPE:
        return _entra_error(400, "invalid_scope", 70011, "The provided value for scope is not valid.")
    return None


def _entra_error(status: int, error: str, code: int, text: str) -> web.Response:
    body = {"error": error, "error_description": f"AADSTS{code}: {text}", "error_codes": [code]}
    return web.json_response(body, status=status)
