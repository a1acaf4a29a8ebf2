"""Keys and tokens: what the bot can check, and what Entra refuses."""

from typing import Any

import jwt
import pytest

from sandbox.teams.cloud.identity import Keys
from sandbox.world import TEAMS_BOT_APP_ID


async def test_a_message_carries_a_token_the_bot_accepts(hand: Any) -> None:
    """Issuer, audience, serviceurl, signature and endorsement fit what the key document says."""
    await hand.user("jane").command("help")
    assert [one["text"] for one in hand.bot.of("message")] == ["help"]


async def test_the_key_document_is_the_vendors(hand: Any) -> None:
    """Metadata leads to keys with an msteams endorsement."""
    metadata = await (await hand.session.get(hand.bot.metadata_url)).json()
    keys = (await (await hand.session.get(metadata["jwks_uri"])).json())["keys"]
    assert (metadata["issuer"], keys[0]["kty"], keys[0]["endorsements"], keys[1]["endorsements"]) == (
        "https://api.botframework.com",
        "RSA",
        ["msteams"],
        [],
    )


async def test_keys_roll_over(hand: Any) -> None:
    """After a rotation a bot that looks again accepts, and a token of the old key is refused."""
    await hand.user("jane").command("one")
    await hand.drive("keys/rotate")
    await hand.user("jane").command("two")
    old = await hand.drive("deliver", person="jane", key="retired")
    assert ([one["text"] for one in hand.bot.of("message")], old["status"]) == (["one", "two"], 401)


async def test_the_key_server_goes_down(hand: Any) -> None:
    """Down, the key server answers 503."""
    await hand.drive("keys", down=True)
    statuses = [(await hand.session.get(f"{hand.running.url}/openid/{path}")).status for path in
                (".well-known/openidconfiguration", "keys")]  # fmt: skip
    assert statuses == [503, 503]


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 400, "unauthorized_client"),
        ({"scope": "wrong"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"tenant": "wrong"}, 400, "invalid_request"),
    ],
)
async def test_entra_refuses(hand: Any, change: dict[str, str], status: int, error: str) -> None:
    """Wrong credentials get Entra's own errors."""
    found, body = await hand.fetch_token(**change)
    assert (found, body["error"]) == (status, error)


async def test_tokens_have_a_lifetime(hand: Any) -> None:
    """A token says when it ends, works until then, and is worthless when revoked; no secret is recorded."""
    await hand.drive("settings", token_lifetime_s=60)
    _, token = await hand.fetch_token()
    before, _, _ = await hand.call("GET", "teams/19:leebird@thread.tacv2", token=token["access_token"])
    await hand.drive("tokens/revoke")
    after, _, _ = await hand.call("GET", "teams/19:leebird@thread.tacv2", token=token["access_token"])
    calls = (await hand.look("calls", call="token"))["calls"]
    assert (token["expires_in"], before, after, calls[0]["body"]["client_secret"]) == (60, 200, 401, "***")


@pytest.mark.parametrize("key", ["mismatched", "unlisted"])
def test_forged_keys_do_not_verify(key: Any) -> None:
    """A stray key never verifies against the current public key."""
    keys = Keys()
    token = keys.sign({"aud": TEAMS_BOT_APP_ID}, key=key)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, jwt.PyJWK(keys.current.jwk()), algorithms=["RS256"], audience=TEAMS_BOT_APP_ID)
