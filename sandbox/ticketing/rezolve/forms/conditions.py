"""Whether a field of a form is shown and whether it must be answered, given the other answers. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sandbox.ticketing.rezolve.catalog.rows import Row
from sandbox.ticketing.rezolve.wire.filters import Predicate, compile_tree, template_dialect


def _read(answers: Any, field_id: str) -> tuple[Any, ...]:
    value = answers.get(field_id)
    # An answer of several choices satisfies a condition when one of them does.
    return tuple(value) if isinstance(value, list) else (value,)


def _compiled(condition: Any) -> Predicate:
    return compile_tree(condition, template_dialect(frozenset()), _read)


def shown(form: tuple[Row, ...], answers: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the fields on the form; a field whose condition rests on a hidden one is hidden too."""
    present = dict(answers)
    for _ in form:
        hidden = {
            field["id"]
            for field in form
            if "visibleWhen" in field and not _compiled(field["visibleWhen"])(present)
        }
        if not hidden & present.keys():
            break
        present = {name: value for name, value in present.items() if name not in hidden}
    return frozenset(
        field["id"]
        for field in form
        if "visibleWhen" not in field or _compiled(field["visibleWhen"])(present)
    )


def demanded(field: Row, answers: Mapping[str, Any]) -> bool:
    """Whether the field must be answered."""
    if field["required"]:
        return True
    return "requiredWhen" in field and _compiled(field["requiredWhen"])(answers)


def day_of(limit: str, today: date) -> date:
    """The day a limit names. Shape: "today", "today+7d", "today-7d" or an ISO date."""
    if not limit.startswith("today"):
        return date.fromisoformat(limit[:10])
    offset = limit.removeprefix("today").removesuffix("d")
    return today + timedelta(days=int(offset or 0))
