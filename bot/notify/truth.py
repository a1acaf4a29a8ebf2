"""Whether a notice is still true when it is about to be sent. Pure."""

from datetime import datetime
from typing import assert_never

from bot.domain.events import Event
from bot.domain.tickets import Meta, Ticket
from bot.notify.detect import breaches, sla_clock


def no_longer_true(event: Event, current: Ticket, meta: Meta, *, now: datetime) -> str | None:
    """Why the event is not worth telling any more, in words for the ledger; None while it is true."""
    match event.kind:
        case "assigned":
            told = event.ticket.assignee
            if current.assignee is None or told is None or current.assignee.id != told.id:
                return "assigned to somebody else meanwhile"
            return None
        case "sla_breached":
            clock = sla_clock(current, meta)
            if clock != "running":
                return "no longer open" if clock == "over" else "on hold meanwhile"
            if event.sla not in breaches(current, now=now):
                return "the deadline was moved"
            return None
        case _:
            assert_never(event.kind)
