"""Reads what Slack sends back of what was drawn here. All of it may be forged: bad shapes raise, nothing else does."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.catalog import Option
from bot.domain.ids import FieldId, FormToken
from cards.blockkit.fields import render_option
from cards.blockkit.form import BLOCK_ID
from cards.blockkit.markup import Json
from cards.blockkit.message import BUTTON_ID, MENU_ID, URL_ID
from cards.errors import BadPayload
from cards.fit import width
from cards.limits import SLACK_OPTION_VALUE, SLACK_SELECT_OPTIONS
from cards.wire import ParsedAction, as_mapping, as_text, read_action

__all__ = [
    "BadPayload",
    "ParsedAction",
    "opens_url",
    "parse_action",
    "parse_submission",
    "parse_suggestion",
    "render_options",
]
_PLAIN_STATES: Final[Mapping[str, str]] = {
    "plain_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
}
_OPTION_STATES: Final = {"static_select", "radio_buttons", "external_select"}


def parse_submission(view: Mapping[str, object]) -> tuple[FormToken, dict[str, object]]:
    """The form's token and the raw answer of each of its inputs, by field id, not yet checked.

    Raises: BadPayload.
    Source: docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
    """
    token, long = _read_metadata(view)
    state = as_mapping(as_mapping(view, "the view").get("state"), "the state")
    raw: dict[str, object] = {}
    for block_id, actions in as_mapping(state.get("values"), "the values").items():
        if not isinstance(block_id, str) or not block_id.startswith(BLOCK_ID):
            continue
        field_id = block_id.removeprefix(BLOCK_ID)
        for answer in as_mapping(actions, "a block's values").values():
            raw[field_id] = _read_state(as_mapping(answer, "an answer"), long.get(field_id, {}))
    return token, raw


def parse_action(action: Mapping[str, object]) -> ParsedAction:
    """What a clicked button or a chosen option asks for. Raises: BadPayload."""
    action_id = as_text(as_mapping(action, "the action").get("action_id"), "the action id")
    if action_id.startswith(BUTTON_ID):
        return _read_compact(as_text(action.get("value"), "the value"), None)
    if action_id.startswith(MENU_ID):
        _, _, compact = action_id.removeprefix(MENU_ID).partition(":")
        option = as_mapping(action.get("selected_option"), "the selected option")
        return _read_compact(compact, as_text(option.get("value"), "the option's value"))
    raise BadPayload("the action id is not one of ours")


def opens_url(action: Mapping[str, object]) -> bool:
    """Whether the click only opened an address: Slack tells us of it, and there is nothing to do."""
    action_id = action.get("action_id")
    return isinstance(action_id, str) and action_id.startswith(URL_ID)


def parse_suggestion(payload: Mapping[str, object]) -> tuple[FormToken, FieldId, str]:
    """Which field of which form asks for options, and what was typed. Raises: BadPayload.

    Source: docs.slack.dev/reference/interaction-payloads/block_suggestion-payload.
    """
    token, _ = _read_metadata(as_mapping(payload.get("view"), "the view"))
    block_id = as_text(payload.get("block_id"), "the block id")
    if not block_id.startswith(BLOCK_ID):
        raise BadPayload("the block id is not one of ours")
    typed = payload.get("value")
    return token, FieldId(block_id.removeprefix(BLOCK_ID)), typed if isinstance(typed, str) else ""


def render_options(options: Sequence[Option]) -> Json:
    """The answer to block_suggestion. Shape: at most 100; options whose value is too long for Slack are left out."""
    shown = [option for option in options if 0 < width(option.value) <= SLACK_OPTION_VALUE]
    return {"options": [render_option(option, option.value) for option in shown[:SLACK_SELECT_OPTIONS]]}


def _read_json(text: str, what: str) -> Mapping[str, object]:
    try:
        return as_mapping(json.loads(text), what)
    except (ValueError, RecursionError) as bad:
        raise BadPayload(f"{what} is no JSON") from bad


def _read_metadata(view: Mapping[str, object]) -> tuple[FormToken, dict[str, dict[str, str]]]:
    text = as_text(as_mapping(view, "the view").get("private_metadata"), "the metadata")
    data = _read_json(text, "the metadata")
    long: dict[str, dict[str, str]] = {}
    for field_id, values in as_mapping(data.get("values", {}), "the long values").items():
        pairs = as_mapping(values, "a field's long values").items()
        long[field_id] = {key: value for key, value in pairs if isinstance(value, str)}
    return FormToken(as_text(data.get("token"), "the token")), long


def _read_compact(text: str, choice: object) -> ParsedAction:
    data = _read_json(text, "the action's data")
    return read_action(data.get("v"), data.get("a"), choice, opens_form=data.get("f") == 1)


def _read_state(state: Mapping[str, object], long: Mapping[str, str]) -> object:
    kind = state.get("type")
    if not isinstance(kind, str):
        raise BadPayload("an answer has no type")
    if kind in _PLAIN_STATES:
        return state.get(_PLAIN_STATES[kind])
    if kind in _OPTION_STATES:
        option = state.get("selected_option")
        return None if option is None else _option_value(option, long)
    if kind in {"multi_static_select", "checkboxes"}:
        options = state.get("selected_options")
        if options is not None and not isinstance(options, list):
            raise BadPayload("the selected options are no list")
        chosen = [_option_value(option, long) for option in options or []]
        return bool(chosen) if kind == "checkboxes" else chosen
    raise BadPayload("an answer has an unknown type")


def _option_value(option: object, long: Mapping[str, str]) -> str:
    value = as_mapping(option, "an option").get("value")
    if not isinstance(value, str):
        raise BadPayload("an option's value is no text")
    return long.get(value, value)
