"""Everything drawn for Slack is something Slack takes: by the SDK's own models, and by rules that those miss."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from cards import limits
from tests.cards.drawn import SLACK_MESSAGES, SLACK_VIEWS, objects

BLOCKS = {name: drawn["blocks"] for name, drawn in {**SLACK_MESSAGES, **SLACK_VIEWS}.items()}
# Kept here as Slack's page of each thing states them, so that a wrong constant in limits.py is found.
LONGEST: dict[tuple[str, str], int] = {
    ("header", "text"): 150,
    ("section", "text"): 3000,
    ("button", "text"): 75,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("option", "text"): 75,
    ("option", "value"): 150,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
    ("modal", "private_metadata"): 3000,
    ("modal", "callback_id"): 255,
    ("plain_text_input", "initial_value"): 3000,
}
MOST: dict[tuple[str, str], int] = {
    ("actions", "elements"): 25,
    ("context", "elements"): 10,
    ("radio_buttons", "options"): 10,
    ("checkboxes", "options"): 10,
    ("static_select", "options"): 100,
    ("multi_static_select", "options"): 100,
}


def _kind(drawn: dict[str, Any]) -> str:
    return str(drawn.get("type", "option"))


def _text(value: Any) -> str:
    return str(value["text"]) if isinstance(value, dict) else str(value)


def _each(drawn: Any, table: dict[tuple[str, str], int], size: Callable[[Any], int]) -> list[str]:
    return [
        f"{kind}.{key} has {size(thing[key])}"
        for thing in objects(drawn)
        for (kind, key), most in table.items()
        if _kind(thing) == kind and key in thing and not 1 <= size(thing[key]) <= most
    ]


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_each_block_passes_the_sdk_models(name: str) -> None:
    """slack_sdk knows every block, validates it, and keeps every member of it."""
    for block in BLOCKS[name]:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()
        assert parsed.to_dict() == block


@pytest.mark.parametrize("name", sorted(SLACK_VIEWS))
def test_each_view_passes_the_sdk_models(name: str) -> None:
    """slack_sdk validates every modal."""
    view = View(**SLACK_VIEWS[name])
    view.validate_json()

    assert len(view.blocks or []) == len(SLACK_VIEWS[name]["blocks"])


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_each_text_and_list_is_within_the_limits(name: str) -> None:
    """Nothing is empty, too long or too many, where the SDK's models do not look."""
    drawn = SLACK_VIEWS.get(name, BLOCKS[name])

    assert _each(drawn, LONGEST, lambda value: len(_text(value).encode("utf-16-le")) // 2) == []
    assert _each(drawn, MOST, len) == []


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_ids_are_unique_and_short(name: str) -> None:
    """A block id is used once in a view; an action id once in a block, and once in a message's blocks."""
    blocks = [thing["block_id"] for thing in objects(BLOCKS[name]) if "block_id" in thing]
    actions = [
        (thing.get("block_id"), element["action_id"])
        for thing in BLOCKS[name]
        for element in objects(thing)
        if "action_id" in element
    ]

    assert sorted(set(blocks)) == sorted(blocks)
    assert sorted(set(actions), key=str) == sorted(actions, key=str)
    assert [action for _, action in actions if len(action) > 255] == []


@pytest.mark.parametrize("name", sorted(SLACK_MESSAGES))
def test_each_message_is_within_its_limits(name: str) -> None:
    """At most 50 blocks and 4,000 characters of text, and the text is never empty."""
    drawn = SLACK_MESSAGES[name]

    assert len(drawn["blocks"]) <= 50
    assert 1 <= len(drawn["text"]) <= 4000


@pytest.mark.parametrize("name", sorted(SLACK_VIEWS))
def test_each_view_can_be_sent(name: str) -> None:
    """A modal has 1 to 100 blocks, a title, a way to close it, and a submit button where it asks something."""
    view = SLACK_VIEWS[name]
    asks = any(block["type"] == "input" for block in view["blocks"])

    assert 1 <= len(view["blocks"]) <= 100
    assert {"title", "close"} <= set(view)
    assert "submit" in view or not asks


def test_initial_options_equal_an_option() -> None:
    """Slack refuses a preselected option that is not exactly one of the options."""
    for view in SLACK_VIEWS.values():
        for element in objects(view):
            chosen = [
                *element.get("initial_options", []),
                *[element[key] for key in ("initial_option",) if key in element],
            ]
            assert [one for one in chosen if one not in element.get("options", chosen)] == []


def test_our_limits_are_those_of_the_sdk() -> None:
    """The SDK's constants, where it has them, are ours."""
    assert InputBlock.label_max_length == limits.SLACK_LABEL
    assert View.title_max_length == limits.SLACK_VIEW_TITLE
    assert View.blocks_max_length == limits.SLACK_VIEW_BLOCKS
    assert View.private_metadata_max_length == limits.SLACK_PRIVATE_METADATA
