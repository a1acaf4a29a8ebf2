"""Clicks, submissions and type-ahead menus: payloads out, answers applied."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.user import SlackUser
from sandbox.user import PlatformRefused, Screen
from tests.sandbox.slack.conftest import Drive
from tests.sandbox.slack.fake_bot import FakeBot, Reply
from tests.sandbox.slack.forms import TEXT, button, modal, option, plain, question, section

Json = dict[str, Any]
ROOM = "C0123456789"


async def opened(client: AsyncWebClient, drive: Drive, jane: SlackUser, view: Json) -> Screen:
    """A modal Jane has open."""
    command = await drive("command", user="jane", text="new")
    await client.views_open(trigger_id=command["trigger_id"], view=view)
    dialog = await jane.dialog()
    assert dialog is not None
    return dialog


async def test_a_button_in_a_message(client: AsyncWebClient, bot: FakeBot, jane: SlackUser) -> None:
    """The payload names message, channel, action and a response_url."""
    actions = {"type": "actions", "block_id": "b", "elements": [button("Claim", "claim", style="primary")]}
    ts = (await client.chat_postMessage(channel=ROOM, text="Ticket", blocks=[actions]))["ts"]
    await jane.click((await jane.messages(place="it-support"))[-1], "Claim")
    payload = bot.heard("block_actions")[0].payload
    action = payload["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("claim", "b", "claim")
    assert (payload["message"]["ts"], payload["channel"]["id"], payload["container"]["type"]) == (
        ts,
        ROOM,
        "message",
    )
    assert (payload["user"]["id"], payload["team"]["id"]) == ("U0JANE", "T0123456789")
    assert payload["response_url"].startswith("http")


async def test_an_ephemeral_message_is_not_shown_to_the_bot_again(
    client: AsyncWebClient, bot: FakeBot, jane: SlackUser
) -> None:
    """Its payload has the container and no message."""
    actions = {"type": "actions", "elements": [button("Yes", "yes")]}
    await client.chat_postEphemeral(channel=ROOM, user="U0JANE", text="Sure?", blocks=[actions])
    await jane.click((await jane.messages(place="it-support"))[-1], "Yes")
    payload = bot.heard("block_actions")[0].payload
    assert (payload["container"]["is_ephemeral"], "message" in payload) == (True, False)


async def test_menus_in_messages(client: AsyncWebClient, bot: FakeBot, jane: SlackUser) -> None:
    """An overflow menu and a select send the option chosen by its label or value."""
    options = [option("Close", "close"), option("Reopen", "reopen")]
    elements = [
        {"type": "overflow", "action_id": "more", "options": options},
        {"type": "static_select", "action_id": "pick", "placeholder": plain("Status"), "options": options},
    ]
    await client.chat_postMessage(channel=ROOM, text="T", blocks=[{"type": "actions", "elements": elements}])
    screen = (await jane.messages(place="it-support"))[-1]
    await jane.click(screen, "More", choice="reopen")
    await jane.click(screen, "Status", choice="Close")
    chosen = [entry.payload["actions"][0]["selected_option"]["value"] for entry in bot.heard("block_actions")]
    assert ([entry.label for entry in screen.buttons], chosen) == (["More", "Status"], ["reopen", "close"])


async def test_inputs_beside_a_button_come_in_its_state(
    client: AsyncWebClient, bot: FakeBot, jane: SlackUser
) -> None:
    """What Jane typed in a message is in the payload's state."""
    blocks = [question("c", "Comment", TEXT), {"type": "actions", "elements": [button("Send", "send")]}]
    await client.chat_postMessage(channel=ROOM, text="T", blocks=blocks)
    screen = (await jane.messages(place="it-support"))[-1]
    await jane.click(screen, "Send", inputs={"Comment": "thanks"})
    state = bot.heard("block_actions")[0].payload["state"]["values"]
    assert state == {"c": {"answer": {"type": "plain_text_input", "value": "thanks"}}}


async def test_a_click_nobody_acknowledges_fails(
    client: AsyncWebClient, bot: FakeBot, jane: SlackUser
) -> None:
    """The person is told so, and it is not sent again."""
    bot.replies["block_actions"] = [Reply(status=500)]
    await client.chat_postMessage(
        channel=ROOM, text="T", blocks=[{"type": "actions", "elements": [button("Go", "go")]}]
    )
    with pytest.raises(PlatformRefused):
        await jane.click((await jane.messages(place="it-support"))[-1], "Go")
    assert len(bot.heard("block_actions")) == 1


