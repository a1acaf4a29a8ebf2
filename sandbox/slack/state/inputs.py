"""What is typed into a surface: `state.values` from blocks, kept across updates as Slack keeps it.

Source: docs.slack.dev/surfaces/modals (preserving input entry), docs.slack.dev/reference/interaction-payloads.
"""

import secrets
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from sandbox.slack.checks.blocks import elements_of
from sandbox.slack.checks.elements import offered
from sandbox.slack.state.records import Json

# Element type -> (the member of state.values it fills, the member that presets it).
STATEFUL: Final[dict[str, tuple[str, str]]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "file_input": ("files", "initial_files"),
}
LISTS: Final = {"selected_options", "selected_users", "selected_channels", "selected_conversations", "files"}


def with_ids(blocks: list[Json] | None) -> list[Json]:
    """The blocks with every missing block_id and action_id invented, as Slack does."""
    named = deepcopy(blocks or [])
    for block in named:
        block.setdefault("block_id", secrets.token_hex(3))
        for _, element in elements_of(block):
            if element.get("type") != "image":
                element.setdefault("action_id", secrets.token_hex(3))
    return named


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """All (block, element) pairs that hold a value."""
    for block in blocks:
        for _, element in elements_of(block):
            if element.get("type") in STATEFUL:
                yield block, element


def _initial(element: Json) -> Json:
    member, preset = STATEFUL[element["type"]]
    empty: Any = [] if member in LISTS else None
    value = {"type": element["type"], member: element.get(preset, empty)}
    if element["type"] == "timepicker" and "timezone" in element:
        value["timezone"] = element["timezone"]
    return value


def _still_offered(element: Json, value: Json) -> bool:
    if element["type"] in {"external_select", "multi_external_select"}:
        return True
    known = {option.get("value") for option in offered(element)}
    chosen = value.get("selected_options") or (
        [value["selected_option"]] if value.get("selected_option") else []
    )
    return all(option.get("value") in known for option in chosen)


def values_of(blocks: list[Json], kept: Json) -> Json:
    """`state.values` for blocks: what was typed under the same ids is kept, the rest starts as preset."""
    values: Json = {}
    for block, element in stateful(blocks):
        before = kept.get(block["block_id"], {}).get(element["action_id"])
        keep = before and before.get("type") == element["type"] and _still_offered(element, before)
        values.setdefault(block["block_id"], {})[element["action_id"]] = before if keep else _initial(element)
    return values


def find(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    """The block and element with these ids."""
    for block in blocks:
        for _, element in elements_of(block):
            if block.get("block_id") == block_id and element.get("action_id") == action_id:
                return block, element
    return None
