"""Which deadlines have passed, by the clock alone: the ticketing system may never say so. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.events import Event
from bot.domain.ids import ConnectionId
from bot.domain.tickets import Meta, Ticket
from bot.notify.detect import breach, sla_clock


def overdue(
    snapshots: Sequence[Ticket], *, connection: ConnectionId, meta: Meta, now: datetime
) -> tuple[tuple[Event, ...], tuple[Ticket, ...]]:
    """The events of snapshots whose deadline has passed, and the snapshots as they are to be kept now.

    Shape: a ticket that is over tells nobody and is not looked at again; one on hold neither, until it changes:
           its time does not count.
    Units: `now` aware UTC.
    """
    events: list[Event] = []
    kept: list[Ticket] = []
    for ticket in snapshots:
        if ticket.due_at is None or ticket.due_at > now or ticket.resolution_breached:
            continue
        match sla_clock(ticket, meta):
            case "running":
                events.append(breach(ticket, "resolution", connection=connection, now=now))
                kept.append(ticket.model_copy(update={"resolution_breached": True}))
            case "paused":
                kept.append(ticket.model_copy(update={"due_at": None}))
            case "over":
                kept.append(
                    ticket.model_copy(update={"resolved_at": ticket.resolved_at or ticket.updated_at})
                )
    return tuple(events), tuple(kept)
