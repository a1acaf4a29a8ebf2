"""Checks one answer against its field: type, options and validation rules. Pure, apart from the directory it reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sandbox.ticketing.people import Directory
from sandbox.ticketing.rezolve.catalog.lookup import entries
from sandbox.ticketing.rezolve.catalog.rows import Row
from sandbox.ticketing.rezolve.forms.conditions import day_of
from sandbox.ticketing.rezolve.forms.files import FileAnswer, parse_file
from sandbox.ticketing.rezolve.wire.envelope import iso, parse_iso


class Wrong(Exception):
    """An answer that is not accepted. Shape: `code` for programs, `message` for people."""

    def __init__(self, code: str, message: str) -> None:
        """Keep both."""
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Limits:
    """What answers are checked against beside their own field. Units: `max_file_bytes` bytes."""

    people: Directory
    today: date
    max_file_bytes: int
    file_types: tuple[str, ...]


def is_empty(value: Any) -> bool:
    """Whether this counts as no answer."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def check(field: Row, value: Any, limits: Limits) -> Any:
    """The answer as it is kept. Raises: Wrong."""
    rules: Mapping[str, Any] = field.get("validation", {})
    match field["type"]:
        case "TEXT" | "TEXTAREA":
            return _text(value, rules, single_line=field["type"] == "TEXT")
        case "DROPDOWN" | "RADIO":
            return _option(value, field)
        case "MULTISELECT":
            return _options(value, field, rules)
        case "CHECKBOX":
            return _checkbox(value, field)
        case "DATE":
            return _date(value, rules, limits.today)
        case "DATETIME":
            return _datetime(value, rules, limits.today)
        case "NUMBER":
            return _number(value, rules)
        case "FILE":
            return _files(value, rules, limits)
        case "USER":
            return _user(value, limits.people)
        case _:
            return _looked_up(value, field, limits.people)


def _text(value: Any, rules: Mapping[str, Any], *, single_line: bool) -> str:
    if not isinstance(value, str):
        raise Wrong("invalid_type", "Must be a text")
    if single_line and "\n" in value:
        raise Wrong("invalid_type", "Must be a single line")
    if len(value) < rules.get("minLength", 0):
        raise Wrong("min_length", rules.get("message") or f"Needs at least {rules['minLength']} characters")
    if len(value) > rules.get("maxLength", 65536):
        raise Wrong("max_length", rules.get("message") or "Is too long")
    if "pattern" in rules and not re.search(rules["pattern"], value):
        raise Wrong("pattern", rules.get("message", "Does not have the expected form"))
    return value


def option_values(field: Row) -> list[str]:
    """The values a field with options accepts."""
    return [one["value"] if isinstance(one, Mapping) else one for one in field.get("options", [])]


def _option(value: Any, field: Row) -> str:
    if not isinstance(value, str):
        raise Wrong("invalid_type", "Must be one option")
    if value not in option_values(field):
        raise Wrong("invalid_option", f"{value!r} is not one of the options")
    return value


def _options(value: Any, field: Row, rules: Mapping[str, Any]) -> list[str]:
    if not isinstance(value, list):
        raise Wrong("invalid_type", "Must be a list of options")
    chosen = [_option(one, field) for one in value]
    if len(set(chosen)) != len(chosen):
        raise Wrong("duplicate_option", "Names an option twice")
    if len(chosen) < rules.get("minItems", 0):
        raise Wrong("min_items", f"Choose at least {rules['minItems']}")
    if len(chosen) > rules.get("maxItems", len(chosen)):
        raise Wrong("max_items", f"Choose at most {rules['maxItems']}")
    return chosen


def _checkbox(value: Any, field: Row) -> bool:
    if not isinstance(value, bool):
        raise Wrong("invalid_type", "Must be true or false")
    if field["required"] and not value:
        raise Wrong("required", "Must be ticked")
    return value


def _in_days(day: date, rules: Mapping[str, Any], today: date) -> None:
    # A day either side is let through: the person's today is not the sandbox's today in every time zone.
    if "minDate" in rules and (day_of(rules["minDate"], today) - day).days > 1:
        raise Wrong("min_date", f"Must not be before {day_of(rules['minDate'], today)}")
    if "maxDate" in rules and (day - day_of(rules["maxDate"], today)).days > 1:
        raise Wrong("max_date", f"Must not be after {day_of(rules['maxDate'], today)}")


def _date(value: Any, rules: Mapping[str, Any], today: date) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise Wrong("invalid_type", "Must be a date as YYYY-MM-DD")
    try:
        day = date.fromisoformat(value)
    except ValueError as bad:
        raise Wrong("invalid_type", "There is no such day") from bad
    _in_days(day, rules, today)
    return value


def _datetime(value: Any, rules: Mapping[str, Any], today: date) -> str:
    at = parse_iso(value)
    if at is None or datetime.fromisoformat(value).tzinfo is None:
        raise Wrong("invalid_type", "Must be an ISO 8601 date and time with its zone")
    _in_days(at.date(), rules, today)
    return iso(at)


def _number(value: Any, rules: Mapping[str, Any]) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("invalid_type", "Must be a number")
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - only NaN differs from itself
        raise Wrong("invalid_type", "Must be a number")
    if value < rules.get("min", value):
        raise Wrong("min", f"Must be at least {rules['min']}")
    if value > rules.get("max", value):
        raise Wrong("max", f"Must be at most {rules['max']}")
    if "decimals" in rules and round(value, rules["decimals"]) != value:
        raise Wrong("decimals", f"At most {rules['decimals']} decimals")
    return value


def _files(value: Any, rules: Mapping[str, Any], limits: Limits) -> list[FileAnswer]:
    if not isinstance(value, list):
        raise Wrong("invalid_type", "Must be a list of files")
    if len(value) > rules.get("maxFiles", 10):
        raise Wrong("max_files", f"At most {rules.get('maxFiles', 10)} files")
    largest = min(rules.get("maxSize", limits.max_file_bytes), limits.max_file_bytes)
    allowed = tuple(rules.get("allowedTypes", limits.file_types))
    files = [parse_file(one, max_bytes=largest, allowed=allowed) for one in value]
    problem = next((one for one in files if isinstance(one, str)), None)
    if problem is not None:
        raise Wrong("invalid_file", problem)
    return [one for one in files if isinstance(one, FileAnswer)]


def _user(value: Any, people: Directory) -> dict[str, str]:
    person = find_person(value, people)
    if person is None:
        raise Wrong("unknown_user", "The help desk does not know this person")
    return person


def find_person(value: Any, people: Directory) -> dict[str, str] | None:
    """The person a value names. Shape: {"id"} or {"email"}, or one of these as plain text; answers id, name, email."""
    key = value
    if isinstance(value, Mapping):
        key = value.get("id") or value.get("email")
    if not isinstance(key, str):
        return None
    person = people.by_id(key) or people.by_email(key)
    if person is None:
        return None
    return {"id": person.helpdesk_id, "name": person.name, "email": person.email}


def _looked_up(value: Any, field: Row, people: Directory) -> str:
    known = entries(field["lookupSource"], people) or ()
    if not isinstance(value, str) or value not in {entry[0] for entry in known}:
        raise Wrong("invalid_option", "Is not in the list")
    return value
