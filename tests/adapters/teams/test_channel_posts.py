"""Posts and edits elsewhere: what becomes of each, never an exception."""

from datetime import timedelta

import pytest
import structlog

from bot.domain.ids import ConversationId, WorkspaceId
from bot.ports.channel import Delivered, Destination, Later, Undeliverable
from bot.ui.action import OpenUrl
from bot.ui.message import Actions, Message
from sandbox.teams.state import Settings
from sandbox.world import TEAMS_TENANT_ID, WORLD
from tests.adapters.teams.rig import Rig, open_rig, ref_of
from tests.adapters.teams.scripted_core import a_message
from tests.fakes.clock import START

ROOM = WORLD.room("it-support").teams_id
TENANT = WorkspaceId(TEAMS_TENANT_ID)
TO_ROOM = Destination(channel="teams", workspace=TENANT, conversation=ConversationId(ROOM))
TO_JANE = Destination(channel="teams", workspace=TENANT, account=ref_of("jane"))


async def test_post_to_a_room_starts_a_thread_and_can_answer_in_one(rig: Rig) -> None:
    """Plain posts: no reply to anything (6.18); a thread only when asked for (7.13)."""
    first = await rig.channel.post(TO_ROOM, a_message("News"))
    assert isinstance(first, Delivered)
    await rig.channel.post(TO_ROOM, a_message("More"), thread=first.ref.id)
    found = await rig.user("sam").messages(place="it-support")
    assert [screen.payload["conversation_id"] for screen in found] == [f"{ROOM};messageid={first.ref.id}"] * 2
    assert [call["call"] for call in await rig.calls("reply")] == []


async def test_7_10_a_direct_chat_is_opened_once_and_remembered(rig: Rig) -> None:
    """Two notices, one create_conversation."""
    outcomes = [await rig.channel.post(TO_JANE, a_message(f"News {n}")) for n in range(2)]
    assert [type(one) for one in outcomes] == [Delivered, Delivered]
    assert (len(await rig.calls("create_conversation")), await rig.lines("jane")) == (1, ["News 0", "News 1"])


async def test_7_10_a_direct_chat_that_is_gone_is_opened_anew(rig: Rig) -> None:
    """What was remembered may be of an earlier installation."""
    await rig.references.learn(ref_of("jane"), {"direct": "a:gone"})
    outcome = await rig.channel.post(TO_JANE, a_message("News"))
    assert (type(outcome), await rig.lines("jane")) == (Delivered, ["News"])


@pytest.mark.parametrize(
    "code",
    [
        "BotNotInConversationRoster",
        "BotDisabledByAdmin",
        "ConversationBlockedByUser",
        "ForbiddenOperationException",
    ],
)
async def test_7_6_a_place_that_refuses_is_undeliverable(rig: Rig, code: str) -> None:
    """With Teams' own word for the ledger."""
    await rig.drive("block", room="it-support", code=code)
    assert await rig.channel.post(TO_ROOM, a_message()) == Undeliverable(reason=code)


async def test_7_6_a_person_without_the_app_is_undeliverable() -> None:
    """Nothing can be posted until they add it."""
    async with open_rig(sandbox=Settings(enforce_rates=False, not_installed=frozenset({"jane"}))) as rig:
        outcome = await rig.channel.post(TO_JANE, a_message())
        assert outcome == Undeliverable(reason="ForbiddenOperationException")


async def test_7_5_a_post_that_must_wait(rig: Rig) -> None:
    """As long as Teams asks for."""
    await rig.drive("faults", call="send", status=429, retry_after_s=7)
    outcome = await rig.channel.post(TO_ROOM, a_message())
    assert outcome == Later(at=START + timedelta(seconds=7), reason="429 TooManyRequests")


async def test_a_lost_answer_may_have_been_a_post(rig: Rig) -> None:
    """The ledger is to say so."""
    await rig.drive("faults", call="send", kind="lost")
    outcome = await rig.channel.post(TO_ROOM, a_message())
    assert isinstance(outcome, Later)
    assert (outcome.may_have_happened, outcome.at > START) == (True, True)


async def test_a_message_that_cannot_be_drawn_is_undeliverable(rig: Rig) -> None:
    """An outcome, not an exception; it is a bug, so the log says where."""
    bad = Message(summary="x", blocks=(Actions(items=(OpenUrl(label="Go", url="javascript:alert(1)"),)),))
    posted = await rig.channel.post(TO_ROOM, a_message())
    assert isinstance(posted, Delivered)
    with structlog.testing.capture_logs() as logs:
        outcomes = [await rig.channel.post(TO_ROOM, bad), await rig.channel.edit(TENANT, posted.ref, bad)]
    assert outcomes == [Undeliverable(reason="NotDrawable")] * 2
    assert [entry["event"] for entry in logs] == ["teams.not_drawable"] * 2


async def test_7_7_a_long_message_is_within_the_size_teams_takes(rig: Rig) -> None:
    """Posted, shortened where it must be."""
    outcome = await rig.channel.post(TO_ROOM, a_message("🖨️ " * 60_000))
    assert isinstance(outcome, Delivered)


async def test_edit_replaces_one_of_our_messages(rig: Rig) -> None:
    """And says when it is not there any more."""
    posted = await rig.channel.post(TO_ROOM, a_message("Open"))
    assert isinstance(posted, Delivered)
    edited = await rig.channel.edit(TENANT, posted.ref, a_message("Closed"))
    lines = await rig.lines("sam", place="it-support")
    await rig.connector.delete(rig.settings.service_url, posted.ref.conversation, posted.ref.id)
    gone = await rig.channel.edit(TENANT, posted.ref, a_message("Closed"))
    assert (edited, lines, gone) == (
        posted,
        ["Closed"],
        Undeliverable(reason="ActivityNotFoundInConversation"),
    )
