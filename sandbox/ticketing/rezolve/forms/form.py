"""Checks a whole form and says at once everything that is wrong with it, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.ticketing.rezolve.catalog.rows import Row
from sandbox.ticketing.rezolve.forms.answers import Limits, Wrong, check, is_empty
from sandbox.ticketing.rezolve.forms.conditions import demanded, shown
from sandbox.ticketing.rezolve.forms.files import FileAnswer
from sandbox.ticketing.rezolve.wire.envelope import Fault


@dataclass(slots=True)
class Checked:
    """The outcome. Shape: `values` and `files` of the good answers; `problems` one entry per bad one."""

    values: dict[str, Any] = field(default_factory=dict)
    files: list[FileAnswer] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)

    def wrong(self, field_id: str, name: str, code: str, message: str) -> None:
        """Note one problem."""
        self.problems.append({"field": field_id, "name": name, "code": code, "message": message})

    def keep(self, field_id: str, value: Any) -> None:
        """Note one good answer; files are kept apart, with a word about each among the values."""
        if isinstance(value, list) and value and isinstance(value[0], FileAnswer):
            self.files.extend(value)
            self.values[field_id] = [one.kept() for one in value]
            return
        self.values[field_id] = value


def refuse_problems(problems: list[dict[str, str]]) -> None:
    """Nothing, if there are no problems. Raises: Fault 422."""
    if problems:
        raise Fault(422, "VALIDATION_ERROR", "Some fields are not valid", details={"fields": problems})


def _for_roles(one: Row, roles: Iterable[str]) -> bool:
    return "visibleTo" not in one or not set(one["visibleTo"]).isdisjoint(roles)


def check_form(
    form: tuple[Row, ...],
    answers: Mapping[str, Any],
    *,
    limits: Limits,
    asked_roles: Iterable[str],
    filing_roles: Iterable[str],
) -> Checked:
    """Every answer checked.

    Shape: `asked_roles` are the requester's, who must answer only what that person sees; `filing_roles` are the
           caller's, who may answer what either of them sees.
    """
    outcome = Checked()
    filled = {
        **_defaults(form, answers),
        **{name: value for name, value in answers.items() if not is_empty(value)},
    }
    visible = shown(form, filled)
    on_screen = {name: value for name, value in filled.items() if name in visible}
    for one in form:
        _check_one(one, answers, on_screen, visible, outcome, limits, (set(asked_roles), set(filing_roles)))
    return outcome


def _defaults(form: tuple[Row, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        one["id"]: one["defaultValue"] for one in form if "defaultValue" in one and one["id"] not in answers
    }


def _check_one(
    one: Row,
    answers: Mapping[str, Any],
    on_screen: Mapping[str, Any],
    visible: frozenset[str],
    outcome: Checked,
    limits: Limits,
    roles: tuple[set[str], set[str]],
) -> None:
    asked, filing = roles
    field_id, given = one["id"], not is_empty(answers.get(one["id"]))
    label = one.get("label", one["name"])
    if field_id not in visible or not _for_roles(one, asked | filing):
        if given:
            outcome.wrong(field_id, label, "hidden", "Is not on the form with these answers")
        return
    if one.get("readOnly") and given and answers[field_id] != one.get("defaultValue"):
        outcome.wrong(field_id, label, "read_only", "Cannot be changed")
        return
    if field_id not in on_screen:
        if demanded(one, on_screen) and _for_roles(one, asked):
            outcome.wrong(field_id, label, "required", "Is required")
        return
    try:
        outcome.keep(field_id, check(one, on_screen[field_id], limits))
    except Wrong as wrong:
        outcome.wrong(field_id, label, wrong.code, wrong.message)
