"""Text objects of Block Kit. People's words only ever go into plain_text and rich_text, which parse nothing."""

import re
from collections.abc import Sequence
from typing import Any, Final, assert_never

from bot.ui.rich import Link, Mention, Plain, Rich, Span, When
from cards.fit import clean, fit_rich, shorten, words
from cards.limits import SLACK_CONTEXT_TEXT, SLACK_RICH_TEXT, SLACK_SECTION_TEXT, SLACK_URL
from cards.wire import is_web_address

Json = dict[str, Any]
EMPTY: Final = "–"
_USER_ID: Final = re.compile(r"[UW][A-Z0-9]{2,30}")
_DATE_FORMATS: Final = {
    "date": "{date_short_pretty}",
    "time": "{time}",
    "both": "{date_short_pretty}, {time}",
}


def escape(text: str) -> str:
    """Text for a place that Slack reads as mrkdwn. Source: docs.slack.dev/messaging/formatting-message-text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten_escaped(text: str, limit: int) -> str:
    """Text escaped and shortened so that the escaped form fits and no entity is cut."""
    room = limit
    while len(escaped := escape(shorten(text, room))) > limit:
        room -= max((len(escaped) - limit) // 5, 1)
    return escaped


def plain_text(text: str, limit: int) -> Json:
    """A plain_text object; never empty, which Slack refuses; `:smile:` stays as it was typed."""
    return {"type": "plain_text", "text": shorten(text, limit).strip() or EMPTY, "emoji": False}


def plain_section(text: str) -> Json:
    """A section of plain words."""
    return {"type": "section", "text": plain_text(text, SLACK_SECTION_TEXT)}


def plain_context(text: str) -> Json:
    """A small grey line of plain words."""
    return {"type": "context", "elements": [plain_text(text, SLACK_CONTEXT_TEXT)]}


def is_plain(text: Rich) -> bool:
    """Whether nothing is lost when only the words are shown."""
    return all(isinstance(span, Plain | When) and not getattr(span, "strong", False) for span in text)


def rich_text(*elements: Json) -> Json:
    """A rich_text block."""
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*parts: Rich, strong: Sequence[bool] = (), limit: int = SLACK_RICH_TEXT) -> Json:
    """A section of a rich_text block, a line for each part. Shape: `strong` says which parts are bold throughout."""
    elements: list[Json] = []
    for number, part in enumerate(part for part in parts if words(part)):
        if number:
            elements.append({"type": "text", "text": "\n"})
        bold = number < len(strong) and strong[number]
        elements.extend(element for span in fit_rich(part, limit) for element in _elements(span, strong=bold))
    return {"type": "rich_text_section", "elements": elements or [{"type": "text", "text": EMPTY}]}


def quote(text: str) -> Json:
    """Somebody's own words in a rich_text block."""
    shown = shorten(text, SLACK_RICH_TEXT) or EMPTY
    return rich_text({"type": "rich_text_quote", "elements": [{"type": "text", "text": shown}]})


def _elements(span: Span, *, strong: bool) -> list[Json]:
    style: Json = {"style": {"bold": True}} if strong or getattr(span, "strong", False) else {}
    if isinstance(span, Plain):
        return _text(span.text, style)
    if isinstance(span, Link):
        return _link(span, style)
    if isinstance(span, When):
        date: Json = {
            "type": "date",
            "timestamp": int(span.at.timestamp()),
            "format": _DATE_FORMATS[span.style],
        }
        return [{**date, "fallback": clean(span.fallback) or EMPTY, **style}]
    if isinstance(span, Mention):
        if not _USER_ID.fullmatch(span.account):
            return _text("@" + span.name, style)
        return [{"type": "user", "user_id": span.account, **style}]
    assert_never(span)


def _text(text: str, style: Json) -> list[Json]:
    shown = clean(text)
    return [{"type": "text", "text": shown, **style}] if shown else []


def _link(link: Link, style: Json) -> list[Json]:
    if not is_web_address(link.url) or len(link.url) > SLACK_URL:
        # The words stay and the address can be read, but nothing that is no web address can be clicked.
        return _text(f"{link.text} ({shorten(link.url, 200)})", style)
    return [{"type": "link", "url": link.url, "text": clean(link.text).strip() or link.url, **style}]
