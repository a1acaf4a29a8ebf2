"""Fills inputs as the Teams client lets a person fill them, and refuses what it refuses. Pure; it never sends.

Values are sent as texts. An untouched empty input is not sent at all.
Source: learn.microsoft.com/adaptive-cards/authoring-cards/input-validation; adaptivecards.io/explorer.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from sandbox.teams.cards.render import Field
from sandbox.user import PlatformRefused
from sandbox.world import Person

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TIME: Final = re.compile(r"\d\d:\d\d")


def fields_for(fields: Iterable[Field], label: str, answer: Any) -> list[tuple[Field, Any]]:
    """Which visible inputs an answer under this label fills: one, or a date and its time for a datetime.

    Raises: LookupError naming the labels there are.
    """
    shown = [entry for entry in fields if entry.is_visible]
    found = [entry for entry in shown if label in {entry.label, entry.id}]
    if not found:
        raise LookupError(f"no input {label!r}; there are {[entry.label for entry in shown]}")
    if not isinstance(answer, datetime):
        kinds = {date: "date", time: "time"}
        fitting = [entry for entry in found if kinds.get(type(answer), entry.kind) == entry.kind]
        return [((fitting or found)[0], answer)]
    pairs: list[tuple[Field, Any]] = []
    for kind in ("date", "time"):
        named = [entry for entry in shown if entry.kind == kind and entry.label.startswith(label)]
        pairs += [(entry, answer) for entry in named[:1]]
    return pairs or [(found[0], answer)]


def encode(entry: Field, answer: Any, person: Person) -> str:
    """The text the client sends for this answer. Raises: LookupError (no such option); PlatformRefused."""
    if answer is None:
        return ""
    if isinstance(answer, datetime) and answer.tzinfo is not None:
        answer = answer.astimezone(ZoneInfo(person.time_zone))
    match entry.kind:
        case "toggle":
            name, default = ("valueOn", "true") if answer else ("valueOff", "false")
            return str(entry.payload.get(name, default))
        case "date":
            if isinstance(answer, datetime):
                answer = answer.date()
            return _shaped(entry, answer.isoformat() if isinstance(answer, date) else str(answer), _DATE)
        case "time":
            return _shaped(entry, _clock(answer), _TIME)
        case "number":
            return _shaped(entry, str(answer), _NUMBER)
        case "select" | "multiselect" | "radio" | "checkboxes":
            return _chosen(entry, answer)
        case _:
            return _typed(entry, answer)


def _clock(answer: Any) -> str:
    if isinstance(answer, (datetime, time)):
        return answer.strftime("%H:%M")
    return str(answer)


def _shaped(entry: Field, text: str, pattern: re.Pattern[str]) -> str:
    if text and not pattern.fullmatch(text):
        raise PlatformRefused(f"{entry.label}: {text!r} cannot be entered here")
    return text


def _typed(entry: Field, answer: Any) -> str:
    text = ",".join(answer) if isinstance(answer, (list, tuple)) else str(answer)
    limit = entry.payload.get("maxLength")
    if entry.kind in {"text", "textarea"} and limit is not None and len(text) > limit:
        raise PlatformRefused(f"{entry.label}: at most {limit} characters can be typed")
    return text


def _chosen(entry: Field, answer: Any) -> str:
    wanted = list(answer) if isinstance(answer, (list, tuple, set)) else [answer]
    if len(wanted) > 1 and not entry.payload.get("isMultiSelect"):
        raise PlatformRefused(f"{entry.label}: only one can be chosen")
    by_label = {label: value for value, label in reversed(entry.options)}
    values = {value for value, _ in entry.options}
    chosen = []
    for one in wanted:
        value = by_label.get(str(one), str(one))
        if value and value not in values:
            raise LookupError(f"no option {one!r} in {entry.label!r}; there are {list(by_label)}")
        chosen.append(value)
    return ",".join(chosen)


def send_values(fields: Iterable[Field], typed: dict[str, str]) -> dict[str, str]:
    """The values a button sends, once the client has found them in order.

    Raises: PlatformRefused with the input's own error message; a hidden required input blocks without a word.
    """
    values: dict[str, str] = {}
    for entry in fields:
        value = typed.get(entry.id)
        if value is None:
            value = _default(entry)
        _check(entry, value)
        if value is not None:
            values[entry.id] = value
    return values


def _default(entry: Field) -> str | None:
    value = entry.payload.get("value")
    if entry.kind == "toggle":
        return str(value if value is not None else entry.payload.get("valueOff", "false"))
    return None if value is None else str(value)


def _check(entry: Field, value: str | None) -> None:
    payload = entry.payload
    is_empty = not value
    if entry.kind == "toggle":
        is_empty = value != str(payload.get("valueOn", "true"))
    if is_empty:
        if payload.get("isRequired"):
            _refuse(entry, "is required")
        return
    text = str(value)
    if payload.get("regex") and not re.search(payload["regex"], text):
        _refuse(entry, "does not have the right form")
    convert = float if entry.kind == "number" else str
    if entry.kind in {"number", "date", "time"}:
        _check_range(entry, text, convert)


def _check_range(entry: Field, text: str, convert: Callable[[Any], Any]) -> None:
    low, high = entry.payload.get("min"), entry.payload.get("max")
    if low not in {None, ""} and convert(text) < convert(low):
        _refuse(entry, f"must be {low} or more")
    if high not in {None, ""} and convert(text) > convert(high):
        _refuse(entry, f"must be {high} or less")


def _refuse(entry: Field, fallback: str) -> None:
    if not entry.is_visible:
        raise PlatformRefused(f"nothing happens: the hidden input {entry.id!r} {fallback}")
    raise PlatformRefused(str(entry.payload.get("errorMessage") or f"{entry.label}: {fallback}"))
