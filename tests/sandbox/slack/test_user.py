"""SlackUser shows what a client shows and answers every kind of input."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.user import SlackUser
from sandbox.user import ChatUser, PlatformRefused, Screen
from tests.sandbox.slack.conftest import Drive
from tests.sandbox.slack.fake_bot import FakeBot, Reply
from tests.sandbox.slack.forms import TEXT, button, modal, option, plain, question, section

Json = dict[str, Any]
OPTIONS = [option("Low", "l"), option("High", "h")]


async def opened(client: AsyncWebClient, drive: Drive, jane: SlackUser, view: Json) -> Screen:
    """A modal Jane has open."""
    command = await drive("command", user="jane", text="new")
    await client.views_open(trigger_id=command["trigger_id"], view=view)
    dialog = await jane.dialog()
    assert dialog is not None
    return dialog


def as_chat_user(user: ChatUser) -> ChatUser:
    """The type checker's proof that SlackUser is a ChatUser."""
    return user


async def test_it_is_a_chat_user(jane: SlackUser) -> None:
    """It says who it is and where."""
    user = as_chat_user(jane)
    assert (user.person, user.channel) == ("jane", "slack")


KINDS: list[tuple[Json, Any, str, Any]] = [
    (TEXT, "text", "value", "text"),
    (TEXT | {"multiline": True}, "a\nb", "value", "a\nb"),
    ({"type": "number_input", "is_decimal_allowed": True}, 1.5, "value", "1.5"),
    ({"type": "email_text_input"}, "a@b.example", "value", "a@b.example"),
    ({"type": "url_text_input"}, "https://x.example", "value", "https://x.example"),
    ({"type": "static_select", "options": OPTIONS}, "High", "selected_option", OPTIONS[1]),
    (
        {"type": "static_select", "option_groups": [{"label": plain("G"), "options": OPTIONS}]},
        "l",
        "selected_option",
        OPTIONS[0],
    ),
    ({"type": "radio_buttons", "options": OPTIONS}, "l", "selected_option", OPTIONS[0]),
    ({"type": "multi_static_select", "options": OPTIONS}, ["Low", "h"], "selected_options", OPTIONS),
    ({"type": "checkboxes", "options": OPTIONS[:1]}, True, "selected_options", OPTIONS[:1]),
    ({"type": "datepicker"}, date(2026, 11, 27), "selected_date", "2026-11-27"),
    ({"type": "timepicker"}, time(14, 5), "selected_time", "14:05"),
    ({"type": "datetimepicker"}, datetime(2026, 11, 27, tzinfo=UTC), "selected_date_time", 1795737600),
    ({"type": "users_select"}, "sam", "selected_user", "U0SAM"),
    ({"type": "multi_users_select"}, ["sam", "mike"], "selected_users", ["U0SAM", "U0MIKE"]),
    ({"type": "conversations_select"}, "it-support", "selected_conversation", "C0123456789"),
]


@pytest.mark.parametrize(
    ("element", "answer", "member", "value"), KINDS, ids=[f"{e['type']}-{a}" for e, a, *_ in KINDS]
)
async def test_every_kind_of_input_can_be_answered(
    client: AsyncWebClient,
    drive: Drive,
    bot: FakeBot,
    jane: SlackUser,
    element: Json,
    answer: Any,
    member: str,
    value: Any,
) -> None:
    """What a person answers arrives in Slack's own form."""
    dialog = await opened(client, drive, jane, modal(question("q", "Q", element)))
    await jane.submit(dialog, {"Q": answer})
    values = bot.heard("view_submission")[0].payload["view"]["state"]["values"]
    assert values["q"]["answer"][member] == value


