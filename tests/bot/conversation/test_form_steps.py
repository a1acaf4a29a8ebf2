"""What becomes of a form when something in it is pressed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversation.form_steps import Press, press
from bot.conversation.turn import Reader
from bot.domain.catalog import Condition, FieldType, Option
from bot.domain.ids import FieldId
from bot.ui.form import Form, FormField
from bot.ui.options import Labels
from bot.ui.pages import MOST_QUESTIONS, answers_of, page_of
from bot.ui.replies import FieldErrors, NextPage
from tests.bot.builders import form_with

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KIND, GPU, WHY = FieldId("kind"), FieldId("gpu"), FieldId("why")
IF_DEV = Condition(op="eq", field=KIND, value="dev")


def _laptop() -> Form:
    return form_with(
        FormField(id=KIND, label="Kind", type=FieldType.TEXT, required=True),
        FormField(id=GPU, label="Card", type=FieldType.TEXT, visible_when=IF_DEV, required_when=IF_DEV),
        FormField(id=WHY, label="Why", type=FieldType.TEXT),
    )


def _long() -> Form:
    return form_with(
        *(
            FormField(id=FieldId(f"f{number}"), label=f"Q{number}", type=FieldType.TEXT, required=number == 0)
            for number in range(MOST_QUESTIONS + 5)
        )
    )


def _press(
    form: Form,
    raw: dict[str, object],
    what: Press = "send",
    *,
    live: bool = True,
    labels: Labels | None = None,
    at: int | None = None,
) -> tuple[Form, FieldErrors | NextPage | None]:
    return press(form, raw, what, live=live, now=NOW, reader=Reader(), labels=labels or Labels(), at=at)


def _stands(form: Form, *, live: bool = True) -> tuple[int, int]:
    page = page_of(form, live=live)
    return page.number, page.count


@pytest.mark.parametrize("live", [True, False])
def test_a_whole_form_may_be_accepted(live: bool) -> None:
    """Nothing is missing: what was typed is kept, and there is nothing more to see."""
    kept, outcome = _press(_laptop(), {"kind": "std", "why": "broken"}, live=live)
    assert (outcome, answers_of(kept)[WHY]) == (None, "broken")


@pytest.mark.parametrize("live", [True, False])
def test_a_mistake_keeps_everything_typed(live: bool) -> None:
    """The error is at its field, the other answers are there for the next time."""
    kept, outcome = _press(_laptop(), {"kind": " ", "why": "broken"}, live=live)
    assert isinstance(outcome, FieldErrors)
    assert (list(outcome.errors), answers_of(kept)[WHY]) == ([KIND], "broken")


def test_a_question_that_came_up_meanwhile_is_asked_first() -> None:
    """Somebody typed and sent before the form was drawn anew: not sent, and not taken for unanswered."""
    kept, outcome = _press(_laptop(), {"kind": "dev", "why": "games"})
    assert isinstance(outcome, NextPage)
    assert outcome.form.notice == "Your answers lead to one more question."
    assert [field.id for field in page_of(kept, live=True).fields] == [KIND, GPU, WHY]
    _, outcome = _press(kept, {"kind": "dev", "gpu": "", "why": "games"})
    assert isinstance(outcome, FieldErrors)
    assert list(outcome.errors) == [GPU]


def test_without_redrawing_it_comes_on_the_next_page() -> None:
    """Sending the first page shows the question that follows from it, then what stands after it."""
    first, outcome = _press(_laptop(), {"kind": "dev"}, live=False)
    assert isinstance(outcome, NextPage)
    assert [field.id for field in page_of(first, live=False).fields] == [GPU, WHY]
    kept, outcome = _press(first, {"gpu": "big"}, live=False)
    assert (outcome, answers_of(kept)) == (None, {KIND: "dev", GPU: "big", WHY: None})


def test_a_change_shows_what_follows_and_checks_nothing() -> None:
    """What is typed so far is kept, however wrong."""
    kept, outcome = _press(_laptop(), {"kind": "dev", "why": None}, "change")
    assert isinstance(outcome, NextPage)
    assert len(page_of(kept, live=True).fields) == 3


def test_pages_go_on_and_back_without_losing_an_answer() -> None:
    """Next, back, next, and the summary; only then may it be accepted."""
    second, outcome = _press(_long(), {"f0": "a", "f19": "b"})
    assert (isinstance(outcome, NextPage), _stands(second)) == (True, (1, 3))
    first, outcome = _press(second, {"f20": "c"}, "back")
    assert (isinstance(outcome, NextPage), _stands(first)) == (True, (0, 3))
    again, _ = _press(first, {"f0": "a2", "f19": "b"})
    summary, outcome = _press(again, {"f20": "c"})
    assert (isinstance(outcome, NextPage), page_of(summary, live=True).is_summary) == (True, True)
    kept, outcome = _press(summary, {"f0": "forged"})
    assert outcome is None
    given = {name: answer for name, answer in answers_of(kept).items() if answer}
    assert given == {"f0": "a2", "f19": "b", "f20": "c"}


def test_a_mistake_on_another_page_is_gone_to() -> None:
    """A way past the first page's check (an old client, another device) ends at the mistake, not at the help desk."""
    summary = _long().model_copy(update={"page": 2})
    kept, outcome = _press(summary, {})
    assert isinstance(outcome, NextPage)
    assert (_stands(kept), kept.fields[0].error) == ((0, 3), "Please answer this.")


def test_an_answer_that_became_hidden_is_kept_and_not_sent() -> None:
    """It is there again when its question comes back."""
    asked, _ = _press(_laptop(), {"kind": "dev", "why": None}, "change")
    shown, _ = _press(asked, {"kind": "dev", "gpu": "big", "why": None}, "change")
    hidden, outcome = _press(shown, {"kind": "std", "gpu": "big", "why": None})
    assert (outcome, answers_of(hidden)[GPU]) == (None, "big")


def test_the_label_of_a_found_choice_is_remembered() -> None:
    """What comes back is a value; what a person reads is how it was called."""
    field = FormField(id=KIND, label="Asset", type=FieldType.LOOKUP, lookup_source="assets")
    labels = Labels()
    labels.learn("assets", [Option(value="a1", label="Laptop of Jane")])
    kept, _ = _press(form_with(field), {"kind": "a1"}, labels=labels)
    assert kept.fields[0].options == (Option(value="a1", label="Laptop of Jane"),)


@pytest.mark.parametrize("raw", [{"kind": ["x"]}, {"nobody": 1}, {"kind": {"a": 1}}, {}])
@pytest.mark.parametrize("live", [True, False])
def test_junk_is_a_mistake_and_nothing_else(raw: dict[str, Any], live: bool) -> None:
    """Whatever a client claims, nothing is raised and nothing is accepted."""
    _, outcome = _press(_laptop(), raw, live=live)
    assert isinstance(outcome, FieldErrors)


def test_a_page_that_was_left_open_elsewhere_is_taken_for_what_it_is() -> None:
    """A second device still shows the first page: its answers go where they were asked, and the others stay."""
    second, _ = _press(_long(), {"f0": "a", "f19": "b"})
    summary, _ = _press(second, {"f20": "c"})
    kept, outcome = _press(summary, {"f0": "z", "f1": "y"}, at=0)
    assert (isinstance(outcome, NextPage), _stands(kept)) == (True, (1, 3))
    given = {name: answer for name, answer in answers_of(kept).items() if answer}
    assert given == {"f0": "z", "f1": "y", "f20": "c"}
