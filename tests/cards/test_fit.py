"""Words are shortened so that one sees it and no character is torn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.rich import Link, Plain, rich
from cards.fit import fit_rich, shorten, width, words


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("two words", 5, "two…"),
        ("ab👍🏽cd", 5, "ab…"),
        ("a👩‍👩‍👧xyz", 8, "a…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("🇩🇪🇫🇷🇯🇵", 8, "🇩🇪…"),
        ("x" * 10, 1, "…"),
    ],
)
def test_text_is_cut_between_characters(text: str, limit: int, shown: str) -> None:
    """Skin tones, joined emoji, accents and flags stay whole or go whole."""
    assert shorten(text, limit) == shown


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 50))
def test_shortened_text_always_fits(text: str, limit: int) -> None:
    """The result is never wider than asked."""
    assert width(shorten(text, limit)) <= limit


def test_rich_text_keeps_its_structure_when_cut() -> None:
    """A link that fits stays a link; the span in which the limit falls is shortened."""
    link = Link(text="#1", url="https://a.example/1")

    assert fit_rich(rich(link, " and more words"), 8) == (link, Plain(text=" and…"))
    assert words(fit_rich(rich("abcd", link), 4)) == "abcd…"
