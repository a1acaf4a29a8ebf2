"""People's words are shown as they typed them, whatever they typed, on every platform."""

import re
from typing import Any

from cards.adaptive import message as adaptive_message
from cards.adaptive.markup import WORD_JOINER, escape
from cards.blockkit import message as blockkit_message
from tests.cards.cases import HOSTILE, MESSAGES
from tests.cards.drawn import CARDS, SLACK_MESSAGES, SLACK_VIEWS, objects, strings

FUNCTION = re.compile(r"\{\{\s*(?:DATE|TIME)\(", re.IGNORECASE)


def _texts(drawn: Any, *types: str) -> str:
    return "\n".join(str(thing["text"]) for thing in objects(drawn) if thing.get("type") in types)


def test_slack_never_gets_a_text_that_it_would_parse() -> None:
    """There is no mrkdwn in any block, no emoji parsing, and the text beside the blocks is escaped."""
    for drawn in [*SLACK_MESSAGES.values(), *SLACK_VIEWS.values()]:
        assert [thing for thing in objects(drawn) if thing.get("type") == "mrkdwn"] == []
        plain = [thing for thing in objects(drawn) if thing.get("type") == "plain_text"]
        assert [thing for thing in plain if thing["emoji"] is not False] == []
    assert [drawn["text"] for drawn in SLACK_MESSAGES.values() if re.search("[<>]", drawn["text"])] == []


def test_slack_shows_hostile_words_verbatim() -> None:
    """Heading, paragraph, fact, quote and rows hold the words unchanged."""
    drawn = SLACK_MESSAGES["blockkit_message/hostile"]

    assert _texts(drawn["blocks"], "text", "plain_text").count(HOSTILE) >= 8


def test_slack_mentions_only_whom_we_name() -> None:
    """A typed mention is no user element, nor is an account id that is none."""
    drawn = SLACK_MESSAGES["blockkit_message/hostile"]
    users = [thing["user_id"] for thing in objects(drawn) if thing.get("type") == "user"]

    assert users == ["U0ANN"]
    assert [one for one in objects(drawn) if one.get("type") in {"broadcast", "usergroup", "channel"}] == []


def test_teams_shows_hostile_words_verbatim() -> None:
    """Text runs know no markdown; only the date function is broken up, by a sign that cannot be seen."""
    drawn = CARDS["adaptive_message/hostile"]
    shown = _texts(drawn, "TextRun").replace(WORD_JOINER, "")

    assert shown.count(HOSTILE) >= 7


def test_teams_never_gets_a_date_function_from_people() -> None:
    """No text that a client formats holds one."""
    for name in ("adaptive_message/hostile", "adaptive_card/hostile", "adaptive_dialog/hostile"):
        card = CARDS[name]
        data = {text for thing in objects(card) for text in strings(thing.get("data", {}))}
        values = {
            thing["value"]
            for thing in objects(card)
            if thing.get("type") == "Input.Text" and "value" in thing
        }
        formatted = set(strings(card)) - data - values
        assert [text for text in formatted if FUNCTION.search(text)] == []


def test_teams_escapes_words_beside_a_mention() -> None:
    """A mention needs a TextBlock, which knows markdown: every sign of it is escaped."""
    text = _texts(CARDS["adaptive_message/hostile"], "TextBlock")

    assert r"\*\*bold\*\* \*b\* \_i\_ \~s\~ \`code\` \[x\]\(javascript:alert\(1\)\)" in text
    assert r"\<at\>Ann\</at\>" in text
    assert re.sub(r"\\(.)", r"\1", escape(HOSTILE)).replace(WORD_JOINER, "") == HOSTILE


def test_teams_mentions_only_whom_we_name() -> None:
    """One entity, whose text stands in the card exactly once, without the marks its name had."""
    drawn = CARDS["adaptive_message/hostile"]
    entities = drawn["msteams"]["entities"]

    assert [entity["mentioned"]["id"] for entity in entities] == ["U0ANN"]
    assert _texts(drawn, "TextBlock").count(entities[0]["text"]) == 1


def test_nothing_but_a_web_address_can_be_opened() -> None:
    """A link with another scheme is shown as words."""
    for drawn in [*SLACK_MESSAGES.values(), *CARDS.values()]:
        urls = [thing["url"] for thing in objects(drawn) if "url" in thing]
        assert [url for url in urls if not url.startswith("https://")] == []


def test_direction_overrides_and_control_characters_are_gone() -> None:
    """Nobody's words turn the rest of the line around."""
    shown = [
        *strings(blockkit_message.render_message(MESSAGES["odd_characters"]).blocks),
        *strings(adaptive_message.render_message(MESSAGES["odd_characters"])),
    ]

    assert [text for text in shown if re.search("[\x00-\x08\u202a-\u202e]", text)] == []
    assert any("🏳️‍🌈" in text for text in shown)
