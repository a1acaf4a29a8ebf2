"""Layout blocks and the rules that hold across the blocks of one surface.

Source: docs.slack.dev/reference/block-kit/blocks.
"""

from typing import Any, Final

from sandbox.slack.checks.elements import ACCESSORIES, IN_ACTIONS, IN_INPUT
from sandbox.slack.checks.objects import RICH_TEXT, any_text, image, mrkdwn, plain_text
from sandbox.slack.checks.problem import (
    Field,
    Problems,
    Rule,
    anything,
    array,
    boolean,
    by_type,
    check_members,
    of,
    string,
)

_BASE: Final = {"type": Field(anything, required=True), "block_id": Field(string(most=255, least=1))}
_SECTION: Final = _BASE | {
    "text": Field(any_text(3000)),
    "fields": Field(array(any_text(2000), most=10, least=1)),
    "accessory": Field(by_type(ACCESSORIES)),
    "expand": Field(boolean),
}


def _section(value: Any, pointer: str, problems: Problems) -> None:
    if check_members(value, _SECTION, pointer, problems) and "text" not in value and "fields" not in value:
        problems.add("must define either `fields` or `text`", pointer)


_RAW: Final = {"type": Field(anything, required=True), "text": Field(string(most=10_000), required=True)}
_CELL: Final = by_type(
    {
        "raw_text": of(_RAW),
        "raw_number": of(_RAW | {"value": Field(anything, required=True)}),
        "rich_text": RICH_TEXT,
    }
)
_TABLE: Final = _BASE | {
    "rows": Field(array(array(_CELL, most=20, least=1), most=100, least=1), required=True),
    "column_settings": Field(array(anything, most=20)),
}
_VIDEO: Final = _BASE | {
    "alt_text": Field(string(most=200, least=1), required=True),
    "title": Field(plain_text(200), required=True),
    "video_url": Field(string(most=3000, least=1), required=True),
    "thumbnail_url": Field(string(most=3000, least=1), required=True),
    "title_url": Field(string(most=3000)),
    "author_name": Field(string(most=50)),
    "provider_name": Field(string(most=50)),
    "provider_icon_url": Field(string(most=3000)),
    "description": Field(plain_text(200)),
}
BLOCKS: Final[dict[str, Rule]] = {
    "section": _section,
    "header": of(_BASE | {"text": Field(plain_text(150), required=True), "level": Field(anything)}),
    "divider": of(_BASE),
    "context": of(
        _BASE
        | {
            "elements": Field(
                array(
                    by_type({"image": image({}), "plain_text": plain_text(3000), "mrkdwn": mrkdwn(3000)}),
                    most=10,
                    least=1,
                ),
                required=True,
            )
        }
    ),
    "actions": of(_BASE | {"elements": Field(array(by_type(IN_ACTIONS), most=25, least=1), required=True)}),
    "input": of(
        _BASE
        | {
            "label": Field(plain_text(2000), required=True),
            "element": Field(by_type(IN_INPUT), required=True),
            "hint": Field(plain_text(2000)),
            "optional": Field(boolean),
            "dispatch_action": Field(boolean),
        }
    ),
    "image": image({"block_id": _BASE["block_id"], "title": Field(plain_text(2000))}),
    "rich_text": RICH_TEXT,
    "table": of(_TABLE),
    "markdown": of(_BASE | {"text": Field(string(most=12_000, least=1), required=True)}),
    "video": of(_VIDEO),
    "file": of(
        _BASE | {"external_id": Field(anything, required=True), "source": Field(anything, required=True)}
    ),
}
# Block kinds a surface does not show. Source: the "Available in surfaces" line of each block's page.
_NOT_IN_VIEWS: Final = {"table", "file", "markdown"}


def elements_of(block: Any) -> list[tuple[str, dict[str, Any]]]:
    """The elements of a block, each with its pointer below the block."""
    if not isinstance(block, dict):
        return []
    found: list[tuple[str, Any]] = []
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        found = [(f"elements/{index}", entry) for index, entry in enumerate(block["elements"])]
    elif block.get("type") == "section" and "accessory" in block:
        found = [("accessory", block["accessory"])]
    elif block.get("type") == "input":
        found = [("element", block.get("element"))]
    return [(place, entry) for place, entry in found if isinstance(entry, dict)]


def _check_unique(blocks: list[Any], pointer: str, problems: Problems) -> None:
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if isinstance(block_id, str):
            if block_id in seen:
                problems.add(f"`block_id` {block_id!r} already exists", f"{pointer}/{index}/block_id")
            seen.add(block_id)
        actions: set[str] = set()
        for place, element in elements_of(block):
            focused += element.get("focus_on_load") is True
            action_id = element.get("action_id")
            if isinstance(action_id, str) and action_id in actions:
                problems.add(
                    f"`action_id` {action_id!r} already exists", f"{pointer}/{index}/{place}/action_id"
                )
            actions.add(str(action_id))
    if focused > 1:
        problems.add("only one element may have focus_on_load set to true", pointer)


def check_blocks(blocks: Any, pointer: str, problems: Problems, *, most: int, in_view: bool) -> None:
    """Hold the blocks of a message (at most 50) or a view (at most 100) against all rules."""
    kinds = {name: rule for name, rule in BLOCKS.items() if not (in_view and name in _NOT_IN_VIEWS)}
    array(by_type(kinds), most=most)(blocks, pointer, problems)
    if not isinstance(blocks, list):
        return
    _check_unique(blocks, pointer, problems)
    if sum(isinstance(block, dict) and block.get("type") == "table" for block in blocks) > 1:
        problems.add("only one table block is allowed", pointer)
