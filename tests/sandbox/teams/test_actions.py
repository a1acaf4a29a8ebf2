"""What people do reaches the bot as a real client sends it."""

from typing import Any

import pytest

from sandbox.user import PlatformRefused

Json = dict[str, Any]
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
ROOM = "19:it-support@thread.tacv2"
CONSENT = {
    "type": "message",
    "attachments": [{
        "contentType": "application/vnd.microsoft.teams.card.file.consent", "name": "log.txt",
        "content": {"sizeInBytes": 3, "acceptContext": {"t": 1}, "declineContext": {"t": 2}},
    }],
}  # fmt: skip


def card(*actions: Json) -> Json:
    """A card of buttons."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": [], "actions": list(actions)}


async def test_a_room_is_heard_only_when_mentioned(hand: Any) -> None:
    """A plain message in a room is read by people alone; a command mentions the bot; no-bots stays silent."""
    jane = hand.user("jane")
    await jane.write("to humans", place="it-support")
    await jane.mention("anyone?", place="no-bots")
    await jane.command("my tickets", place="it-support")
    assert [one["text"] for one in hand.bot.seen] == ["<at>Ticketbot</at>&nbsp;my tickets"]
    assert [one.text for one in await hand.user("sam").messages(place="it-support")] == [
        "to humans",
        "my tickets",
    ]


async def test_a_room_is_for_its_members(hand: Any) -> None:
    """Who is not a member can neither read nor write."""
    uma = hand.user("uma")
    with pytest.raises(PlatformRefused, match="not a member"):
        await uma.write("x", place="hr-helpdesk")
    with pytest.raises(PlatformRefused, match="not a member"):
        await uma.messages(place="hr-helpdesk")


async def test_submit_is_a_message_with_a_value(hand: Any) -> None:
    """Action.Submit comes without a text, with data and inputs, as a reply to its card."""
    jane = hand.user("jane")
    ref = await hand.post_card(ROOM, card({"type": "Action.Submit", "title": "OK", "data": {"k": 1}}))
    await jane.click((await jane.messages(place="it-support"))[0], "OK")
    found = hand.bot.seen[0]
    assert (found["type"], found["value"], found["replyToId"], "text" in found, found["conversation"]["id"]) == (
        "message", {"k": 1}, ref, False, f"{ROOM};messageid={ref}",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("back", "text", "value"),
    [
        ({"type": "imBack", "value": "help"}, "<at>Ticketbot</at>&nbsp;help", None),
        ({"type": "messageBack", "displayText": "Said", "text": "help", "value": {"a": 1}}, "help", {"a": 1}),
    ],
)
async def test_buttons_can_speak(hand: Any, back: Json, text: str, value: Any) -> None:
    """imBack and messageBack come as messages."""
    jane = hand.user("jane")
    await hand.post_card(ROOM, card({"type": "Action.Submit", "title": "OK", "data": {"msteams": back}}))
    await jane.click((await jane.messages(place="it-support"))[0], "OK")
    assert (hand.bot.seen[0]["text"], hand.bot.seen[0].get("value")) == (text, value)


async def test_a_deleted_message_cannot_be_clicked(hand: Any) -> None:
    """A click on a message that is gone is refused by the client."""
    jane = hand.user("jane")
    ref = await hand.post_card(ROOM, card({"type": "Action.Submit", "title": "OK"}))
    screen = (await jane.messages(place="it-support"))[0]
    await hand.call("DELETE", f"conversations/{ROOM}/activities/{ref}")
    with pytest.raises(PlatformRefused, match="deleted"):
        await jane.click(screen, "OK")


async def test_writing_to_the_bot_adds_it(hand: Any) -> None:
    """A person without the app installs it by the first message."""
    await hand.drive("settings", not_installed=["jane"])
    await hand.drive("reset")
    body = {
        "members": [{"id": "11111111-0000-4000-8000-000000000001"}],
        "tenantId": "5f1c2a9e-1111-4a2b-8c3d-0123456789ab",
    }
    before, _, _ = await hand.call("POST", "conversations", body)
    await hand.user("jane").write("hello")
    after, _, _ = await hand.call("POST", "conversations", body)
    kinds = [one["type"] for one in hand.bot.seen]
    assert (before, kinds, after) == (403, ["installationUpdate", "conversationUpdate", "message"], 201)


@pytest.mark.parametrize(("accept", "context"), [(True, {"t": 1}), (False, {"t": 2})])
async def test_a_file_needs_consent(hand: Any, accept: bool, context: Json) -> None:
    """The bot hears the answer; accepted, it gets an address to upload to."""
    await hand.user("jane").write("hi")
    chat = hand.bot.seen[0]["conversation"]["id"]
    _, sent, _ = await hand.call("POST", f"conversations/{chat}/activities", CONSENT)
    await hand.drive("file-consent", person="jane", message=sent["id"], accept=accept)
    value = hand.bot.of("fileConsent/invoke")[0]["value"]
    assert (value["action"] == "accept", value["context"], "uploadInfo" in value) == (accept, context, accept)


async def test_an_upload_is_kept(hand: Any) -> None:
    """What the bot puts at the upload address can be fetched."""
    await hand.user("jane").write("hi")
    chat = hand.bot.seen[0]["conversation"]["id"]
    _, sent, _ = await hand.call("POST", f"conversations/{chat}/activities", CONSENT)
    await hand.drive("file-consent", person="jane", message=sent["id"])
    url = hand.bot.of("fileConsent/invoke")[0]["value"]["uploadInfo"]["uploadUrl"]
    await hand.session.put(url, data=b"abc")
    assert await (await hand.session.get(url)).read() == b"abc"


async def test_files_and_pictures_come_along(hand: Any) -> None:
    """A file has a download address of its own; a pasted picture wants the bot's token."""
    files = [
        {"name": "a.txt", "content_base64": "YWJj"},
        {"name": "p.png", "content_base64": "YWJj", "content_type": "image/png", "inline": True},
    ]
    await hand.drive("message", person="jane", text="see", files=files)
    file, picture, _ = hand.bot.seen[0]["attachments"]
    content = await (await hand.session.get(file["content"]["downloadUrl"])).read()
    refused = (await hand.session.get(picture["contentUrl"])).status
    allowed, _, _ = await hand.call("GET", picture["contentUrl"].partition("/v3/")[2])
    assert (content, picture["contentType"], refused, allowed) == (b"abc", "image/*", 401, 200)


