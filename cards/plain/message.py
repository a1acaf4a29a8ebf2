"""A message as words alone. Never adds what the message does not say; the reader's channel shortens it."""

from typing import assert_never

from bot.texts.say import say
from bot.ui.message import Actions, Block, Divider, Facts, Heading, Message, Paragraph, Quote, Row, Rows
from cards.fit import clean, words


def render_text(message: Message, *, locale: str | None = None) -> str:
    """The whole sense of a message: its summary, then every block, a line each."""
    summary = clean(message.summary)
    lines = [summary]
    for block in message.blocks:
        lines.extend(line for line in _lines(block, locale) if line and line != summary)
    return "\n".join(lines)


def _lines(block: Block, locale: str | None) -> list[str]:
    if isinstance(block, Heading | Paragraph):
        return [words(block.text)]
    if isinstance(block, Facts):
        return [f"{clean(name)}: {words(value)}" for name, value in block.items]
    if isinstance(block, Quote):
        return [f"“{clean(block.text)}”"]
    if isinstance(block, Rows):
        return [_row(row) for row in block.items]
    if isinstance(block, Actions):
        labels = ", ".join(clean(action.label) for action in block.items)
        return [say("card.choose", locale, labels=labels)] if labels else []
    if isinstance(block, Divider):
        return []
    assert_never(block)


def _row(row: Row) -> str:
    title, detail = words(row.title), words(row.detail)
    return f"• {title}: {detail}" if detail else f"• {title}"
