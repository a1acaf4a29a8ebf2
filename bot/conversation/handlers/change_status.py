"""The next status of a ticket: only legal steps open to this person, with what the step asks for."""

from typing import Literal

from rapidfuzz import fuzz, process

from bot.conversation.answer import say_ticket, show_ticket, ticket_form
from bot.conversation.ticket.changes import say_changed, write_change
from bot.conversation.ticket.find import ticket_named, ticket_of_button
from bot.conversation.ticket.steps import (
    chosen_step,
    given_fields,
    missing_needs,
    open_steps,
    step_args,
    step_fields,
)
from bot.conversation.turn import Turn
from bot.domain.ids import StatusKey
from bot.domain.references import split_reference
from bot.domain.tickets import Meta, Ticket, TicketChange, Transition
from bot.errors import BadInput, Conflict, NotAllowed
from bot.ui.form import Answers, Form
from bot.ui.inbound import Click
from bot.ui.replies import Reply

_SURE_ENOUGH = 75


async def status_command(turn: Turn, rest: str) -> list[Reply]:
    """`status 1234 pending`, or `status 1234`: for an agent a form, for a requester how it stands."""
    reference, name = split_reference(rest)
    if reference is None:
        raise BadInput("usage.status")
    ticket = await ticket_named(turn, reference)
    if not name:
        is_agent = turn.rights(ticket).audience_is_agents
        return await _form(turn, ticket) if is_agent else await say_ticket(turn, ticket)
    meta = await turn.backend.meta()
    return await take(turn, ticket, await _step_named(turn, ticket, name, meta), meta)


async def status_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The form with the legal next steps."""
    return await _form(turn, await ticket_of_button(turn, click.args))


async def status_sent(turn: Turn, form: Form, answers: Answers) -> list[Reply]:
    """A form for a status change, close or reopen came back. Raises: BadInput (something is missing)."""
    ticket = await ticket_of_button(turn, form.args)
    to = chosen_step(form.args, answers)
    meta = await turn.backend.meta()
    if ticket.status == to:
        return await _done(turn, ticket, meta)
    if missing := missing_needs(form.args, answers, turn.reader):
        raise BadInput(errors={str(name): words for name, words in missing.items()})
    step = next((step for step in await open_steps(turn, ticket, meta) if step.to == to), None)
    if step is None:
        return await say_changed(turn, ticket)
    return await write_step(turn, ticket, step, given_fields(step, answers), meta)


async def take(
    turn: Turn,
    ticket: Ticket,
    step: Transition,
    meta: Meta,
    *,
    verb: Literal["status", "close", "reopen"] = "status",
) -> list[Reply]:
    """Take one step: ask for what it needs, in the words of what was asked for, else do it."""
    if not step.required:
        return await write_step(turn, ticket, step, {}, meta)
    intro = turn.reader.say("form.status.to", status=meta.status(step.to).name)
    return await ticket_form(
        turn,
        ticket,
        verb,
        step_fields((step,), meta, turn.reader),
        intro=intro,
        args=step_args((step,)),
    )


async def write_step(
    turn: Turn, ticket: Ticket, step: Transition, fields: dict[str, str], meta: Meta
) -> list[Reply]:
    """Write a status change; what changed meanwhile is shown and not overwritten."""
    try:
        fresh = await write_change(turn, ticket, TicketChange(status=step.to, fields=fields), step="status")
    except Conflict:
        return await say_changed(turn, ticket)
    return await _done(turn, fresh, meta)


async def _form(turn: Turn, ticket: Ticket) -> list[Reply]:
    meta = await turn.backend.meta()
    steps = await open_steps(turn, ticket, meta)
    if not steps:
        raise NotAllowed("fault.no_steps", number=ticket.number, status=meta.status(ticket.status).name)
    intro = turn.reader.say("form.status.from", status=meta.status(ticket.status).name)
    if len(steps) == 1:
        # There is nothing to choose, so what sending does is said.
        intro += " " + turn.reader.say("form.status.to", status=meta.status(steps[0].to).name)
    return await ticket_form(
        turn, ticket, "status", step_fields(steps, meta, turn.reader), intro=intro, args=step_args(steps)
    )


async def _step_named(turn: Turn, ticket: Ticket, name: str, meta: Meta) -> Transition:
    """The open step a person means by a status' or step's name. Raises: NotAllowed (no such step)."""
    steps = await open_steps(turn, ticket, meta)
    names: dict[str, Transition] = {}
    for step in steps:
        names[step.name.casefold()] = step
        names[meta.status(step.to).name.casefold()] = step
        names[str(step.to).casefold()] = step
    found = process.extractOne(name.casefold(), list(names), scorer=fuzz.ratio, score_cutoff=_SURE_ENOUGH)
    if found is not None:
        return names[found[0]]
    current = meta.status(ticket.status).name
    if not steps:
        raise NotAllowed("fault.no_steps", number=ticket.number, status=current)
    offered = ", ".join(dict.fromkeys(meta.status(step.to).name for step in steps))
    raise NotAllowed("fault.no_such_step", number=ticket.number, status=current, steps=offered)


async def _done(turn: Turn, ticket: Ticket, meta: Meta) -> list[Reply]:
    opening = turn.reader.fill(
        "status.done", number=ticket.number, status=meta.status(StatusKey(ticket.status)).name
    )
    return await show_ticket(turn, ticket, opening=opening)
