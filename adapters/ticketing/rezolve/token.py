"""The bot's access token: fetched by client credentials, renewed ahead of its end, one renewal at a time.

It keeps the token in memory only. Source: RFC 6749, section 4.4; docs.rezolve.ai, "Create OAuth Client" (grants, client
authentication). No page shows the token call itself.
"""

import asyncio
import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

import jwt

from adapters.ticketing.http import Call, Http
from adapters.ticketing.rezolve.settings import RezolveSettings
from adapters.ticketing.rezolve.wire import Token
from adapters.ticketing.shapes import read_shape
from bot.errors import CredentialsRevoked, Unreachable

_NAME: Final = "token"
_MARGIN_S: Final = 60.0
_MARGIN_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Held:
    """A token. Shape: `subject` tells whose answers a cache holds. Units: monotonic seconds."""

    text: str = field(repr=False)
    subject: str
    renew_at_s: float


class Tokens:
    """Where the client gets its token from. Raises: CredentialsRevoked, Unreachable, Busy."""

    def __init__(
        self,
        settings: RezolveSettings,
        http: Http,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """No token yet; `http` is used when the token's address is on the same host."""
        self._settings = settings
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._held: Held | None = None
        parts = urlsplit(settings.token_path)
        self._own = Http(f"{parts.scheme}://{parts.netloc}") if parts.netloc else None
        self._http = self._own or http
        self._path = parts.path

    async def aclose(self) -> None:
        """Close what was opened for the token alone."""
        if self._own is not None:
            await self._own.aclose()

    async def get(self, *, unless: Held | None = None) -> Held:
        """A token that is good for a while yet; a newer one than `unless`, which was just refused."""
        async with self._lock:
            held = self._held
            if held is None or held is unless or self._monotonic() >= held.renew_at_s:
                self._held = held = await self._fetch()
            return held

    async def _fetch(self) -> Held:
        settings = self._settings
        form = {"grant_type": "client_credentials"}
        if settings.scope:
            form["scope"] = settings.scope
        headers = {}
        secret = settings.client_secret.get_secret_value()
        if settings.client_authentication == "basic":
            # RFC 6749, section 2.3.1: both parts are form-encoded before they are joined.
            pair = f"{quote(settings.client_id, safe='')}:{quote(secret, safe='')}"
            headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form |= {"client_id": settings.client_id, "client_secret": secret}
        answer = await self._http.send(Call(_NAME, "POST", self._path, headers=headers, form=form))
        if answer.status in (400, 401, 403):
            error = answer.body.get("error") if isinstance(answer.body, dict) else None
            raise CredentialsRevoked(f"{_NAME}: {error if isinstance(error, str) else answer.status}")
        if answer.status != 200:
            raise Unreachable(f"{_NAME}: {answer.status}, is token_path right?")
        token = read_shape(Token, answer.body, name=_NAME)
        claims = _claims(token.access_token)
        life_s = float(token.expires_in or _life_from(claims) or settings.token_life_s)
        return Held(
            text=token.access_token,
            subject=str(claims.get("sub") or hashlib.sha256(settings.client_id.encode()).hexdigest()[:16]),
            renew_at_s=self._monotonic() + life_s - min(_MARGIN_S, life_s * _MARGIN_SHARE),
        )


def _claims(token: str) -> Mapping[str, Any]:
    """What the token says of itself; nothing when it is opaque. It is read for caching, not to trust it."""
    try:
        claims: Mapping[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return {}
    return claims


def _life_from(claims: Mapping[str, Any]) -> float | None:
    ends, begins = claims.get("exp"), claims.get("iat")
    if isinstance(ends, int | float) and isinstance(begins, int | float) and ends > begins:
        return float(ends - begins)
    return None
