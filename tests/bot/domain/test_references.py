"""How people name tickets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.references import parse_reference, same_number, split_reference


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TKT-2025-001234", "TKT-2025-001234"),
        (" tkt-2025-001234 ", "TKT-2025-001234"),
        ("INC-004711", "INC-004711"),
        ("1234", "1234"),
        ("#1234", "1234"),
        ("#001234", "1234"),
        ("<https://desk.example.com/tickets/TKT-2025-001234|TKT-2025-001234>", "TKT-2025-001234"),
        ("<https://desk.example.com/tickets/TKT-2025-001234>", "TKT-2025-001234"),
        ("https://desk.example.com/app?ticketId=1234&tab=2", "1234"),
        ("https://desk.example.com/#/tickets/1234", "1234"),
        (
            "https://desk.example.com/tickets/A1B2C3D4-e5f6-7890-abcd-ef1234567890",
            "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
        ),
        (
            "https://teams.microsoft.com/l/entity/app/tab?context=%7B%22subEntityId%22%3A%2242%22%7D",
            "42",
        ),
    ],
)
def test_every_way_to_name_a_ticket_is_understood(text: str, expected: str) -> None:
    """Numbers in any case, digits with or without sign and zeros, and pasted links name the same ticket."""
    assert parse_reference(text) == expected


@pytest.mark.parametrize(
    "text", ["", "vpn", "iphone-12", "my 1234 is broken", "https://example.com/about", "TKT-", "https://[::1"]
)
def test_words_are_not_taken_for_a_ticket(text: str) -> None:
    """What merely looks a little like a number names no ticket."""
    assert parse_reference(text) is None


@given(st.from_regex(r"[A-Z][A-Z0-9]{0,8}", fullmatch=True), st.integers(2000, 2099), st.integers(1, 999_999))
def test_any_number_survives_case_and_links(prefix: str, year: int, count: int) -> None:
    """Every full number is read the same bare, in lower case, in a link and in Slack's form of a link."""
    number = f"{prefix}-{year}-{count:06d}"
    forms = (
        number,
        number.lower(),
        f"https://desk.example.com/t/{number}",
        f"<https://d.example/{number}|x>",
    )
    assert {parse_reference(form) for form in forms} == {number}


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    """Whatever somebody types, the answer is a reference or None, and the rest is never longer than the text."""
    reference, rest = split_reference(text)
    assert (reference is None or reference != "", len(rest) <= len(text)) == (True, True)


@given(st.integers(1, 10**9))
def test_digits_mean_the_number_that_ends_in_them(count: int) -> None:
    """Bare digits are the number without its prefix, year and zeros."""
    assert same_number(f"TKT-2025-{count:06d}", str(count))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234 it works", ("1234", "it works")),
        ("1234: it works", ("1234", "it works")),
        ("<https://d.example/t/1234|link> it works", ("1234", "it works")),
        ("it works", (None, "it works")),
    ],
)
def test_a_reference_is_split_from_what_follows(text: str, expected: tuple[str | None, str]) -> None:
    """A command's rest is the ticket, then the words."""
    assert split_reference(text) == expected
