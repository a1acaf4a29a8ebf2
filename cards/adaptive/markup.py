"""Text elements of Adaptive Cards. People's words go into TextRuns, which know no markdown.

Two things are interpreted even there or have no other place: `{{DATE(`, which is broken up by an invisible
word joiner, and mentions, which only work in a TextBlock, whose other words are escaped.
"""

import re
from collections.abc import Iterable
from datetime import UTC
from typing import Any, Final, assert_never

from bot.ui.rich import Link, Mention, Plain, Rich, Span, When
from cards.fit import clean, fit_rich, shorten
from cards.limits import BLOCK_TEXT, LABEL_TEXT
from cards.wire import is_web_address

Json = dict[str, Any]
WORD_JOINER: Final = "\u2060"
EMPTY: Final = "–"
_FUNCTION: Final = re.compile(r"\{(?=\{\s*(?:DATE|TIME)\s*\()", re.IGNORECASE)
_LINK_SEAM: Final = re.compile(r"\](?=[(\[:])")
_MARKS: Final = re.compile(r"([\\*_\[\]()<>`~])")
_LINE_MARKS: Final = re.compile(r"^(\s*)([-+#>]|\d+(?=[.)]))", re.MULTILINE)
_NOT_IN_NAMES: Final = re.compile(r"[<>&\n]")


class Mentions:
    """The mentions met while a card is drawn; the card must name each in `msteams.entities`."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[str, str]] = {}

    def text_for(self, mention: Mention) -> str:
        """The text that stands for this account; another account of the same name gets another text."""
        name = _NOT_IN_NAMES.sub(" ", clean(mention.name)).strip() or EMPTY
        while self._texts.get(f"<at>{name}</at>", (mention.account, ""))[0] != mention.account:
            name += WORD_JOINER
        self._texts[f"<at>{name}</at>"] = (mention.account, name)
        return f"<at>{name}</at>"

    def entities(self) -> list[Json]:
        """Source: learn.microsoft.com/.../task-modules-and-cards/cards/cards-format, mentions in Adaptive Cards."""
        return [
            {"type": "mention", "text": text, "mentioned": {"id": account, "name": name}}
            for text, (account, name) in self._texts.items()
        ]


def inert(text: str) -> str:
    """Words for a TextRun: shown as they are."""
    return _FUNCTION.sub("{" + WORD_JOINER, clean(text))


def label(text: str, limit: int = LABEL_TEXT) -> str:
    """Words for a label, title or choice, which some clients read as markdown: no link can come of them."""
    return _LINK_SEAM.sub("]" + WORD_JOINER, inert(shorten(text, limit))).strip() or EMPTY


def escape(text: str) -> str:
    """Words for a TextBlock, its markdown escaped."""
    escaped = _MARKS.sub(r"\\\1", inert(text))
    return _LINE_MARKS.sub(lambda found: f"{found.group(1)}\\{found.group(2)}", escaped)


def text_element(
    text: Rich, mentions: Mentions, *, look: Json | None = None, limit: int = BLOCK_TEXT, spacing: str = ""
) -> Json:
    """One text as the element that shows it best. Shape: `look` holds size, weight, color and isSubtle."""
    text = fit_rich(text, limit)
    look = look or {}
    space: Json = {"spacing": spacing} if spacing else {}
    if len(text) == 1 and isinstance(text[0], When):
        return {"type": "TextBlock", "text": _moment(text[0]), "wrap": True, **look, **space}
    if any(isinstance(span, Mention) for span in text):
        shown = "".join(_escaped(span, mentions) for span in text)
        return {"type": "TextBlock", "text": shown, "wrap": True, **look, **space}
    return {"type": "RichTextBlock", "inlines": _runs(text, look), **space}


def words_element(text: str, *, look: Json | None = None, limit: int = BLOCK_TEXT, spacing: str = "") -> Json:
    """Plain words as an element."""
    return text_element((Plain(text=text),), Mentions(), look=look, limit=limit, spacing=spacing)


def _runs(text: Iterable[Span], look: Json) -> list[Json]:
    runs = [run for span in text if (run := _run(span, look))["text"]]
    return runs or [{"type": "TextRun", "text": EMPTY, **look}]


def _run(span: Span, look: Json) -> Json:
    if isinstance(span, Plain):
        bold: Json = {"weight": "Bolder"} if span.strong else {}
        return {"type": "TextRun", "text": inert(span.text), **look, **bold}
    if isinstance(span, Link):
        if not is_web_address(span.url):
            return {"type": "TextRun", "text": inert(f"{span.text} ({shorten(span.url, 200)})"), **look}
        opens = {"type": "Action.OpenUrl", "url": span.url}
        return {"type": "TextRun", "text": inert(span.text) or span.url, "selectAction": opens, **look}
    if isinstance(span, When):
        return {"type": "TextRun", "text": inert(span.fallback), **look}
    if isinstance(span, Mention):
        return {"type": "TextRun", "text": inert("@" + span.name), **look}
    assert_never(span)


def _escaped(span: Span, mentions: Mentions) -> str:
    if isinstance(span, Mention):
        return mentions.text_for(span)
    if isinstance(span, Plain):
        return escape(span.text)
    if isinstance(span, Link):
        if not is_web_address(span.url):
            return escape(f"{span.text} ({shorten(span.url, 200)})")
        address = span.url.replace("(", "%28").replace(")", "%29").replace("\\", "%5C")
        return f"[{escape(span.text)}]({address})"
    if isinstance(span, When):
        return _moment(span)
    assert_never(span)


def _moment(when: When) -> str:
    """The client's own date and time. Source: adaptivecards.io, text features, DATE and TIME."""
    stamp = when.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = {"date": f"{{{{DATE({stamp},SHORT)}}}}", "time": f"{{{{TIME({stamp})}}}}"}
    parts["both"] = f"{parts['date']} {parts['time']}"
    return parts[when.style]
