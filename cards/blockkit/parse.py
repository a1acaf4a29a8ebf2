"""Reads what Slack sends back of what was drawn here. All of it may be forged: bad shapes raise, nothing else does."""

import json
from collections.abc import Mapping
from typing import Final, Literal

from bot.domain.ids import FieldId, FormToken
from bot.ui.options import KEEP_TYPING, Offered
from cards.blockkit.fields import render_option
from cards.blockkit.form import BACK_ID, BLOCK_ID
from cards.blockkit.markup import Json
from cards.blockkit.message import BUTTON_ID, MENU_ID, URL_ID
from cards.errors import BadPayload
from cards.limits import SLACK_SELECT_OPTIONS
from cards.option_keys import option_key
from cards.wire import ParsedAction, as_mapping, as_text, page_number, read_action

__all__ = [
    "BadPayload",
    "ParsedAction",
    "opens_url",
    "page_sent",
    "parse_action",
    "parse_submission",
    "parse_suggestion",
    "pressed_in_form",
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

    Shape:  values of options may be keys: `cards.option_keys`.
    Raises: BadPayload.
    Source: docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
    """
    token = _read_token(view)
    state = as_mapping(as_mapping(view, "the view").get("state"), "the state")
    raw: dict[str, object] = {}
    for block_id, actions in as_mapping(state.get("values"), "the values").items():
        if not isinstance(block_id, str) or not block_id.startswith(BLOCK_ID):
            continue
        field_id = block_id.removeprefix(BLOCK_ID)
        for answer in as_mapping(actions, "a block's values").values():
            raw[field_id] = _read_state(as_mapping(answer, "an answer"))
    return token, raw


def page_sent(view: Mapping[str, object]) -> int | None:
    """Which page of the form the modal showed; None where it has only one. Raises: BadPayload."""
    return page_number(_metadata(view).get("page"))


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


def pressed_in_form(action: Mapping[str, object]) -> Literal["back", "change"] | None:
    """What was pressed inside a form's modal: the way back, or a question on which others depend; None = neither."""
    if action.get("action_id") == BACK_ID:
        return "back"
    return "change" if str(action.get("block_id", "")).startswith(BLOCK_ID) else None


def opens_url(action: Mapping[str, object]) -> bool:
    """Whether the click only opened an address: Slack tells us of it, and there is nothing to do."""
    action_id = action.get("action_id")
    return isinstance(action_id, str) and action_id.startswith(URL_ID)


def parse_suggestion(payload: Mapping[str, object]) -> tuple[FormToken, FieldId, str]:
    """Which field of which form asks for options, and what was typed. Raises: BadPayload.

    Source: docs.slack.dev/reference/interaction-payloads/block_suggestion-payload.
    """
    token = _read_token(as_mapping(payload.get("view"), "the view"))
    block_id = as_text(payload.get("block_id"), "the block id")
    if not block_id.startswith(BLOCK_ID):
        raise BadPayload("the block id is not one of ours")
    typed = payload.get("value")
    return token, FieldId(block_id.removeprefix(BLOCK_ID)), typed if isinstance(typed, str) else ""


def render_options(offered: Offered) -> Json:
    """The answer to block_suggestion. Shape: at most 100; a value too long for Slack that has no key is left out."""
    keyed = [(option, option_key(offered.known, option.value)) for option in offered.found]
    shown = [(option, key) for option, key in keyed if key != KEEP_TYPING or option.value == KEEP_TYPING]
    return {"options": [render_option(option, key) for option, key in shown[:SLACK_SELECT_OPTIONS]]}


def _read_json(text: str, what: str) -> Mapping[str, object]:
    try:
        return as_mapping(json.loads(text), what)
    except (ValueError, RecursionError) as bad:
        raise BadPayload(f"{what} is no JSON") from bad


def _metadata(view: Mapping[str, object]) -> Mapping[str, object]:
    text = as_text(as_mapping(view, "the view").get("private_metadata"), "the metadata")
    return _read_json(text, "the metadata")


def _read_token(view: Mapping[str, object]) -> FormToken:
    return FormToken(as_text(_metadata(view).get("token"), "the token"))


def _read_compact(text: str, choice: object) -> ParsedAction:
    data = _read_json(text, "the action's data")
    return read_action(data.get("v"), data.get("a"), choice, opens_form=data.get("f") == 1)


def _read_state(state: Mapping[str, object]) -> object:
    kind = state.get("type")
    if not isinstance(kind, str):
        raise BadPayload("an answer has no type")
    if kind in _PLAIN_STATES:
        return state.get(_PLAIN_STATES[kind])
    if kind in _OPTION_STATES:
        option = state.get("selected_option")
        return None if option is None else _option_value(option)
    if kind in {"multi_static_select", "multi_external_select", "checkboxes"}:
        options = state.get("selected_options")
        if options is not None and not isinstance(options, list):
            raise BadPayload("the selected options are no list")
        chosen = [_option_value(option) for option in options or []]
        return bool(chosen) if kind == "checkboxes" else chosen
    raise BadPayload("an answer has an unknown type")


def _option_value(option: object) -> str:
    value = as_mapping(option, "an option").get("value")
    if not isinstance(value, str):
        raise BadPayload("an option's value is no text")
    return value
