"""A form accepts and refuses as the client does."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from sandbox.teams.cards.fill import encode, fields_for, send_values
from sandbox.teams.cards.render import Field, read_card
from sandbox.user import PlatformRefused
from sandbox.world import WORLD

ALICE = WORLD.person("alice")
CHOICES = [{"title": "High", "value": "p1"}, {"title": "Low", "value": "p2"}]


def field(kind: str, *, visible: bool = True, **more: Any) -> Field:
    """One input."""
    return Field("0", visible, {"type": f"Input.{kind}", "id": "x", "label": "X", **more})


@pytest.mark.parametrize(
    ("entry", "answer", "text"),
    [
        (field("Text"), "hi", "hi"),
        (field("Text"), None, ""),
        (field("Number"), 7, "7"),
        (field("Date"), date(2026, 11, 22), "2026-11-22"),
        (field("Date"), datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "2026-11-23"),
        (field("Time"), datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "00:30"),
        (field("Time"), time(9, 5), "09:05"),
        (field("Toggle", valueOn="yes", valueOff="no"), True, "yes"),
        (field("Toggle", valueOn="yes", valueOff="no"), False, "no"),
        (field("ChoiceSet", choices=CHOICES), "High", "p1"),
        (field("ChoiceSet", choices=CHOICES), "p2", "p2"),
        (field("ChoiceSet", choices=CHOICES, isMultiSelect=True), ["High", "p2"], "p1,p2"),
    ],
)
def test_answers_become_texts(entry: Field, answer: Any, text: str) -> None:
    """Every value is sent as a text, dates and times in the person's zone."""
    assert encode(entry, answer, ALICE) == text


@pytest.mark.parametrize(
    ("entry", "answer"),
    [
        (field("Text", maxLength=3), "four"),
        (field("Number"), "many"),
        (field("Date"), "tomorrow"),
        (field("Time"), "noon"),
        (field("ChoiceSet", choices=CHOICES), ["High", "Low"]),
    ],
)
def test_what_cannot_be_entered_is_refused(entry: Field, answer: Any) -> None:
    """The client does not let a person type it."""
    with pytest.raises(PlatformRefused):
        encode(entry, answer, ALICE)


def test_an_unknown_option_is_named() -> None:
    """A test that picks what is not there hears what there is."""
    with pytest.raises(LookupError, match="High"):
        encode(field("ChoiceSet", choices=CHOICES), "Medium", ALICE)


@pytest.mark.parametrize(
    ("entry", "typed", "words"),
    [
        (field("Text", isRequired=True, errorMessage="Say something"), {}, "Say something"),
        (field("Text", isRequired=True), {"x": ""}, "is required"),
        (field("Text", isRequired=True, visible=False), {}, "nothing happens"),
        (field("Text", regex="^A"), {"x": "B"}, "right form"),
        (field("Number", max=9), {"x": "10"}, "9 or less"),
        (field("Number", min=2), {"x": "1"}, "2 or more"),
        (field("Date", min="2026-11-22"), {"x": "2026-11-21"}, "or more"),
        (field("Time", max="17:00"), {"x": "17:01"}, "or less"),
        (field("Toggle", isRequired=True), {"x": "false"}, "is required"),
    ],
)
def test_a_form_is_checked_before_it_is_sent(entry: Field, typed: dict[str, str], words: str) -> None:
    """The input's own error message is shown, or the client's."""
    with pytest.raises(PlatformRefused, match=words):
        send_values([entry], typed)


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        (field("Text"), {}),
        (field("Text", value="before"), {"x": "before"}),
        (field("Text", regex="^A"), {}),
        (field("Number", value=7, max=9), {"x": "7"}),
        (field("Toggle"), {"x": "false"}),
    ],
)
def test_untouched_inputs(entry: Field, values: dict[str, str]) -> None:
    """A default is sent, an empty input is not."""
    assert send_values([entry], {}) == values


def test_a_datetime_fills_two_inputs() -> None:
    """A date input and the time input whose label starts alike are filled together."""
    body = [
        {"type": "Input.Date", "id": "d", "label": "Due"},
        {"type": "Input.Time", "id": "t", "label": "Due (time)"},
    ]
    reading = read_card({"body": body}, ALICE)
    at = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    pairs = fields_for(reading.fields, "Due", at)
    assert {one.id: encode(one, answer, ALICE) for one, answer in pairs} == {"d": "2026-11-22", "t": "09:00"}