async def test_files_and_rich_text_can_be_answered(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """A file is uploaded first; a text becomes rich text."""
    view = modal(
        question("f", "File", {"type": "file_input"}), question("r", "Rich", {"type": "rich_text_input"})
    )
    dialog = await opened(client, drive, jane, view)
    await jane.submit(dialog, {"File": ("a.txt", b"abc"), "Rich": "hi"})
    values = bot.heard("view_submission")[0].payload["view"]["state"]["values"]
    assert [(file["name"], file["size"]) for file in values["f"]["answer"]["files"]] == [("a.txt", 3)]
    assert values["r"]["answer"]["rich_text_value"]["elements"][0]["elements"][0]["text"] == "hi"


async def test_the_client_refuses_what_slack_refuses(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """Empty required, too long, unknown option and unknown label never reach the bot."""
    view = modal(
        question("a", "A", TEXT | {"max_length": 3}),
        question("b", "B", {"type": "static_select", "options": OPTIONS}, optional=True),
    )
    dialog = await opened(client, drive, jane, view)
    with pytest.raises(PlatformRefused, match="required"):
        await jane.submit(dialog, {})
    with pytest.raises(PlatformRefused, match="less than 4"):
        await jane.submit(dialog, {"A": "abcd"})
    with pytest.raises(LookupError, match="High"):
        await jane.submit(dialog, {"A": "abc", "B": "Medium"})
    with pytest.raises(LookupError, match="no button"):
        await jane.click(dialog, "Nope")
    assert bot.heard("view_submission") == []


async def test_a_field_that_an_answer_brings_up_is_waited_for(
    client: AsyncWebClient, drive: Drive, bot: FakeBot, jane: SlackUser
) -> None:
    """The form changes between two answers, as with conditional fields."""
    kind = question("k", "Kind", {"type": "static_select", "options": OPTIONS}, dispatch_action=True)
    dialog = await opened(client, drive, jane, modal(kind))
    address = {"user": "jane", "view_id": dialog.ref, "block_id": "k", "action_id": "answer"}
    await drive("fill", **address, value=OPTIONS[1])
    await client.views_update(view_id=dialog.ref, view=modal(kind, question("w", "Why", TEXT)))
    await jane.submit(dialog, {"Why": "fire"})
    values = bot.heard("view_submission")[0].payload["view"]["state"]["values"]
    assert (values["k"]["answer"]["selected_option"]["value"], values["w"]["answer"]["value"]) == (
        "h",
        "fire",
    )


async def test_a_message_is_read_top_to_bottom(client: AsyncWebClient, jane: SlackUser) -> None:
    """All kinds of blocks give their lines, buttons and inputs."""
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": "rich"}]}
    listing = {"type": "rich_text_list", "style": "bullet", "elements": [rich]}
    blocks = [
        {"type": "header", "text": plain("Ticket <1>")},
        section("*Subject*\nsecond", fields=[plain("Status: Open"), plain("a &amp; b")]),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "by <@U0SAM>"}]},
        {"type": "divider"},
        {"type": "rich_text", "elements": [rich, listing]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}, {"type": "raw_text", "text": "y"}]]},
        {"type": "actions", "elements": [button("Open", "open", url="https://x.example", style="danger")]},
    ]
    await client.chat_postMessage(channel="U0JANE", text="Note: *new*", blocks=blocks)
    screen = (await jane.messages())[-1]
    assert screen.lines == (
        "Ticket <1>",
        "Subject",
        "second",
        "Status: Open",
        "a &amp; b",
        "by @Support Agent",
        "rich",
        "• rich",
        "x | y",
    )
    assert (screen.notification, screen.author, screen.place) == ("Note: new", "Ticketbot", "direct")
    assert (screen.button("Open").url, screen.button("Open").style) == ("https://x.example", "danger")


async def test_a_command_without_an_answer_is_refused(bot: FakeBot, jane: SlackUser) -> None:
    """A person sees that the app failed."""
    bot.replies["command"] = [Reply(status=500)]
    with pytest.raises(PlatformRefused, match="dispatch_failed"):
        await jane.command("help")
