"""Answers where the person acted, and nowhere else."""

from typing import Any

import pytest

from adapters.teams.channel import TeamsChannel
from bot.domain.ids import TicketId
from bot.errors import Busy, Refused
from bot.texts.say import say
from bot.ui.action import Button
from bot.ui.inbound import Click, Inbound, MessageRef
from bot.ui.replies import Replace, Say, SayToAll, ShowForm
from sandbox.teams.state import Settings
from sandbox.world import WORLD
from tests.adapters.teams.rig import Rig, open_rig
from tests.adapters.teams.scripted_core import a_form, a_message

ROOM = WORLD.room("it-support").teams_id
CLAIM = Button(label="Take it", verb="claim", args={"ticket": "T1"})


def _with(inbound: Inbound, surface: dict[str, str]) -> Any:
    return inbound.model_copy(update={"surface": surface})


async def _click(rig: Rig, place: str) -> Click:
    """A click on a card of the bot in this place."""
    inbound = await rig.meet("jane", place=place)
    await rig.channel.reply(inbound, SayToAll(message=a_message("Ticket T1", button=CLAIM)))
    user = rig.user("jane")
    await user.click(
        (await user.messages(place=place))[-1],
        "Take it",
    )
    click = rig.core.accepted[-1]
    assert isinstance(click, Click)
    return click


async def test_say_in_the_direct_chat(rig: Rig) -> None:
    """A message there; the ref names it."""
    inbound = await rig.meet("jane")
    answered = await rig.channel.reply(inbound, Say(message=a_message("Hello"), tracks=TicketId("T1")))
    screen = (await rig.user("jane").messages())[-1]
    assert (screen.text, screen.notification, answered.ref) == (
        "Hello",
        "Hello",
        MessageRef(conversation=inbound.place.conversation, id=screen.ref),
    )


async def test_working_in_the_direct_chat_becomes_the_answer(rig: Rig) -> None:
    """One message: working, kept, the answer; a second answer is a second message."""
    inbound = await rig.meet("jane")
    surface = await rig.channel.show_working(inbound, "Working…")
    surface = await rig.channel.show_working(_with(inbound, surface), "It is kept.")
    kept = await rig.lines("jane")
    answered = await rig.channel.reply(_with(inbound, surface), Say(message=a_message("Done")))
    await rig.channel.reply(_with(inbound, answered.surface), Say(message=a_message("And this")))
    assert (kept, await rig.lines("jane")) == (["It is kept."], ["Done", "And this"])


async def test_a_working_line_that_was_deleted_is_no_loss(rig: Rig) -> None:
    """The answer is posted anew."""
    inbound = await rig.meet("jane")
    surface = await rig.channel.show_working(inbound, "Working…")
    await rig.connector.delete(rig.settings.service_url, surface["card_in"], surface["card"])
    await rig.channel.reply(_with(inbound, surface), Say(message=a_message("Done")))
    assert await rig.lines("jane") == ["Done"]


async def test_say_in_a_room_is_for_the_person_alone(rig: Rig) -> None:
    """The direct chat has the answers, the thread of the room one line that says so, once."""
    inbound = await rig.meet("jane", place="it-support")
    answered = await rig.channel.reply(inbound, Say(message=a_message("Secret 1")))
    await rig.channel.reply(_with(inbound, answered.surface), Say(message=a_message("Secret 2")))
    assert await rig.lines("jane") == ["Secret 1", "Secret 2"]
    assert await rig.lines("sam", place="it-support") == [say("channel.see_direct", None, name="Jane Smith")]
    room = await rig.user("sam").messages(place="it-support")
    assert {screen.payload["conversation_id"] for screen in room} == {
        f"{inbound.place.conversation};messageid={inbound.place.thread}"
    }


async def test_working_in_a_room_is_shown_in_the_direct_chat(rig: Rig) -> None:
    """And the answer takes its place there."""
    inbound = await rig.meet("jane", place="it-support")
    surface = await rig.channel.show_working(inbound, "Working…")
    before = (await rig.lines("jane"), await rig.lines("sam", place="it-support"))
    await rig.channel.reply(_with(inbound, surface), Say(message=a_message("Done")))
    assert (before, await rig.lines("jane")) == ((["Working…"], []), ["Done"])


async def test_a_form_asked_for_in_a_room_is_in_the_direct_chat(rig: Rig) -> None:
    """Nobody else can fill it in."""
    inbound = await rig.meet("jane", place="it-support")
    await rig.channel.reply(inbound, ShowForm(form=a_form()))
    assert (await rig.user("jane").messages())[-1].input("Subject").label == "Subject"


async def test_7_6_without_the_app_the_room_is_told_how_to_get_it() -> None:
    """What is for the person alone is not shown to the room instead."""
    async with open_rig(sandbox=Settings(enforce_rates=False, not_installed=frozenset({"jane"}))) as rig:
        inbound = await rig.meet("jane", place="it-support")
        answered = await rig.channel.reply(inbound, Say(message=a_message("Secret 1"), tracks=TicketId("T1")))
        await rig.channel.reply(_with(inbound, answered.surface), Say(message=a_message("Secret 2")))
        expected = [say("channel.no_direct", None, name="Jane Smith")]
        assert (await rig.lines("sam", place="it-support"), answered.ref) == (expected, None)


