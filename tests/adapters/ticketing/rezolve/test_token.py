"""The bot's token at Rezolve: how long it lives, who renews it, and what a refusal means."""

import asyncio
import base64
from typing import Any

import jwt
import pytest

from adapters.ticketing.rezolve.client import RezolveClient
from bot.errors import CredentialsRevoked, Refused, Unreachable
from tests.adapters.ticketing.conftest import Script
from tests.fakes.ticketing_desks import SandboxDesk, Stopwatch, rezolve_settings

USERS = {"success": True, "data": {"users": []}}
EXPIRED = {"success": False, "error": {"code": "TOKEN_EXPIRED", "message": "expired"}}
LACKS_ROLE = {"success": False, "error": {"code": "USER_PERMISSION_FAILURE", "message": "no"}}


def token(text: str = "one", **more: Any) -> dict[str, Any]:
    """The answer of the token's address."""
    return {"access_token": text, "token_type": "Bearer", **more}


def client(script: Script, stopwatch: Stopwatch, **more: Any) -> RezolveClient:
    """A client of the scripted server."""
    return RezolveClient(rezolve_settings(script.url, **more), monotonic=stopwatch)


def tokens_sent(script: Script) -> list[str]:
    """The tokens of all calls but those to the token's address."""
    return [seen.headers["authorization"] for seen in script.seen if seen.path != "/oauth/token"]


async def test_it_is_renewed_ahead_of_its_end(script: Script, stopwatch: Stopwatch) -> None:
    """The life comes from the answer; a minute before its end there is a new one."""
    rezolve = client(script, stopwatch)
    script.then(token(expires_in=600)).then(USERS).then(USERS).then(token("two", expires_in=600)).then(USERS)
    await rezolve.users()
    stopwatch.now_s += 539
    await rezolve.users()
    stopwatch.now_s += 1
    await rezolve.users()
    assert tokens_sent(script) == ["Bearer one", "Bearer one", "Bearer two"]
    await rezolve.aclose()


async def test_without_a_life_the_token_itself_says_it(script: Script, stopwatch: Stopwatch) -> None:
    """exp and iat of a JWT, when the answer has no expires_in."""
    rezolve = client(script, stopwatch)
    signed = jwt.encode({"iat": 1_000, "exp": 1_100, "sub": "bot"}, "k" * 32, algorithm="HS256")
    script.then(token(signed)).then(USERS).then(token("two")).then(USERS)
    await rezolve.users()
    stopwatch.now_s += 80
    await rezolve.users()
    assert tokens_sent(script) == [f"Bearer {signed}", "Bearer two"]
    await rezolve.aclose()


async def test_a_token_that_ended_early_is_renewed_once(script: Script, stopwatch: Stopwatch) -> None:
    """401 TOKEN_EXPIRED: a new token and the same call again."""
    rezolve = client(script, stopwatch)
    script.then(token()).then(EXPIRED, status=401).then(token("two")).then(USERS)
    assert (await rezolve.users()).users == []
    assert tokens_sent(script) == ["Bearer one", "Bearer two"]
    await rezolve.aclose()


async def test_a_token_that_is_never_accepted_is_revoked(script: Script, stopwatch: Stopwatch) -> None:
    """Two tokens refused: an admin must act, and nothing is tried for ever."""
    rezolve = client(script, stopwatch)
    script.then(token()).then(EXPIRED, status=401).then(token("two")).then(EXPIRED, status=401)
    with pytest.raises(CredentialsRevoked):
        await rezolve.users()
    assert len(script.seen) == 4
    await rezolve.aclose()


async def test_a_missing_role_is_no_reason_for_a_new_token(script: Script, stopwatch: Stopwatch) -> None:
    """401 USER_PERMISSION_FAILURE is a clear no."""
    rezolve = client(script, stopwatch)
    script.then(token()).then(LACKS_ROLE, status=401)
    with pytest.raises(Refused) as caught:
        await rezolve.update("T1", etag="e", values={})
    assert caught.value.code == "USER_PERMISSION_FAILURE"
    assert len(script.seen) == 2
    await rezolve.aclose()


async def test_those_who_need_a_token_together_fetch_one(rezolve: SandboxDesk) -> None:
    """Ten calls at once, one call to the token's address."""
    await asyncio.gather(*(rezolve.backend.get("TKT-2025-001234") for _ in range(10)))
    paths = [seen["path"] for seen in await rezolve.requests()]
    assert (paths.count("/oauth/token"), len(paths)) == (1, 11)


@pytest.mark.parametrize(
    ("status", "fault"), [(400, CredentialsRevoked), (401, CredentialsRevoked), (404, Unreachable)]
)
async def test_a_refused_client_is_revoked(
    script: Script, stopwatch: Stopwatch, status: int, fault: type[Exception]
) -> None:
    """Wrong id or secret; a wrong address is something else, and names its setting."""
    rezolve = client(script, stopwatch)
    script.then({"error": "invalid_client"}, status=status)
    with pytest.raises(fault, match=r"invalid_client|token_path"):
        await rezolve.users()
    await rezolve.aclose()


async def test_both_ways_of_client_authentication(script: Script, stopwatch: Stopwatch) -> None:
    """The secret in the form, or in a basic header; a scope only when one is set."""
    script.then(token()).then(USERS).then(token()).then(USERS)
    for more in ({}, {"client_authentication": "basic", "scope": "tickets:write"}):
        rezolve = client(script, stopwatch, client_id="a b", client_secret="s:c", **more)
        await rezolve.users()
        await rezolve.aclose()
    post, _, basic, _ = script.seen
    grant = {"grant_type": "client_credentials"}
    assert post.form == grant | {"client_id": "a b", "client_secret": "s:c"}
    assert basic.form == grant | {"scope": "tickets:write"}
    assert basic.headers["authorization"] == "Basic " + base64.b64encode(b"a%20b:s%3Ac").decode()


async def test_the_token_may_come_from_elsewhere(script: Script, stopwatch: Stopwatch) -> None:
    """A whole address is called as it is."""
    rezolve = client(script, stopwatch, token_path=f"{script.url}/realms/leebird/token")
    script.then(token()).then(USERS)
    await rezolve.users()
    assert script.seen[0].path == "/realms/leebird/token"
    await rezolve.aclose()
