"""Says when: moments in the reader's zone, spans in words, and the line that tells how a deadline stands. Pure."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_time

from bot.conversation.turn import Reader
from bot.domain.tickets import Meta, Ticket
from bot.texts.say import babel_locale
from bot.ui.message import Paragraph, Tone
from bot.ui.rich import When

_NEAR: Final = timedelta(days=2)
_SOON: Final = timedelta(hours=1)


def when(at: datetime, reader: Reader, *, now: datetime) -> When:
    """A moment as this reader says it: "today 16:40", else date and time.

    Shape: UTC is named, for it is also the zone of a room, whose readers have others.
    """
    zone = _zone(reader.time_zone)
    locale = babel_locale(reader.locale)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    clock = format_time(local, "short", locale=locale, tzinfo=zone)
    if zone.key == "UTC":
        clock = reader.say("time.utc", clock=clock)
    names = {0: "time.today", 1: "time.tomorrow", -1: "time.yesterday"}
    name = names.get((local.date() - today).days)
    if name is not None:
        return When(at=at, fallback=reader.say(name, clock=clock))
    date = format_date(local.date(), "medium", locale=locale)
    return When(at=at, fallback=reader.say("time.date", date=date, clock=clock))


def span_words(span: timedelta, reader: Reader) -> str:
    """How long: "2 h 10 min", "3 d 4 h"; never shorter than a minute."""
    minutes = max(int(abs(span).total_seconds()) // 60, 1)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    in_days, in_hours = (
        (("time.days", days), ("time.hours", hours)),
        (("time.hours", hours), ("time.minutes", rest)),
    )
    parts = in_days if days else in_hours
    return " ".join(reader.say(name, count=count) for name, count in parts if count)


def sla_line(ticket: Ticket, meta: Meta, reader: Reader, *, now: datetime) -> Paragraph | None:
    """How the deadline stands, in words and colour; None when there is nothing to say."""
    if not meta.is_open(ticket):
        ended_at = ticket.closed_at or ticket.resolved_at
        return _line(reader, "sla.ended", "good", when(ended_at, reader, now=now)) if ended_at else None
    if meta.status(ticket.status).category == "hold":
        return Paragraph(text=reader.fill("sla.paused"), tone="subtle")
    if ticket.due_at is None:
        names: dict[str, tuple[str, Tone]] = {
            "on_track": ("sla.on_track", "good"),
            "at_risk": ("sla.at_risk", "warning"),
            "breached": ("sla.breached", "attention"),
        }
        named = names.get("breached" if ticket.resolution_breached else ticket.sla)
        return Paragraph(text=reader.fill(named[0]), tone=named[1]) if named else None
    return _due_line(ticket, ticket.due_at, reader, now=now)


def _due_line(ticket: Ticket, due_at: datetime, reader: Reader, *, now: datetime) -> Paragraph:
    moment = when(due_at, reader, now=now)
    left = due_at - now
    if left < timedelta(0):
        return _line(reader, "sla.overdue", "attention", moment, span=span_words(left, reader))
    if ticket.sla == "breached" or ticket.resolution_breached:
        return _line(reader, "sla.breached_due", "attention", moment)
    is_near, is_soon = left <= _NEAR, ticket.sla == "at_risk" or left < _SOON
    tone: Tone = "warning" if is_soon else "good"
    if is_near:
        name = "sla.at_risk_due" if is_soon else "sla.on_track_due"
        return _line(reader, name, tone, moment, span=span_words(left, reader))
    return _line(reader, "sla.at_risk_due_far" if is_soon else "sla.on_track_due_far", tone, moment)


def _line(reader: Reader, name: str, tone: Tone, moment: When, **values: str) -> Paragraph:
    return Paragraph(text=reader.fill(name, when=moment, **values), tone=tone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
