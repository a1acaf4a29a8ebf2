"""What is wrong with settings, in words for an operator: name, fault, example, variable. Never shows a value given."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from adapters.entrypoints.configuration.tree import (
    ITEM,
    PREFIX,
    Part,
    as_toml,
    every_variable,
    example,
    find,
    names_beside,
    variable,
)

# Variables that are no settings of the bot: where its file is, and the sandbox command's own.
OTHER_VARIABLES: Final = frozenset({"TICKETBOT_FILE", "TICKETBOT_SANDBOX_DATABASE"})
NEAR_ENOUGH: Final = 70

_WORDS: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text, in quotes",
    "path_type": "must be the name of a folder, in quotes",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be a section of names and values",
    "model_type": "must be a section with its settings below it",
    "model_attributes_type": "must be a section with its settings below it",
    "union_tag_not_found": 'is missing: it says which ticketing system this is, "rezolve" or "teamswork"',
    "union_tag_invalid": 'must be "rezolve" or "teamswork"',
    "string_pattern_mismatch": 'must be an address that begins with https:// and ends with "/"',
}


class SettingsWrong(Exception):
    """The settings cannot work. Shape: `problems`, one sentence each, secrets left out."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(dict.fromkeys(problems))
        super().__init__("\n".join(self.problems))


def problem(model: type[BaseModel], path: Sequence[Part], what: str) -> str:
    """One sentence about the setting at this path, with an example and its variable."""
    field = find(model, path)
    shown = example(field)
    parts = [f"{_name(path)} {what}."]
    if shown is not None:
        parts.append(f"Example: {path[-1]} = {as_toml(shown)}.")
    return " ".join((*parts, f"Environment: {variable(path)}."))


def explain(error: ValidationError, model: type[BaseModel]) -> dict[tuple[Part, ...], str]:
    """Every fault of a validation by the path of its setting; the first one where there are several."""
    found: dict[tuple[Part, ...], str] = {}
    for detail in error.errors(include_url=False, include_input=False):
        path = _path(detail)
        is_unknown = detail["type"] == "extra_forbidden"
        found.setdefault(path, unknown(model, path) if is_unknown else problem(model, path, _what(detail)))
    return found


def unknown(model: type[BaseModel], path: Sequence[Part]) -> str:
    """A name that is no setting, with the nearest one that is."""
    names = names_beside(model, path)
    near = nearest(str(path[-1]), names)
    if near is None:
        return f"{_name(path)} is not a setting; there are {', '.join(names)}."
    meant = (*path[:-1], near)
    return f"{_name(path)} is not a setting; did you mean {_name(meant)}? Environment: {variable(meant)}."


def unknown_variables(environment: Mapping[str, str], model: type[BaseModel]) -> list[str]:
    """A sentence for each TICKETBOT_ variable that sets nothing because its section does not exist."""
    sections = list(model.model_fields)
    sentences = []
    for name in sorted(environment):
        if not name.upper().startswith(PREFIX) or name.upper() in OTHER_VARIABLES:
            continue
        section, *rest = name[len(PREFIX) :].lower().split("__")
        if section in sections:
            continue
        near = nearest(section, sections) if rest else None
        if near:
            meant = PREFIX + "__".join((near, *rest)).upper()
        else:
            variables = [known for known in every_variable(model) if ITEM.upper() not in known]
            meant = nearest(name.upper(), variables) or ""
        hint = f"did you mean {meant}?" if meant else f"its section is one of {', '.join(sections)}."
        sentences.append(f"{name} is not a setting; {hint}")
    return sentences


def nearest(name: str, names: Sequence[str]) -> str | None:
    """The name most like this one, if one is like it at all."""
    found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return None if found is None else found[0]


def broken_file(file: Path, reason: str) -> SettingsWrong:
    """A settings file that is no TOML. Shape: `reason` is the parser's, which ends with "(at line L, column C)"."""
    what, _, where = reason.rpartition(" (at ")
    place = f", {where.rstrip(')')}" if where.startswith("line ") else ""
    said = (what or reason).lower()
    if said == r"illegal character '\n'":
        said = "a text in quotes is not closed"
    return SettingsWrong([f"{file}{place}: this cannot be read as TOML: {said}."])


def unreadable_file(file: Path, error: OSError | UnicodeDecodeError) -> SettingsWrong:
    """A settings file that cannot be read at all."""
    why = os.strerror(error.errno or 0).lower() if isinstance(error, OSError) else "it is not UTF-8 text"
    return SettingsWrong([f"{file} cannot be read: {why}."])


def decoded(value: str) -> Any:
    """A list or table written as JSON in a variable; anything else stays the text that it is."""
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, dict | list) else value


def _path(detail: ErrorDetails) -> tuple[Part, ...]:
    """Where it is, without the kind that pydantic puts between a connection and its setting."""
    path = tuple(detail["loc"])
    if detail["type"].startswith("union_tag_"):
        return (*path, "kind")
    return (*path[:2], *path[3:]) if path[:1] == ("connections",) and len(path) > 2 else path


def _what(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error":
            return f"must be one of {str(context['expected']).replace(chr(39), chr(34))}"
        case "greater_than_equal":
            return f"must be at least {context['ge']}"
        case "greater_than":
            return f"must be more than {context['gt']}"
        case "less_than_equal":
            return f"must be at most {context['le']}"
        case "less_than":
            return f"must be less than {context['lt']}"
        case "string_too_short" if context["min_length"] == 1:
            return "must not be empty"
        case "string_too_short" | "too_short":
            return f"is too short: it has at least {context['min_length']} characters"
        case "value_error":
            return str(context["error"])
        case known if known in _WORDS:
            return _WORDS[known]
        case _:
            return f"is not right: {detail['msg'].lower()}"


def _name(path: Sequence[Part]) -> str:
    """The setting's name as it is said: sections joined by dots, a list's item by its number."""
    name = ""
    for part in path:
        name += (
            f"[{part + 1}]"
            if isinstance(part, int)
            else (f'["{part}"]' if ":" in part else f".{part}" if name else part)
        )
    return name