async def test_a_message_action_opens_a_dialog(hand: Any) -> None:
    """The message comes as HTML; its dialog goes to submitAction, asked three times before it fails."""
    jane = hand.user("jane")
    ref = await hand.user("sam").write("VPN <broken>", place="it-support")
    form = {"type": "AdaptiveCard", "version": "1.5", "actions": [{"type": "Action.Submit", "title": "File"}]}
    value = {"title": "New", "card": {"contentType": ADAPTIVE, "content": form}}
    hand.bot.answer("composeExtension/fetchTask", {"task": {"type": "continue", "value": value}})
    hand.bot.answer("composeExtension/submitAction", status=500)
    await jane.message_action(ref, "newTicket")
    await jane.click(await jane.dialog(), "File")
    fetch, first, second = hand.bot.seen
    payload = fetch["value"]["messagePayload"]
    assert (fetch["value"]["commandId"], payload["id"], payload["body"]["content"]) == (
        "newTicket", ref, "<p>VPN &lt;broken&gt;</p>",
    )  # fmt: skip
    names = [first["name"], second["name"], await jane.dialog()]
    assert names == ["composeExtension/submitAction", "composeExtension/submitAction", None]


@pytest.mark.parametrize(
    ("kind", "version", "refused"),
    [("query", "1.5", False), ("queryLink", "1.3", False), ("queryLink", "1.5", True)],
)
async def test_link_previews_are_older_cards(hand: Any, kind: str, version: str, refused: bool) -> None:
    """A link's preview is a card of 1.3 at most."""
    content = {"type": "AdaptiveCard", "version": version}
    result = {
        "type": "result",
        "attachmentLayout": "list",
        "attachments": [{"contentType": ADAPTIVE, "content": content}],
    }
    hand.bot.answer(f"composeExtension/{kind}", {"composeExtension": result})
    found = await hand.drive("extension", person="jane", kind=kind, value={"url": "https://x.example/1"})
    assert ("refused" in found) == refused


async def test_unknown_names_are_told(hand: Any) -> None:
    """A wrong person or room is the test's mistake, not the platform's."""
    assert "nobody" in (await hand.drive("message", person="nobody", text="x"))["error"]