async def test_an_empty_answer_closes_the_modal(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """The submission carries the state, and only this view closes."""
    dialog = await opened(client, drive, jane, modal(question("q", "Why", TEXT), private_metadata="m"))
    await jane.submit(dialog, {"Why": "because"})
    view = bot.heard("view_submission")[0].payload["view"]
    assert view["state"]["values"]["q"]["answer"] == {"type": "plain_text_input", "value": "because"}
    assert (view["id"], view["private_metadata"], await jane.dialog()) == (dialog.ref, "m", None)


async def test_errors_stand_at_their_fields(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """The modal stays with what was typed, and the error goes when the field is filled again."""
    dialog = await opened(client, drive, jane, modal(question("q", "Why", TEXT)))
    bot.replies["view_submission"] = [
        Reply({"response_action": "errors", "errors": {"q": "Too vague"}}),
        Reply({"response_action": "errors", "errors": {"nowhere": "?"}}),
        Reply(status=500),
        Reply("not json"),
    ]
    await jane.submit(dialog, {"Why": "x"})
    shown = await jane.dialog()
    assert shown is not None
    assert (shown.input("Why").error, shown.input("Why").value) == ("Too vague", "x")
    for _ in range(3):
        with pytest.raises(PlatformRefused, match="trouble connecting"):
            await jane.submit(dialog, {"Why": "y"})
    after = await jane.dialog()
    assert after is not None
    assert (after.input("Why").error, after.input("Why").value) == (None, "y")


ANSWERS: list[tuple[str, list[str]]] = [("update", ["Second"]), ("push", ["Form", "Second"]), ("clear", [])]


@pytest.mark.parametrize(("action", "titles"), ANSWERS, ids=[action for action, _ in ANSWERS])
async def test_response_actions_change_the_stack(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser, action: str, titles: list[str]
) -> None:
    """Update replaces, push stacks, clear closes all."""
    dialog = await opened(client, drive, jane, modal(section("x")))
    second = modal(section("y"), title="Second")
    bot.replies["view_submission"] = [Reply({"response_action": action, "view": second})]
    await jane.submit(dialog, {})
    stack = (await drive("views", verb="GET", user="jane"))["stack"]
    assert [entry["view"]["title"]["text"] for entry in stack] == titles


async def test_a_wrong_view_in_an_answer_is_trouble(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """A view over the limits is not shown; the open one stays."""
    dialog = await opened(client, drive, jane, modal(section("x")))
    wrong = modal(section("y"), title="T" * 25)
    bot.replies["view_submission"] = [Reply({"response_action": "update", "view": wrong})]
    with pytest.raises(PlatformRefused, match="must be less than 25"):
        await jane.submit(dialog, {})
    still = await jane.dialog()
    assert (still.title if still else None) == "Form"


async def test_closing_is_told_only_when_asked_for(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """view_closed comes with notify_on_close alone."""
    await opened(client, drive, jane, modal(section("x")))
    await jane.close_dialog()
    silent = len(bot.heard("view_closed"))
    await opened(client, drive, jane, modal(section("x"), notify_on_close=True))
    await jane.close_dialog()
    await jane.close_dialog()
    heard = [entry.payload["is_cleared"] for entry in bot.heard("view_closed")]
    assert (silent, heard) == (0, [False])


async def test_dispatching_fields_bring_up_others(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """Filling one tells the bot at once; a field without dispatch_action does not."""
    kinds = {"type": "static_select", "options": [option("VPN", "vpn"), option("Mail", "mail")]}
    view = modal(question("k", "Kind", kinds, dispatch_action=True), question("t", "Text", TEXT))
    dialog = await opened(client, drive, jane, view)
    address = {"user": "jane", "view_id": dialog.ref, "action_id": "answer"}
    typed = await drive("fill", **address, block_id="t", value="x")
    chosen = await drive("fill", **address, block_id="k", value=option("VPN", "vpn"))
    payload = bot.heard("block_actions")[0].payload
    assert (typed["dispatched"], chosen["dispatched"], len(bot.heard("block_actions"))) == (False, True, 1)
    assert payload["actions"][0]["selected_option"]["value"] == "vpn"
    assert payload["view"]["state"]["values"]["t"]["answer"]["value"] == "x"
    assert ("response_url" in payload, payload["container"]["type"]) == (False, "view")


async def test_type_ahead_asks_the_bot(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """The query goes out, the options come back, and too short a query goes nowhere."""
    menu = {"type": "external_select", "min_query_length": 2}
    dialog = await opened(client, drive, jane, modal(question("u", "Asset", menu)))
    bot.replies["block_suggestion"] = [Reply({"options": [option("Laptop", "a-1")]}), Reply({"options": 1})]
    address = {"user": "jane", "view_id": dialog.ref, "block_id": "u", "action_id": "answer"}
    short = await drive("options", **address, query="L")
    await jane.submit(dialog, {"Asset": "Laptop"})
    asked = bot.heard("block_suggestion")[0].payload
    state = bot.heard("view_submission")[0].payload["view"]["state"]["values"]
    assert (short["error"], asked["value"], asked["action_id"]) == ("type more to search", "Laptop", "answer")
    assert state["u"]["answer"]["selected_option"]["value"] == "a-1"
