"""A notice as a message: who did what to which ticket, why it comes here, what can be done. Pure.

Facts are those of the event, so that a notice says what happened; it was checked just before that they still hold.
"""

from datetime import datetime, timedelta
from typing import Final, assert_never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_time

from bot.domain.events import Event
from bot.domain.people import UserRef
from bot.domain.tickets import Meta, Ticket
from bot.ports.storage import StoredNotice
from bot.texts.say import babel_locale, say, say_count, sentence
from bot.ui.action import Action, Button
from bot.ui.message import Actions, Block, Facts, Message, Paragraph, Tone
from bot.ui.rich import Link, Plain, Rich, When, fill, plain_text, rich

# Younger than this a notice is simply on time; watching itself takes some seconds.
LATE_AFTER: Final = timedelta(minutes=2)
_SUBJECT_LENGTH: Final = 200


def compose(notice: StoredNotice, *, meta: Meta, now: datetime, can_claim: bool = True) -> Message:
    """The message of a notice, in the language of its readers. Units: `now` aware UTC."""
    event, locale = notice.event, notice.locale
    first = _first_line(notice)
    tone: Tone = "attention" if event.kind == "sla_breached" else "normal"
    blocks: list[Block] = [Paragraph(text=first, tone=tone)]
    if before := _before(event, locale):
        blocks.append(before)
    blocks.append(Facts(items=_facts(event.ticket, notice, meta)))
    if late := lateness(event.at, now=now, locale=locale):
        blocks.append(Paragraph(text=rich(late), tone="warning"))
    if notice.is_repeat:
        blocks.append(Paragraph(text=rich(say("notice.repeat", locale)), tone="subtle"))
    blocks.append(Actions(items=_actions(notice, can_claim=can_claim)))
    blocks.append(Paragraph(text=_why(notice, meta), tone="subtle"))
    return Message(summary=plain_text(first), blocks=tuple(blocks))


def lateness(at: datetime, *, now: datetime, locale: str | None) -> str | None:
    """How long ago it happened, in words; None while it is on time."""
    ago = now - at
    if ago < LATE_AFTER:
        return None
    minutes = int(ago.total_seconds()) // 60
    if minutes < 60:
        return say_count("notice.late.minutes", minutes, locale)
    if minutes < 24 * 60:
        return say_count("notice.late.hours", minutes // 60, locale)
    return say_count("notice.late.days", minutes // (24 * 60), locale)


def _first_line(notice: StoredNotice) -> Rich:
    event = notice.event
    ticket = event.ticket
    number = (
        Link(text=ticket.number, url=ticket.url) if ticket.url else Plain(text=ticket.number, strong=True)
    )
    return fill(
        sentence(_first_line_name(notice), notice.locale),
        number=number,
        subject=Plain(text=_short(ticket.subject)),
        actor=_name(event.actor),
        assignee=_name(ticket.assignee),
    )


def _first_line_name(notice: StoredNotice) -> str:
    event = notice.event
    match event.kind:
        case "sla_breached":
            return "notice.breach.response" if event.sla == "response" else "notice.breach.resolution"
        case "assigned":
            if notice.role == "assignee":
                return "notice.assigned.you.by" if event.actor else "notice.assigned.you"
            if event.actor is None:
                return "notice.assigned.team"
            took = event.ticket.assignee is not None and event.actor.id == event.ticket.assignee.id
            return "notice.assigned.team.self" if took else "notice.assigned.team.by"
        case _:
            assert_never(event.kind)


def _before(event: Event, locale: str) -> Paragraph | None:
    if event.previous_assignee is None:
        return None
    name = Plain(text=_name(event.previous_assignee))
    return Paragraph(text=fill(sentence("notice.before", locale), name=name), tone="subtle")


def _facts(ticket: Ticket, notice: StoredNotice, meta: Meta) -> tuple[tuple[str, Rich], ...]:
    locale = notice.locale
    assignee = ticket.assignee.name if ticket.assignee else say("notice.nobody", locale)
    facts = [
        (say("notice.status", locale), rich(meta.status(ticket.status).name)),
        (say("notice.priority", locale), rich(meta.priority(ticket.priority).name)),
        (say("notice.assignee", locale), rich(assignee)),
        (say("notice.team", locale), rich(meta.team(ticket.team).name)),
    ]
    if ticket.due_at is not None:
        words = _moment(ticket.due_at, locale, notice.time_zone)
        facts.append((say("notice.due", locale), rich(When(at=ticket.due_at, fallback=words))))
    return tuple(facts)


def _why(notice: StoredNotice, meta: Meta) -> Rich:
    if notice.role == "assignee":
        return rich(say("notice.why.assignee", notice.locale))
    team = Plain(text=meta.team(notice.event.ticket.team).name)
    return fill(sentence("notice.why.team", notice.locale), team=team)


def _actions(notice: StoredNotice, *, can_claim: bool) -> tuple[Action, ...]:
    ticket, locale = notice.event.ticket, notice.locale
    args = {"ticket": str(ticket.id), "number": ticket.number}
    actions: list[Action] = []
    if notice.role == "team" and can_claim and ticket.assignee is None:
        actions.append(Button(label=say("notice.claim", locale), verb="claim", args=args, style="primary"))
    actions.append(Button(label=say("notice.show", locale), verb="show", args=args))
    return tuple(actions)


def _name(user: UserRef | None) -> str:
    return (user.name or user.email) if user else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SUBJECT_LENGTH else text[: _SUBJECT_LENGTH - 1].rstrip() + "…"


def _moment(at: datetime, locale: str, time_zone: str) -> str:
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    language = babel_locale(locale)
    local = at.astimezone(zone)
    date = format_date(local.date(), "medium", locale=language)
    clock = format_time(local, "short", tzinfo=zone, locale=language)
    # UTC is named, for it is also the zone of a room, whose readers have others.
    clock = say("time.utc", locale, clock=clock) if zone.key == "UTC" else clock
    return say("time.date", locale, date=date, clock=clock)
