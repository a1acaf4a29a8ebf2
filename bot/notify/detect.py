"""What happened to a ticket, told from how it was seen before and how it is seen now. Pure.

Nothing here knows where tickets come from: polled, pushed, out of order or twice, the same happening has the same key.
"""

from datetime import datetime
from typing import Literal

from bot.domain.events import Event
from bot.domain.ids import ConnectionId
from bot.domain.tickets import Meta, Ticket

Sla = Literal["response", "resolution"]
# Whether the time of a ticket counts: it does, it is on hold, or nothing is left to do.
SlaClock = Literal["running", "paused", "over"]


def sla_clock(ticket: Ticket, meta: Meta) -> SlaClock:
    """Whether the time of this ticket counts now."""
    if not meta.is_open(ticket):
        return "over"
    return "paused" if meta.status(ticket.status).category == "hold" else "running"


def detect(
    old: Ticket | None,
    new: Ticket,
    *,
    connection: ConnectionId,
    clock: SlaClock,
    watching_since: datetime,
    now: datetime,
) -> tuple[Event, ...]:
    """The events between two sights of a ticket.

    Shape: `old` is what `remember` made of the sight before, None at the first; a ticket first seen tells nobody
           unless it was created after watching began; a sight older than the one before tells nobody.
    Units: `watching_since`, `now` aware UTC.
    """
    if not is_news(old, new) or (old is None and new.created_at < watching_since):
        return ()
    events: list[Event] = []
    if new.assignee is not None and (
        old is None or old.assignee is None or old.assignee.id != new.assignee.id
    ):
        before = f"{old.updated_at:%Y%m%dT%H%M%S.%f}" if old else "created"
        events.append(
            Event(
                key=f"assigned:{new.id}:{new.assignee.id}:after-{before}",
                kind="assigned",
                connection=connection,
                ticket=without_words(new),
                at=new.updated_at,
                actor=new.updated_by,
                previous_assignee=old.assignee if old else None,
            )
        )
    if clock == "running":
        events.extend(
            breach(new, which, connection=connection, now=now)
            for which in breaches(new, now=now)
            if old is None or not _is_told(old, new, which)
        )
    return tuple(events)


def is_news(old: Ticket | None, new: Ticket) -> bool:
    """Whether this sight is not older than the one before."""
    return old is None or new.updated_at >= old.updated_at


def breaches(ticket: Ticket, *, now: datetime) -> tuple[Sla, ...]:
    """Which promises of an open ticket are broken: by the vendor's word, or because the deadline has passed."""
    found: list[Sla] = ["response"] if ticket.response_breached else []
    told_breached = ticket.sla == "breached" and not ticket.response_breached
    is_past = ticket.due_at is not None and ticket.due_at <= now
    if ticket.resolution_breached or told_breached or is_past:
        found.append("resolution")
    return tuple(found)


def breach(ticket: Ticket, which: Sla, *, connection: ConnectionId, now: datetime) -> Event:
    """The event of a broken promise: one for each deadline, however it was noticed."""
    at = now
    deadline = "none"
    if which == "resolution" and ticket.due_at is not None:
        deadline = f"{ticket.due_at:%Y%m%dT%H%M%S}"
        at = min(ticket.due_at, now)
    return Event(
        key=f"sla:{ticket.id}:{which}:due-{deadline}",
        kind="sla_breached",
        connection=connection,
        ticket=without_words(ticket),
        at=at,
        sla=which,
    )


def remember(old: Ticket | None, new: Ticket, *, clock: SlaClock, now: datetime) -> Ticket:
    """What to keep of this sight for the next: facts without words, and which breaches need not be told again.

    Shape: the breach flags of the result mean "told, or not to be told"; a ticket that is over has `resolved_at`.
    """
    if old is not None and not is_news(old, new):
        return old
    seen = breaches(new, now=now) if clock == "running" else ()
    return without_words(new).model_copy(
        update={
            "response_breached": "response" in seen or _is_told(old, new, "response"),
            "resolution_breached": "resolution" in seen or _is_told(old, new, "resolution"),
            "resolved_at": new.resolved_at or (new.updated_at if clock == "over" else None),
        }
    )


def without_words(ticket: Ticket) -> Ticket:
    """The ticket without its description and custom values: what is stored holds no more than it needs."""
    return ticket.model_copy(update={"description": "", "values": {}})


def _is_told(old: Ticket | None, new: Ticket, which: Sla) -> bool:
    """A new deadline can be missed anew, unless the vendor's flag has stood all the time."""
    if old is None:
        return False
    if which == "response":
        return old.response_breached
    return old.resolution_breached and (old.due_at == new.due_at or new.resolution_breached)
