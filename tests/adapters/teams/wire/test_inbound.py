"""Activities as inbound: pure tables."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.teams.wire import inbound as wire
from adapters.teams.wire.body import object_from_body
from bot.domain.ids import AccountId, FormToken, WorkspaceId
from bot.domain.people import AccountRef
from cards.wire import ParsedAction

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOT = "28:bot"
MENTION = {"type": "mention", "mentioned": {"id": BOT, "name": "Ticketbot"}, "text": "<at>Ticketbot</at>"}
OTHER = {"type": "mention", "mentioned": {"id": "29:sam", "name": "Sam"}, "text": "<at>Sam</at>"}
ACCOUNT = AccountRef(channel="teams", workspace=WorkspaceId("tenant"), id=AccountId("aad"))
ROOM = "19:it@thread.tacv2"


def an_activity(**more: Any) -> dict[str, Any]:
    """A message in a thread of a channel."""
    return {
        "type": "message",
        "id": "17",
        "from": {"id": "29:jane", "aadObjectId": "aad", "name": "Jane"},
        "recipient": {"id": BOT, "name": "Ticketbot"},
        "conversation": {"id": f"{ROOM};messageid=12", "conversationType": "channel", "tenantId": "OTHER"},
        "channelData": {"tenant": {"id": "TENANT"}, "channel": {"id": ROOM, "name": "it"}},
        "serviceUrl": "https://smba.trafficmanager.net/teams/",
        **more,
    }


def html_twin(markup: str) -> list[dict[str, str]]:
    """The HTML copy that Teams sends beside the text."""
    return [{"contentType": "text/html", "content": markup}]


WORDS: dict[str, tuple[dict[str, Any], str]] = {
    "as it is": ({"text": "help"}, "help"),
    "no text": ({"text": None}, ""),
    "mention first": ({"text": "<at>Ticketbot</at>&nbsp;help", "entities": [MENTION]}, "help"),
    "mention last": ({"text": "help <at>Ticketbot</at>", "entities": [MENTION]}, "help"),
    "the bot's name as a word stays": (
        {"text": "<at>Ticketbot</at> Ticketbot is slow", "entities": [MENTION]},
        "Ticketbot is slow",
    ),
    "only the first mention goes": (
        {"text": "<at>Ticketbot</at> ask <at>Ticketbot</at>", "entities": [MENTION, MENTION]},
        "ask @Ticketbot",
    ),
    "mention with an id": ({"text": '<at id="0">Ticketbot</at> help', "entities": [MENTION]}, "help"),
    "another's mention stays": (
        {"text": "<at>Ticketbot</at> assign to <at>Sam</at>", "entities": [MENTION, OTHER]},
        "assign to @Sam",
    ),
    "escaped, no twin": ({"text": "R&amp;D &lt;3"}, "R&D <3"),
    "escaped, by its twin": (
        {"text": "R&amp;D &lt;3", "attachments": html_twin("<p>R&amp;D &lt;3</p>")},
        "R&D <3",
    ),
    "verbatim, by its twin": (
        {"text": "a &amp; <b>", "attachments": html_twin("<p>a &amp;amp; &lt;b&gt;</p>")},
        "a &amp; <b>",
    ),
    "verbatim with a mention": (
        {
            "text": "<at>Ticketbot</at>&nbsp;a &lt; b",
            "entities": [MENTION],
            "attachments": html_twin('<p><span itemid="0">Ticketbot</span>&nbsp;a &amp;lt; b</p>'),
        },
        "a &lt; b",
    ),
    "xml": ({"text": "<p>one</p><p>two &amp; <b>three</b></p>", "textFormat": "xml"}, "one\ntwo & three"),
    "lines stay": ({"text": "new printer\nit burns"}, "new printer\nit burns"),
    "odd members": ({"text": "help", "entities": "x", "attachments": [3, "y"]}, "help"),
}


@pytest.mark.parametrize("name", WORDS)
def test_6_16_what_was_typed(name: str) -> None:
    """The bot's own mention is taken out once, by its entity, and nothing that was typed is lost."""
    more, expected = WORDS[name]
    command = wire.command_from_wire(an_activity(**more), ACCOUNT, at=AT)
    assert command is not None
    assert command.text == expected


