"""The one message that shows a ticket: composed from facts for one audience, the same wherever it appears.

It never holds a private note, and offers only what its audience may click.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.conversation.ticket.moments import sla_line
from bot.conversation.turn import Reader, Turn
from bot.domain.people import UserRef
from bot.domain.rights import in_time, open_to_requester
from bot.domain.tickets import Comment, Meta, Ticket, Transition
from bot.errors import NotOffered
from bot.ports.ticketing import Capabilities, TicketBackend
from bot.ui.action import Action, Button, Menu
from bot.ui.message import Actions, Block, Facts, Heading, Message, Paragraph
from bot.ui.replies import Audience
from bot.ui.rich import Link, Plain, Rich, plain_text, rich

_COMMENT_LENGTH: Final = 160
_SUBJECT_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class TicketView:
    """Everything the message says."""

    ticket: Ticket
    meta: Meta
    capabilities: Capabilities
    steps: tuple[Transition, ...]
    last_comment: Comment | None
    now: datetime


async def view_of(backend: TicketBackend, ticket: Ticket, *, now: datetime) -> TicketView:
    """What is known of a ticket now. Raises: OutsideFault."""
    return TicketView(
        ticket=ticket,
        meta=await backend.meta(),
        capabilities=backend.capabilities,
        steps=await backend.transitions(ticket),
        last_comment=await _last_comment(backend, ticket),
        now=now,
    )


async def ticket_message_for(turn: Turn, ticket: Ticket, *, opening: Rich = ()) -> Message:
    """The message as the person of this turn may see it, under an opening line that says what happened."""
    view = await view_of(turn.backend, ticket, now=turn.now)
    return ticket_message(view, audience=turn.audience(ticket), reader=turn.reader, opening=opening)


def ticket_message(view: TicketView, *, audience: Audience, reader: Reader, opening: Rich = ()) -> Message:
    """Number and subject, facts, deadline, last public comment, what can be done."""
    ticket = view.ticket
    blocks: list[Block] = [Paragraph(text=opening)] if opening else []
    blocks.append(Heading(text=ticket_title(ticket)))
    blocks.append(Facts(items=_facts(view, audience, reader)))
    if line := sla_line(ticket, view.meta, reader, now=view.now):
        blocks.append(line)
    if view.last_comment is not None:
        blocks.append(_comment_line(view.last_comment, reader))
    if actions := ticket_actions(view, audience=audience, reader=reader):
        blocks.append(Actions(items=actions))
    summary = plain_text(opening) or reader.say(
        "ticket.summary",
        number=ticket.number,
        subject=_short(ticket.subject, _SUBJECT_LENGTH),
        status=view.meta.status(ticket.status).name,
    )
    return Message(summary=summary, blocks=tuple(blocks))


def ticket_title(ticket: Ticket) -> Rich:
    """Number, linked where it has an address, and subject."""
    number = Link(text=ticket.number, url=ticket.url) if ticket.url else Plain(text=ticket.number)
    return rich(number, " ", Plain(text=_short(ticket.subject, _SUBJECT_LENGTH), strong=True))


def ticket_actions(view: TicketView, *, audience: Audience, reader: Reader) -> tuple[Action, ...]:
    """At most five things to do, the likeliest first."""
    if audience == "requester":
        return _for_requester(view, reader)
    return _for_agents(view, reader)


def _facts(view: TicketView, audience: Audience, reader: Reader) -> tuple[tuple[str, Rich], ...]:
    ticket, meta = view.ticket, view.meta
    nobody = reader.say("ticket.nobody")
    facts = [
        (reader.say("ticket.status"), rich(meta.status(ticket.status).name)),
        (reader.say("ticket.priority"), rich(meta.priority(ticket.priority).name)),
        (reader.say("ticket.assignee"), rich(ticket.assignee.name if ticket.assignee else nobody)),
    ]
    if view.capabilities.has_teams:
        facts.append((reader.say("ticket.team"), rich(meta.team(ticket.team).name)))
    if audience == "agents":
        facts.append((reader.say("ticket.requester"), rich(ticket.requester.name)))
    return tuple(facts)


def _comment_line(comment: Comment, reader: Reader) -> Paragraph:
    words = _short(" ".join(comment.text.split()), _COMMENT_LENGTH)
    return Paragraph(
        text=reader.fill("ticket.last_comment", who=comment.author.name, text=Plain(text=words)),
        tone="subtle",
    )


def _for_requester(view: TicketView, reader: Reader) -> tuple[Action, ...]:
    ticket, meta = view.ticket, view.meta
    buttons: list[Action] = []
    if view.capabilities.can_comment:
        buttons.append(_button(ticket, "comment", reader, opens_form=True))
    for step in view.steps:
        if not open_to_requester(step, meta) or not in_time(ticket, step, meta, now=view.now):
            continue
        if step.is_reopen:
            buttons.append(_button(ticket, "reopen", reader, opens_form=bool(step.required)))
        elif meta.status(step.to).is_terminal and step.to != ticket.status:
            buttons.append(_button(ticket, "close", reader, opens_form=bool(step.required)))
    return _without_repeats(buttons)


def _for_agents(view: TicketView, reader: Reader) -> tuple[Action, ...]:
    ticket, can = view.ticket, view.capabilities
    is_open = view.meta.is_open(ticket)
    buttons: list[Action] = []
    if can.can_assign and is_open and ticket.assignee is None:
        buttons.append(_button(ticket, "claim", reader, style="primary"))
    if view.steps:
        buttons.append(_button(ticket, "status", reader, opens_form=True))
    if can.can_comment:
        buttons.append(_button(ticket, "comment", reader, opens_form=True))
    if can.can_assign and is_open:
        buttons.append(_button(ticket, "assign", reader, opens_form=True))
    more = (("note", can.can_note), ("priority", can.can_set_priority and is_open))
    options = tuple((verb, reader.say(f"button.{verb}")) for verb, offered in more if offered)
    if options:
        buttons.append(
            Menu(
                label=reader.say("button.more"),
                verb="more",
                args={"ticket": ticket.id, "number": ticket.number},
                options=options,
                opens_form=True,
            )
        )
    return tuple(buttons)


def _button(
    ticket: Ticket, verb: str, reader: Reader, *, opens_form: bool = False, style: str = "default"
) -> Button:
    return Button(
        label=reader.say(f"button.{verb}"),
        verb=verb,
        args={"ticket": ticket.id, "number": ticket.number},
        style="primary" if style == "primary" else "default",
        opens_form=opens_form,
    )


def _without_repeats(buttons: list[Action]) -> tuple[Action, ...]:
    """One button per label: two ways to end a ticket are one "Close" to its requester."""
    seen: dict[str, Action] = {}
    for button in buttons:
        seen.setdefault(button.label, button)
    return tuple(seen.values())


async def _last_comment(backend: TicketBackend, ticket: Ticket) -> Comment | None:
    if not backend.capabilities.can_list_comments:
        return None
    try:
        comments = await backend.comments(ticket.id, include_private=False)
    except NotOffered:
        return None
    public = [comment for comment in comments if not comment.is_private]
    return public[-1] if public else None


def names_of(people: tuple[UserRef | None, ...]) -> str:
    """Names for a sentence, nobody left out twice."""
    return ", ".join(dict.fromkeys(person.name for person in people if person is not None))


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
