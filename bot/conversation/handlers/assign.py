"""Who works on a ticket: take it oneself, or give it to a colleague or team."""

from typing import Final

from rapidfuzz import fuzz, process, utils

from bot.conversation.answer import say_line, say_ticket, show_ticket, ticket_form
from bot.conversation.ticket.changes import is_so, say_changed, write_change
from bot.conversation.ticket.find import ticket_named, ticket_of_button
from bot.conversation.turn import Turn
from bot.domain.catalog import FieldType, Option
from bot.domain.ids import FieldId, TeamKey
from bot.domain.people import Person
from bot.domain.references import split_reference
from bot.domain.tickets import Ticket, TicketChange
from bot.errors import BadInput, Conflict, NotAllowed, NotOffered
from bot.ui.form import Answers, Form, FormField
from bot.ui.inbound import Click
from bot.ui.replies import Reply

COLLEAGUE: Final = FieldId("colleague")
TEAM: Final = FieldId("team")
_SURE_ENOUGH: Final = 85


async def claim_command(turn: Turn, rest: str) -> list[Reply]:
    """`claim 1234`."""
    reference, _ = split_reference(rest)
    if reference is None:
        raise BadInput("usage.claim")
    return await _claim(turn, await ticket_named(turn, reference))


async def claim_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button "Take it"."""
    return await _claim(turn, await ticket_of_button(turn, click.args))


async def assign_command(turn: Turn, rest: str) -> list[Reply]:
    """`assign 1234 name or e-mail`, or `assign 1234` for a form."""
    reference, name = split_reference(rest)
    if reference is None:
        raise BadInput("usage.assign")
    ticket = await ticket_named(turn, reference)
    if not name:
        return await _form(turn, ticket)
    _check(turn, ticket)
    colleague = await _named(turn, name)
    return await _write(turn, ticket, TicketChange(assignee=colleague.ref), to=colleague.name)


async def assign_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The form to pick a colleague or a team."""
    return await _form(turn, await ticket_of_button(turn, click.args))


async def assign_sent(turn: Turn, form: Form, answers: Answers) -> list[Reply]:
    """The form came back. Raises: BadInput (nobody picked)."""
    ticket = await ticket_of_button(turn, form.args)
    _check(turn, ticket)
    colleague = await _picked(turn, answers.get(COLLEAGUE))
    team = _team(answers.get(TEAM), ticket)
    if colleague is None and team is None:
        raise BadInput(errors={str(COLLEAGUE): turn.reader.say("fault.pick_somebody")})
    meta = await turn.backend.meta()
    is_kept = colleague is not None and team is not None and colleague.is_same(ticket.assignee)
    to = colleague.name if colleague and not is_kept else meta.team(team or ticket.team).name
    change = TicketChange(assignee=colleague.ref if colleague else None, team=team)
    return await _write(turn, ticket, change, to=to)


async def _claim(turn: Turn, ticket: Ticket) -> list[Reply]:
    _check(turn, ticket)
    if turn.person.is_same(ticket.assignee):
        return await _claimed(turn, ticket)
    if ticket.assignee is not None:
        return await _taken(turn, ticket)
    change = TicketChange(assignee=turn.person.ref)
    try:
        fresh = await write_change(turn, ticket, change, step="assign")
    except Conflict:
        return await _after_race(turn, ticket)
    # A system without etags lets the last one win: who has it is what was read back.
    return await (_claimed if turn.person.is_same(fresh.assignee) else _taken)(turn, fresh)


async def _after_race(turn: Turn, ticket: Ticket) -> list[Reply]:
    """It changed while it was being taken: who has it now, or what else is new."""
    current = await turn.backend.get(ticket.id)
    if turn.person.is_same(current.assignee):
        return await _claimed(turn, current)
    if current.assignee is not None:
        return await _taken(turn, current)
    return await say_changed(turn, current)


async def _claimed(turn: Turn, ticket: Ticket) -> list[Reply]:
    if ticket not in turn.touched:
        turn.touched.append(ticket)
    return await show_ticket(turn, ticket, opening=turn.reader.fill("claim.done", number=ticket.number))


