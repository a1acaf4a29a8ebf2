"""Turns a text of a message or card into what a reader reads: markdown done, escapes undone, dates in place.

A user's text that was not escaped comes out visibly changed, as it would in the client.
Source: learn.microsoft.com/adaptive-cards/authoring-cards/text-features;
        learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages.
"""

import html
import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time

from sandbox.world import Person

_DATE: Final = re.compile(
    r"\{\{(DATE|TIME)\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))(?:, ?(COMPACT|SHORT|LONG))?\)\}\}"
)
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&\"'$%,/:;=?@^])")
_LINK: Final = re.compile(r"\[([^\[\]]*)\]\(((?:https?|mailto|tel|msteams):[^()\s]*)\)", re.IGNORECASE)
_STRONG: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)")
_EMPHASIS: Final = re.compile(
    r"(?<!\*)\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?!\*)|(?<!\w)_(?=[^\s_])(.+?)(?<=[^\s_])_(?!\w)"
)
_BULLET: Final = re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE)
_STRUCK: Final = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_CODE: Final = re.compile(r"`([^`\n]+)`")
_BREAK: Final = re.compile(r"<br\s*/?>|</p>\s*<p>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
# Escaped characters wait in the private use area until the markup is done.
_PRIVATE: Final = 0xE000


def expand_dates(text: str, reader: Person) -> str:
    """`{{DATE(…)}}` and `{{TIME(…)}}` in the reader's language and zone."""
    return _DATE.sub(lambda found: _localised(found, reader), text)


def _localised(found: re.Match[str], reader: Person) -> str:
    try:
        at = datetime.fromisoformat(found.group(2)).astimezone(ZoneInfo(reader.time_zone))
    except ValueError:
        return found.group(0)
    locale = reader.locale.replace("-", "_")
    if found.group(1) == "TIME":
        # Browsers print a plain space where the locale data has a narrow one.
        return format_time(at, "short", locale=locale).replace("\u202f", " ")
    if found.group(3) == "SHORT":
        return format_skeleton("yMMMEd", at, locale=locale)
    if found.group(3) == "LONG":
        return format_date(at, "full", locale=locale)
    return format_skeleton("yMd", at, locale=locale)


def read_markdown(text: str) -> str:
    """The text of a TextBlock or Fact as read: bold, italic, links and lists done, nothing else."""
    text = _ESCAPED.sub(lambda found: chr(_PRIVATE + ord(found.group(1))), text)
    text = _LINK.sub(lambda found: found.group(1), text)
    text = _BULLET.sub("• ", text)
    for mark in (_STRONG, _EMPHASIS):
        text = mark.sub(lambda found: found.group(1) or found.group(2), text)
    text = html.unescape(text)
    return "".join(chr(ord(sign) - _PRIVATE) if 0 <= ord(sign) - _PRIVATE < 128 else sign for sign in text)


def read_message(text: str, text_format: str) -> str:
    """The text of a message as read, by its textFormat; markdown and xml messages lose their tags."""
    if text_format == "plain":
        return text
    text = _TAG.sub("", _BREAK.sub("\n", text))
    if text_format == "xml":
        return html.unescape(text)
    return read_markdown(_STRUCK.sub(r"\1", _CODE.sub(r"\1", text)))
