"""What the client makes of the bot's answers to invokes."""

from typing import Any

import pytest

from sandbox.user import PlatformRefused

Json = dict[str, Any]
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
FOUND = "application/vnd.microsoft.search.searchResponse"
NOTICE = "application/vnd.microsoft.activity.message"
GO = {"type": "Action.Execute", "title": "Go", "verb": "go", "data": {"k": 1}, "id": "b1"}
OPEN = {"type": "Action.Submit", "title": "Open", "data": {"n": 7, "msteams": {"type": "task/fetch"}}}
SEND = {"type": "Action.Submit", "title": "Send", "data": {"step": 1}}
NAME = {"type": "Input.Text", "id": "name", "label": "Name"}
ROOM = "19:it-support@thread.tacv2"

ERROR = {
    "statusCode": 400,
    "type": "application/vnd.microsoft.error",
    "value": {"code": "x", "message": "Not now"},
}


def text_card(text: str, **more: Any) -> Json:
    """A card with one line."""
    body = [{"type": "TextBlock", "text": text}]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, **more}


def dialog_of(card: Json, **more: Any) -> Json:
    """An answer that opens a dialog."""
    value = {"title": "Form", "card": {"contentType": ADAPTIVE, "content": card}, **more}
    return {"task": {"type": "continue", "value": value}}


async def test_execute_replaces_the_card_for_one_person(hand: Any) -> None:
    """The clicker sees the answered card, others the old one, until the bot updates it for all."""
    jane, sam = hand.user("jane"), hand.user("sam")
    ref = await hand.post_card(ROOM, text_card("old", actions=[GO]))
    answer = {"statusCode": 200, "type": ADAPTIVE, "value": text_card("new")}
    hand.bot.answer("adaptiveCard/action", answer)
    await jane.click((await jane.messages(place="it-support"))[0], "Go")
    invoke = hand.bot.of("adaptiveCard/action")[0]
    mine, theirs = (await jane.messages(place="it-support"))[0], (await sam.messages(place="it-support"))[0]
    update = {"type": "message", "text": "all"}
    await hand.call("PUT", f"conversations/{ROOM}/activities/{ref}", update)
    after = (await jane.messages(place="it-support"))[0]
    assert (invoke["value"], invoke["replyToId"]) == (
        {"action": GO, "trigger": "manual"},
        ref,
    )  # fmt: skip
    assert (mine.text, mine.private, theirs.text, theirs.private, after.text, after.private) == (
        "new", True, "old", False, "all", False,
    )  # fmt: skip