async def _taken(turn: Turn, ticket: Ticket) -> list[Reply]:
    """Somebody has it: said to the person alone, while the message everybody sees is brought up to date."""
    turn.touched.append(ticket)
    name = ticket.assignee.name if ticket.assignee else turn.reader.say("ticket.nobody")
    opening = turn.reader.fill("claim.taken", number=ticket.number, name=name)
    return await say_ticket(turn, ticket, opening=opening)


async def _form(turn: Turn, ticket: Ticket) -> list[Reply]:
    _check(turn, ticket)
    reader, meta = turn.reader, await turn.backend.meta()
    people = await turn.backend.assignable()
    fields = [
        FormField(
            id=COLLEAGUE,
            label=reader.say("form.assign.colleague"),
            type=FieldType.DROPDOWN,
            options=tuple(Option(value=person.email, label=person.name) for person in people),
            value=ticket.assignee.email if ticket.assignee and _lists(people, ticket) else None,
        )
    ]
    if turn.backend.capabilities.has_teams:
        fields.append(
            FormField(
                id=TEAM,
                label=reader.say("form.assign.team"),
                type=FieldType.DROPDOWN,
                options=tuple(Option(value=team.key, label=team.name) for team in meta.teams),
                value=str(ticket.team) if any(team.key == ticket.team for team in meta.teams) else None,
            )
        )
    intro = "form.assign.intro" if turn.backend.capabilities.has_teams else "form.assign.intro_alone"
    return await ticket_form(turn, ticket, "assign", tuple(fields), intro=reader.say(intro))


async def _write(turn: Turn, ticket: Ticket, change: TicketChange, *, to: str) -> list[Reply]:
    fresh = ticket
    if not is_so(ticket, change):
        try:
            fresh = await write_change(turn, ticket, change, step="assign")
        except Conflict:
            return await say_changed(turn, ticket)
    if not turn.rights(fresh).see:
        return _handed_over(turn, fresh, to=to)
    return await show_ticket(
        turn, fresh, opening=turn.reader.fill("assign.done", number=fresh.number, name=to)
    )


def _handed_over(turn: Turn, ticket: Ticket, *, to: str) -> list[Reply]:
    """It went to a team whose tickets this person does not see: confirmed in a line, without the ticket."""
    return [say_line(turn.reader.fill("assign.done", number=ticket.number, name=to))]


async def _picked(turn: Turn, email: object) -> Person | None:
    if not email:
        return None
    for person in await turn.backend.assignable():
        if person.email.casefold() == str(email).casefold():
            return person
    raise BadInput(errors={str(COLLEAGUE): turn.reader.say("fault.not_assignable")})


async def _named(turn: Turn, name: str) -> Person:
    """The one colleague a person means by name or e-mail. Raises: BadInput (nobody, or several)."""
    people = await turn.backend.assignable()
    name = name.strip().lstrip("@")
    if name.casefold() in {"me", "myself"}:
        return turn.person
    for person in people:
        if name.casefold() in {person.email.casefold(), person.name.casefold()}:
            return person
    found = process.extract(
        name,
        [person.name for person in people],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=_SURE_ENOUGH,
        limit=4,
    )
    if len(found) == 1:
        return people[found[0][2]]
    if found:
        raise BadInput("fault.several_people", names=", ".join(match for match, _, _ in found))
    raise BadInput("fault.nobody_named", name=name)


def _team(answer: object, ticket: Ticket) -> TeamKey | None:
    return TeamKey(str(answer)) if answer and str(answer) != ticket.team else None


def _lists(people: tuple[Person, ...], ticket: Ticket) -> bool:
    return any(ticket.assignee is not None and person.email == ticket.assignee.email for person in people)


def _check(turn: Turn, ticket: Ticket) -> None:
    if not turn.rights(ticket).assign:
        raise NotAllowed("fault.for_agents")
    if not turn.backend.capabilities.can_assign:
        raise NotOffered("fault.not_offered", what=turn.reader.say("what.assign"))
