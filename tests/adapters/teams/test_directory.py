"""Who an account is, by the roster of a conversation."""

import pytest
import structlog

from bot.domain.ids import WorkspaceId
from bot.errors import Busy, NotFound, Unreachable
from sandbox.world import TEAMS_TENANT_ID, WORLD
from tests.adapters.teams.rig import Rig, ref_of

TENANT = WorkspaceId(TEAMS_TENANT_ID)


async def test_an_account_has_the_rosters_email_and_the_activitys_zone(rig: Rig) -> None:
    """What Teams vouches for, and how the person reads."""
    await rig.meet("alice")
    account = await rig.directory.account(ref_of("alice"))
    assert (account.email, account.name, account.locale, account.time_zone) == (
        "alice.johnson@example.com",
        "Alice Johnson",
        "de-DE",
        "Europe/Berlin",
    )
    assert (account.is_guest, account.is_stranger, account.is_bot) == (False, False, False)


async def test_a_guest_is_one(rig: Rig) -> None:
    """The roster says so."""
    await rig.meet("gina", place="general")
    assert (await rig.directory.account(ref_of("gina"))).is_guest


async def test_a_stranger_in_a_shared_room_has_no_email(rig: Rig) -> None:
    """Their tenant can write what it likes, even an employee's address."""
    await rig.meet("stan", place="it-support")
    account = await rig.directory.account(ref_of("stan"))
    assert (account.is_stranger, account.email) == (True, None)


async def test_who_was_never_met_is_not_found(rig: Rig) -> None:
    """There is no roster to look in."""
    with pytest.raises(NotFound):
        await rig.directory.account(ref_of("tom"))


async def test_a_look_up_is_remembered_for_a_minute(rig: Rig) -> None:
    """Two clicks, one call."""
    await rig.meet("jane")
    for _ in range(2):
        await rig.directory.account(ref_of("jane"))
    assert len(await rig.calls("member")) == 1


async def test_who_removed_the_app_is_still_found_in_the_room(rig: Rig) -> None:
    """The direct chat refuses, the room they speak in does not."""
    await rig.meet("jane")
    await rig.meet("jane", place="it-support")
    await rig.drive("block", person="jane", code="BotNotInConversationRoster")
    assert (await rig.directory.account(ref_of("jane"))).email == "jane.smith@example.com"


async def test_a_busy_roster_is_a_fault(rig: Rig) -> None:
    """Nobody is let in because Teams is slow."""
    await rig.meet("jane")
    await rig.drive("faults", call="member", status=429, retry_after_s=3)
    with pytest.raises(Busy):
        await rig.directory.account(ref_of("jane"))


async def test_a_roster_that_breaks_may_be_asked_again(rig: Rig) -> None:
    """A 500 is final for a post, not for a question: what somebody asked for is kept until Teams is well."""
    await rig.meet("jane")
    await rig.drive("faults", call="member", status=500)
    with pytest.raises(Unreachable):
        await rig.directory.account(ref_of("jane"))
    assert (await rig.directory.account(ref_of("jane"))).name == "Jane Smith"


async def test_by_email_finds_through_the_rooms_rosters(rig: Rig) -> None:
    """Somebody who never wrote to the bot, by a roster that is read once for a while; case does not matter."""
    mike = await rig.directory.by_email(TENANT, "Mike.Johnson@example.com")
    sam = await rig.directory.by_email(TENANT, "support.agent@example.com")
    nobody = await rig.directory.by_email(TENANT, "tom.brown@example.com")
    assert mike is not None
    assert sam is not None
    assert (mike.ref, sam.ref, nobody) == (ref_of("mike"), ref_of("sam"), None)
    assert len(await rig.calls("paged_members")) == 1


async def test_by_email_never_finds_a_stranger(rig: Rig) -> None:
    """Stan claims Jane's address; Jane is found."""
    found = await rig.directory.by_email(TENANT, WORLD.person("jane").email)
    assert found is not None
    assert found.ref == ref_of("jane")


async def test_a_roster_that_refuses_is_skipped_quietly(rig: Rig) -> None:
    """With a line for the operator, without any name."""
    await rig.drive("block", room="it-support", code="BotNotInConversationRoster")
    with structlog.testing.capture_logs() as logs:
        found = await rig.directory.by_email(TENANT, "mike.johnson@example.com")
    assert (found, [entry["code"] for entry in logs]) == (None, ["BotNotInConversationRoster"])
    assert "mike" not in str(logs)


async def test_by_email_says_when_teams_is_away(rig: Rig) -> None:
    """Not knowing is not the same as nobody."""
    await rig.drive("faults", call="paged_members", status=503, retry_after_s=3)
    with pytest.raises(Busy):
        await rig.directory.by_email(TENANT, "mike.johnson@example.com")


async def test_by_email_looks_at_who_they_are_now(rig: Rig) -> None:
    """An address that was remembered and is another's by now finds nobody."""
    await rig.meet("jane")
    await rig.references.learn(ref_of("jane"), {}, email="jane.miller@example.com")
    assert await rig.directory.by_email(TENANT, "jane.miller@example.com") is None


async def test_what_was_forgotten_is_learnt_again(rig: Rig) -> None:
    """An account that was erased can come back with its next message."""
    await rig.meet("jane")
    await rig.accounts.forget(ref_of("jane"))
    with pytest.raises(NotFound):
        await rig.directory.account(ref_of("jane"))
    await rig.meet("jane")
    assert (await rig.directory.account(ref_of("jane"))).name == "Jane Smith"


async def test_the_directory_names_its_channel(rig: Rig) -> None:
    """By the core's word for it."""
    assert rig.directory.channel == "teams"
