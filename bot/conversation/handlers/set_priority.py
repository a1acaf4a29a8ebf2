"""How urgent a ticket is, and the due time that changes with it."""

from typing import Final

from bot.conversation.answer import show_ticket, ticket_form
from bot.conversation.ticket.changes import say_changed, write_change
from bot.conversation.ticket.find import ticket_named, ticket_of_button
from bot.conversation.turn import Turn
from bot.domain.catalog import FieldType, Option
from bot.domain.ids import FieldId, PriorityKey
from bot.domain.references import split_reference
from bot.domain.tickets import Ticket, TicketChange
from bot.errors import BadInput, Conflict, NotAllowed, NotOffered
from bot.ui.form import Answers, Form, FormField
from bot.ui.inbound import Click
from bot.ui.replies import Reply

PRIORITY: Final = FieldId("priority")


async def priority_command(turn: Turn, rest: str) -> list[Reply]:
    """`priority 1234 high`, or `priority 1234` for a form."""
    reference, name = split_reference(rest)
    if reference is None:
        raise BadInput("usage.priority")
    ticket = await ticket_named(turn, reference)
    if not name:
        return await _form(turn, ticket)
    meta = await turn.backend.meta()
    for priority in meta.priorities:
        if name.casefold() in {priority.name.casefold(), str(priority.key).casefold()}:
            return await _write(turn, ticket, priority.key)
    _check(turn, ticket)
    names = ", ".join(priority.name for priority in meta.priorities)
    raise BadInput("fault.no_such_priority", name=name, names=names)


async def priority_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The form to pick a priority."""
    return await _form(turn, await ticket_of_button(turn, click.args))


async def priority_sent(turn: Turn, form: Form, answers: Answers) -> list[Reply]:
    """The form came back."""
    ticket = await ticket_of_button(turn, form.args)
    return await _write(turn, ticket, PriorityKey(str(answers.get(PRIORITY) or "")))


async def _form(turn: Turn, ticket: Ticket) -> list[Reply]:
    _check(turn, ticket)
    meta = await turn.backend.meta()
    is_listed = any(priority.key == ticket.priority for priority in meta.priorities)
    field = FormField(
        id=PRIORITY,
        label=turn.reader.say("ticket.priority"),
        type=FieldType.DROPDOWN,
        required=True,
        options=tuple(Option(value=priority.key, label=priority.name) for priority in meta.priorities),
        value=str(ticket.priority) if is_listed else None,
    )
    return await ticket_form(turn, ticket, "priority", (field,), intro=turn.reader.say("form.priority.intro"))


async def _write(turn: Turn, ticket: Ticket, priority: PriorityKey) -> list[Reply]:
    _check(turn, ticket)
    meta = await turn.backend.meta()
    fresh = ticket
    if ticket.priority != priority:
        try:
            fresh = await write_change(turn, ticket, TicketChange(priority=priority), step="priority")
        except Conflict:
            return await say_changed(turn, ticket)
    name = meta.priority(priority).name
    return await show_ticket(
        turn, fresh, opening=turn.reader.fill("priority.done", number=fresh.number, name=name)
    )


def _check(turn: Turn, ticket: Ticket) -> None:
    if not turn.rights(ticket).prioritise:
        raise NotAllowed("fault.for_agents")
    if not turn.backend.capabilities.can_set_priority:
        raise NotOffered("fault.not_offered", what=turn.reader.say("what.priority"))
