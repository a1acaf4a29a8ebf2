"""Slack's text markup as a reader reads it: marks gone, escapes undone, dates in the reader's zone.

Source: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sandbox import world

_TAG: Final = re.compile(r"<([^<>]+)>")
_CODE: Final = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_MARKS: Final = tuple(
    re.compile(rf"(?<![\w{re.escape(mark)}]){re.escape(mark)}(?=\S)([^\n]*?\S){re.escape(mark)}(?!\w)")
    for mark in ("*", "_", "~")
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the time zone dates are shown in, and the time it is for that person."""

    time_zone: str
    now: datetime

    @classmethod
    def of(cls, person_key: str) -> "Reader":
        """The reader for a person of `sandbox.world`, now."""
        return cls(world.WORLD.person(person_key).time_zone, datetime.now(UTC))


def unescape(text: str) -> str:
    """Undo Slack's three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _user_name(user_id: str) -> str:
    if user_id == world.SLACK_BOT_USER_ID:
        return "@Ticketbot"
    names = {person.slack_id: person.name for person in world.WORLD.people}
    return "@" + names.get(user_id, user_id)


def _room_name(channel_id: str) -> str:
    names = {room.slack_id: room.key for room in world.WORLD.rooms}
    return "#" + names.get(channel_id, channel_id)


def shown_date(epoch: int, pattern: str, reader: Reader) -> str:
    """A date as Slack shows it, by the tokens of its date formatting."""
    at = datetime.fromtimestamp(epoch, ZoneInfo(reader.time_zone))
    today = reader.now.astimezone(at.tzinfo).date()
    near = {today: "Today", today - timedelta(days=1): "Yesterday", today + timedelta(days=1): "Tomorrow"}
    long, short, plain = (
        f"{at:%A, %B} {at.day}, {at.year}",
        f"{at:%b} {at.day}, {at.year}",
        f"{at:%B} {at.day}, {at.year}",
    )
    clock = f"{at.hour % 12 or 12}:{at:%M} {at:%p}"
    minutes = round((reader.now - at).total_seconds() / 60)
    ago = f"{minutes} minutes ago" if minutes >= 0 else f"in {-minutes} minutes"
    tokens = {
        "{date_num}": f"{at:%Y-%m-%d}",
        "{date_slash}": f"{at:%m/%d/%Y}",
        "{date}": plain,
        "{date_short}": short,
        "{date_long}": long,
        "{date_pretty}": near.get(at.date(), plain),
        "{date_short_pretty}": near.get(at.date(), short),
        "{date_long_pretty}": near.get(at.date(), long),
        "{time}": clock,
        "{time_secs}": f"{at.hour % 12 or 12}:{at:%M:%S} {at:%p}",
        "{ago}": ago,
    }
    for token, value in tokens.items():
        pattern = pattern.replace(token, value)
    return pattern


def _tag(inner: str, reader: Reader) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return _user_name(target[1:])
    if target.startswith("#"):
        return f"#{label}" if label else _room_name(target[1:])
    if target.startswith("!date^"):
        parts = target.split("^")
        return shown_date(int(parts[1]), parts[2], reader) if parts[1].isdigit() else label
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    return label or target.removeprefix("mailto:")


def plain(mrkdwn: str, reader: Reader) -> str:
    """`mrkdwn` as a reader reads it."""
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\x00{len(kept) - 1}\x00"

    text = _TAG.sub(lambda found: keep(_tag(found.group(1), reader)), mrkdwn)
    text = _CODE.sub(lambda found: keep(found.group(1) or found.group(2)), text)
    for mark in _MARKS:
        text = mark.sub(r"\1", text)
    text = re.sub(r"^&gt; ?", "", text, flags=re.MULTILINE)
    while "\x00" in text:
        text = re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found.group(1))], text)
    return unescape(text)


def text_of(value: Mapping[str, Any], reader: Reader) -> str:
    """A text object as a reader reads it; only mrkdwn has marks and escapes."""
    text = str(value.get("text", ""))
    return plain(text, reader) if value.get("type") == "mrkdwn" else text


def _inline(element: Mapping[str, Any], reader: Reader) -> str:
    kind = element["type"]
    if kind == "user":
        return _user_name(element["user_id"])
    if kind == "channel":
        return _room_name(element["channel_id"])
    if kind == "emoji":
        return f":{element['name']}:"
    if kind == "broadcast":
        return "@" + str(element["range"])
    if kind == "date":
        return shown_date(int(element["timestamp"]), element["format"], reader)
    return str(element.get("text") or element.get("url") or element.get("value") or "")


def rich_lines(block: Mapping[str, Any], reader: Reader) -> list[str]:
    """The lines of a rich_text block."""
    lines: list[str] = []
    for part in block["elements"]:
        if part["type"] == "rich_text_list":
            for number, item in enumerate(part["elements"], 1):
                sign = f"{number}." if part["style"] == "ordered" else "•"
                lines.append(f"{sign} " + "".join(_inline(entry, reader) for entry in item["elements"]))
        else:
            lines += "".join(_inline(entry, reader) for entry in part["elements"]).split("\n")
    return lines
