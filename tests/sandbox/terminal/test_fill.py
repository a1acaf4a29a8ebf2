"""What is typed for a field becomes an answer, or a sentence that says what to type."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.terminal.fill import read_answer
from sandbox.user import Input, InputKind

OPTIONS = (("hw", "Hardware"), ("sw", "Software"))
ZONE = "Europe/Berlin"


def _entry(kind: InputKind) -> Input:
    return Input(ref="x", label="X", kind=kind, options=OPTIONS)


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("text", "  words ", "words"),
        ("text", "", None),
        ("select", "2", "sw"),
        ("select", "hardware", "hw"),
        ("radio", "sw", "sw"),
        ("multiselect", "1; software", ["hw", "sw"]),
        ("checkboxes", "2;", ["sw"]),
        ("toggle", "Yes", True),
        ("toggle", "off", False),
        ("date", "2026-12-24", date(2026, 12, 24)),
        ("datetime", "2026-12-24 09:30", datetime(2026, 12, 24, 9, 30, tzinfo=ZoneInfo(ZONE))),
        ("number", "3", 3),
        ("number", "2.5", 2.5),
        ("user", "sam", "sam"),
    ],
)
def test_an_answer(kind: InputKind, typed: str, answer: Any) -> None:
    """Each kind of field takes what a person would type."""
    assert read_answer(_entry(kind), typed, time_zone=ZONE) == answer


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("select", "9", "Type the number of one of the choices."),
        ("toggle", "maybe", "Type yes or no."),
        ("date", "tomorrow", "Type a date such as 2026-12-24."),
        ("datetime", "soon", "Type a date and time such as 2026-12-24 09:30."),
        ("number", "many", "Type a number."),
    ],
)
def test_what_does_not_fit(kind: InputKind, typed: str, sentence: str) -> None:
    """What cannot be read is answered with what to type."""
    with pytest.raises(ValueError) as caught:
        read_answer(_entry(kind), typed, time_zone=ZONE)

    assert str(caught.value) == sentence
