"""Who somebody is, by Slack's word alone."""

from typing import Any

import pytest

from adapters.slack.directory import account_from_wire
from bot.domain.ids import AccountId, WorkspaceId
from bot.domain.people import AccountRef
from bot.errors import Busy, CredentialsRevoked, NotFound
from sandbox.world import SLACK_TEAM_ID
from tests.adapters.slack.running import Setup

HOME = WorkspaceId(SLACK_TEAM_ID)
USER: dict[str, Any] = {
    "id": "U1",
    "team_id": SLACK_TEAM_ID,
    "name": "jane",
    "tz": "Europe/Berlin",
    "locale": "de-DE",
    "profile": {"real_name": "Jane Smith", "email": "jane@example.com"},
}


def ref(account: str) -> AccountRef:
    """An account of the home workspace."""
    return AccountRef(channel="slack", workspace=HOME, id=AccountId(account))


async def test_a_member_is_known_with_what_slack_vouches_for(setup: Setup) -> None:
    """Name, e-mail, locale and zone come from users.info."""
    account = await setup.directory.account(ref("U0ALICE"))
    assert (account.name, account.email, account.locale, account.time_zone) == (
        "Alice Johnson",
        "alice.johnson@example.com",
        "de-DE",
        "Europe/Berlin",
    )


async def test_1_21_a_strangers_email_is_nobodys_word(setup: Setup) -> None:
    """Somebody of another workspace stays a stranger without an address, though it claims an employee's."""
    account = await setup.directory.account(ref("U0STAN"))
    assert (account.is_stranger, account.email) == (True, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("jane@example.com", False, False, False, True)),
        ({"team_id": "T9"}, (None, True, False, False, True)),
        ({"is_stranger": True}, (None, True, False, False, True)),
        (
            {"team_id": "E1", "enterprise_user": {"teams": [SLACK_TEAM_ID]}},
            ("jane@example.com", False, False, False, True),
        ),
        ({"team_id": "E1", "enterprise_user": {"teams": ["T9"]}}, (None, True, False, False, True)),
        ({"is_restricted": True}, ("jane@example.com", False, True, False, True)),
        ({"is_ultra_restricted": True}, ("jane@example.com", False, True, False, True)),
        ({"is_bot": True}, (None, False, False, True, True)),
        ({"id": "USLACKBOT"}, (None, False, False, True, True)),
        ({"deleted": True}, ("jane@example.com", False, False, False, False)),
        ({"profile": {}}, (None, False, False, False, True)),
    ],
    ids=str,
)
def test_what_kind_of_account_it_is(changes: dict[str, Any], expected: tuple[Any, ...]) -> None:
    """Strangers and bots have no address; guests and deactivated people are marked."""
    account = account_from_wire(USER | changes, home=HOME)
    assert (
        account.email,
        account.is_stranger,
        account.is_guest,
        account.is_bot,
        account.is_active,
    ) == expected


def test_3_25_what_slack_leaves_out_has_a_default() -> None:
    """Bots and deleted people lack zone and locale."""
    account = account_from_wire({"id": "U1"}, home=HOME)
    assert (account.name, account.locale, account.time_zone) == ("U1", "en", "UTC")


async def test_an_unknown_account_is_not_found(setup: Setup) -> None:
    """Slack's user_not_found is ours."""
    with pytest.raises(NotFound):
        await setup.directory.account(ref("U0NOBODY"))


async def test_an_account_is_asked_for_once_a_minute(setup: Setup) -> None:
    """A second look within the minute costs no call, and the locale is at hand."""
    before = setup.directory.known_locale("U0JANE")
    await setup.directory.account(ref("U0JANE"))
    await setup.directory.account(ref("U0JANE"))
    assert (before, setup.directory.known_locale("U0JANE")) == (None, "en-US")
    assert len(await setup.calls("users.info")) == 1


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("support.agent@example.com", "Support Agent"),
        ("Support.Agent@Example.com", "Support Agent"),
        ("nobody@example.com", None),
    ],
)
async def test_a_person_is_found_by_email(setup: Setup, email: str, name: str | None) -> None:
    """Members only; nobody is no error."""
    account = await setup.directory.by_email(HOME, email)
    assert (account.name if account else None) == name


async def test_faults_are_the_cores(setup: Setup) -> None:
    """Asked to slow down, or out of credentials: never taken for "no such account"."""
    await setup.fault("users.info", "429", retry_after_s=7)
    with pytest.raises(Busy) as busy:
        await setup.directory.account(ref("U0JANE"))
    assert busy.value.retry_after_s == 7
    await setup.drive("token", state="revoked")
    with pytest.raises(CredentialsRevoked, match="token_revoked"):
        await setup.directory.by_email(HOME, "support.agent@example.com")
