"""Neutral messages as Slack messages and modals without questions. Builds payloads; never sends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final, assert_never

from bot.ui.action import Action, Button, Menu, OpenUrl
from bot.ui.message import Actions, Block, Divider, Facts, Heading, Message, Paragraph, Quote, Row, Rows, Tone
from bot.ui.rich import Plain, rich
from cards.blockkit.markup import (
    Json,
    is_plain,
    plain_context,
    plain_section,
    plain_text,
    quote,
    rich_section,
    rich_text,
    shorten_escaped,
)
from cards.errors import CardTooLarge, NotDrawable
from cards.fit import fit_rich, fitted, width, words
from cards.limits import (
    ROW_TEXT,
    SLACK_ACTIONS,
    SLACK_BUTTON_TEXT,
    SLACK_BUTTON_VALUE,
    SLACK_HEADER,
    SLACK_ID,
    SLACK_MESSAGE_BLOCKS,
    SLACK_MESSAGE_TEXT,
    SLACK_OPTION_TEXT,
    SLACK_OPTION_VALUE,
    SLACK_PLACEHOLDER,
    SLACK_RICH_TEXT,
    SLACK_SELECT_OPTIONS,
    SLACK_URL,
    SLACK_VIEW_BLOCKS,
    SLACK_VIEW_TITLE,
)
from cards.plain.message import render_text
from cards.wire import is_web_address

BUTTON_ID: Final = "do:"
MENU_ID: Final = "menu:"
URL_ID: Final = "open:"
# Slack has no coloured text: a sign stands in for the colour, the words say it anyway.
_SIGNS: Final[dict[Tone, str]] = {
    "normal": "",
    "subtle": "",
    "good": "✅ ",
    "warning": "⚠️ ",
    "attention": "🔴 ",
}


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """What chat.postMessage and its like take. Shape: `text` is escaped and is what screen readers read."""

    text: str
    blocks: list[Json]


def render_message(message: Message, *, locale: str | None = None) -> SlackMessage:
    """A message for Slack: at most 50 blocks; a longer list ends with a line that says how many are not shown.

    Raises: CardTooLarge; NotDrawable naming the action.
    Source: docs.slack.dev/reference/block-kit/blocks.
    """
    text = shorten_escaped(render_text(message, locale=locale), SLACK_MESSAGE_TEXT)
    return SlackMessage(text, _fitting_blocks(message, SLACK_MESSAGE_BLOCKS, locale))


def render_wait(title: str, text: str, close_label: str) -> Json:
    """A modal that says that the answer takes a moment."""
    return _modal(title, close_label, [plain_section(text)])


def render_notice(title: str, message: Message, close_label: str, *, locale: str | None = None) -> Json:
    """A modal that only tells something: a result or a refusal. Raises: as render_message."""
    blocks = _fitting_blocks(message, SLACK_VIEW_BLOCKS, locale)
    return _modal(title, close_label, blocks or [plain_section(message.summary)])


def _modal(title: str, close_label: str, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "title": plain_text(title, SLACK_VIEW_TITLE),
        "close": plain_text(close_label, SLACK_VIEW_TITLE),
        "blocks": blocks,
    }


def _fitting_blocks(message: Message, limit: int, locale: str | None) -> list[Json]:
    blocks = fitted(message, _blocks, lambda drawn: len(drawn) <= limit, locale=locale)
    if blocks is None:
        raise CardTooLarge("message", f"it needs more than {limit} blocks")
    return blocks


def _blocks(message: Message) -> list[Json]:
    numbers = count()
    return [drawn for block in message.blocks for drawn in _block(block, numbers)]


def _block(block: Block, numbers: Iterator[int]) -> list[Json]:
    if isinstance(block, Heading):
        return [_heading(block)]
    if isinstance(block, Paragraph):
        return [_paragraph(block)]
    if isinstance(block, Facts):
        return _facts(block)
    if isinstance(block, Quote):
        return [quote(block.text)]
    if isinstance(block, Rows):
        return _rows(block, numbers)
    if isinstance(block, Actions):
        elements = [_element(action, numbers) for action in block.items]
        groups = range(0, len(elements), SLACK_ACTIONS)
        return [{"type": "actions", "elements": elements[at : at + SLACK_ACTIONS]} for at in groups]
    if isinstance(block, Divider):
        return [{"type": "divider"}]
    assert_never(block)


def _heading(block: Heading) -> Json:
    text = words(block.text)
    if all(isinstance(span, Plain) for span in block.text) and width(text) <= SLACK_HEADER:
        return {"type": "header", "text": plain_text(text, SLACK_HEADER)}
    return rich_text(rich_section(block.text, strong=(True,)))


def _paragraph(block: Paragraph) -> Json:
    if block.tone == "subtle" and is_plain(block.text):
        return plain_context(words(block.text))
    return rich_text(rich_section(rich(_SIGNS[block.tone], block.text)))


def _facts(block: Facts) -> list[Json]:
    lines = [rich(Plain(text=f"{name}: ", strong=True), value) for name, value in block.items]
    per_block = SLACK_RICH_TEXT // ROW_TEXT
    groups = [lines[at : at + per_block] for at in range(0, len(lines), per_block)]
    return [rich_text(rich_section(*group, limit=ROW_TEXT)) for group in groups]


def _rows(block: Rows, numbers: Iterator[int]) -> list[Json]:
    drawn: list[Json] = []
    room = 0
    for row in block.items:
        if row.action is not None:
            drawn.extend(_row_with_action(row, row.action, numbers))
            room = 0
            continue
        size = min(width(words(row.title)), ROW_TEXT) + min(width(words(row.detail)), ROW_TEXT)
        if size > room:
            drawn.append(rich_text({"type": "rich_text_list", "style": "bullet", "elements": []}))
            room = SLACK_RICH_TEXT
        room -= size
        drawn[-1]["elements"][0]["elements"].append(_row_text(row))
    return drawn


def _row_text(row: Row) -> Json:
    return rich_section(row.title, row.detail, strong=(True,), limit=ROW_TEXT)


def _row_with_action(row: Row, action: Action, numbers: Iterator[int]) -> list[Json]:
    """One block where the row is plain words; with links or mentions two, for rich_text takes no accessory."""
    element = _element(action, numbers)
    if not (is_plain(row.title) and is_plain(row.detail)):
        return [rich_text(_row_text(row)), {"type": "actions", "elements": [element]}]
    lines = [words(fit_rich(part, ROW_TEXT)) for part in (row.title, row.detail) if part]
    return [{**plain_section("\n".join(lines)), "accessory": element}]


def _element(action: Action, numbers: Iterator[int]) -> Json:
    number = next(numbers)
    if isinstance(action, Button):
        return _button(action, number)
    if isinstance(action, Menu):
        return _menu(action, number)
    if isinstance(action, OpenUrl):
        return _open_url(action, number)
    assert_never(action)


def _button(button: Button, number: int) -> Json:
    value = _compact(button)
    if width(value) > SLACK_BUTTON_VALUE:
        raise NotDrawable(f"button {button.verb!r}", "its arguments are too long")
    style: Json = {} if button.style == "default" else {"style": button.style}
    return {
        "type": "button",
        "action_id": f"{BUTTON_ID}{number}",
        "text": plain_text(button.label, SLACK_BUTTON_TEXT),
        "value": value,
        **style,
    }


def _open_url(button: OpenUrl, number: int) -> Json:
    if not is_web_address(button.url) or len(button.url) > SLACK_URL:
        raise NotDrawable(f"link {button.label!r}", "its address is no web address or too long")
    return {
        "type": "button",
        "action_id": f"{URL_ID}{number}",
        "text": plain_text(button.label, SLACK_BUTTON_TEXT),
        "url": button.url,
    }


def _menu(menu: Menu, number: int) -> Json:
    # The option's value has room for the choice alone, so what the menu does stands in its action_id.
    action_id = f"{MENU_ID}{number}:{_compact(menu)}"
    if width(action_id) > SLACK_ID:
        raise NotDrawable(f"menu {menu.verb!r}", "its arguments are too long")
    if not 1 <= len(menu.options) <= SLACK_SELECT_OPTIONS:
        raise NotDrawable(f"menu {menu.verb!r}", f"it has {len(menu.options)} options, not 1 to 100")
    if any(not 1 <= width(value) <= SLACK_OPTION_VALUE for value, _ in menu.options):
        raise NotDrawable(f"menu {menu.verb!r}", "an option's value is empty or too long")
    options = [
        {"text": plain_text(label, SLACK_OPTION_TEXT), "value": value} for value, label in menu.options
    ]
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(menu.label, SLACK_PLACEHOLDER),
        "options": options,
    }


def _compact(action: Button | Menu) -> str:
    data: Json = {"v": action.verb, "a": action.args}
    if action.opens_form:
        data["f"] = 1
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)
