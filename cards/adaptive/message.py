"""Neutral messages as Adaptive Cards 1.5. Builds payloads; never sends."""

from typing import Final, assert_never

from bot.ui.message import Actions, Block, Divider, Facts, Heading, Message, Paragraph, Quote, Row, Rows, Tone
from bot.ui.rich import Rich
from cards.adaptive.buttons import Drawing, draw_actions
from cards.adaptive.card import envelope, fits
from cards.adaptive.markup import Json, text_element, words_element
from cards.errors import CardTooLarge
from cards.fit import fitted
from cards.limits import ROW_TEXT
from cards.plain.message import render_text

_LOOKS: Final[dict[Tone, Json]] = {
    "normal": {},
    "subtle": {"isSubtle": True},
    "good": {"color": "Good"},
    "warning": {"color": "Warning"},
    "attention": {"color": "Attention"},
}
_HEADING: Final[Json] = {"size": "Large", "weight": "Bolder"}
_BOLD: Final[Json] = {"weight": "Bolder"}


def render_message(message: Message, *, locale: str | None = None) -> Json:
    """A message for Teams; a longer list ends with a line that says how many are not shown.

    Raises: CardTooLarge; NotDrawable naming the action.
    Source: adaptivecards.io/explorer; learn.microsoft.com/.../task-modules-and-cards/cards/cards-reference.
    """

    def draw(fewer: Message) -> Json:
        drawing = Drawing(locale)
        body = _body(fewer, drawing) or [words_element(fewer.summary)]
        return envelope(body, render_text(fewer, locale=locale), drawing.mentions)

    card = fitted(message, draw, fits, locale=locale)
    if card is None:
        raise CardTooLarge("message", "its texts are too long for one card")
    return card


def _body(message: Message, drawing: Drawing) -> list[Json]:
    body: list[Json] = []
    is_apart = False
    for block in message.blocks:
        elements = _elements(block, drawing)
        if elements and is_apart:
            elements[0]["separator"] = True
        # A divider is drawn as the line above whatever follows it.
        is_apart = isinstance(block, Divider) or (is_apart and not elements)
        body.extend(elements)
    return body


def _elements(block: Block, drawing: Drawing) -> list[Json]:
    if isinstance(block, Heading):
        return [text_element(block.text, drawing.mentions, look=_HEADING)]
    if isinstance(block, Paragraph):
        return [text_element(block.text, drawing.mentions, look=_LOOKS[block.tone])]
    if isinstance(block, Facts):
        return [_fact(name, value, drawing) for name, value in block.items]
    if isinstance(block, Quote):
        return [{"type": "Container", "style": "emphasis", "items": [words_element(block.text)]}]
    if isinstance(block, Rows):
        return [_row(row, drawing) for row in block.items]
    if isinstance(block, Actions):
        actions = draw_actions(block.items, drawing)
        return [{"type": "ActionSet", "actions": actions}] if actions else []
    if isinstance(block, Divider):
        return []
    assert_never(block)


def _fact(name: str, value: Rich, drawing: Drawing) -> Json:
    """Not a FactSet: that one reads markdown in people's words."""
    title = words_element(name, look=_BOLD, limit=ROW_TEXT)
    shown = text_element(value, drawing.mentions, limit=ROW_TEXT)
    columns = [
        {"type": "Column", "width": 1, "items": [title]},
        {"type": "Column", "width": 3, "items": [shown]},
    ]
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}


def _row(row: Row, drawing: Drawing) -> Json:
    items = [text_element(row.title, drawing.mentions, look=_BOLD, limit=ROW_TEXT)]
    if row.detail:
        items.append(text_element(row.detail, drawing.mentions, limit=ROW_TEXT, spacing="None"))
    columns: list[Json] = [{"type": "Column", "width": "stretch", "items": items}]
    if row.action is not None:
        actions: Json = {"type": "ActionSet", "actions": draw_actions((row.action,), drawing)}
        columns.append(
            {"type": "Column", "width": "auto", "verticalContentAlignment": "Center", "items": [actions]}
        )
    return {"type": "ColumnSet", "columns": columns}
