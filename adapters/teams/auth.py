"""Whether a request is from the Bot Connector: its token, checked without blocking and without the SDK.

Source: learn.microsoft.com, azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
Not the SDK's check: that fetches keys with blocking calls, never finds a rolled-over key, and lets a body
without serviceUrl or channelId pass.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import jwt
import structlog

log = structlog.get_logger(__name__)

# Clock skew the protocol allows.
LEEWAY_S: Final = 300
# Keys may be cached long; a key id we do not know makes us look again. Anybody can invent key ids, so only
# this often in this time.
KEYS_FRESH_S: Final = 24 * 3600.0
LOOKS: Final = 5
LOOKS_WITHIN_S: Final = 60.0
TOKENS_KEPT: Final = 2_000
ALGORITHM: Final = "RS256"


class TokenRefused(Exception):
    """The request cannot be taken for the Bot Connector's. Shape: the text names the rule, not the token; `status`
    401, or 503 when the keys cannot be had, so that it is sent again."""

    def __init__(self, reason: str, *, status: int = 401) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Caller:
    """What a good token says. Shape: `endorsements` are the channels its key may speak for."""

    key_id: str
    service_url: str
    endorsements: frozenset[str]
    expires_at_s: float


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key and the channels it may speak for."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """The connector's public keys, cached; an unreachable key server does not lock out known keys.

    Shape: `is_sure` is False while a key we do not know may well be published: the server does not answer, or we
           have asked it too often.
    """

    def __init__(self, openid_url: str, session: aiohttp.ClientSession, *, timeout_s: float = 3.0) -> None:
        self._openid_url = openid_url
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout_s / 2)
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at_s = float("-inf")
        self._looked: deque[float] = deque()
        self._turn = 0
        self._lock = asyncio.Lock()
        self.is_sure = True

    async def warm(self) -> None:
        """Fetch the keys before the first request needs them; a failure is only noted."""
        await self._look()

    async def find(self, key_id: str) -> SigningKey | None:
        """The key, or None when nobody publishes it, as far as we can tell."""
        is_fresh = time.monotonic() - self._fetched_at_s < KEYS_FRESH_S
        if not is_fresh or key_id not in self._keys:
            await self._look()
        return self._keys.get(key_id)

    def lists(self, key_id: str) -> bool:
        """Whether this key was published when we last looked."""
        return key_id in self._keys

    async def _look(self) -> None:
        """Fetch the keys, once for all who wait for it."""
        turn = self._turn
        async with self._lock:
            now = time.monotonic()
            while self._looked and self._looked[0] < now - LOOKS_WITHIN_S:
                self._looked.popleft()
            if turn != self._turn:
                return
            if len(self._looked) >= LOOKS:
                self.is_sure = False
                return
            self._looked.append(now)
            try:
                address = str((await self._get(self._openid_url))["jwks_uri"])
                keys = _keys_from_wire(await self._get(address))
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                self.is_sure = False
                log.warning("teams.keys_unreachable", error=type(error).__name__, known=len(self._keys))
            else:
                self._keys, self._fetched_at_s, self.is_sure = keys, now, True
            self._turn += 1

    async def _get(self, address: str) -> Any:
        async with self._session.get(address, timeout=self._timeout) as answer:
            answer.raise_for_status()
            return await answer.json(content_type=None)


def _keys_from_wire(document: Mapping[str, Any]) -> dict[str, SigningKey]:
    """The usable keys by their id. Raises: ValueError when there is none, KeyError, TypeError."""
    keys: dict[str, SigningKey] = {}
    for key in document["keys"]:
        try:
            found = SigningKey(
                jwt.PyJWK(key, algorithm=ALGORITHM), frozenset(map(str, key.get("endorsements", ())))
            )
            keys[str(key["kid"])] = found
        except (jwt.PyJWTError, KeyError):
            continue
    if not keys:
        raise ValueError("no usable key")
    return keys


class TokenCheck:
    """Checks bearer tokens; good ones are remembered until they expire or their key is withdrawn."""

    def __init__(self, *, app_id: str, issuer: str, keys: SigningKeys) -> None:
        self._app_id = app_id
        self._issuer = issuer
        self._keys = keys
        self._good: OrderedDict[bytes, Caller] = OrderedDict()

    async def caller(self, authorization: str | None) -> Caller:
        """Who calls. Raises: TokenRefused."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenRefused("no bearer token")
        digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        known = self._good.get(digest)
        if known is not None:
            if known.expires_at_s > time.time() and self._keys.lists(known.key_id):
                return known
            del self._good[digest]
        caller = await self._check(token)
        self._good[digest] = caller
        while len(self._good) > TOKENS_KEPT:
            self._good.popitem(last=False)
        return caller

    async def _check(self, token: str) -> Caller:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError) as error:
            raise TokenRefused("not a token") from error
        key_id = str(header.get("kid", ""))
        found = await self._keys.find(key_id)
        if found is None:
            if not self._keys.is_sure:
                raise TokenRefused("key not known yet", status=503)
            raise TokenRefused("unknown key")
        try:
            claims = jwt.decode(
                token,
                found.key,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise TokenRefused(type(error).__name__) from error
        service_url = claims.get("serviceurl") or claims.get("serviceUrl")
        if not isinstance(service_url, str) or not service_url:
            raise TokenRefused("no serviceurl claim")
        return Caller(key_id, service_url, found.endorsements, float(claims["exp"]) + LEEWAY_S)
