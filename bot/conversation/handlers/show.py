"""One ticket, on request."""

from bot.conversation.answer import say_ticket
from bot.conversation.handlers.comment import note_clicked
from bot.conversation.handlers.set_priority import priority_clicked
from bot.conversation.ticket.find import ticket_named, ticket_of_button
from bot.conversation.turn import Turn
from bot.errors import BadInput
from bot.ui.inbound import Click
from bot.ui.replies import Reply


async def show_command(turn: Turn, rest: str) -> list[Reply]:
    """`show 1234`, or just the number."""
    if not rest.strip():
        raise BadInput("usage.show")
    return await say_ticket(turn, await ticket_named(turn, rest))


async def show_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button "Open" of a list, or a click that asks for the ticket again."""
    return await say_ticket(turn, await ticket_of_button(turn, click.args))


async def more_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The menu "More" of a ticket: each of its choices is a form."""
    if click.choice == "note":
        return await note_clicked(turn, click)
    if click.choice == "priority":
        return await priority_clicked(turn, click)
    raise BadInput("fault.stale_button")
