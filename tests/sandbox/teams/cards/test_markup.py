"""How texts are read."""

import pytest

from sandbox.teams.cards.markup import expand_dates, read_markdown, read_message
from sandbox.world import WORLD


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("**bold** and __strong__", "bold and strong"),
        ("*it* and _it_ and snake_case_name", "it and it and snake_case_name"),
        ("[click](https://x.example/a)", "click"),
        ("[click](javascript:alert)", "[click](javascript:alert)"),
        (r"\*\*kept\*\* \[a\](b) \_x\_", "**kept** [a](b) _x_"),
        ("- one\n* two", "• one\n• two"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
    ],
)
def test_markdown(text: str, read: str) -> None:
    """Markup vanishes, escapes come out as themselves."""
    assert read_markdown(text) == read


@pytest.mark.parametrize(
    ("person", "text", "read"),
    [
        ("jane", "{{DATE(2026-11-22T16:40:00Z)}}", "11/22/2026"),
        ("jane", "{{DATE(2026-11-22T16:40:00Z, SHORT)}} {{TIME(2026-11-22T16:40:00Z)}}", "Sun, Nov 22, 2026 11:40 AM"),
        ("alice", "{{DATE(2026-11-22T23:40:00Z, LONG)}}", "Montag, 23. November 2026"),
        ("alice", "{{TIME(2026-11-22T16:40:00+00:00)}}", "17:40"),
        ("jane", "{{DATE(tomorrow)}}", "{{DATE(tomorrow)}}"),
        ("jane", "{{DATE(2026-13-22T16:40:00Z)}}", "{{DATE(2026-13-22T16:40:00Z)}}"),
    ],
)  # fmt: skip
def test_dates_are_the_readers(person: str, text: str, read: str) -> None:
    """Date marks are shown in the reader's language and zone; malformed ones stay."""
    assert expand_dates(text, WORLD.person(person)) == read


@pytest.mark.parametrize(
    ("text_format", "read"),
    [("plain", "<b>a</b> **b** &lt;"), ("markdown", "a b <"), ("xml", "a **b** <")],
)
def test_message_formats(text_format: str, read: str) -> None:
    """The textFormat decides what is markup."""
    assert read_message("<b>a</b> **b** &lt;", text_format) == read