async def test_execute_can_answer_a_notice(hand: Any) -> None:
    """A message answer is shown to the clicker alone."""
    jane, sam = hand.user("jane"), hand.user("sam")
    await hand.post_card(ROOM, text_card("card", actions=[GO]))
    hand.bot.answer("adaptiveCard/action", {"statusCode": 200, "type": NOTICE, "value": "done **it**"})
    await jane.click((await jane.messages(place="it-support"))[0], "Go")
    mine = [(one.text, one.private) for one in await jane.messages(place="it-support")]
    theirs = [one.text for one in await sam.messages(place="it-support")]
    assert (mine, theirs) == ([("card", False), ("done **it**", True)], ["card"])


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (500, None, "answered 500"),
        (201, None, "answered 201"),
        (200, None, "no statusCode"),
        (200, {"statusCode": 200, "type": "x", "value": 1}, "does not fit"),
        (200, {"statusCode": 200, "type": NOTICE, "value": {}}, "does not fit"),
        (200, {"statusCode": 200, "type": ADAPTIVE, "value": {"type": "AdaptiveCard"}}, "value.version"),
        (200, ERROR, "Not now"),
    ],
)  # fmt: skip
async def test_a_wrong_execute_answer_is_a_failure(hand: Any, status: int, body: Any, words: str) -> None:
    """Anything but the documented shape ends as a failure the user sees."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, text_card("card", actions=[GO]))
    hand.bot.answer("adaptiveCard/action", body, status=status)
    with pytest.raises(PlatformRefused, match=words):
        await jane.click((await jane.messages(place="it-support"))[0], "Go")


async def test_a_late_invoke_is_a_failure(hand: Any) -> None:
    """An invoke is not sent again when the bot is late."""
    jane = hand.user("jane")
    await jane.command("warm up")
    await hand.post_card(ROOM, text_card("card", actions=[GO]))
    await hand.drive("settings", invoke_timeout_s=0.3)
    hand.bot.answer("adaptiveCard/action", {}, delay_s=5.0)
    with pytest.raises(PlatformRefused, match="Something went wrong"):
        await jane.click((await jane.messages(place="it-support"))[0], "Go")
    assert len(hand.bot.of("adaptiveCard/action")) == 1


async def test_a_card_refreshes_once_per_version(hand: Any) -> None:
    """The people a card lists get their own view when they look; once, until the card changes."""
    jane, sam = hand.user("jane"), hand.user("sam")
    await jane.command("warm up")
    members = (await hand.call("GET", f"conversations/{ROOM}/members"))[1]
    refresh = {"action": GO, "userIds": [next(one["id"] for one in members if one["name"] == "Jane Smith")]}
    ref = await hand.post_card(ROOM, text_card("all", refresh=refresh))
    hand.bot.answer("adaptiveCard/action", {"statusCode": 200, "type": ADAPTIVE, "value": text_card("yours")})
    seen = [(await one.messages(place="it-support"))[0].text for one in (jane, sam, jane)]
    update = {
        "type": "message",
        "attachments": [{"contentType": ADAPTIVE, "content": text_card("v2", refresh=refresh)}],
    }
    await hand.call("PUT", f"conversations/{ROOM}/activities/{ref}", update)
    again = (await jane.messages(place="it-support"))[0].text
    triggers = [one["value"]["trigger"] for one in hand.bot.of("adaptiveCard/action")]
    assert (seen, again, triggers) == (["yours", "all", "yours"], "v2", ["automatic", "automatic"])


async def test_a_dialog_opens_pages_and_closes(hand: Any) -> None:
    """task/fetch opens it, task/submit turns its page, an empty answer closes it."""
    jane = hand.user("jane")
    ref = await hand.post_card(ROOM, text_card("card", actions=[OPEN]))
    hand.bot.answer(
        "task/fetch", dialog_of(text_card("page 1") | {"body": [NAME], "actions": [SEND]}, width="large")
    )
    hand.bot.answer("task/submit", dialog_of(text_card("page 2", actions=[SEND])))
    await jane.click((await jane.messages(place="it-support"))[0], "Open")
    first = await jane.dialog()
    await jane.submit(first, {"Name": "J"})
    second = await jane.dialog()
    await jane.click(second, "Send")
    fetch, one, two = hand.bot.seen
    assert (fetch["value"]["data"]["n"], fetch["value"]["context"], fetch["replyToId"]) == (
        7,
        {"theme": "default"},
        ref,
    )
    assert (first.title, first.submit, second.text, await jane.dialog()) == (
        "Form",
        "Send",
        "Form\npage 2",
        None,
    )
    assert (one["name"], one["value"]["data"], two["value"]["data"]) == (
        "task/submit",
        {"step": 1, "name": "J"},
        {"step": 1},
    )


async def test_a_dialog_can_end_in_words(hand: Any) -> None:
    """A task message is shown in the dialog; the user closes it."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, text_card("card", actions=[OPEN]))
    hand.bot.answer("task/fetch", {"task": {"type": "message", "value": "Filed."}})
    await jane.click((await jane.messages(place="it-support"))[0], "Open")
    shown = await jane.dialog()
    await jane.close_dialog()
    assert (shown.text, await jane.dialog()) == ("Filed.", None)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"task": {"type": "continue", "value": {"title": "x"}}}, "attachment"),
        ({"task": {"type": "continue", "value": {"card": {"type": "AdaptiveCard"}}}}, "attachment"),
        (dialog_of(text_card("x", version="1.6")), "version"),
        (dialog_of(text_card("x"), width="huge"), "width"),
        (dialog_of(text_card("x"), title=7), "title"),
        ({"task": {"type": "message", "value": {}}}, "does not fit"),
        ({"card": {}}, "no task"),
        ([1], "no object"),
    ],
)
async def test_a_wrong_task_answer_is_a_failure(hand: Any, body: Any, words: str) -> None:
    """No dialog opens by a wrong answer."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, text_card("card", actions=[OPEN]))
    hand.bot.answer("task/fetch", body)
    with pytest.raises(PlatformRefused, match=words):
        await jane.click((await jane.messages(place="it-support"))[0], "Open")
    assert await jane.dialog() is None


async def test_execute_in_a_dialog_goes_nowhere(hand: Any) -> None:
    """A dialog sends Action.Submit only, and stays open on a failure."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, text_card("card", actions=[OPEN]))
    hand.bot.answer("task/fetch", dialog_of(text_card("x", actions=[GO])))
    await jane.click((await jane.messages(place="it-support"))[0], "Open")
    with pytest.raises(PlatformRefused, match="not sent"):
        await jane.click(await jane.dialog(), "Go")
    assert await jane.dialog() is not None


