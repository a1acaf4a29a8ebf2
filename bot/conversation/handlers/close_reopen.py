"""Ending a ticket, and taking that back while it is still possible."""

from bot.conversation.answer import say_line, show_ticket
from bot.conversation.handlers.change_status import take
from bot.conversation.ticket.find import ticket_named, ticket_of_button
from bot.conversation.ticket.moments import when
from bot.conversation.ticket.steps import open_steps
from bot.conversation.turn import Turn
from bot.domain.references import split_reference
from bot.domain.rights import reopen_until
from bot.domain.tickets import Meta, Ticket
from bot.errors import BadInput, NotAllowed
from bot.ui.action import Button
from bot.ui.inbound import Click
from bot.ui.replies import Reply


async def close_command(turn: Turn, rest: str) -> list[Reply]:
    """`close 1234`."""
    reference, _ = split_reference(rest)
    if reference is None:
        raise BadInput("usage.close")
    return await _close(turn, await ticket_named(turn, reference))


async def close_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button "Close"."""
    return await _close(turn, await ticket_of_button(turn, click.args))


async def reopen_command(turn: Turn, rest: str) -> list[Reply]:
    """`reopen 1234`."""
    reference, _ = split_reference(rest)
    if reference is None:
        raise BadInput("usage.reopen")
    return await _reopen(turn, await ticket_named(turn, reference))


async def reopen_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button "Reopen"."""
    return await _reopen(turn, await ticket_of_button(turn, click.args))


async def _close(turn: Turn, ticket: Ticket) -> list[Reply]:
    meta = await turn.backend.meta()
    steps = await open_steps(turn, ticket, meta)
    ending = [step for step in steps if meta.status(step.to).is_terminal and not step.is_reopen]
    if ending:
        last = max(ending, key=lambda step: meta.status(step.to).order)
        return await take(turn, ticket, last, meta, verb="close")
    status = meta.status(ticket.status).name
    if not meta.is_open(ticket):
        opening = turn.reader.fill("status.done", number=ticket.number, status=status)
        return await show_ticket(turn, ticket, opening=opening)
    raise NotAllowed("fault.not_to_be_closed", number=ticket.number, status=status)


async def _reopen(turn: Turn, ticket: Ticket) -> list[Reply]:
    meta = await turn.backend.meta()
    if meta.is_open(ticket):
        status = meta.status(ticket.status).name
        opening = turn.reader.fill("status.done", number=ticket.number, status=status)
        return await show_ticket(turn, ticket, opening=opening)
    for step in await open_steps(turn, ticket, meta):
        if step.is_reopen:
            return await take(turn, ticket, step, meta, verb="reopen")
    return await _too_late(turn, ticket, meta)


async def _too_late(turn: Turn, ticket: Ticket, meta: Meta) -> list[Reply]:
    """It cannot be reopened any more: until when it could, and a way on."""
    reader = turn.reader
    known = next((step for step in await turn.backend.transitions(ticket) if step.is_reopen), None)
    until = reopen_until(ticket, known, meta) if meta.allow_reopen else None
    if until is not None and until < turn.now:
        line = reader.fill("reopen.too_late", number=ticket.number, when=when(until, reader, now=turn.now))
    else:
        line = reader.fill("reopen.not_possible", number=ticket.number)
    follow_up = Button(
        label=reader.say("button.follow_up"),
        verb="follow_up",
        args={"ticket": ticket.id, "number": ticket.number},
        style="primary",
        opens_form=True,
    )
    return [say_line(line, follow_up)]
