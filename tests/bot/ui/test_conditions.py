"""Which questions of a form count, and which need an answer."""

import pytest

from bot.domain.catalog import Condition, FieldType
from bot.domain.ids import FieldId
from bot.ui.conditions import LONGEST_CHAIN, Standing, circles, deciding
from bot.ui.form import Answer, Answers, Form, FormField
from tests.bot.builders import form_with

A, B, C = FieldId("a"), FieldId("b"), FieldId("c")


def _form(**conditions: Condition) -> Form:
    fields = tuple(
        FormField(
            id=one, label=str(one), type=FieldType.TEXT, required=True, visible_when=conditions.get(str(one))
        )
        for one in (A, B, C)
    )
    return form_with(*fields)


def _counting(form: Form, answers: Answers) -> set[FieldId]:
    standing = Standing(form, answers)
    return {field.id for field in form.fields if standing.counts(field.id)}


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
        ("gt", 10**400, 3, False),
    ],
)
def test_operators_compare_as_the_catalog_means_them(
    op: str, value: object, answer: Answer, expected: bool
) -> None:
    """Each operator of the catalog page; one that nobody knows hides nothing."""
    form = _form(b=Condition(op=op, field=A, value=value))
    assert (B in _counting(form, {A: answer})) is expected


@pytest.mark.parametrize(("op", "expected"), [("AND", False), ("OR", True)])
def test_groups_join_their_conditions(op: str, expected: bool) -> None:
    """A group is met by all, or by any."""
    group = Condition(
        op=op, operands=(Condition(op="eq", field=A, value="x"), Condition(op="eq", field=B, value="y"))
    )
    assert (C in _counting(_form(c=group), {A: "x", B: "no"})) is expected


def test_what_depends_on_a_hidden_question_is_hidden() -> None:
    """An answer left in a hidden question does not show another."""
    form = _form(b=Condition(op="eq", field=A, value="x"), c=Condition(op="eq", field=B, value="y"))
    assert _counting(form, {A: "no", B: "y"}) == {A}


def test_what_nobody_is_asked_counts_like_an_answer() -> None:
    """A fixed value decides, whatever somebody claims to have answered there."""
    form = _form(b=Condition(op="eq", field=A, value="x"))
    fixed = form.fields[0].model_copy(update={"part": "fixed", "value": "x"})
    assert B in _counting(form_with(fixed, *form.fields[1:]), {A: "forged"})


def test_a_circle_hides_nobody_s_question_forever() -> None:
    """Conditions that wait for each other end, and are answered when their values are given."""
    form = _form(a=Condition(op="eq", field=B, value="y"), b=Condition(op="eq", field=A, value="x"))
    assert _counting(form, {A: "x", B: "y"}) == {A, B, C}


def test_a_chain_of_any_length_ends() -> None:
    """Five hundred questions that each wait for the next: an answer, and no fall out of the stack."""
    count = 500
    ids = [FieldId(f"f{number}") for number in range(count)]
    fields = [
        FormField(
            id=ids[number],
            label="x",
            type=FieldType.TEXT,
            visible_when=Condition(op="eq", field=ids[number + 1], value="x") if number + 1 < count else None,
        )
        for number in range(count)
    ]
    assert len(_counting(form_with(*fields), dict.fromkeys(ids, "x"))) == count
    assert len(_counting(form_with(*fields), {})) <= LONGEST_CHAIN + 1


def test_a_question_is_needed_when_its_condition_says_so() -> None:
    """Required always, or when another answer is given."""
    form = _form()
    asked = form.fields[1].model_copy(
        update={"required": False, "required_when": Condition(op="eq", field=A, value="x")}
    )
    needs = [
        Standing(form_with(form.fields[0], asked), {A: answer}).needs(asked) for answer in ("x", "y", None)
    ]
    assert needs == [True, False, False]


def test_the_questions_that_decide_are_known() -> None:
    """Those that a condition asks for, however deep."""
    group = Condition(
        op="OR", operands=(Condition(op="eq", field=A, value=1), Condition(op="eq", field=B, value=2))
    )
    assert deciding(_form(c=group)) == {A, B}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({A: None, B: Condition(op="eq", field=A, value=1)}, ()),
        ({A: Condition(op="eq", field=A, value=1)}, ((A,),)),
        ({A: Condition(op="eq", field=B, value=1), B: Condition(op="eq", field=A, value=1)}, ((A, B),)),
        ({A: Condition(op="eq", field=FieldId("nobody"), value=1)}, ()),
    ],
    ids=["none", "itself", "two", "nobody"],
)
def test_circles_are_found(
    conditions: dict[FieldId, Condition | None], expected: tuple[tuple[FieldId, ...], ...]
) -> None:
    """Each once, from the field that comes first; a condition on a field that is not there is none."""
    assert circles(conditions) == expected
