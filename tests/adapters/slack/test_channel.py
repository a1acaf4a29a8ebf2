"""Where answers appear in chats, and who reads them."""

from typing import Any

import pytest

from adapters.slack.channel import SlackChannel
from bot.domain.ids import ConversationId, WorkspaceId
from bot.errors import Busy, CredentialsRevoked, OutsideFault, Unreachable
from bot.ports.channel import Delivered, Destination, Later, Undeliverable
from bot.ui.action import Button
from bot.ui.inbound import MessageRef
from bot.ui.replies import Replace, Say
from sandbox.slack.user import SlackUser
from sandbox.world import SLACK_TEAM_ID, WORLD
from tests.adapters.slack.acts import ROOM, click, command
from tests.adapters.slack.running import FakeCore, Setup, last, texts
from tests.adapters.slack.samples import (
    CLAIM,
    TICKET,
    a_message,
    a_replace,
    a_say,
    to_all,
)

IT_SUPPORT = Destination(
    channel="slack",
    workspace=WorkspaceId(SLACK_TEAM_ID),
    conversation=ConversationId(WORLD.room(ROOM).slack_id),
)


async def test_a_private_answer_in_the_direct_chat_is_a_message(
    channel: SlackChannel, core: FakeCore, jane: SlackUser
) -> None:
    """It is lasting, and can be edited."""
    answered = await channel.reply(await command(core, jane), a_say("Yours"))
    assert answered.ref == MessageRef(conversation=ConversationId("D0JANE"), id=(await last(jane)).ref[7:])
    assert await texts(jane) == ["Yours"]


@pytest.mark.parametrize("place", [ROOM, "no-bots"])
async def test_3_14_a_private_answer_in_a_room_is_for_one_pair_of_eyes(
    setup: Setup, core: FakeCore, jane: SlackUser, sam: SlackUser, place: str
) -> None:
    """Others see nothing of it, and a command is answered where the bot is no member too."""
    answered = await setup.channel.reply(await command(core, jane, place), a_say("Yours"))
    assert answered.ref is None
    assert [(screen.text, screen.private) for screen in await jane.messages(place=place)] == [("Yours", True)]
    assert await texts(sam, place) == []


async def test_a_private_answer_to_a_mention_is_for_one_pair_of_eyes(
    channel: SlackChannel, core: FakeCore, jane: SlackUser, sam: SlackUser
) -> None:
    """A mention has no response_url; the answer is ephemeral all the same, in its thread if it was in one."""
    first = await sam.write("VPN is down", place=ROOM)
    await jane.mention("mine", place=ROOM, thread=first)
    await channel.reply(await core.next(), a_say("Yours"))
    shown = await last(jane, ROOM)
    assert (shown.text, shown.private, shown.thread) == ("Yours", True, first)
    assert "Yours" not in await texts(sam, ROOM)


async def test_1_9_a_used_up_response_url_is_no_loss(
    setup: Setup, core: FakeCore, jane: SlackUser, sam: SlackUser
) -> None:
    """The sixth answer goes another way to the same eyes."""
    inbound = await command(core, jane, ROOM)
    for number in range(6):
        await setup.channel.reply(inbound, a_say(f"answer {number}"))
    assert await texts(jane, ROOM) == [f"answer {number}" for number in range(6)]
    assert await texts(sam, ROOM) == []
    assert len(await setup.calls("chat.postEphemeral")) == 1


