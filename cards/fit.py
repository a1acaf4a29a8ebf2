"""Makes words fit: shortened so that one sees it, never inside a character. Knows no platform."""

import unicodedata
from collections.abc import Callable
from typing import Final, TypeVar

from bot.texts.say import say_count
from bot.ui.form import clean_words
from bot.ui.message import Block, Message, Paragraph, Rows
from bot.ui.rich import Link, Mention, Plain, Rich, Span, When, rich

ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"
# Marks that turn the direction of whatever follows them, beyond the words of the person who typed them.
_DIRECTION_OVERRIDES: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_LONGEST_CLUSTER: Final = 32

T = TypeVar("T")


def clean(text: str) -> str:
    """Words as they may be shown: no control characters, no direction overrides."""
    return clean_words(text).translate(_DIRECTION_OVERRIDES)


def width(text: str) -> int:
    """The length in UTF-16 units, which no platform counts higher. Shape: text without lone surrogates."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def shorten(text: str, limit: int) -> str:
    """The text, or as much of it as fits with an ellipsis at its end.

    Shape:  never cut between a character and the marks, joiners, skin tones or flag half that belong to it.
    Units:  `limit` in UTF-16 units, at least 1.
    """
    text = clean(text)
    if width(text) <= limit:
        return text
    end, used = 0, 0
    for char in text:
        used += 2 if ord(char) > 0xFFFF else 1
        if used > limit - 1:
            break
        end += 1
    return text[: _boundary(text, end)].rstrip() + ELLIPSIS


def _boundary(text: str, end: int) -> int:
    start = end
    while end > 0 and start - end < _LONGEST_CLUSTER and _is_inside(text, end):
        end -= 1
    return end if not _is_inside(text, end) else start


def _is_inside(text: str, at: int) -> bool:
    if at == 0 or at >= len(text):
        return False
    return _continues(text[at]) or text[at - 1] == _JOINER or _splits_flag(text, at)


def _continues(char: str) -> bool:
    is_variation = 0xFE00 <= ord(char) <= 0xFE0F or 0x1F3FB <= ord(char) <= 0x1F3FF
    return unicodedata.combining(char) != 0 or char == _JOINER or is_variation


def _splits_flag(text: str, at: int) -> bool:
    before = 0
    while before < min(at, _LONGEST_CLUSTER) and 0x1F1E6 <= ord(text[at - 1 - before]) <= 0x1F1FF:
        before += 1
    return before % 2 == 1 and 0x1F1E6 <= ord(text[at]) <= 0x1F1FF


def words_of(span: Span) -> str:
    """What a span says where it can only be words."""
    if isinstance(span, When):
        return clean(span.fallback)
    if isinstance(span, Mention):
        return "@" + clean(span.name)
    return clean(span.text)


def words(text: Rich) -> str:
    """What a text says where it can only be words."""
    return "".join(words_of(span) for span in text)


def fit_rich(text: Rich, limit: int) -> Rich:
    """The text, or its first spans with the one shortened in which it runs over. Units: as `shorten`."""
    kept: list[Span] = []
    left = limit
    for span in text:
        size = width(words_of(span))
        if size <= left:
            kept.append(span)
            left -= size
            continue
        if isinstance(span, Plain | Link) and left > 1:
            kept.append(span.model_copy(update={"text": shorten(span.text, left)}))
        else:
            kept.append(Plain(text=ELLIPSIS))
        break
    return tuple(kept)


def share(count: int, total: int) -> int:
    """How much room each of so many texts gets. Units: as `shorten`; 40 to 500."""
    return min(max(total // max(count, 1), 40), 500)


def fitted(
    message: Message, draw: Callable[[Message], T], fits: Callable[[T], bool], *, locale: str | None = None
) -> T | None:
    """The message drawn so that it fits, if need be with fewer rows and a line that says how many are not shown.

    Shape: None when it does not fit even without its rows.
    """
    drawn = draw(message)
    if fits(drawn):
        return drawn
    best: T | None = None
    low, high = 0, sum(len(block.items) for block in message.blocks if isinstance(block, Rows)) - 1
    while low <= high:
        middle = (low + high) // 2
        drawn = draw(_with_fewer_rows(message, middle, locale))
        if fits(drawn):
            best, low = drawn, middle + 1
        else:
            high = middle - 1
    return best


def _with_fewer_rows(message: Message, keep: int, locale: str | None) -> Message:
    blocks: list[Block] = []
    for block in message.blocks:
        if not isinstance(block, Rows) or len(block.items) <= keep:
            blocks.append(block)
            keep -= len(block.items) if isinstance(block, Rows) else 0
            continue
        if keep:
            blocks.append(Rows(items=block.items[:keep]))
        more = say_count("card.more", len(block.items) - keep, locale)
        blocks.append(Paragraph(text=rich(more), tone="subtle"))
        keep = 0
    return message.model_copy(update={"blocks": tuple(blocks)})
