"""Patterns of templates are applied where that is safe, and left to the ticketing system where it is not."""

import pytest

from bot.ui.pattern import matches


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"^\d{4}$", "1234", True),
        (r"\d{4}", "12345", False),
        (r"[^@\s]+@[^@\s]+\.[^@\s]+", "ann@example.com", True),
        (r"(\d{1,3}\.){3}\d{1,3}", "10.0.0.256", True),
        (r"(?:red|green)(?P<more>-x)?", "green-x", True),
        (r"[]x-]+\]", "]x]", True),
        (r"\w*", "x" * 5000, True),
        (r"a{,3}", "aaaa", False),
    ],
)
def test_a_safe_pattern_decides(pattern: str, text: str, fits: bool) -> None:
    """The whole text has to fit."""
    assert matches(pattern, text) is fits


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a*)*b",
        "(a|aa)+$",
        "(a|a)*c",
        "(.*)(.*)(.*)(.*)(.*)x",
        "((a{0,999999}){0,999999})$",
        "(a{,50}){,50}b",
        r"(a+)\1+$",
        "(((((((a*)*)*)*)*)*)*)*!",
        "(unfinished",
        "[unfinished",
        "x" * 501,
    ],
)
def test_a_dangerous_or_broken_pattern_is_not_applied(pattern: str) -> None:
    """It would stop the bot for minutes, so the test itself would not end if it were tried."""
    assert matches(pattern, "a" * 60 + "?") is None