async def test_a_private_answer_that_no_room_takes_comes_directly(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """Never posted for all instead."""
    inbound = await command(core, jane, ROOM)
    await setup.fault("response_url", "error")
    await setup.fault("response_url", "500")
    await setup.fault("chat.postEphemeral", "error", error="user_not_in_channel")
    away = inbound.model_copy(update={"surface": {}})
    await setup.channel.reply(away, a_say("Yours"))
    assert (await texts(jane), await texts(jane, ROOM)) == (["Yours"], [])


async def test_a_ticket_asked_for_in_a_room_is_whispered_and_not_followed(
    channel: SlackChannel, core: FakeCore, jane: SlackUser
) -> None:
    """An ephemeral message cannot be edited later, and a look in a room sends no direct message."""
    answered = await channel.reply(await command(core, jane, ROOM), a_say("Ticket", tracks=TICKET))
    assert answered.ref is None
    assert (await texts(jane), await texts(jane, ROOM)) == ([], ["Ticket"])


async def test_an_answer_to_all_is_seen_by_all(
    channel: SlackChannel, core: FakeCore, jane: SlackUser, sam: SlackUser
) -> None:
    """It stays, and nothing in it is expanded or mentioned by Slack."""
    answered = await channel.reply(await command(core, jane, ROOM), to_all("For all"))
    assert answered.ref is not None
    assert await texts(sam, ROOM) == ["For all"]


async def test_1_9_an_answer_to_all_reaches_rooms_without_the_bot(
    channel: SlackChannel, core: FakeCore, jane: SlackUser, sam: SlackUser
) -> None:
    """The response_url posts where the bot is no member; such a message has no address."""
    answered = await channel.reply(await command(core, jane, "no-bots"), to_all("For all"))
    assert answered.ref is None
    assert await texts(sam, "no-bots") == ["For all"]


async def test_a_command_between_two_people_is_answered_in_our_own_chat(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """A direct chat of which the bot is no part takes no post: the answer comes to the one that is."""
    inbound = await command(core, jane)
    place = inbound.place.model_copy(update={"conversation": ConversationId("D0ELSEWHERE")})
    await setup.channel.reply(inbound.model_copy(update={"place": place}), a_say("Yours"))
    assert await texts(jane) == ["Yours"]


async def test_3_10_nothing_is_expanded_or_linked(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """Every post says so to Slack, and none asks for names to be linked."""
    inbound = await command(core, jane, ROOM)
    await setup.channel.reply(inbound, to_all("<!channel> see https://x.example"))
    (call,) = await setup.calls("chat.postMessage")
    assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)
    assert {"link_names", "parse"} & set(call) == set()
    assert "<!channel>" not in call["text"]


async def test_an_edit_replaces_the_clicked_message_for_all(
    setup: Setup, jane: SlackUser, sam: SlackUser
) -> None:
    """Buttons included."""
    clicked = await click(setup, jane, ROOM, CLAIM)
    answered = await setup.channel.reply(clicked, a_replace("Taken by Jane"))
    assert answered.ref == clicked.message
    shown = await last(sam, ROOM)
    assert (shown.text, shown.buttons, shown.edited) == ("Taken by Jane", (), True)


async def test_a_clicked_message_that_is_gone_is_answered_privately(
    setup: Setup, jane: SlackUser, sam: SlackUser
) -> None:
    """The person learns what came of it; others who never saw it do not."""
    clicked = await click(setup, jane, ROOM, CLAIM)
    await setup.fault("chat.update", "error", error="message_not_found")
    await setup.channel.reply(clicked, a_replace("Taken by Jane"))
    assert (await last(jane, ROOM)).text == "Taken by Jane"
    assert "Taken by Jane" not in await texts(sam, ROOM)


async def test_3_14_an_ephemeral_message_is_replaced_by_its_response_url(
    setup: Setup, core: FakeCore, jane: SlackUser, sam: SlackUser
) -> None:
    """chat.update cannot do it."""
    inbound = await command(core, jane, ROOM)
    await setup.channel.reply(inbound, Say(message=a_message("Page 1", CLAIM)))
    await jane.click(await last(jane, ROOM), "Take it")
    clicked = await core.next(2)
    await setup.channel.reply(clicked, Replace(message=a_message("Page 2")))
    assert (await texts(jane, ROOM), await texts(sam, ROOM)) == (["Page 2"], [])
    assert await setup.calls("chat.update") == []


@pytest.mark.parametrize(
    ("kind", "more", "fault"),
    [
        ("429", {"retry_after_s": 7}, Busy),
        ("500", {}, Unreachable),
        ("hang", {}, Unreachable),
        ("lost", {}, Unreachable),
        ("error", {"error": "token_revoked"}, CredentialsRevoked),
    ],
)
async def test_a_reply_fails_with_the_cores_faults(
    setup: Setup, core: FakeCore, jane: SlackUser, kind: str, more: dict[str, Any], fault: type[OutsideFault]
) -> None:
    """Never with a library's exception, and never as if it were the person's mistake."""
    inbound = await command(core, jane)
    await setup.fault("chat.postMessage", kind, **more)
    with pytest.raises(fault):
        await setup.channel.reply(inbound, a_say("Yours"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"bot_is_member": False}, "not_in_channel"), ({"archived": True}, "is_archived")],
)
async def test_3_13_a_room_that_takes_no_posts_is_undeliverable(
    setup: Setup, core: FakeCore, changes: dict[str, Any], reason: str
) -> None:
    """The ledger keeps Slack's word for why."""
    await setup.drive("channel", channel=ROOM, **changes)
    assert await setup.channel.post(IT_SUPPORT, a_message()) == Undeliverable(reason=reason)


async def test_a_message_that_cannot_be_drawn_is_undeliverable(setup: Setup) -> None:
    """A bug of ours must not be tried for ever."""
    too_long = Button(label="x", verb="x", args={"x": "y" * 3_000})
    outcome = await setup.channel.post(IT_SUPPORT, a_message("x", too_long))
    assert outcome == Undeliverable(reason="not_drawable")


async def test_a_refused_connection_certainly_did_not_happen(setup: Setup) -> None:
    """Unlike every other silence."""
    await setup.slack.close()
    outcome = await setup.channel.post(IT_SUPPORT, a_message())
    assert isinstance(outcome, Later)
    assert outcome.may_have_happened is False


async def test_an_edit_keeps_within_what_slack_takes(setup: Setup, sam: SlackUser) -> None:
    """chat.update takes less text than chat.postMessage: a long message can be edited all the same."""
    posted = await setup.channel.post(IT_SUPPORT, a_message("short"))
    assert isinstance(posted, Delivered)
    outcome = await setup.channel.edit(IT_SUPPORT.workspace, posted.ref, a_message("<&> long " * 1_000))
    assert outcome == posted
    assert (await last(sam, ROOM)).text.startswith("<&> long <&> long")
