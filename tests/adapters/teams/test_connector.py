"""Calls to the connector: one token, no retries, errors as what they mean."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from pydantic import SecretStr

from adapters.teams.calls.errors import ConnectorRefused, fault_of, outcome_of
from adapters.teams.connector import Connector
from adapters.teams.settings import TeamsSettings
from bot.errors import Busy, CredentialsRevoked, Refused, Unreachable
from bot.ports.channel import Later, Undeliverable
from sandbox.teams.state import Settings
from sandbox.world import TEAMS_TENANT_ID, WORLD
from tests.adapters.teams.rig import Rig, open_rig, settings_for, until
from tests.fakes.clock import START

HELLO = {"type": "message", "text": "hello"}
ROOM = WORLD.room("it-support").teams_id


async def _post(rig: Rig, *, times: int = 1) -> None:
    for _ in range(times):
        await rig.connector.post(rig.settings.service_url, ROOM, HELLO)


async def test_6_11_one_token_for_all_calls(rig: Rig) -> None:
    """Twenty posts at once are one call to Entra."""
    await asyncio.gather(*(_post(rig) for _ in range(20)))
    assert len(await rig.calls("token")) == 1


async def _post_until_tokens(rig: Rig, count: int) -> set[int]:
    """Post until Entra was asked this often; the statuses of all posts."""

    async def is_enough() -> bool:
        await _post(rig)
        return len(await rig.calls("token")) >= count

    await until(is_enough)
    return {call["status"] for call in await rig.calls("send")}


async def test_6_11_the_token_is_renewed_ahead() -> None:
    """Long before its end, so that no post meets an expired one."""
    async with open_rig(sandbox=Settings(enforce_rates=False, token_lifetime_s=3)) as rig:
        assert await _post_until_tokens(rig, 2) == {201}


async def test_6_11_a_renewal_that_fails_does_not_stop_a_token_that_works() -> None:
    """Entra may be away for a while."""
    async with open_rig(sandbox=Settings(enforce_rates=False, token_lifetime_s=3)) as rig:
        await _post(rig)
        await rig.drive("faults", call="token", status=503, times=100)
        assert await _post_until_tokens(rig, 2) == {201}


async def test_a_revoked_token_is_replaced_at_once(rig: Rig) -> None:
    """401 means that nothing was done: once more, with another token."""
    await _post(rig)
    await rig.drive("tokens/revoke")
    await _post(rig)
    assert [call["status"] for call in await rig.calls("send")] == [201, 401, 201]


async def test_a_wrong_secret_is_credentials_revoked(rig: Rig) -> None:
    """An admin must act."""
    settings = settings_for(rig.running.url).model_copy(update={"app_password": SecretStr("wrong")})
    connector = Connector(settings, rig.session)
    with pytest.raises(CredentialsRevoked):
        await connector.post(settings.service_url, ROOM, HELLO)


async def test_401_for_a_good_token_is_asked_twice_and_no_more(rig: Rig) -> None:
    """A bot that is not registered stays so."""
    await rig.drive("faults", call="send", status=401, times=5)
    with pytest.raises(ConnectorRefused) as refused:
        await _post(rig)
    assert (refused.value.code, len(await rig.calls("send"))) == ("BotNotRegistered", 2)
    assert isinstance(fault_of(refused.value), CredentialsRevoked)


@pytest.mark.parametrize("status", [400, 403, 404, 412, 413, 429, 500, 502, 503, 504])
async def test_6_10_the_connector_never_tries_again_by_itself(rig: Rig, status: int) -> None:
    """Trying again is the jobs' work."""
    await rig.drive("faults", call="send", status=status)
    with pytest.raises(ConnectorRefused) as refused:
        await _post(rig)
    assert (refused.value.status, len(await rig.calls("send"))) == (status, 1)


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
def test_7_5_these_come_again(status: int) -> None:
    """After what was asked for, else after a pause of our own; a gateway may have lost only the answer."""
    asked = ConnectorRefused(status, "Code", retry_after_s=30)
    outcome, fault = outcome_of(asked, now=START), fault_of(asked)
    assert outcome == Later(
        at=START + timedelta(seconds=30), reason=f"{status} Code", may_have_happened=status in (502, 504)
    )
    assert isinstance(fault, Busy)
    assert fault.retry_after_s == 30
    assert isinstance(own := outcome_of(ConnectorRefused(status, "Code"), now=START), Later)
    assert START + timedelta(seconds=4) <= own.at <= START + timedelta(seconds=8)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "BadArgument"),
        (403, "BotNotInConversationRoster"),
        (403, "BotDisabledByAdmin"),
        (403, "ConversationBlockedByUser"),
        (403, "ForbiddenOperationException"),
        (404, "ConversationNotFound"),
        (413, "MessageSizeTooBig"),
        (500, "ServiceError"),
    ],
)
def test_7_6_these_do_not(status: int, code: str) -> None:
    """The ledger gets Teams' own word; a 500 is final too."""
    refused = ConnectorRefused(status, code)
    assert outcome_of(refused, now=START) == Undeliverable(reason=code)
    assert isinstance(fault := fault_of(refused), Refused)
    assert fault.code == code