PEOPLE_INPUT = {
    "type": "Input.ChoiceSet", "id": "who", "label": "Who",
    "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
}  # fmt: skip
ITEM_INPUT = {
    "type": "Input.ChoiceSet", "id": "item", "label": "Item", "style": "filtered", "choices": [],
    "choices.data": {"type": "Data.Query", "dataset": "items", "associatedInputs": "auto"},
}  # fmt: skip


async def test_type_ahead_asks_the_bot(hand: Any) -> None:
    """What is typed reaches the bot with the other inputs; at most fifteen results are offered."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, text_card("x") | {"body": [NAME, ITEM_INPUT], "actions": [GO]})
    results = [{"title": f"Item {n}", "value": str(n)} for n in range(20)]
    answer = {
        "statusCode": 200,
        "type": FOUND,
        "value": {"results": results},
    }
    hand.bot.answer("application/search", answer)
    hand.bot.answer("application/search", answer)
    hand.bot.answer("adaptiveCard/action", {"statusCode": 200, "type": NOTICE, "value": "ok"})
    screen = (await jane.messages(place="it-support"))[0]
    offered = await jane.search(screen, "Item", "it", inputs={"Name": "J"})
    await jane.submit(screen, {"Item": "Item 3"})
    search = hand.bot.of("application/search")[0]["value"]
    data = hand.bot.of("adaptiveCard/action")[0]["value"]["action"]["data"]
    assert (len(offered), offered[3], data["item"]) == (15, ("3", "Item 3"), "3")
    assert search == {
        "queryText": "it",
        "queryOptions": {"skip": 0, "top": 15},
        "dataset": "items",
        "data": {"name": "J"},
    }


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"results": []},
        {"statusCode": 200, "type": FOUND, "value": {}},
        {"statusCode": 200, "type": FOUND, "value": {"results": [{"title": 1}]}},
    ],
)  # fmt: skip
async def test_a_wrong_search_answer_is_a_failure(hand: Any, body: Any) -> None:
    """A malformed search response offers nothing."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, text_card("x") | {"body": [ITEM_INPUT]})
    hand.bot.answer("application/search", body)
    with pytest.raises(PlatformRefused, match="Something went wrong"):
        await jane.search((await jane.messages(place="it-support"))[0], "Item", "it")


async def test_people_come_from_the_directory(hand: Any) -> None:
    """A people picker sends the AAD object id and never asks the bot."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, text_card("x") | {"body": [PEOPLE_INPUT], "actions": [GO]})
    hand.bot.answer("adaptiveCard/action", {"statusCode": 200, "type": NOTICE, "value": "ok"})
    await jane.submit((await jane.messages(place="it-support"))[0], {"Who": "sam"})
    names = [one.get("name") for one in hand.bot.seen]
    data = hand.bot.seen[0]["value"]["action"]["data"]
    assert (names, data["who"]) == (["adaptiveCard/action"], "11111111-0000-4000-8000-000000000003")
