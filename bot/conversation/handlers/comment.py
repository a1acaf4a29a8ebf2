"""Public comments and private notes: two words, two forms, two audiences, never one with a prefix."""

from datetime import datetime, timedelta
from typing import Final

from bot.conversation.answer import show_ticket, ticket_form
from bot.conversation.ticket.find import ticket_named, ticket_of_button
from bot.conversation.ticket.message import names_of
from bot.conversation.turn import Turn
from bot.domain.catalog import FieldType, Validation
from bot.domain.ids import FieldId
from bot.domain.references import split_reference
from bot.domain.tickets import Ticket
from bot.errors import BadInput, NotAllowed, NotFound, NotOffered
from bot.ui.form import Answers, Form, FormField
from bot.ui.inbound import Click
from bot.ui.replies import Reply

TEXT: Final = FieldId("text")
_LONGEST: Final = 3000
_CLOCKS_DIFFER: Final = timedelta(minutes=2)


async def comment_command(turn: Turn, rest: str) -> list[Reply]:
    """`comment 1234 words`, or `comment 1234` for a form."""
    return await _command(turn, rest, is_private=False)


async def note_command(turn: Turn, rest: str) -> list[Reply]:
    """`note 1234 words`, or `note 1234` for a form."""
    return await _command(turn, rest, is_private=True)


async def comment_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The form for a public comment."""
    return await _form(turn, await ticket_of_button(turn, click.args), is_private=False)


async def note_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The form for a private note."""
    return await _form(turn, await ticket_of_button(turn, click.args), is_private=True)


async def comment_sent(turn: Turn, form: Form, answers: Answers) -> list[Reply]:
    """The form for a public comment came back."""
    ticket = await ticket_of_button(turn, form.args)
    return await _write(turn, ticket, str(answers.get(TEXT) or ""), is_private=False)


async def note_sent(turn: Turn, form: Form, answers: Answers) -> list[Reply]:
    """The form for a private note came back."""
    ticket = await ticket_of_button(turn, form.args)
    return await _write(turn, ticket, str(answers.get(TEXT) or ""), is_private=True)


async def _command(turn: Turn, rest: str, *, is_private: bool) -> list[Reply]:
    reference, text = split_reference(rest)
    if reference is None:
        raise BadInput("usage.note" if is_private else "usage.comment")
    ticket = await ticket_named(turn, reference)
    if not text:
        return await _form(turn, ticket, is_private=is_private)
    return await _write(turn, ticket, text, is_private=is_private)


async def _form(turn: Turn, ticket: Ticket, *, is_private: bool) -> list[Reply]:
    _check(turn, ticket, is_private=is_private)
    verb = "note" if is_private else "comment"
    field = FormField(
        id=TEXT,
        label=turn.reader.say(f"form.{verb}.text"),
        type=FieldType.TEXTAREA,
        required=True,
        validation=Validation(max_length=_LONGEST),
    )
    return await ticket_form(
        turn, ticket, verb, (field,), intro=await _audience_line(turn, ticket, is_private=is_private)
    )


async def _write(turn: Turn, ticket: Ticket, text: str, *, is_private: bool) -> list[Reply]:
    _check(turn, ticket, is_private=is_private)
    if not text.strip():
        raise BadInput("usage.note" if is_private else "usage.comment")

    async def act() -> str:
        added = await turn.backend.comment(ticket.id, text, is_private=is_private, actor=turn.person)
        return added.id

    async def happened(since: datetime) -> str | None:
        return await _find(turn, ticket, text, is_private=is_private, since=since)

    await turn.once.write("comment", act, happened=happened)
    try:
        fresh = await turn.backend.get(ticket.id)
    except NotFound:
        fresh = ticket
    turn.touched.append(fresh)
    name = "comment.note_done" if is_private else "comment.done"
    who = await _audience_line(turn, ticket, is_private=is_private)
    return await show_ticket(turn, fresh, opening=turn.reader.fill(name, number=ticket.number, who=who))


async def _find(turn: Turn, ticket: Ticket, text: str, *, is_private: bool, since: datetime) -> str | None:
    """The comment if it is on the ticket already: same words, same author, not older than the first try."""
    if not turn.backend.capabilities.can_list_comments:
        return None
    for comment in reversed(await turn.backend.comments(ticket.id, include_private=is_private)):
        is_recent = comment.created_at >= since - _CLOCKS_DIFFER
        if is_recent and comment.text.strip() == text.strip() and turn.person.is_same(comment.author):
            return comment.id
    return None


def _check(turn: Turn, ticket: Ticket, *, is_private: bool) -> None:
    rights, can = turn.rights(ticket), turn.backend.capabilities
    if is_private and not rights.note:
        raise NotAllowed("fault.notes_for_agents")
    if not is_private and not rights.comment:
        raise NotAllowed
    if is_private and not can.can_note:
        raise NotOffered("fault.not_offered", what=turn.reader.say("what.note"))
    if not is_private and not can.can_comment:
        raise NotOffered("fault.not_offered", what=turn.reader.say("what.comment"))


async def _audience_line(turn: Turn, ticket: Ticket, *, is_private: bool) -> str:
    """Who will read it, said before it is written and after."""
    meta = await turn.backend.meta()
    team = meta.team(ticket.team).name
    if is_private:
        return turn.reader.say("audience.note", team=team, requester=ticket.requester.name)
    involved = (ticket.requester, ticket.assignee)
    people = names_of(tuple(one for one in involved if not turn.person.is_same(one)))
    if not people:
        return turn.reader.say("audience.comment_team", team=team)
    return turn.reader.say("audience.comment", people=people, team=team)
