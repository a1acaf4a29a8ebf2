"""Interactive elements and where each may stand.

Source: docs.slack.dev/reference/block-kit/block-elements.
"""

import re
from typing import Any, Final

from sandbox.slack.checks.objects import (
    BOX_OPTION,
    CONFIRM,
    MENU_OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    RICH_TEXT,
    image,
    plain_text,
)
from sandbox.slack.checks.problem import (
    Field,
    Problems,
    Rule,
    anything,
    array,
    boolean,
    check_members,
    integer,
    of,
    one_of,
    same,
    string,
)

_BASE: Final = {"type": Field(anything, required=True), "action_id": Field(string(most=255, least=1))}
_CONFIRM: Final = {"confirm": Field(CONFIRM)}
_FOCUS: Final = {"focus_on_load": Field(boolean)}
_HOLDER: Final = {"placeholder": Field(plain_text(150))}
_MENU: Final = _BASE | _CONFIRM | _FOCUS | _HOLDER
_MOST_SELECTED: Final = {"max_selected_items": Field(integer(1, 100))}
_TEXT: Final = {"initial_value": Field(string(most=3000))}
_DISPATCH: Final = {
    "dispatch_action_config": Field(
        of(
            {
                "trigger_actions_on": Field(
                    array(one_of("on_enter_pressed", "on_character_entered"), most=2, least=1)
                )
            }
        )
    )
}
_TYPED: Final = _BASE | _FOCUS | _HOLDER | _TEXT | _DISPATCH


def _matching(pattern: str, hint: str) -> Rule:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
            problems.add(f"must be formatted as {hint}", pointer)

    return check


