"""Finds the ticket a person means, if they may know of it; else it does not exist for them."""

from bot.conversation.turn import Turn
from bot.domain.references import parse_reference, same_number
from bot.domain.tickets import Ticket, TicketQuery
from bot.errors import BadInput, NotFound


async def ticket_of_button(turn: Turn, args: dict[str, str]) -> Ticket:
    """The ticket a button is about. Raises: NotFound, also for a ticket this person may not see."""
    return await _visible(turn, args.get("ticket", ""), named=args.get("number", ""))


async def ticket_named(turn: Turn, text: str) -> Ticket:
    """The ticket a person named by number, digits or link.

    Raises: BadInput (the text names no ticket); NotFound, also for a ticket this person may not see.
    """
    reference = parse_reference(text)
    if reference is None:
        raise BadInput("fault.no_reference")
    if reference.isdigit():
        return await _by_digits(turn, reference)
    return await _visible(turn, reference, named=reference)


async def _visible(turn: Turn, reference: str, *, named: str) -> Ticket:
    try:
        ticket = await turn.backend.get(reference) if reference else None
    except NotFound:
        ticket = None
    if ticket is None or not turn.rights(ticket).see:
        raise _missing(named)
    return ticket


async def _by_digits(turn: Turn, digits: str) -> Ticket:
    """The latest ticket whose number is these digits or ends in them."""
    try:
        return await _visible(turn, digits, named=digits)
    except NotFound:
        pass
    meta = await turn.backend.meta()
    if meta.number_prefix:
        for year in (turn.now.year, turn.now.year - 1):
            try:
                return await _visible(
                    turn, f"{meta.number_prefix.rstrip('-')}-{year}-{int(digits):06d}", named=digits
                )
            except NotFound:
                continue
    page = await turn.backend.search(TicketQuery(text=digits, size=50))
    matching = [ticket for ticket in page.tickets if same_number(ticket.number, digits)]
    for ticket in sorted(matching, key=lambda found: found.created_at, reverse=True):
        if turn.rights(ticket).see:
            return await turn.backend.get(ticket.id)
    raise _missing(digits)


def _missing(named: str) -> NotFound:
    return NotFound("fault.no_ticket_named", number=named) if named else NotFound("fault.no_ticket")
