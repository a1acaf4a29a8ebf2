"""Catalog templates from the wire."""

from typing import Any

from adapters.ticketing.rezolve.catalog import field_from_wire, template_from_wire
from bot.domain.catalog import Condition, FieldType, Option, TemplateField, Validation
from bot.domain.ids import FieldId, PriorityKey, TeamKey, TemplateId


def field(**members: Any) -> TemplateField:
    """A field with these members."""
    read = field_from_wire({"id": "f", "name": "F", "type": "TEXT", **members})
    assert read is not None
    return read


def test_a_field_with_everything() -> None:
    """Every member has its place, and nothing is left over."""
    read = field(
        label="How many?",
        type="number",
        required=True,
        options=["One", {"value": 2, "label": "Two"}],
        defaultValue=3,
        placeholder="0",
        helpText="Count them",
        readOnly=True,
        visibleTo=["ticket_agent"],
        lookupSource="things",
        validation={"minLength": 1, "min": 2, "maxSize": 9, "allowedTypes": ["pdf"], "minDate": "today"},
        visibleWhen={"op": "AND", "operand": [{"field": "g", "op": "eq", "value": True}]},
        requiredWhen={
            "op": "OR",
            "operand": [{"op": "AND", "operand": [{"field": "g", "op": "in", "value": [1]}]}],
        },
        order=1,
    )
    assert read == TemplateField(
        id=FieldId("f"),
        label="How many?",
        type=FieldType.NUMBER,
        required=True,
        options=(Option(value="One", label="One"), Option(value="2", label="Two")),
        default=3,
        placeholder="0",
        help_text="Count them",
        read_only=True,
        visible_to=frozenset({"ticket_agent"}),
        lookup_source="things",
        validation=Validation(min_length=1, min=2, max_size=9, allowed_types=("pdf",), min_date="today"),
        visible_when=Condition(op="AND", operands=(Condition(op="eq", field=FieldId("g"), value=True),)),
        required_when=Condition(
            op="OR",
            operands=(Condition(op="AND", operands=(Condition(op="in", field=FieldId("g"), value=[1]),)),),
        ),
    )


def test_an_unknown_type_becomes_text_and_is_named() -> None:
    """The person can still answer, and the fidelity report can say what was lost."""
    read = field(type="SIGNATURE", sparkle=True)
    assert (read.type, read.unknown) == (FieldType.TEXT, ("sparkle", "type SIGNATURE"))


def test_what_cannot_be_understood_is_named_and_left_out() -> None:
    """Broken conditions, options and validation never hide or break the field."""
    read = field(
        type="DROPDOWN",
        options=["A", None, {"label": "B"}],
        validation={"maxLength": "many", "colour": "red", "max": 3},
        visibleWhen={"op": "XOR", "operand": []},
        requiredWhen={"op": "AND", "operand": [{"field": "g", "op": "like", "value": 1}]},
    )
    assert read.options == (Option(value="A", label="A"), Option(value="B", label="B"))
    assert read.validation == Validation(max=3)
    assert (read.visible_when, read.required_when) == (None, None)
    assert read.unknown == (
        "options",
        "validation.maxLength",
        "validation.colour",
        "visibleWhen",
        "requiredWhen",
    )


def test_a_condition_without_end_is_broken() -> None:
    """Depth is limited, so that no template can exhaust the stack."""
    deep: dict[str, Any] = {"field": "g", "op": "eq", "value": 1}
    for _ in range(50):
        deep = {"op": "AND", "operand": [deep]}
    assert field(visibleWhen=deep).unknown == ("visibleWhen",)


def test_a_template_knows_where_its_tickets_go() -> None:
    """Team, priority, audience, order; fields in their order; fields without an id are left out."""
    read = template_from_wire(
        {
            "id": "tpl",
            "name": "Laptop",
            "category": {"id": "cat", "name": "Hardware"},
            "priority": {"id": "pri", "name": "Very High", "value": 1},
            "status": "active",
            "isPublished": True,
            "formFields": [
                {"id": "b", "name": "B", "type": "TEXT", "order": 2},
                {"name": "?"},
                {"id": "a", "order": 1},
            ],
            "metaFields": {"teamKey": "it"},
            "availableForTeams": ["it", "hr"],
            "displayOrder": 7,
            "tags": ["x"],
        }
    )
    assert read is not None
    assert (read.id, read.category, read.order, read.tags) == (TemplateId("tpl"), "Hardware", 7, ("x",))
    assert (read.team, read.priority) == (TeamKey("it"), PriorityKey("very_high"))
    assert read.teams == frozenset({"it", "hr"})
    assert [one.id for one in read.fields] == ["a", "b"]
    assert (read.asks_subject, read.asks_description) == (True, True)


def test_a_template_with_fields_of_its_own_does_not_ask_twice() -> None:
    """Subject and description are asked only where the form has none."""
    read = template_from_wire(
        {"id": "t", "name": "T", "formFields": [{"id": "f", "name": "Subject"}, {"id": "description"}]}
    )
    assert read is not None
    assert (read.asks_subject, read.asks_description) == (False, False)


def test_everybody_drafts_and_nonsense() -> None:
    """A star is everybody; an unknown status is never offered; a row without a name is nobody's."""
    read = template_from_wire({"id": "t", "name": "T", "availableForTeams": ["*"], "status": "archived"})
    assert read is not None
    assert (read.teams, read.status) == (None, "inactive")
    assert template_from_wire({"id": "t"}) is None
    assert template_from_wire({"id": "t", "name": "T", "formFields": "none"}) is not None
