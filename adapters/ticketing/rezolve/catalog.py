"""Catalog templates from the wire to the domain: the one place that reads form fields.

The page shows id, name, type, required, options and lookupSource; it says that fields also carry validation, defaults
and conditions, and shows none. The other members here are this product's reading; whatever else comes is kept by
name in `TemplateField.unknown`, so that the fidelity report can tell it.

Source: docs.rezolve.ai, "List Catalog Templates".
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic.alias_generators import to_snake

from bot.domain.catalog import Condition, FieldType, Option, Template, TemplateField, Validation
from bot.domain.ids import FieldId, PriorityKey, TeamKey, TemplateId

_MEMBERS: Final = frozenset(
    {
        "id", "name", "label", "type", "required", "options", "defaultValue", "placeholder", "helpText", "readOnly",
        "order", "visibleTo", "lookupSource", "validation", "visibleWhen", "requiredWhen",
    }
)  # fmt: skip
_OPS: Final = frozenset({"eq", "ne", "contains", "in", "notIn", "gt", "lt", "gte", "lte"})
_SUBJECTS: Final = frozenset({"subject", "summary", "title"})
_DESCRIPTIONS: Final = frozenset({"description"})
_MAX_DEPTH: Final = 20


def template_from_wire(row: Mapping[str, Any]) -> Template | None:
    """A catalog item; None for a row without id or name, which nobody could choose."""
    template_id, name = _text(row.get("id")), _text(row.get("name"))
    if not template_id or not name:
        return None
    raw = row.get("formFields")
    found = [one for one in raw if isinstance(one, Mapping)] if isinstance(raw, list) else []
    ordered = sorted(found, key=lambda one: one["order"] if isinstance(one.get("order"), int | float) else 0)
    fields = tuple(field for one in ordered if (field := field_from_wire(one)) is not None)
    own = {str(word).casefold() for field in fields for word in (field.id, field.label)}
    meta = _mapping(row.get("metaFields"))
    teams = row.get("availableForTeams")
    status = row.get("status")
    return Template(
        id=TemplateId(template_id),
        name=name,
        description=_text(row.get("description")),
        category=_named(row.get("category")),
        fields=fields,
        is_published=row.get("isPublished") is not False,
        status=status if status in ("active", "inactive", "draft") else "inactive" if status else "active",
        is_support_request=row.get("isSupportRequest") is True,
        teams=None if not isinstance(teams, list) or "*" in teams else frozenset(str(team) for team in teams),
        team=TeamKey(_text(meta.get("teamKey"))) if meta.get("teamKey") else None,
        priority=_priority(row.get("priority"), meta),
        approval_required=row.get("approvalRequired") is True,
        estimated_time=_text(row.get("estimatedTime")),
        tags=tuple(str(tag) for tag in row["tags"]) if isinstance(row.get("tags"), list) else (),
        order=row["displayOrder"] if isinstance(row.get("displayOrder"), int) else 0,
        asks_subject=not own & _SUBJECTS,
        asks_description=not own & _DESCRIPTIONS,
    )


def field_from_wire(raw: Mapping[str, Any]) -> TemplateField | None:
    """One form field; None without an id, because its answer could not be sent."""
    field_id = _text(raw.get("id"))
    if not field_id:
        return None
    unknown = [name for name in raw if name not in _MEMBERS]
    type_, options = _type(raw.get("type"), unknown), _options(raw.get("options"), unknown)
    visible_to = raw.get("visibleTo")
    return TemplateField(
        id=FieldId(field_id),
        label=_text(raw.get("label")) or _text(raw.get("name")) or field_id,
        type=type_,
        required=raw.get("required") is True,
        options=options,
        default=raw.get("defaultValue"),
        placeholder=_text(raw.get("placeholder")) or None,
        help_text=_text(raw.get("helpText")) or None,
        read_only=raw.get("readOnly") is True,
        visible_to=frozenset(str(role) for role in visible_to) if isinstance(visible_to, list) else None,
        lookup_source=_text(raw.get("lookupSource")) or None,
        validation=_validation(raw.get("validation"), unknown),
        visible_when=_condition(raw.get("visibleWhen"), "visibleWhen", unknown),
        required_when=_condition(raw.get("requiredWhen"), "requiredWhen", unknown),
        unknown=tuple(unknown),
    )


def _type(raw: object, unknown: list[str]) -> FieldType:
    try:
        return FieldType(str(raw).upper())
    except ValueError:
        unknown.append(f"type {raw}")
        return FieldType.TEXT


def _options(raw: object, unknown: list[str]) -> tuple[Option, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list):
        unknown.append("options")
        return ()
    found = [_option(one) for one in raw]
    if None in found:
        unknown.append("options")
    return tuple(option for option in found if option is not None)


def _option(raw: object) -> Option | None:
    if isinstance(raw, Mapping):
        value = raw.get("value", raw.get("label"))
        if value is None:
            return None
        return Option(value=str(value), label=str(raw.get("label") or value))
    return Option(value=str(raw), label=str(raw)) if isinstance(raw, str | int | float) else None


def _validation(raw: object, unknown: list[str]) -> Validation:
    if raw is None:
        return Validation()
    found: dict[str, Any] = {}
    for name, value in _mapping(raw).items():
        member = to_snake(str(name))
        try:
            Validation.model_validate({member: value})
        except ValidationError:
            unknown.append(f"validation.{name}")
        else:
            found[member] = value
    if not isinstance(raw, Mapping):
        unknown.append("validation")
    return Validation.model_validate(found)


def _condition(raw: object, name: str, unknown: list[str]) -> Condition | None:
    """The condition, or None: absent, or broken and then named, because half a condition would hide a field."""
    if raw is None:
        return None
    condition = _node(raw, 0)
    if condition is None:
        unknown.append(name)
    return condition


def _node(raw: object, depth: int) -> Condition | None:
    if not isinstance(raw, Mapping) or depth > _MAX_DEPTH:
        return None
    if "field" in raw:
        if not isinstance(raw["field"], str) or raw.get("op") not in _OPS or "value" not in raw:
            return None
        return Condition(op=raw["op"], field=FieldId(raw["field"]), value=raw["value"])
    operand = raw.get("operand")
    if raw.get("op") not in ("AND", "OR") or not isinstance(operand, list) or not operand:
        return None
    parts = [_node(one, depth + 1) for one in operand]
    whole = tuple(part for part in parts if part is not None)
    return Condition(op=raw["op"], operands=whole) if len(whole) == len(parts) else None


def _priority(raw: object, meta: Mapping[str, Any]) -> PriorityKey | None:
    key = _text(meta.get("priorityKey")) or _named(raw).casefold().replace(" ", "_")
    return PriorityKey(key) if key else None


def _named(raw: object) -> str:
    return _text(raw.get("name")) if isinstance(raw, Mapping) else _text(raw)


def _mapping(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""
