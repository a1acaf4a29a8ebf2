"""People the bot does not serve are told so, kindly, and nothing is stored."""

from sandbox.world import TEAMS_FOREIGN_TENANT_ID
from tests.adapters.teams.rig import Rig


async def test_a_foreign_tenant_is_told_and_nothing_is_stored(rig: Rig) -> None:
    """Its people get a kind sentence at once; the core and the references never hear of them."""
    await rig.user("stan").command("help")
    assert (await rig.lines("stan"))[0].startswith("I can only help people of the company")
    assert (rig.core.accepted, rig.accounts.facts) == ([], {})


async def test_a_foreign_tenants_click_is_told_in_its_answer(rig: Rig) -> None:
    """An invoke is answered as its kind wants it."""
    overrides = {"channelData": {"tenant": {"id": TEAMS_FOREIGN_TENANT_ID}}}
    status, body = await rig.invoke("task/fetch", {"data": {}}, overrides=overrides)
    assert (status, body["task"]["type"], rig.core.accepted) == (200, "message", [])


async def test_a_person_without_an_account_is_told(rig: Rig) -> None:
    """Somebody Teams knows no account of (an anonymous guest of a meeting) is not left in silence."""
    status, _ = await rig.deliver(drop=["from.aadObjectId"])
    assert (status, rig.core.accepted) == (201, [])
    assert len(await rig.lines("jane")) == 1


async def test_bots_are_not_answered(rig: Rig) -> None:
    """Two bots would talk for ever."""
    status, _ = await rig.deliver(overrides={"from": {"id": "28:other-bot"}})
    assert (status, rig.core.accepted, await rig.lines("jane")) == (201, [], [])
