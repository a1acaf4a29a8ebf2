"""What every chat channel keeps, run on each platform's adapter over HTTP against the emulated platform."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.errors import Busy, CredentialsRevoked, OutsideFault, Unreachable
from bot.ports.channel import Delivered, Later, Undeliverable
from bot.ui.inbound import MessageRef
from bot.ui.message import Message, Paragraph
from bot.ui.replies import Say, SayToAll
from bot.ui.rich import rich
from tests.contracts.channel_sides import ROOM, SIDES, WAIT_S, Fault, Side, open_side
from tests.fakes.clock import START


@pytest.fixture(params=SIDES)
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    """Each platform in turn."""
    async with open_side(request.param) as opened:
        yield opened


def message(words: str) -> Message:
    """One line."""
    return Message(summary=words, blocks=(Paragraph(text=rich(words)),))


async def posted(side: Side, words: str = "Ticket 4711") -> MessageRef:
    """A message in the room."""
    outcome = await side.channel.post(side.destination(room=ROOM), message(words))
    assert isinstance(outcome, Delivered)
    return outcome.ref


async def test_it_has_its_name(side: Side) -> None:
    """Destinations name the channel they are of."""
    assert side.channel.name == side.destination(room=ROOM).channel


async def test_a_post_to_a_room_is_read_by_its_members(side: Side) -> None:
    """And by them alone."""
    await posted(side)
    assert await side.reads("jane", ROOM) == ["Ticket 4711"]
    assert await side.reads("sam", ROOM) == ["Ticket 4711"]
    assert await side.reads("jane", "general") == []


async def test_a_post_to_a_person_is_read_by_that_person(side: Side) -> None:
    """In the direct chat, which is opened if need be."""
    outcome = await side.channel.post(side.destination(person="sam"), message("Yours now"))
    assert isinstance(outcome, Delivered)
    assert await side.reads("sam", "direct") == ["Yours now"]
    assert await side.reads("jane", "direct") == []


async def test_every_post_has_its_own_address(side: Side) -> None:
    """So that each can be edited alone."""
    first, second = await posted(side, "First"), await posted(side, "Second")
    assert first != second
    workspace = side.destination(room=ROOM).workspace
    assert await side.channel.edit(workspace, first, message("First, changed")) == Delivered(first)
    assert await side.reads("sam", ROOM) == ["First, changed", "Second"]


async def test_an_answer_in_a_thread_says_so(side: Side) -> None:
    """It is read in the same room."""
    first = await posted(side, "First")
    outcome = await side.channel.post(side.destination(room=ROOM), message("Below"), thread=first.id)
    assert isinstance(outcome, Delivered)
    assert sorted(await side.reads("sam", ROOM)) == ["Below", "First"]


async def test_a_private_answer_in_a_room_is_read_by_one(side: Side) -> None:
    """Wherever it appears for the person, nobody else reads it anywhere."""
    inbound = await side.says("jane", ROOM)
    await side.channel.reply(inbound, Say(message=message("Your salary")))
    jane = [*await side.reads("jane", ROOM), *await side.reads("jane", "direct")]
    sam = [*await side.reads("sam", ROOM), *await side.reads("sam", "direct")]
    assert "Your salary" in jane
    assert [words for words in sam if "Your salary" in words] == []


async def test_a_private_answer_in_the_direct_chat_can_be_edited(side: Side) -> None:
    """It lasts, and its address is given back."""
    inbound = await side.says("jane", "direct")
    answered = await side.channel.reply(inbound, Say(message=message("Yours")))
    assert answered.ref is not None
    outcome = await side.channel.edit(inbound.account.workspace, answered.ref, message("Changed"))
    assert isinstance(outcome, Delivered)
    assert await side.reads("jane", "direct") == ["Changed"]


async def test_an_answer_to_all_is_read_by_all(side: Side) -> None:
    """In the place where the person acted."""
    answered = await side.channel.reply(await side.says("jane", ROOM), SayToAll(message=message("For all")))
    assert answered.ref is not None
    assert "For all" in await side.reads("sam", ROOM)


async def test_a_working_state_is_gone_with_the_answer(side: Side) -> None:
    """What is read in the end is the answer alone."""
    inbound = await side.says("jane", "direct")
    surface = await side.channel.show_working(inbound, "One moment…")
    working = inbound.model_copy(update={"surface": surface})
    await side.channel.reply(working, Say(message=message("Yours")))
    assert await side.reads("jane", "direct") == ["Yours"]


async def test_an_unknown_conversation_is_undeliverable(side: Side) -> None:
    """Trying again would not help; the platform's word for it is kept."""
    outcome = await side.channel.post(side.nowhere(), message("Hello?"))
    assert isinstance(outcome, Undeliverable)
    assert outcome.reason


async def test_a_message_that_is_gone_cannot_be_edited(side: Side) -> None:
    """The same, for an edit."""
    ref = (await posted(side)).model_copy(update={"id": "1700000000.000001"})
    workspace = side.destination(room=ROOM).workspace
    assert isinstance(await side.channel.edit(workspace, ref, message("x")), Undeliverable)


async def test_asked_to_slow_down_is_later(side: Side) -> None:
    """Not before what the platform asked for, and certainly not posted."""
    await posted(side, "First")
    await side.goes_wrong("busy")
    outcome = await side.channel.post(side.destination(room=ROOM), message("Second"))
    assert isinstance(outcome, Later)
    assert (outcome.at, outcome.may_have_happened) == (START + timedelta(seconds=WAIT_S), False)
    assert await side.reads("sam", ROOM) == ["First"]


async def test_a_lost_answer_may_have_happened(side: Side) -> None:
    """It is there, though nobody said so: the ledger must know that it could be."""
    await posted(side, "First")
    await side.goes_wrong("lost")
    outcome = await side.channel.post(side.destination(room=ROOM), message("Second"))
    assert isinstance(outcome, Later)
    assert (outcome.may_have_happened, outcome.at >= START) == (True, True)
    assert await side.reads("sam", ROOM) == ["First", "Second"]


@pytest.mark.parametrize(
    ("fault", "kind"), [("busy", Busy), ("lost", Unreachable), ("revoked", CredentialsRevoked)]
)
async def test_a_reply_that_fails_raises_the_cores_fault(
    side: Side, fault: Fault, kind: type[OutsideFault]
) -> None:
    """Never a library's exception, and never a UserFault."""
    inbound = await side.says("jane", "direct")
    await side.channel.reply(inbound, Say(message=message("First")))
    await side.goes_wrong(fault)
    with pytest.raises(kind):
        await side.channel.reply(inbound, Say(message=message("Second")))


async def test_revoked_credentials_are_undeliverable(side: Side) -> None:
    """An admin must act: a post is not tried again and again."""
    await posted(side)
    await side.goes_wrong("revoked")
    outcome = await side.channel.post(side.destination(room=ROOM), message("Second"))
    assert isinstance(outcome, Undeliverable)
