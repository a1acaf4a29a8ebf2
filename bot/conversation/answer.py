"""How a handler answers: with a ticket in the right place, a small form about a ticket, or one sentence."""

from bot.conversation.ticket.message import ticket_message, ticket_message_for, view_of
from bot.conversation.turn import Turn
from bot.domain.ids import FormToken
from bot.domain.tickets import Ticket
from bot.ports.channel import TrackedMessage
from bot.ui.action import Action
from bot.ui.form import Form, FormField
from bot.ui.inbound import Click, Submit
from bot.ui.message import Actions, Block, Message, Paragraph
from bot.ui.replies import Replace, Reply, Say, ShowForm
from bot.ui.rich import Rich, plain_text, rich


def say_line(line: Rich | str, *actions: Action) -> Say:
    """One sentence for the person, with what they may want to click next."""
    text = rich(line)
    blocks: list[Block] = [Paragraph(text=text)]
    if actions:
        blocks.append(Actions(items=actions))
    return Say(message=Message(summary=plain_text(text), blocks=tuple(blocks)))


async def show_ticket(turn: Turn, ticket: Ticket, *, opening: Rich = ()) -> list[Reply]:
    """The ticket where the person acted.

    Shape: a click on a message that shows this ticket changes that message, for the readers it has; a form
           opened from one is confirmed in a line, for the message itself is drawn anew; else a message of its own.
    """
    shown = await _clicked(turn, ticket)
    if shown is not None and isinstance(turn.inbound, Click):
        view = await view_of(turn.backend, ticket, now=turn.now)
        message = ticket_message(view, audience=shown.audience, reader=turn.reader)
        return [Replace(message=message, tracks=ticket.id, audience=shown.audience, as_of=ticket.updated_at)]
    if shown is not None and opening:
        return [say_line(opening)]
    message = await ticket_message_for(turn, ticket, opening=opening)
    return [_say(turn, ticket, message)]


async def say_ticket(turn: Turn, ticket: Ticket, *, opening: Rich = ()) -> list[Reply]:
    """The ticket in a message of its own, whatever was clicked: for answers that only this person should read."""
    message = await ticket_message_for(turn, ticket, opening=opening)
    return [_say(turn, ticket, message)]


def _say(turn: Turn, ticket: Ticket, message: Message) -> Say:
    return Say(message=message, tracks=ticket.id, audience=turn.audience(ticket), as_of=ticket.updated_at)


async def ticket_form(
    turn: Turn,
    ticket: Ticket,
    verb: str,
    fields: tuple[FormField, ...],
    *,
    intro: str = "",
    args: dict[str, str] | None = None,
) -> list[Reply]:
    """A small form about a ticket, kept before it is shown."""
    form = Form(
        token=turn.token(),
        title=turn.reader.say(f"form.{verb}.title", number=ticket.number),
        verb=verb,
        args={"ticket": ticket.id, "number": ticket.number, **(args or {})},
        fields=fields,
        submit_label=turn.reader.say(f"form.{verb}.submit"),
        cancel_label=turn.reader.say("form.cancel"),
        intro=intro,
        time_zone=turn.reader.time_zone,
    )
    return [ShowForm(form=await turn.keep(form))]


async def show_again(turn: Turn, form: Form) -> list[Reply]:
    """The same form under a new name, because a sent one cannot be sent again."""
    again = form.model_copy(update={"token": FormToken(turn.new_token())})
    return [ShowForm(form=await turn.keep(again))]


async def _clicked(turn: Turn, ticket: Ticket) -> TrackedMessage | None:
    inbound = turn.inbound
    if not isinstance(inbound, Click | Submit) or inbound.message is None:
        return None
    for message in await turn.storage.tracked.of_ticket(turn.backend.connection, ticket.id):
        if message.ref == inbound.message and message.workspace == inbound.account.workspace:
            return message
    return None
