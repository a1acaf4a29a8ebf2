"""What Slack's own client refuses in inputs before it asks the bot. It never changes a value."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.slack.checks.elements import offered
from sandbox.slack.checks.problem import same
from sandbox.slack.state.inputs import STATEFUL, stateful
from sandbox.slack.state.records import Json

REQUIRED = "Please complete this required field."


def entered(value: Json) -> Any:
    """The bare value of an entry of `state.values`."""
    return value.get(STATEFUL[value["type"]][0])


def _typed_problem(element: Json, text: str) -> str | None:
    if "max_length" in element and len(text) > element["max_length"]:
        return f"Must be less than {element['max_length'] + 1} characters"
    if "min_length" in element and len(text) < element["min_length"]:
        return f"Must be at least {element['min_length']} characters"
    if element["type"] == "email_text_input" and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is None:
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and re.fullmatch(r"https?://\S+\.\S+|https?://\S+", text) is None:
        return "Please enter a valid URL."
    return None


def _number_problem(element: Json, text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite():
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number no less than {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number no greater than {element['max_value']}."
    return None


def _choice_problem(element: Json, chosen: list[Any]) -> str | None:
    if "max_selected_items" in element and len(chosen) > element["max_selected_items"]:
        return f"You can choose at most {element['max_selected_items']}."
    if "external" in element["type"] or ("options" not in element and "option_groups" not in element):
        return None
    known = offered(element)
    if all(any(same(entry, option) for option in known) for entry in chosen):
        return None
    return "That is not one of the options."


def _files_problem(element: Json, files: list[Json]) -> str | None:
    if len(files) > element.get("max_files", 10):
        return f"You can upload at most {element.get('max_files', 10)} files."
    kinds = element.get("filetypes")
    if kinds and any(file.get("filetype") not in kinds for file in files):
        return "That type of file is not allowed."
    return None


def problem_of(element: Json, value: Any) -> str | None:
    """What the client says about a value that is not empty, or None."""
    kind = element["type"]
    if kind == "number_input":
        return _number_problem(element, str(value))
    if kind == "file_input":
        return _files_problem(element, value)
    if kind in {"plain_text_input", "email_text_input", "url_text_input"}:
        return _typed_problem(element, str(value))
    member = STATEFUL[kind][0]
    if member.startswith("selected_option"):
        return _choice_problem(element, value if isinstance(value, list) else [value])
    return None


def problems_of(blocks: list[Json], values: Json) -> dict[str, str]:
    """What the client says on submit, by block_id."""
    problems = {}
    for block, element in stateful(blocks):
        if block["type"] != "input":
            continue
        value = entered(values[block["block_id"]][element["action_id"]])
        is_empty = value is None or value in ("", [])
        problem = (None if block.get("optional") else REQUIRED) if is_empty else problem_of(element, value)
        if problem:
            problems[block["block_id"]] = problem
    return problems
