"""The sign that something takes a moment: shown, changed, replaced by the answer or taken away."""

from sandbox.slack.user import SlackUser
from tests.adapters.slack.acts import KEPT, ROOM, WORKING, click, command, modal, working
from tests.adapters.slack.running import FakeCore, Setup, last, texts
from tests.adapters.slack.samples import (
    CLAIM,
    OPEN_FORM,
    a_replace,
    a_say,
)


async def test_the_sign_in_the_direct_chat_becomes_the_answer(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """One message from first to last, told again when it is kept for later."""
    shown = await working(setup.channel, await command(core, jane))
    assert await texts(jane) == [WORKING]
    shown = await working(setup.channel, await working(setup.channel, shown), KEPT)
    assert await texts(jane) == [KEPT]
    answered = await setup.channel.reply(shown, a_say("Yours"))
    assert await texts(jane) == ["Yours"]
    assert not any(name.startswith("working") for name in answered.surface)


async def test_the_sign_in_a_room_becomes_the_answer(
    setup: Setup, core: FakeCore, jane: SlackUser, sam: SlackUser
) -> None:
    """A command's first private answer can be replaced."""
    shown = await working(setup.channel, await command(core, jane, ROOM))
    shown = await working(setup.channel, shown, KEPT)
    assert await texts(jane, ROOM) == [KEPT]
    await setup.channel.reply(shown, a_say("Yours"))
    assert (await texts(jane, ROOM), await texts(sam, ROOM)) == (["Yours"], [])


async def test_the_sign_on_a_clicked_message_names_who_clicked(
    setup: Setup, jane: SlackUser, sam: SlackUser
) -> None:
    """Everybody sees that it is being done, and nobody clicks again; the answer takes its place."""
    shown = await working(setup.channel, await click(setup, jane, ROOM, CLAIM))
    seen = await last(sam, ROOM)
    assert (seen.lines, seen.buttons) == (("Ticket 4711", "Working on it for jane…"), ())
    shown = await working(setup.channel, shown, KEPT)
    assert (await last(sam, ROOM)).lines == ("Ticket 4711", f"jane: {KEPT}")
    await setup.channel.reply(shown, a_replace("Taken by Jane"))
    assert await texts(sam, ROOM) == ["Taken by Jane"]


async def test_the_sign_on_a_clicked_message_goes_away_again(
    setup: Setup, jane: SlackUser, sam: SlackUser
) -> None:
    """A private answer puts the message back as it was, buttons included, and never takes its place."""
    shown = await working(setup.channel, await click(setup, jane, ROOM, CLAIM))
    await setup.channel.reply(shown, a_say("Not yours to do"))
    seen = await last(sam, ROOM)
    assert (seen.text, [button.label for button in seen.buttons]) == ("Ticket 4711", ["Take it"])
    assert (await last(jane, ROOM)).text == "Not yours to do"


async def test_a_message_whose_look_is_not_known_is_never_overwritten_by_a_private_answer(
    setup: Setup, jane: SlackUser, sam: SlackUser
) -> None:
    """A huge message shows no sign, and a private answer stands beside it."""
    clicked = await click(setup, jane, ROOM, CLAIM)
    surface = {name: clicked.surface[name] for name in ("response_url",)}
    shown = await working(setup.channel, clicked.model_copy(update={"surface": surface}))
    await setup.channel.reply(shown, a_say("Private"))
    assert await texts(sam, ROOM) == ["Ticket 4711"]
    assert await texts(jane, ROOM) == ["Ticket 4711", "Private"]


async def test_a_waiting_modal_says_when_it_is_kept(setup: Setup, jane: SlackUser) -> None:
    """It waits without being told to, and takes over what is new; closed, it is said in the chat."""
    clicked = await click(setup, jane, "direct", OPEN_FORM)
    shown = await working(setup.channel, clicked)
    assert (await modal(jane)).lines == ("One moment, the form is on its way.",)
    shown = await working(setup.channel, shown, KEPT)
    assert (await modal(jane)).lines == (KEPT,)
    await jane.close_dialog()
    shown = await working(setup.channel, shown.model_copy(update={"message": None}), KEPT + " Still.")
    await setup.channel.reply(shown, a_say("Done"))
    assert (await texts(jane))[1:] == ["Done"]


async def test_a_working_message_that_is_gone_is_no_loss(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """The answer is posted anew."""
    shown = await working(setup.channel, await command(core, jane))
    await setup.fault("chat.update", "error", error="message_not_found")
    await setup.channel.reply(shown, a_say("Yours"))
    assert "Yours" in await texts(jane)