async def test_no_answer_in_time_is_unreachable(rig: Rig) -> None:
    """The post may be there."""
    await rig.drive("faults", call="send", kind="hang")
    settings = settings_for(rig.running.url, timeout_s=0.3)
    with pytest.raises(Unreachable) as fault:
        await Connector(settings, rig.session).post(settings.service_url, ROOM, HELLO)
    assert fault.value.may_have_happened


async def test_a_lost_answer_may_have_happened(rig: Rig) -> None:
    """So does a connection that breaks after the request."""
    await rig.drive("faults", call="send", kind="lost")
    with pytest.raises(Unreachable) as fault:
        await _post(rig)
    assert fault.value.may_have_happened
    assert await rig.lines("sam", place="it-support") == ["hello"]


async def test_no_connection_did_not_happen(rig: Rig) -> None:
    """Nobody listens there."""
    connector = Connector(settings_for(rig.running.url), rig.session)
    await connector.post(rig.settings.service_url, ROOM, HELLO)
    with pytest.raises(Unreachable) as fault:
        await connector.post("http://127.0.0.1:1/", ROOM, HELLO)
    assert not fault.value.may_have_happened


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://smba.trafficmanager.net/teams/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/teams", True),
        ("https://SMBA.trafficmanager.net/amer/", True),
        ("http://smba.trafficmanager.net/teams/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://evil.example/smba.trafficmanager.net", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://[::1", False),
        ("smba.trafficmanager.net", False),
        ("", False),
    ],
)
async def test_6_6_the_token_goes_to_known_hosts_only(address: str, *, expected: bool) -> None:
    """Over https, by the exact host."""
    settings = TeamsSettings(app_id="a", app_password=SecretStr("b"), tenant_id="c")
    async with aiohttp.ClientSession() as session:
        assert Connector(settings, session).allows(address) is expected


async def test_6_6_a_call_elsewhere_is_not_made(rig: Rig) -> None:
    """Not even the token is fetched for it."""
    with pytest.raises(ConnectorRefused, match="ServiceUrlNotAllowed"):
        await rig.connector.post("https://evil.example/", ROOM, HELLO)
    assert await rig.calls("token") == []


async def test_7_10_a_direct_chat_is_opened_with_the_tenant(rig: Rig) -> None:
    """In both members where Teams looks for it."""
    person = WORLD.person("jane")
    await rig.connector.open_direct(rig.settings.service_url, tenant=TEAMS_TENANT_ID, user=person.aad_id)
    body = (await rig.calls("create_conversation"))[0]["body"]
    assert (body["tenantId"], body["channelData"]["tenant"]["id"]) == (TEAMS_TENANT_ID, TEAMS_TENANT_ID)


async def test_a_roster_is_read_page_by_page(rig: Rig) -> None:
    """Everybody is there."""
    found = await rig.connector.members(rig.settings.service_url, ROOM)
    expected = {WORLD.person(key).aad_id for key in WORLD.room("it-support").members}
    assert {member["aadObjectId"] for member in found} == expected
