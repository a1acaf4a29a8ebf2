"""Writes one change to a ticket: once, against the state that was read, with everybody else's view drawn anew."""

from datetime import datetime

from bot.conversation.answer import say_ticket
from bot.conversation.turn import Turn
from bot.domain.tickets import Ticket, TicketChange
from bot.ui.replies import Reply


async def write_change(turn: Turn, ticket: Ticket, change: TicketChange, *, step: str) -> Ticket:
    """Write it; returns the ticket as it is now.

    Raises: Conflict (it changed meanwhile, nothing written), BadInput, Refused, NotOffered, OutsideFault.
    """
    for name, value in _facts(change):
        await turn.acted(ticket, name, value)

    async def act() -> str:
        return (await turn.backend.change(ticket, change, actor=turn.person)).id

    async def happened(_since: datetime) -> str | None:
        current = await turn.backend.get(ticket.id)
        return current.id if is_so(current, change) else None

    await turn.once.write(step, act, happened=happened)
    fresh = await turn.backend.get(ticket.id)
    turn.touched.append(fresh)
    return fresh


def is_so(ticket: Ticket, change: TicketChange) -> bool:
    """Whether the ticket already is what the change wants."""
    assignee = ticket.assignee.id if ticket.assignee else None
    return (
        (change.assignee is None or change.assignee.id == assignee)
        and (change.team is None or change.team == ticket.team)
        and (change.priority is None or change.priority == ticket.priority)
        and (change.status is None or change.status == ticket.status)
    )


async def say_changed(turn: Turn, ticket: Ticket) -> list[Reply]:
    """Somebody else was faster: the ticket as it is now, for this person, and nothing overwritten."""
    current = await turn.backend.get(ticket.id)
    turn.touched.append(current)
    return await say_ticket(
        turn, current, opening=turn.reader.fill("changed.meanwhile", number=ticket.number)
    )


def _facts(change: TicketChange) -> list[tuple[str, str]]:
    """The fields a change touches, as a watcher sees them: users by id, the rest by key."""
    facts = [
        ("assignee", change.assignee.id if change.assignee else None),
        ("team", change.team),
        ("priority", change.priority),
        ("status", change.status),
    ]
    return [(name, str(value)) for name, value in facts if value is not None]
