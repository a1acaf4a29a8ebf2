"""Which questions of a form stand together."""

import pytest

from bot.domain.catalog import Condition, FieldType, Option
from bot.domain.ids import FieldId
from bot.ui.form import FormField
from bot.ui.pages import LONG_FORM, MOST_QUESTIONS, Page, page_of, pages_of
from tests.bot.builders import form_with


def _field(number: int, **changes: object) -> FormField:
    field = FormField(id=FieldId(f"f{number}"), label=f"Question {number}", type=FieldType.TEXT)
    return field.model_copy(update=changes)


def _shape(pages: tuple[Page, ...]) -> list[tuple[list[str], bool]]:
    return [([str(field.id) for field in page.fields], page.is_summary) for page in pages]


IF_X = Condition(op="eq", field=FieldId("f0"), value="x")


@pytest.mark.parametrize("live", [True, False])
def test_a_short_form_is_one_page(live: bool) -> None:
    """Sent as it is, without a look at it all again."""
    assert _shape(pages_of(form_with(_field(0), _field(1)), live=live)) == [(["f0", "f1"], False)]


@pytest.mark.parametrize("live", [True, False])
def test_a_form_without_questions_is_one_page(live: bool) -> None:
    """There is always something to send."""
    assert _shape(pages_of(form_with(), live=live)) == [([], False)]


def test_a_long_form_is_looked_over_before_it_is_sent() -> None:
    """From so many questions on, all answers are shown once more."""
    short = pages_of(form_with(*map(_field, range(LONG_FORM - 1))), live=True)
    long = pages_of(form_with(*map(_field, range(LONG_FORM))), live=True)
    assert ([page.is_summary for page in short], [page.is_summary for page in long]) == (
        [False],
        [False, True],
    )


def test_a_page_holds_only_so_many_questions() -> None:
    """The next ones stand on the next page, in their order; the summary has them all."""
    pages = pages_of(form_with(*map(_field, range(MOST_QUESTIONS + 2))), live=True)
    assert [len(page.fields) for page in pages] == [MOST_QUESTIONS, 2, MOST_QUESTIONS + 2]
    assert [(page.is_first, page.is_last) for page in pages] == [(True, False), (False, False), (False, True)]


def test_a_page_holds_only_so_many_words() -> None:
    """Questions with many choices take a page for themselves."""
    options = tuple(Option(value=str(number), label="x" * 150) for number in range(100))
    wide = [_field(number, type=FieldType.DROPDOWN, options=options) for number in range(2)]
    assert [len(page.fields) for page in pages_of(form_with(*wide), live=True)] == [1, 1]


@pytest.mark.parametrize(("live", "expected"), [(True, [["f0", "f1"]]), (False, [["f0"], ["f1"]])])
def test_what_depends_on_an_answer_waits_for_it(live: bool, expected: list[list[str]]) -> None:
    """On the same page where it can be drawn anew, else on the next one."""
    form = form_with(_field(0, value="x"), _field(1, visible_when=IF_X))
    assert [ids for ids, _ in _shape(pages_of(form, live=live))] == expected


def test_what_does_not_count_has_no_page() -> None:
    """Hidden and fixed questions stand nowhere."""
    form = form_with(_field(0), _field(1, visible_when=IF_X), _field(2, part="fixed"), _field(3, part="told"))
    assert _shape(pages_of(form, live=True)) == [(["f0", "f3"], False)]


def test_a_question_is_needed_as_its_condition_says() -> None:
    """The page says so to whoever draws it."""
    form = form_with(_field(0, value="x"), _field(1, required_when=IF_X))
    (page,) = pages_of(form, live=True)
    assert [field.required for field in page.fields] == [False, True]


@pytest.mark.parametrize(
    ("page", "mistake_at", "expected"), [(0, None, 0), (9, None, 2), (2, 0, 0), (1, 21, 1), (0, 21, 1)]
)
def test_a_form_stands_where_its_mistake_is(page: int, mistake_at: int | None, expected: int) -> None:
    """Where it was left, at most the last page; a mistake elsewhere is gone to."""
    fields = [_field(number) for number in range(MOST_QUESTIONS + 2)]
    fields = [
        field.model_copy(update={"error": "Please." if number == mistake_at else None})
        for number, field in enumerate(fields)
    ]
    form = form_with(*fields).model_copy(update={"page": page})
    assert page_of(form, live=True).number == expected
