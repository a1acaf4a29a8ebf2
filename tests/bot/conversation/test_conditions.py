"""Which questions count."""

import pytest

from bot.conversation.request.conditions import fields_that_count, hint, unanswered
from bot.conversation.turn import Reader
from bot.domain.catalog import Condition, FieldType, Option, Template, TemplateField
from bot.domain.ids import FieldId, TemplateId
from bot.ui.form import Answer

A, B, C = FieldId("a"), FieldId("b"), FieldId("c")


def _template(**conditions: Condition) -> Template:
    fields = tuple(
        TemplateField(
            id=one, label=str(one), type=FieldType.TEXT, required=True, visible_when=conditions.get(str(one))
        )
        for one in (A, B, C)
    )
    return Template(id=TemplateId("t"), name="T", fields=fields)


@pytest.mark.parametrize(
    ("op", "value", "answer", "expected"),
    [
        ("eq", "x", "x", True),
        ("eq", 5, "5", True),
        ("eq", True, True, True),
        ("eq", "x", None, False),
        ("ne", "x", "y", True),
        ("contains", "v", "vpn", True),
        ("contains", "x", ("x", "y"), True),
        ("in", ["x", "y"], "y", True),
        ("notIn", ["x", "y"], "y", False),
        ("gt", 3, 4, True),
        ("gte", 4, "4", True),
        ("lt", "2025-01-02", "2025-01-01", True),
        ("lte", 3, "many", False),
        ("gt", 3, None, False),
        ("between", 3, None, True),
    ],
)
def test_operators_compare_as_the_catalog_means_them(
    op: str, value: object, answer: Answer, expected: bool
) -> None:
    """Each operator of the catalog page; one that nobody knows hides nothing."""
    template = _template(b=Condition(op=op, field=A, value=value))
    assert (B in fields_that_count(template, {A: answer})) is expected


@pytest.mark.parametrize(("op", "expected"), [("AND", False), ("OR", True)])
def test_groups_join_their_conditions(op: str, expected: bool) -> None:
    """A group is met by all, or by any."""
    group = Condition(
        op=op, operands=(Condition(op="eq", field=A, value="x"), Condition(op="eq", field=B, value="y"))
    )
    assert (C in fields_that_count(_template(c=group), {A: "x", B: "no"})) is expected


def test_what_depends_on_a_hidden_question_is_hidden() -> None:
    """An answer left in a hidden question does not show another."""
    template = _template(b=Condition(op="eq", field=A, value="x"), c=Condition(op="eq", field=B, value="y"))
    assert fields_that_count(template, {A: "no", B: "y"}) == {A}


def test_a_circle_hides_nobody_s_question_forever() -> None:
    """Conditions that wait for each other end, and are answered when their values are given."""
    template = _template(a=Condition(op="eq", field=B, value="y"), b=Condition(op="eq", field=A, value="x"))
    assert fields_that_count(template, {A: "x", B: "y"}) == {A, B, C}


def test_only_what_counts_is_missed() -> None:
    """A required question is missed when it counts, and only then."""
    template = _template(b=Condition(op="eq", field=A, value="x"))
    answers: dict[FieldId, Answer] = {A: "no", B: None, C: " "}
    assert list(unanswered(template, answers, Reader())) == [C]


@pytest.mark.parametrize(
    ("condition", "is_shown", "expected"),
    [
        (Condition(op="eq", field=A, value="x"), True, "Only if “First” is Ex."),
        (
            Condition(op="AND", operands=(Condition(op="eq", field=A, value="x"),)),
            True,
            "Only if “First” is Ex.",
        ),
        (Condition(op="eq", field=A, value=True), False, "Needed if “First” is Yes."),
        (Condition(op="gt", field=A, value=5), False, "May be needed, depending on your other answers."),
        (Condition(op="eq", field=A, value=False), True, "Only if it applies."),
    ],
)
def test_a_condition_is_told_in_the_words_of_the_form(
    condition: Condition, is_shown: bool, expected: str
) -> None:
    """Labels, not keys; a group of one says what its one says."""
    asked = TemplateField(id=A, label="First", type=FieldType.RADIO, options=(Option(value="x", label="Ex"),))
    depends = TemplateField(id=B, label="Second", type=FieldType.TEXT)
    depends = depends.model_copy(update={"visible_when" if is_shown else "required_when": condition})
    template = Template(id=TemplateId("t"), name="T", fields=(asked, depends))
    assert hint(depends, template, Reader()) == expected
