"""What Slack sends, as what a person did: tables of payloads, without any client."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.slack.inbound import (
    MAX_KEPT_BLOCKS,
    arrival_from_wire,
    click_from_wire,
    command_from_wire,
    message_from_wire,
    plain_words,
    submit_from_wire,
)
from bot.domain.ids import ConversationId, FormToken, WorkspaceId
from bot.ui.inbound import MessageRef, Place
from cards.wire import ParsedAction

HOME = WorkspaceId("T0123456789")
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BOT = "U0BOT"
MESSAGE = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": "hi", "ts": "1.5"}
MENTION = {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{BOT}> hi", "ts": "1.5"}
COMMAND = {"channel_id": "C1", "user_id": "U1", "user_name": "jane", "text": "mine", "trigger_id": "1.2.x"}
ACTION = ParsedAction(verb="claim", args={"ticket": "4711"})
BLOCKS = [{"type": "section", "text": {"type": "plain_text", "text": "x"}}]
CLICK = {
    "user": {"id": "U1", "name": "jane", "team_id": "T0999999999"},
    "trigger_id": "1.2.x",
    "container": {"type": "message", "message_ts": "1.5", "channel_id": "C1", "is_ephemeral": False},
    "channel": {"id": "C1"},
    "message": {"text": "t", "blocks": BLOCKS},
    "response_url": "http://hooks.example/1",
    "actions": [{"action_ts": "9.9"}],
}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("plain words", "plain words"),
        ("  spaces \n", "spaces"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;lt; &amp;nbsp; &copy;", "&lt; &nbsp; &copy;"),
        ("<@U0MIKE>", "@U0MIKE"),
        ("assign 1 <@U0MIKE|mike>", "assign 1 @mike"),
        ("<#C1|general>", "#general"),
        ("<#C1>", "#C1"),
        ("<!here> <!channel>", "@here @channel"),
        ("<!subteam^S1|@it-team>", "@it-team"),
        ("<!date^1392734382^{date_num}|2014-02-18>", "2014-02-18"),
        ("<https://x.example/?a=1&amp;b=2>", "https://x.example/?a=1&b=2"),
        ("<https://x.example|x.example>", "https://x.example"),
        ("<mailto:a@b.example|a@b.example>", "mailto:a@b.example"),
        ("nul\x00 bell\x07 half\ud83d", "nul bell half"),
        ("line\r\nline", "line\nline"),
        ("", ""),
    ],
)
def test_words_are_read_without_slacks_markup(sent: str, words: str) -> None:
    """Links, mentions and the three escapes become what the person saw; nothing else is changed."""
    assert plain_words(sent) == words


def test_a_command_has_no_trigger_in_it() -> None:
    """What is stored tells two commands apart without keeping a trigger id."""
    first = command_from_wire(COMMAND, workspace=HOME, at=AT)
    again = command_from_wire(COMMAND, workspace=HOME, at=AT)
    other = command_from_wire(COMMAND | {"trigger_id": "1.2.y"}, workspace=HOME, at=AT)
    assert (first.key == again.key, first.key == other.key) == (True, False)
    assert "1.2.x" not in first.model_dump_json()


@pytest.mark.parametrize(("channel", "kind"), [("D1", "direct"), ("C1", "room"), ("G1", "room")])
def test_a_place_is_direct_or_a_room(channel: str, kind: str) -> None:
    """Only a direct chat counts as one: in a group conversation others read too."""
    assert command_from_wire(COMMAND | {"channel_id": channel}, workspace=HOME, at=AT).place.kind == kind


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (MESSAGE, "hi"),
        (MESSAGE | {"subtype": "file_share"}, "hi"),
        (MESSAGE | {"subtype": "thread_broadcast"}, "hi"),
        (MENTION, "hi"),
        (MENTION | {"text": f"hi <@{BOT}|bot> there <@{BOT}>"}, "hi   there @U0BOT"),
        (MESSAGE | {"channel": "D1", "channel_type": None}, "hi"),
    ],
)
def test_people_speaking_are_heard(event: dict[str, Any], text: str) -> None:
    """Words in the direct chat and mentions; the first mention of the bot is no part of the words."""
    command = message_from_wire(event, workspace=HOME, bot_user=BOT, at=AT)
    assert command is not None
    assert (command.text, command.is_explicit) == (text, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"user": BOT},
        {"user": None},
        {"user": "USLACKBOT"},
        {"hidden": True},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"channel": "C1", "channel_type": "channel"},
        {"channel": "G1", "channel_type": "mpim"},
    ],
    ids=str,
)
def test_everything_else_is_not_heard(changes: dict[str, Any]) -> None:
    """Bots, the bot itself, edits, deletions, notes of Slack's, and talk in rooms."""
    assert message_from_wire(MESSAGE | changes, workspace=HOME, bot_user=BOT, at=AT) is None


