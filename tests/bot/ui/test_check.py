"""The one check of answers: what is accepted in which form, and what is said when it is not."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalog import FieldType, Option, Validation
from bot.domain.ids import FieldId, FormToken
from bot.texts.en.forms import SENTENCES
from bot.ui.check import check
from bot.ui.form import Form, FormField

TODAY = date(2026, 11, 22)
ASKED = FieldId("asked")
OPTIONS = (Option(value="a", label="A"), Option(value="b,c", label="B"), Option(value="d", label="D"))
T = FieldType


def form_of(kind: FieldType, *, required: bool = False, rules: dict[str, object] | None = None) -> Form:
    """A form with one question."""
    field = FormField(
        id=ASKED,
        label="Asked",
        type=kind,
        required=required,
        options=OPTIONS,
        validation=Validation.model_validate(rules or {}),
    )
    return Form(
        token=FormToken("t"),
        title="A form",
        verb="file",
        fields=(field,),
        submit_label="Send",
        cancel_label="Cancel",
        time_zone="Europe/Berlin",
    )


@pytest.mark.parametrize(
    ("kind", "rules", "raw", "answer"),
    [
        (T.TEXT, {}, "  VPN\u0000 \r\n", "VPN"),
        (T.TEXT, {}, "", None),
        (T.TEXT, {}, " ", None),
        (T.TEXT, {}, 12, "12"),
        (T.TEXT, {"min_length": 3, "max_length": 3}, "abc", "abc"),
        (T.TEXT, {"pattern": r"[A-Z]{2}-\d+"}, "AB-12", "AB-12"),
        (T.TEXT, {"pattern": r"((a+)+)+$"}, "a" * 40 + "!", "a" * 40 + "!"),
        (T.TEXT, {"pattern": "(unfinished"}, "x", "x"),
        (T.TEXTAREA, {}, "one\r\ntwo", "one\ntwo"),
        (T.DROPDOWN, {}, "b,c", "b,c"),
        (T.DROPDOWN, {}, "", None),
        (T.RADIO, {}, "d", "d"),
        (T.MULTISELECT, {}, ["d", "a", "d"], ("a", "d")),
        (T.MULTISELECT, {}, None, ()),
        (T.CHECKBOX, {}, True, True),
        (T.CHECKBOX, {}, "true", True),
        (T.CHECKBOX, {}, "false", False),
        (T.CHECKBOX, {}, None, False),
        (T.DATE, {}, "2026-12-24", "2026-12-24"),
        (T.DATE, {}, "2028-02-29", "2028-02-29"),
        (T.DATE, {"min_date": "today"}, "2026-11-22", "2026-11-22"),
        (T.DATE, {"max_date": "today+7d"}, "2026-11-29", "2026-11-29"),
        (T.DATE, {"min_date": "nonsense"}, "1990-01-01", "1990-01-01"),
        (T.DATETIME, {}, 1_795_000_000, "2026-11-18T11:06:00Z"),
        (T.DATETIME, {}, "1795000000", "2026-11-18T11:06:00Z"),
        (T.DATETIME, {}, "2026-12-24T18:30:59+01:00", "2026-12-24T17:30:00Z"),
        (T.DATETIME, {"min_date": "today"}, "2026-11-21T23:30:00Z", "2026-11-21T23:30:00Z"),
        (T.NUMBER, {}, "12", 12),
        (T.NUMBER, {}, "-1.50", -1.5),
        (T.NUMBER, {}, "1,5", 1.5),
        (T.NUMBER, {}, "1,50", 1.5),
        (T.NUMBER, {}, 2.0, 2),
        (T.NUMBER, {}, " ", None),
        (T.NUMBER, {"decimals": 400}, "1.50", 1.5),
        (T.NUMBER, {"min": 1, "max": 2, "decimals": 1}, "1.5", 1.5),
        (T.USER, {}, "U0ANN", "U0ANN"),
        (T.LOOKUP, {}, "asset-7", "asset-7"),
        (T.FILE, {}, ["forged"], None),
    ],
)
def test_an_answer_that_fits_is_given_in_its_canonical_form(
    kind: FieldType, rules: dict[str, object], raw: object, answer: object
) -> None:
    """Each field type has one form of answer, whatever the channel sent."""
    assert check(form_of(kind, rules=rules), {ASKED: raw}, today=TODAY, locale=None) == ({ASKED: answer}, {})


@pytest.mark.parametrize(
    ("kind", "rules", "raw", "kept", "sentence"),
    [
        (T.TEXT, {}, ["x"], None, SENTENCES["form.not_understood"]),
        (T.TEXT, {}, True, None, SENTENCES["form.not_understood"]),
        (
            T.TEXT,
            {"max_length": 3},
            "abcd",
            "abcd",
            "This can have 3 characters; yours has 4. Please shorten it.",
        ),
        (T.TEXT, {"min_length": 3}, "ab", "ab", "Please write at least 3 characters."),
        (T.TEXT, {"pattern": r"\d{4}"}, "12345", "12345", SENTENCES["form.wrong_pattern"]),
        (T.TEXT, {"pattern": r"\d{4}", "message": "Four digits."}, "x", "x", "Four digits."),
        (T.DROPDOWN, {}, "z", None, SENTENCES["form.not_an_option"]),
        (T.RADIO, {}, {"a": 1}, None, SENTENCES["form.not_an_option"]),
        (T.MULTISELECT, {}, ["a", "z"], ("a",), SENTENCES["form.not_an_option"]),
        (T.MULTISELECT, {}, "a", None, SENTENCES["form.not_understood"]),
        (T.MULTISELECT, {}, [1], None, SENTENCES["form.not_understood"]),
        (T.MULTISELECT, {"min_items": 2}, ["a"], ("a",), "Please choose at least 2."),
        (T.MULTISELECT, {"max_items": 1}, ["a", "d"], ("a", "d"), "Please choose only 1."),
        (T.CHECKBOX, {}, "maybe", None, SENTENCES["form.not_understood"]),
        (T.DATE, {}, "2026-02-30", None, SENTENCES["form.not_a_date"]),
        (T.DATE, {}, "24.12.2026", None, SENTENCES["form.not_a_date"]),
        (T.DATE, {}, "٢٠٢٦-12-24", None, SENTENCES["form.not_a_date"]),
        (T.DATE, {"min_date": "today"}, "2026-11-21", "2026-11-21", "Please pick Nov 22, 2026 or later."),
        (
            T.DATE,
            {"max_date": "today+7d"},
            "2026-11-30",
            "2026-11-30",
            "Please pick Nov 29, 2026 or earlier.",
        ),
        (T.DATE, {"min_date": "2027-01-01"}, "2026-11-30", "2026-11-30", "Please pick Jan 1, 2027 or later."),
        (T.DATETIME, {}, "2026-12-24", None, SENTENCES["form.not_a_moment"]),
        (T.DATETIME, {}, "2026-12-24T18:30:00", None, SENTENCES["form.not_a_moment"]),
        (T.DATETIME, {}, float("nan"), None, SENTENCES["form.not_a_moment"]),
        (T.DATETIME, {}, 10**30, None, SENTENCES["form.not_a_moment"]),
        (
            T.DATETIME,
            {"min_date": "today"},
            "2026-11-21T22:30:00Z",
            "2026-11-21T22:30:00Z",
            "Please pick Nov 22, 2026 or later.",
        ),
        (T.NUMBER, {}, "twelve", None, SENTENCES["form.not_a_number"]),
        (T.NUMBER, {}, "nan", None, SENTENCES["form.not_a_number"]),
        (T.NUMBER, {}, float("inf"), None, SENTENCES["form.not_a_number"]),
        (T.NUMBER, {}, True, None, SENTENCES["form.not_a_number"]),
        (T.NUMBER, {}, "1,500", None, SENTENCES["form.ambiguous_number"]),
        (T.NUMBER, {}, "1,500.25", None, SENTENCES["form.ambiguous_number"]),
        (T.NUMBER, {}, "1.500,25", None, SENTENCES["form.not_a_number"]),
        (T.NUMBER, {}, "9" * 30, None, SENTENCES["form.number_too_big"]),
        (T.NUMBER, {"decimals": 0}, "1.5", 1.5, SENTENCES["form.whole"]),
        (T.NUMBER, {"decimals": 2}, "1.555", 1.555, "Please use at most 2 digits after the point."),
        (T.NUMBER, {"min": 1}, "0", 0, "Please enter 1 or more."),
        (T.NUMBER, {"max": 2.5}, "3", 3, "Please enter 2.5 or less."),
        (T.USER, {}, ["U1"], None, SENTENCES["form.not_understood"]),
        (T.LOOKUP, {}, "x" * 2000, None, SENTENCES["form.not_understood"]),
    ],
)
def test_an_answer_that_does_not_fit_says_what_to_do(
    kind: FieldType, rules: dict[str, object], raw: object, kept: object, sentence: str
) -> None:
    """The sentence stands at the field, and what can be shown again is kept."""
    found = check(form_of(kind, rules=rules), {ASKED: raw}, today=TODAY, locale=None)

    assert found == ({ASKED: kept}, {ASKED: sentence})


@pytest.mark.parametrize(
    ("kind", "nothing", "name"),
    [
        (T.TEXT, None, "form.required"),
        (T.TEXTAREA, None, "form.required"),
        (T.DROPDOWN, None, "form.required_choice"),
        (T.MULTISELECT, (), "form.required_items"),
        (T.CHECKBOX, False, "form.required_tick"),
        (T.RADIO, None, "form.required_choice"),
        (T.DATE, None, "form.required_date"),
        (T.DATETIME, None, "form.required_moment"),
        (T.NUMBER, None, "form.required"),
        (T.FILE, None, "form.no_files"),
        (T.USER, None, "form.required_choice"),
        (T.LOOKUP, None, "form.required_choice"),
    ],
)
@pytest.mark.parametrize("raw", [{}, {ASKED: None}, {ASKED: ""}])
def test_a_needed_answer_is_asked_for(
    kind: FieldType, nothing: object, name: str, raw: dict[str, object]
) -> None:
    """However a channel says that nothing was answered, it is a fault only where an answer is needed."""
    needed = check(form_of(kind, required=True), raw, today=TODAY, locale=None)

    assert needed == ({ASKED: nothing}, {ASKED: SENTENCES[name]})
    assert check(form_of(kind), raw, today=TODAY, locale=None) == ({ASKED: nothing}, {})


def test_values_for_unknown_fields_are_ignored() -> None:
    """A forged extra field neither fails nor comes through."""
    raw: dict[str, object] = {"other": "x", ASKED: "y"}

    assert check(form_of(T.TEXT), raw, today=TODAY, locale=None) == ({ASKED: "y"}, {})


def test_dates_are_named_in_the_readers_way() -> None:
    """The bound in a sentence is written as the locale writes dates; an unknown locale is no fault."""
    form = form_of(T.DATE, rules={"min_date": "today"})
    german = check(form, {ASKED: "2026-01-01"}, today=TODAY, locale="de-DE")
    unknown = check(form, {ASKED: "2026-01-01"}, today=TODAY, locale="?!")

    assert german[1] == {ASKED: "Please pick 22.11.2026 or later."}
    assert unknown[1] == {ASKED: "Please pick Nov 22, 2026 or later."}


_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.dates())
_RULES = st.fixed_dictionaries(
    {},
    optional={
        "min_length": st.integers(),
        "max_length": st.integers(),
        "pattern": st.text("(a|b)*+?{1,9}[^]\\.$", max_size=30),
        "min": st.floats(),
        "max": st.floats(),
        "decimals": st.integers(-10, 400),
        "min_date": st.text("today+-019d ", max_size=14),
        "max_date": st.sampled_from(["today+99999d", "0001-01-01", "9999-12-31"]),
        "min_items": st.integers(),
        "max_items": st.integers(),
    },
)


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from(list(FieldType)),
    _RULES,
    st.one_of(
        _LEAVES,
        st.lists(_LEAVES),
        st.sampled_from(["2026-11-22", "a" * 60, "0001-01-01T00:00:00+14:00", 1.5]),
    ),
    st.one_of(st.none(), st.text(max_size=8)),
)
def test_junk_never_raises(
    kind: FieldType, rules: dict[str, object], raw: object, locale: str | None
) -> None:
    """Whatever is sent to whatever rules, there is an answer and perhaps a sentence."""
    answers, errors = check(form_of(kind, rules=rules), {ASKED: raw}, today=TODAY, locale=locale)

    assert set(answers) == {ASKED}
    assert set(errors) <= {ASKED}