async def test_7_6_working_without_the_app_is_a_fault(rig: Rig) -> None:
    """The core goes on without it."""
    inbound = await rig.meet("jane", place="it-support")
    await rig.drive("block", person="jane", code="ConversationBlockedByUser")
    with pytest.raises(Refused, match="ConversationBlockedByUser"):
        await rig.channel.show_working(inbound, "Working…")


async def test_say_to_all_is_in_the_thread(rig: Rig) -> None:
    """For everybody in the room; the working line in the direct chat goes away."""
    inbound = await rig.meet("jane", place="it-support")
    surface = await rig.channel.show_working(inbound, "Working…")
    answered = await rig.channel.reply(_with(inbound, surface), SayToAll(message=a_message("For all")))
    assert (await rig.lines("sam", place="it-support"), await rig.lines("jane")) == (["For all"], [])
    assert answered.ref is not None
    assert answered.ref.conversation == f"{ROOM};messageid={inbound.place.thread}"


@pytest.mark.parametrize("place", ["direct", "it-support"])
async def test_replace_edits_the_clicked_message(rig: Rig, place: str) -> None:
    """For everybody who sees it; the working line goes away."""
    click = await _click(rig, place)
    surface = await rig.channel.show_working(click, "Working…")
    answered = await rig.channel.reply(_with(click, surface), Replace(message=a_message("Taken by Sam")))
    lines = await rig.lines("jane", place=place)
    assert (lines[0], "Working…" in lines, answered.ref) == ("Taken by Sam", False, click.message)


async def test_replace_of_a_deleted_message_is_posted_anew(rig: Rig) -> None:
    """What happened is said all the same."""
    click = await _click(rig, "it-support")
    assert click.message is not None
    await rig.connector.delete(rig.settings.service_url, click.message.conversation, click.message.id)
    await rig.channel.reply(click, Replace(message=a_message("Taken by Sam")))
    assert await rig.lines("sam", place="it-support") == ["Taken by Sam"]


async def test_a_click_in_a_room_was_told_where_the_answer_is(rig: Rig) -> None:
    """By the answer to the click itself, which only that person sees; the room gets no line."""
    click = await _click(rig, "it-support")
    await rig.channel.reply(click, Say(message=a_message("Secret")))
    mine, others = await rig.lines("jane", place="it-support"), await rig.lines("sam", place="it-support")
    assert (mine[-1], others) == (say("channel.got_it_in_room"), ["Ticket T1"])
    assert await rig.lines("jane") == ["Secret"]


async def test_a_click_of_an_old_client_in_a_room_is_pointed_to_its_answer(rig: Rig) -> None:
    """Such a click shows no answer of its own."""
    await rig.deliver(
        place="it-support", overrides={"value": {"verb": "show"}, "replyToId": "17"}, drop=["text"]
    )
    await rig.channel.reply(rig.core.accepted[0], Say(message=a_message("Secret")))
    expected = [say("channel.see_direct", None, name="Jane Smith")]
    assert (await rig.lines("sam", place="it-support"), await rig.lines("jane")) == (expected, ["Secret"])


async def test_a_fault_of_teams_is_the_cores(rig: Rig) -> None:
    """Slow down, and how long."""
    inbound = await rig.meet("jane")
    await rig.drive("faults", call="send", status=429, retry_after_s=7)
    with pytest.raises(Busy) as busy:
        await rig.channel.reply(inbound, Say(message=a_message()))
    assert busy.value.retry_after_s == 7


async def test_a_pointer_that_fails_does_not_repeat_the_answer(rig: Rig) -> None:
    """The answer is there already."""
    inbound = await rig.meet("jane", place="it-support")
    await rig.drive("faults", call="send", status=503, conversation=ROOM)
    await rig.channel.reply(inbound, Say(message=a_message("Secret")))
    assert (await rig.lines("jane"), await rig.lines("sam", place="it-support")) == (["Secret"], [])


async def test_7_18_words_are_plain_and_cards_carry_a_summary(rig: Rig) -> None:
    """Nothing a person is called becomes markup; a phone shows the summary (8.16)."""
    inbound = (await rig.meet("jane", place="it-support")).model_copy(update={"name": "**<at>all</at>**"})
    await rig.channel.reply(inbound, Say(message=a_message("Hello")))
    sent = [call["body"] for call in await rig.calls("send")]
    assert [(body.get("textFormat"), body["summary"][:5]) for body in sent] == [
        (None, "Hello"),
        ("plain", "**<at"),
    ]
    assert (await rig.lines("sam", place="it-support"))[0].startswith("**<at>all</at>**,")


async def test_the_channel_names_itself(rig: Rig) -> None:
    """By the core's word for it."""
    channel: TeamsChannel = rig.channel
    assert channel.name == "teams"