def test_a_mention_and_its_message_have_one_key() -> None:
    """The same message told by two events is the same inbound."""
    mention = message_from_wire(MENTION | {"channel": "D1"}, workspace=HOME, bot_user=BOT, at=AT)
    message = message_from_wire(MESSAGE, workspace=HOME, bot_user=BOT, at=AT)
    assert mention is not None
    assert message is not None
    assert mention.key == message.key


@pytest.mark.parametrize(("tab", "known"), [("messages", True), ("home", False), (None, False)])
def test_only_the_messages_tab_is_an_arrival(tab: str | None, known: bool) -> None:
    """The greeting goes to the direct chat, so that is the tab that counts."""
    event = {"user": "U1", "channel": "D1", "tab": tab}
    assert (arrival_from_wire(event, workspace=HOME, at=AT) is not None) is known


def test_a_click_knows_its_message_and_nobody_elses_workspace() -> None:
    """The account belongs to the bot's workspace, whatever the payload says of the person's."""
    click = click_from_wire(CLICK, ACTION, workspace=HOME, at=AT)
    assert click.message == MessageRef(conversation=ConversationId("C1"), id="1.5")
    assert (click.account.workspace, click.place.kind) == (HOME, "room")
    assert "1.2.x" not in click.model_dump_json()


@pytest.mark.parametrize(
    ("changes", "view_id", "noted"),
    [
        ({}, None, {"response_url", "blocks", "text"}),
        ({}, "V1", {"response_url", "blocks", "text", "view_id", "working"}),
        ({"message": None}, None, {"response_url"}),
        ({"response_url": None}, None, {"blocks", "text"}),
        ({"message": {"blocks": [{"x": "y" * MAX_KEPT_BLOCKS}]}}, None, {"response_url"}),
        (
            {"container": {"type": "message", "message_ts": "1.5", "is_ephemeral": True}},
            None,
            {"response_url", "ephemeral"},
        ),
        (
            {"container": {"type": "view", "view_id": "V2"}, "message": None, "channel": None},
            "V2",
            {"response_url", "view_id"},
        ),
    ],
)
def test_a_click_notes_where_its_answer_can_go(
    changes: dict[str, Any], view_id: str | None, noted: set[str]
) -> None:
    """The look of a message is kept only when it can be put back; a modal opened for the click already waits."""
    click = click_from_wire(CLICK | changes, ACTION, workspace=HOME, at=AT, view_id=view_id)
    assert set(click.surface) == noted


@pytest.mark.parametrize(
    ("container", "thread"),
    [({"thread_ts": "1.0"}, "1.0"), ({"thread_ts": "1.5"}, None), ({}, None)],
)
def test_a_click_in_a_thread_stays_there(container: dict[str, str], thread: str | None) -> None:
    """The first message of a thread is in the room, its answers are in the thread."""
    payload = CLICK | {"container": {"type": "message", "message_ts": "1.5", **container}}
    assert click_from_wire(payload, ACTION, workspace=HOME, at=AT).place.thread == thread


@pytest.mark.parametrize(
    ("callback_id", "message"),
    [
        ("form:C1:1.5", MessageRef(conversation=ConversationId("C1"), id="1.5")),
        ("form", None),
        ("form:C1", None),
        ("other:C1:1.5", None),
        (None, None),
    ],
)
def test_a_form_knows_the_message_it_was_opened_from(
    callback_id: str | None, message: MessageRef | None
) -> None:
    """The modal's callback_id carries it; anything else is no message."""
    view = {"id": "V1", "callback_id": callback_id}
    payload = {"user": {"id": "U1", "name": "jane"}, "view": view}
    submit = submit_from_wire(payload, FormToken("t"), {}, workspace=HOME, at=AT)
    assert submit.message == message
    assert submit.place == Place(conversation=ConversationId("user:U1"), kind="direct")


def test_what_a_database_cannot_hold_is_left_out_of_a_form() -> None:
    """Zero bytes and halves of characters never reach the store, in lists neither."""
    raw = {"a": "x\x00y", "b": ["\ud83d1", "2"], "c": True, "d": None}
    payload = {"user": {"id": "U1"}, "view": {"id": "V1"}}
    submit = submit_from_wire(payload, FormToken("t"), raw, workspace=HOME, at=AT)
    assert submit.raw == {"a": "xy", "b": ["1", "2"], "c": True, "d": None}
