"""A person at the Teams client sees and does what a real client lets them."""

from typing import Any

import pytest

from sandbox.user import ChatUser, PlatformRefused
from sandbox.world import WORLD

Json = dict[str, Any]
ROOM = "19:it-support@thread.tacv2"
GO = {"type": "Action.Execute", "title": "Go", "verb": "go"}
OK = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "ok"}


def card(*body: Json, actions: tuple[Json, ...] = ()) -> Json:
    """A card."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": list(actions)}


async def first(user: ChatUser) -> Any:
    """The first message in the room."""
    return (await user.messages(place="it-support"))[0]


async def test_a_message_is_read(hand: Any) -> None:
    """Text, card, buttons, inputs, author and notification are on the screen; hostile text is visibly wrong."""
    jane = hand.user("jane")
    content = card({"type": "TextBlock", "text": "by **Bobby** [x](https://evil.example)"}, actions=(GO,))
    await hand.post_card(ROOM, content, text="Hi &amp; **bye**", summary="A ticket")
    screen = await first(jane)
    assert (screen.lines, screen.author, screen.notification, screen.submit, screen.thread) == (
        ("Hi & bye", "by Bobby x"), "Ticketbot", "A ticket", None, None,
    )  # fmt: skip
    assert ([one.label for one in screen.buttons], jane.person, jane.channel) == (["Go"], "jane", "teams")


async def test_a_form_is_sent(hand: Any) -> None:
    """Answers by label reach the bot under their ids, over the button's own data."""
    jane = hand.user("jane")
    body = (
        {"type": "Input.Text", "id": "subject", "label": "Subject", "isRequired": True},
        {
            "type": "Input.ChoiceSet",
            "id": "prio",
            "label": "Priority",
            "choices": [{"title": "High", "value": "p1"}],
        },
    )
    await hand.post_card(ROOM, card(*body, actions=({**GO, "data": {"form": "f"}},)))
    hand.bot.answer("adaptiveCard/action", OK)
    screen = await first(jane)
    await jane.submit(screen, {"Subject": "VPN", "Priority": "High"})
    data = hand.bot.seen[0]["value"]["action"]["data"]
    assert (screen.submit, data) == ("Go", {"form": "f", "subject": "VPN", "prio": "p1"})


async def test_an_incomplete_form_is_not_sent(hand: Any) -> None:
    """The client refuses, and the bot hears nothing."""
    jane = hand.user("jane")
    need = {"type": "Input.Text", "id": "s", "label": "Subject", "isRequired": True, "errorMessage": "Needed"}
    await hand.post_card(ROOM, card(need, actions=(GO,)))
    with pytest.raises(PlatformRefused, match="Needed"):
        await jane.submit(await first(jane), {})
    with pytest.raises(LookupError, match="Subject"):
        await jane.submit(await first(jane), {"Betreff": "x"})
    assert hand.bot.seen == []


async def test_click_fills_what_stands_beside(hand: Any) -> None:
    """Inputs beside a button go along with a click."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, card({"type": "Input.Text", "id": "note", "label": "Note"}, actions=(GO,)))
    hand.bot.answer("adaptiveCard/action", OK)
    await jane.click(await first(jane), "Go", inputs={"Note": "hi"})
    assert hand.bot.seen[0]["value"]["action"]["data"] == {"note": "hi"}


async def test_a_showcard_opens_on_this_client(hand: Any) -> None:
    """Its inputs and buttons appear after the click, without the bot."""
    jane = hand.user("jane")
    inner = card({"type": "Input.Text", "id": "why", "label": "Why"}, actions=(GO,))
    await hand.post_card(ROOM, card(actions=({"type": "Action.ShowCard", "title": "More", "card": inner},)))
    hand.bot.answer("adaptiveCard/action", OK)
    before = await first(jane)
    await jane.click(before, "More")
    after = await first(jane)
    await jane.submit(after, {"Why": "because"})
    labels = [[one.label for one in screen.buttons] for screen in (before, after)]
    assert (labels, hand.bot.seen[0]["value"]["action"]["data"]) == (
        [["More"], ["More", "Go"]],
        {"why": "because"},
    )


async def test_a_toggle_shows_and_hides(hand: Any) -> None:
    """ToggleVisibility acts on this client; a hidden required input blocks without a word."""
    jane = hand.user("jane")
    hidden = {"type": "Input.Text", "id": "x", "label": "X", "isVisible": False, "isRequired": True}
    toggle = {"type": "Action.ToggleVisibility", "title": "Show", "targetElements": ["x"]}
    await hand.post_card(ROOM, card(hidden, actions=(toggle, GO)))
    with pytest.raises(PlatformRefused, match="nothing happens"):
        await jane.click(await first(jane), "Go")
    await jane.click(await first(jane), "Show")
    shown = await first(jane)
    await jane.click(shown, "Show")
    assert ([one.label for one in shown.inputs], (await first(jane)).inputs) == (["X"], ())


async def test_a_grey_button_does_nothing(hand: Any) -> None:
    """A disabled button cannot be pressed."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, card(actions=({**GO, "isEnabled": False},)))
    with pytest.raises(PlatformRefused, match="greyed"):
        await jane.click(await first(jane), "Go")


async def test_suggested_answers_speak(hand: Any) -> None:
    """In the 1:1 chat a suggested answer is a button that says its text."""
    jane = hand.user("jane")
    await jane.command("hi")
    chat = hand.bot.seen[0]["conversation"]["id"]
    actions = [{"type": "imBack", "title": "Mine", "value": "my tickets"}]
    activity = {"type": "message", "text": "What now?", "suggestedActions": {"to": [], "actions": actions}}
    await hand.call("POST", f"conversations/{chat}/activities", activity)
    await jane.click((await jane.messages())[1], "Mine")
    assert [one["text"] for one in hand.bot.seen] == ["hi", "my tickets"]


async def test_a_guest_is_a_person_too(hand: Any) -> None:
    """A guest reads the room they are in."""
    await hand.user("jane").write("hello", place="general")
    seen = (await hand.user("gina").messages(place="general"))[0]
    assert (seen.text, seen.author) == ("hello", WORLD.person("jane").name)


async def test_it_is_a_chat_user(hand: Any) -> None:
    """The client fits the words both platforms share."""
    user: ChatUser = hand.user("jane")
    async with hand.user("jane") as same:
        await same.close_dialog()
        assert (await same.dialog(), user.person) == (None, "jane")