_DATE: Final = _matching(r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD")
_TIME: Final = _matching(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm")
_DECIMAL: Final = _matching(r"-?\d+(\.\d+)?", "a decimal number")


def offered(element: dict[str, Any]) -> list[Any]:
    """All options an element offers, those in groups included."""
    groups = element.get("option_groups")
    grouped = [
        entry
        for group in (groups if isinstance(groups, list) else [])
        if isinstance(group, dict)
        for entry in group.get("options") or []
    ]
    plain = element.get("options")
    return [*(plain if isinstance(plain, list) else []), *grouped]


def _check_menu(value: dict[str, Any], pointer: str, problems: Problems) -> None:
    if value["type"] in {"static_select", "multi_static_select"}:
        given = [name for name in ("options", "option_groups") if name in value]
        if len(given) != 1:
            problems.add("must define either `options` or `option_groups`", pointer)
    choices = offered(value)
    initial = value.get("initial_options")
    chosen = list(initial) if isinstance(initial, list) else []
    if "initial_option" in value:
        chosen.append(value["initial_option"])
    if value["type"] not in {"external_select", "multi_external_select"}:
        for entry in chosen:
            if not any(same(entry, choice) for choice in choices):
                problems.add("initial option must match one of the provided options", pointer)
    values = [entry.get("value") for entry in choices if isinstance(entry, dict)]
    if value["type"] in {"radio_buttons", "checkboxes"} and len(values) != len(set(values)):
        problems.add("option values must be unique", f"{pointer}/options")


def _element(fields: dict[str, Field]) -> Rule:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if check_members(value, fields, pointer, problems):
            _check_menu(value, pointer, problems)

    return check


def _static(initial: dict[str, Field]) -> Rule:
    menus = {
        "options": Field(array(MENU_OPTION, most=100, least=1)),
        "option_groups": Field(array(OPTION_GROUP, most=100, least=1)),
    }
    return _element(_MENU | menus | initial)


def _picks(name: str, extra: dict[str, Field] | None = None) -> dict[str, Rule]:
    """Rules of a select of ids and of its multiple form."""
    single = {f"initial_{name}": Field(string(most=30)), "response_url_enabled": Field(boolean)}
    many = {f"initial_{name}s": Field(array(string(most=30), most=100))}
    return {
        f"{name}s_select": _element(_MENU | single | (extra or {})),
        f"multi_{name}s_select": _element(_MENU | many | _MOST_SELECTED | (extra or {})),
    }


_ONE: Final = {"initial_option": Field(MENU_OPTION)}
_MANY: Final = {"initial_options": Field(array(MENU_OPTION, most=100, least=1))} | _MOST_SELECTED
_QUERY: Final = {"min_query_length": Field(integer(0, 1000))}
_CONVERSATIONS: Final = {"filter": Field(anything), "default_to_current_conversation": Field(boolean)}

CHOOSERS: Final[dict[str, Rule]] = {
    "static_select": _static(_ONE),
    "multi_static_select": _static(_MANY),
    "external_select": _element(_MENU | _QUERY | _ONE),
    "multi_external_select": _element(_MENU | _QUERY | _MANY),
    **_picks("user"),
    **_picks("channel"),
    **_picks("conversation", _CONVERSATIONS),
    "radio_buttons": _element(
        _BASE
        | _CONFIRM
        | _FOCUS
        | {
            "options": Field(array(BOX_OPTION, most=10, least=1), required=True),
            "initial_option": Field(BOX_OPTION),
        }
    ),
    "checkboxes": _element(
        _BASE
        | _CONFIRM
        | _FOCUS
        | {
            "options": Field(array(BOX_OPTION, most=10, least=1), required=True),
            "initial_options": Field(array(BOX_OPTION, most=10, least=1)),
        }
    ),
    "datepicker": _element(_MENU | {"initial_date": Field(_DATE)}),
    "timepicker": _element(_MENU | {"initial_time": Field(_TIME), "timezone": Field(string(most=100))}),
}
DATETIME: Final[dict[str, Rule]] = {
    "datetimepicker": _element(
        _BASE | _CONFIRM | _FOCUS | {"initial_date_time": Field(integer(1_000_000_000, 9_999_999_999))}
    )
}
CLICKABLE: Final[dict[str, Rule]] = {
    "button": _element(
        _BASE
        | _CONFIRM
        | {
            "text": Field(plain_text(75), required=True),
            "url": Field(string(most=3000)),
            "value": Field(string(most=2000)),
            "style": Field(one_of("primary", "danger")),
            "accessibility_label": Field(string(most=75)),
        }
    ),
    "overflow": _element(
        _BASE | _CONFIRM | {"options": Field(array(OVERFLOW_OPTION, most=5, least=1), required=True)}
    ),
}
_RICH_INPUT: Final[dict[str, Rule]] = {
    "rich_text_input": _element(
        _BASE
        | _FOCUS
        | _HOLDER
        | _DISPATCH
        | {
            "initial_value": Field(RICH_TEXT),
            "min_lines": Field(integer(1, 100)),
            "max_lines": Field(integer(1, 100)),
        }
    )
}
TYPED: Final[dict[str, Rule]] = {
    "plain_text_input": _element(
        _TYPED
        | {
            "multiline": Field(boolean),
            "min_length": Field(integer(0, 3000)),
            "max_length": Field(integer(1, 3000)),
        }
    ),
    "email_text_input": _element(_TYPED),
    "url_text_input": _element(_TYPED),
    "number_input": _element(
        _TYPED
        | {
            "is_decimal_allowed": Field(boolean, required=True),
            "initial_value": Field(_DECIMAL),
            "min_value": Field(_DECIMAL),
            "max_value": Field(_DECIMAL),
        }
    ),
    "file_input": _element(
        _BASE | {"filetypes": Field(array(string(most=20), most=50)), "max_files": Field(integer(1, 10))}
    ),
}

ACCESSORIES: Final = CLICKABLE | CHOOSERS | {"image": image({})}
IN_ACTIONS: Final = CLICKABLE | CHOOSERS | DATETIME | _RICH_INPUT
IN_INPUT: Final = CHOOSERS | DATETIME | TYPED | _RICH_INPUT
