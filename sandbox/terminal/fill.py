"""Turns what is typed for a field into an answer. Pure."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.user import Input

_YES = frozenset({"y", "yes", "true", "1", "on"})
_NO = frozenset({"n", "no", "false", "0", "off"})


def read_answer(entry: Input, typed: str, *, time_zone: str) -> Any:
    """The answer for a field.

    Shape: choices by number, label or value; several separated by ";"; None = not answered.
    Raises: ValueError with a sentence that says what to type.
    """
    typed = typed.strip()
    if not typed:
        return None
    match entry.kind:
        case "select" | "radio":
            return _option(entry, typed)
        case "multiselect" | "checkboxes":
            return [_option(entry, part.strip()) for part in typed.split(";") if part.strip()]
        case "toggle":
            if typed.lower() in _YES | _NO:
                return typed.lower() in _YES
            raise ValueError("Type yes or no.")
        case "date":
            try:
                return date.fromisoformat(typed)
            except ValueError as error:
                raise ValueError("Type a date such as 2026-12-24.") from error
        case "datetime":
            try:
                return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(time_zone))
            except ValueError as error:
                raise ValueError("Type a date and time such as 2026-12-24 09:30.") from error
        case "number":
            try:
                return float(typed) if "." in typed else int(typed)
            except ValueError as error:
                raise ValueError("Type a number.") from error
        case _:
            return typed


def _option(entry: Input, typed: str) -> str:
    if typed.isdigit() and 1 <= int(typed) <= len(entry.options):
        return entry.options[int(typed) - 1][0]
    for value, label in entry.options:
        if typed.casefold() in (value.casefold(), label.casefold()):
            return value
    if entry.options:
        raise ValueError("Type the number of one of the choices.")
    return typed
