"""Draws anew every message that shows a ticket, after the ticket changed.

A message that cannot be edited is left as it is: whatever is clicked in it is decided by the ticket, not by it.
"""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from bot.conversation.ticket.message import ticket_message, view_of
from bot.conversation.turn import Reader
from bot.domain.ids import ChannelName
from bot.domain.tickets import Ticket
from bot.errors import BotError
from bot.ports.channel import Channel, Delivered
from bot.ports.clock import Clock
from bot.ports.storage import TrackedMessages
from bot.ports.ticketing import TicketBackend
from bot.ui.inbound import MessageRef

_log = structlog.get_logger(__name__)


async def refresh(
    ticket: Ticket,
    *,
    backend: TicketBackend,
    channels: Mapping[ChannelName, Channel],
    tracked: TrackedMessages,
    clock: Clock,
    skip: frozenset[MessageRef] = frozenset(),
) -> int:
    """Edit all messages that show this ticket; returns how many were edited.

    Shape: `skip` were drawn just now, and what shows this change already stays: it may say more than the ticket, such
           as what came of a click; never raises a BotError: the change itself is done, and this is a courtesy.
    """
    messages = [
        message
        for message in await tracked.of_ticket(backend.connection, ticket.id)
        if message.ref not in skip
        and message.channel in channels
        and (message.as_of is None or message.as_of < ticket.updated_at)
    ]
    if not messages:
        return 0
    try:
        view = await view_of(backend, ticket, now=clock.now())
    except BotError as fault:
        _log.warning("refresh.no_view", ticket=ticket.id, fault=type(fault).__name__)
        return 0
    edited = 0
    for message in messages:
        reader = Reader(locale=message.locale, time_zone=message.time_zone)
        drawn = ticket_message(view, audience=message.audience, reader=reader)
        outcome = await channels[message.channel].edit(message.workspace, message.ref, drawn)
        if isinstance(outcome, Delivered):
            await tracked.track(replace(message, as_of=ticket.updated_at))
            edited += 1
        else:
            _log.info("refresh.not_edited", ticket=ticket.id, reason=outcome.reason)
    return edited