def test_6_15_the_tenant_is_the_channel_datas() -> None:
    """Not the conversation's, and in one spelling."""
    assert wire.tenant_of(an_activity()) == "tenant"


def test_8_9_the_account_is_what_teams_vouches_for() -> None:
    """The sender's object id in that tenant."""
    assert wire.account_of(an_activity()) == ACCOUNT


@pytest.mark.parametrize(
    "sender", [{"id": "29:x"}, {"id": "28:x", "aadObjectId": "a"}, {"aadObjectId": "a", "role": "bot"}, "x"]
)
def test_8_9_no_account_without_a_person(sender: Any) -> None:
    """Anonymous people, bots and junk are nobody."""
    assert wire.account_of(an_activity(**{"from": sender})) is None


def test_7_13_a_thread_is_told_apart_from_its_channel() -> None:
    """The conversation is the channel, the thread its first message."""
    place = wire.place_of(an_activity())
    assert (place.conversation, place.kind, place.thread, place.name) == (ROOM, "room", "12", "it")


def test_7_16_a_personal_chat_is_direct() -> None:
    """Everything else is a room, a group chat too."""
    chat = {"id": "a:1", "conversationType": "personal"}
    group = {"id": "19:x", "conversationType": "groupChat"}
    assert (
        wire.place_of(an_activity(conversation=chat)).kind,
        wire.place_of(an_activity(conversation=group)).kind,
    ) == ("direct", "room")


def test_7_1_a_messages_key_is_conversation_and_id() -> None:
    """The same id in another conversation is another message."""
    command = wire.command_from_wire(an_activity(), ACCOUNT, at=AT)
    assert command is not None
    assert command.key == f"message:{ROOM};messageid=12:17"


def test_7_2_a_click_without_id_is_known_by_its_contents() -> None:
    """The same click delivered thrice is one; another person's is another."""
    parsed = ParsedAction("claim", {"ticket": "T1"})
    keys = {
        wire.click_from_wire(
            an_activity(id=None, value={"n": 1}, **{"from": {"id": who}}), ACCOUNT, parsed, at=AT
        ).key
        for who in ("29:jane", "29:jane", "29:sam")
    }
    assert len(keys) == 2


def test_a_dialogs_form_is_not_the_clicked_message() -> None:
    """The card whose button opened the dialog stays; a card form becomes its answer."""
    direct = {"conversation": {"id": "a:1", "conversationType": "personal"}, "replyToId": "9"}
    dialog = wire.submit_from_wire(
        an_activity(name="task/submit", **direct), ACCOUNT, FormToken("t"), {}, at=AT, is_told=True
    )
    card = wire.submit_from_wire(an_activity(**direct), ACCOUNT, FormToken("t"), {}, at=AT)
    assert (dialog.surface.get("card"), card.surface.get("card"), card.surface.get("card_in")) == (
        None,
        "9",
        "a:1",
    )
    assert (dialog.surface.get("pointed"), card.surface.get("pointed")) == ("1", None)
    assert card.key == f"submit:{ACCOUNT.id}:t"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"locale": "de-DE", "localTimezone": "Europe/Berlin"}, ("de-DE", "Europe/Berlin")),
        (
            {"entities": [{"type": "clientInfo", "locale": "fr-FR", "timezone": "Europe/Paris"}]},
            ("fr-FR", "Europe/Paris"),
        ),
        ({"entities": "x"}, (None, None)),
    ],
)
def test_how_the_person_reads(told: dict[str, Any], expected: tuple[str | None, str | None]) -> None:
    """Locale and zone from the activity, else from the client's own words."""
    command = wire.command_from_wire(an_activity(**told), ACCOUNT, at=AT)
    assert command is not None
    assert (command.locale, command.time_zone) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": "b"}', {"a": "b"}),
        (b'{"a\\u0000": ["\\ud83d x \\u0007", {"b": 1}]}', {"a": [" x ", {"b": 1}]}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
        (b'{"a": Infinity}', None),
        (b'"a"', None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_6_7_a_body_is_an_object_that_can_be_stored(body: bytes, expected: object) -> None:
    """Or it is nothing."""
    assert object_from_body(body) == expected
