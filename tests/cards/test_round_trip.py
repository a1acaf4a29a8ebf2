"""What a person fills in comes back as what they filled in, on both platforms."""

from datetime import date
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ui.check import check
from bot.ui.form import Answers, Form
from cards.adaptive import form as adaptive_form
from cards.adaptive import parse as adaptive_parse
from cards.blockkit import form as blockkit_form
from cards.blockkit import parse as blockkit_parse
from cards.option_keys import without_keys
from tests.cards.strategies import answered_forms, slack_submission, teams_submission

TODAY = date(2026, 11, 22)
# Generation depends on the machine's speed; a deadline would make this a timed test.
patient = settings(deadline=None, max_examples=120)


@patient
@given(answered_forms(), st.booleans())
def test_slack_gives_back_what_was_filled_in(case: tuple[Form, Answers], is_filled: bool) -> None:
    """Drawn, answered, read and checked, the answers are the same, also when they were filled in before."""
    form, answers = case
    view = blockkit_form.render_form([form, form.with_answers(answers)][is_filled])
    token, raw = blockkit_parse.parse_submission(slack_submission(form, answers, view))

    assert token == form.token
    assert check(form, without_keys(raw, form), today=TODAY, locale=None) == (answers, {})


@patient
@given(answered_forms(), st.booleans(), st.sampled_from(["card", "dialog"]))
def test_teams_gives_back_what_was_filled_in(
    case: tuple[Form, Answers], is_filled: bool, mode: Literal["card", "dialog"]
) -> None:
    """The same in a card and in a dialog, where every value travels as text."""
    form, answers = case
    card = adaptive_form.render_form([form, form.with_answers(answers)][is_filled], mode=mode)
    token, raw = adaptive_parse.parse_submission(teams_submission(form, answers, card))

    assert token == form.token
    assert check(form, without_keys(raw, form), today=TODAY, locale=None) == (answers, {})


@patient
@given(answered_forms())
def test_teams_shows_what_was_filled_in(case: tuple[Form, Answers]) -> None:
    """A card with answers filled in, sent unchanged, gives those answers: nothing typed is lost on an error."""
    form, answers = case
    card = adaptive_form.render_form(form.with_answers(answers), mode="card")
    typed = {one["id"]: str(one.get("value", "")) for one in card["body"] if one["type"].startswith("Input.")}
    _, raw = adaptive_parse.parse_submission({**card["actions"][0]["data"], **typed})

    assert check(form, without_keys(raw, form), today=TODAY, locale=None) == (answers, {})


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        ("2026-03-29", "01:59", "2026-03-29T00:59:00Z"),
        ("2026-03-29", "02:30", "2026-03-29T01:30:00Z"),
        ("2026-03-29", "03:00", "2026-03-29T01:00:00Z"),
        ("2026-10-25", "02:30", "2026-10-25T00:30:00Z"),
        ("2026-10-25", "03:00", "2026-10-25T02:00:00Z"),
    ],
)
def test_teams_reads_times_across_the_clock_change(day: str, time: str, moment: str) -> None:
    """A skipped time counts on from before the gap; of a time that comes twice it is the first."""
    data = {"token": "t", "zone": "Europe/Berlin", "day:when": day, "time:when": time}

    assert adaptive_parse.parse_submission(data) == ("t", {"when": moment})
