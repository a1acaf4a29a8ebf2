"""Nobody but the Bot Connector gets in."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
import structlog

from adapters.teams.auth import SigningKeys
from tests.adapters.teams.rig import Rig, until

BAD: dict[str, tuple[dict[str, Any], int]] = {
    "no header": ({"drop_header": True}, 401),
    "basic": ({"authorization": "Basic Ym90OnNlY3JldA=="}, 401),
    "garbage": ({"token": "garbage"}, 401),
    "three parts of garbage": ({"token": "a.b.c"}, 401),
    "audience": ({"claims": {"aud": "another-app"}}, 401),
    "no audience": ({"drop_claims": ["aud"]}, 401),
    "issuer": ({"claims": {"iss": "https://sts.windows.net/x/"}}, 401),
    "expired": ({"claims": {"nbf": 1_000, "exp": int(time.time()) - 400}}, 401),
    "no expiry": ({"drop_claims": ["exp"]}, 401),
    "not yet": ({"claims": {"nbf": int(time.time()) + 4000}}, 401),
    "unknown key": ({"key": "unlisted"}, 401),
    "another key's signature": ({"key": "mismatched"}, 401),
    "key not endorsed": ({"key": "unendorsed"}, 403),
    "service url claim": ({"claims": {"serviceurl": "https://smba.trafficmanager.net/teams/"}}, 401),
    "no service url claim": ({"drop_claims": ["serviceurl"]}, 401),
    "no channel id": ({"drop": ["channelId"]}, 400),
    "other channel": ({"overrides": {"channelId": "webchat"}}, 403),
    "no service url": ({"drop": ["serviceUrl"]}, 400),
    "foreign host": ({"overrides": {"serviceUrl": "https://smba.evil.example/teams/"}}, 403),
    "host in disguise": ({"overrides": {"serviceUrl": "https://127.0.0.1@evil.example/"}}, 403),
    "no tenant": ({"drop": ["channelData", "conversation.tenantId"]}, 403),
    "no type": ({"drop": ["type"]}, 400),
    "no sender": ({"drop": ["from"]}, 400),
    "no conversation": ({"drop": ["conversation"]}, 400),
}


@pytest.mark.parametrize("name", BAD)
async def test_5_6_what_is_not_from_the_connector_is_refused(rig: Rig, name: str) -> None:
    """Each broken rule is answered with its status, and nothing reaches the core."""
    order, expected = BAD[name]
    status, _ = await rig.deliver(**order)
    assert (status, rig.core.accepted) == (expected, [])


async def test_5_6_a_true_activity_is_accepted(rig: Rig) -> None:
    """The counter-proof of the refusals."""
    status, body = await rig.deliver()
    assert (status, body, len(rig.core.accepted)) == (201, None, 1)


async def test_5_6_five_minutes_of_skew_are_allowed(rig: Rig) -> None:
    """Clocks of both sides may differ a little."""
    status, _ = await rig.deliver(claims={"exp": int(time.time()) - 100})
    assert status == 201


async def test_6_7_the_token_comes_before_the_body(rig: Rig) -> None:
    """Who is nobody does not learn what is wrong with the body."""
    status, _ = await rig.deliver(raw_body="{", drop_header=True, content_type="text/plain")
    assert status == 401


async def test_6_3_a_rolled_over_key_is_found_at_once(rig: Rig) -> None:
    """A token by a new key is good although the old keys are still fresh; the withdrawn one is not."""
    await rig.deliver()
    await rig.drive("keys/rotate")
    new, _ = await rig.deliver()
    old, _ = await rig.deliver(key="retired")
    assert (new, old) == (201, 401)


async def test_6_3_invented_key_ids_do_not_make_us_ask_without_end(rig: Rig) -> None:
    """A dozen unknown keys are a handful of fetches; then nobody is refused for good, for we cannot tell."""
    found = [(await rig.deliver(key="unlisted", claims={"jti": str(n)}))[0] for n in range(12)]
    assert (found, len(await rig.calls("openid"))) == ([401] * 5 + [503] * 7, 5)


async def test_6_3_keys_are_fetched_once_for_all_who_wait(rig: Rig) -> None:
    """The first requests of a busy morning are one fetch."""
    async with aiohttp.ClientSession() as session:
        keys = SigningKeys(rig.settings.openid_url, session)
        await asyncio.gather(keys.warm(), *(keys.find(f"key-{number}") for number in range(20)))
    assert (keys.is_sure, len(await rig.calls("keys"))) == (True, 1)


async def test_5_6_an_unreachable_key_server_does_not_lock_out_known_keys(rig: Rig) -> None:
    """What was known stays good; with an unknown key Teams is asked to come again."""
    await rig.deliver()
    await rig.drive("keys", down=True)
    known, _ = await rig.deliver(claims={"jti": "another"})
    unknown, _ = await rig.deliver(key="unlisted")
    assert (known, unknown) == (201, 503)


async def test_5_6_without_any_key_the_message_is_to_come_again(rig: Rig) -> None:
    """No key could be had yet: 503, and once the server answers, the same message is taken."""
    await rig.drive("keys", down=True)
    before, _ = await rig.deliver()
    await rig.drive("keys", down=False)
    after, _ = await rig.deliver()
    assert (before, after, len(rig.core.accepted)) == (503, 201, 1)


async def test_5_6_a_remembered_token_still_expires(rig: Rig) -> None:
    """A token that was good is refused once its time, and the skew, are over."""
    claims = {"nbf": int(time.time()) - 600, "exp": int(time.time()) - 298}
    first, _ = await rig.deliver(claims=claims)

    async def is_refused() -> bool:
        return (await rig.deliver(claims=claims))[0] == 401

    await until(is_refused)
    assert first == 201


async def test_refusals_log_the_rule_and_nothing_else(rig: Rig) -> None:
    """Neither token nor words are in the log."""
    with structlog.testing.capture_logs() as logs:
        await rig.deliver(text="my password is hunter2", claims={"aud": "another-app"})
    entry = {name: value for name, value in logs[0].items() if name != "id"}
    assert entry == {
        "event": "teams.refused",
        "log_level": "warning",
        "status": 401,
        "reason": "InvalidAudienceError",
    }
