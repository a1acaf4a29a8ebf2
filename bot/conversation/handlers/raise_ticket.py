"""Raising a ticket: from words, from a catalog item, as a follow-up; asked first, created once."""

from datetime import datetime
from typing import Final

from bot.conversation.answer import say_line, say_ticket, show_again
from bot.conversation.handlers.catalog import catalog_command, item_row
from bot.conversation.request.catalog_items import closest, general_item, is_any_near, item_for, items_for
from bot.conversation.request.people import with_people
from bot.conversation.request.request_form import DESCRIPTION, new_ticket, request_fields
from bot.conversation.ticket.find import ticket_of_button
from bot.conversation.turn import Reader, Turn
from bot.domain.catalog import Template
from bot.domain.tickets import Ticket
from bot.errors import BadInput, NotAllowed
from bot.ui.action import Action, Button
from bot.ui.form import Answers, Form
from bot.ui.inbound import Click
from bot.ui.message import Actions, Block, Message, Paragraph, Quote, Rows
from bot.ui.replies import Replace, Reply, Say, ShowForm

_QUOTE_LENGTH: Final = 500


async def new_command(turn: Turn, rest: str) -> list[Reply]:
    """`new`: the catalog; `new my VPN drops`: the closest items."""
    text = rest.strip()
    if not await items_for(turn):
        return await _open(turn, None, text=text)
    return await _offer(turn, text, is_asked_for=True) if text else await catalog_command(turn, "")


async def new_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button "New ticket"."""
    del click
    return await new_command(turn, "")


async def offer_to_raise(turn: Turn, text: str) -> list[Reply]:
    """Somebody just wrote what is wrong: offered, not created."""
    return await _offer(turn, text.strip(), is_asked_for=False)


async def raise_clicked(turn: Turn, click: Click) -> list[Reply]:
    """An item was picked, or "Something else": its form, with what was written filled in."""
    text = ""
    if token := click.args.get("draft"):
        draft = await turn.kept(token)
        text = str(draft.field(DESCRIPTION).value or "") if draft else ""
    template_id = click.args.get("template", "")
    template = await item_for(turn, template_id) if template_id else await general_item(turn)
    return await _open(turn, template, text=text)


async def follow_up_clicked(turn: Turn, click: Click) -> list[Reply]:
    """A new ticket that refers to an old one."""
    ticket = await ticket_of_button(turn, click.args)
    text = turn.reader.say("raise.follow_up", number=ticket.number, subject=ticket.subject)
    return await _open(turn, None, text=f"{text}\n")


async def resume_clicked(turn: Turn, click: Click) -> list[Reply]:
    """Open a form again with everything that was typed. Raises: BadInput (it is gone)."""
    form = await turn.kept(click.args.get("form", ""))
    if form is None:
        raise BadInput("fault.form_gone")
    return await show_again(turn, form)


async def dismiss_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button "No, thanks": nothing is created, and what was written is forgotten."""
    if token := click.args.get("draft"):
        draft = await turn.kept(token)
        if draft is not None:
            await turn.storage.forms.close(draft.token, owner=turn.account.ref)
    answer = say_line(turn.reader.say("raise.dismissed"))
    if turn.inbound.place.kind == "direct" and click.message is not None:
        return [Replace(message=answer.message)]
    return [answer]


async def raise_sent(turn: Turn, form: Form, answers: Answers) -> list[Reply]:
    """The form came back: one ticket, however often this is handled.

    Raises: NotFound (the item is no longer for this person), BadInput (the system refuses an answer, or somebody
            was picked whom it cannot know).
    """
    template_id = form.args.get("template", "")
    template = await item_for(turn, template_id) if template_id else None
    meta = await turn.backend.meta()
    named = await with_people(turn, form, answers)
    request = new_ticket(template, named, meta, turn.person, reference=turn.once.reference)

    async def act() -> str:
        return (await turn.backend.create(request, actor=turn.person)).id

    async def happened(since: datetime) -> str | None:
        found = await turn.backend.find_created(request.reference, since=since)
        return found.id if found else None

    ticket = await turn.backend.get(await turn.once.write("create", act, happened=happened))
    return await _done(turn, ticket, template)


async def _done(turn: Turn, ticket: Ticket, template: Template | None) -> list[Reply]:
    meta = await turn.backend.meta()
    who = ticket.assignee.name if ticket.assignee else meta.team(ticket.team).name
    if not turn.backend.capabilities.has_teams and ticket.assignee is None:
        who = turn.reader.say("raise.help_desk")
    opening = turn.reader.fill("raise.done", number=ticket.number, who=who)
    if template is not None and template.estimated_time:
        opening += turn.reader.fill("raise.expected", time=template.estimated_time)
    if template is not None and template.approval_required:
        opening += turn.reader.fill("raise.approval")
    return await say_ticket(turn, ticket, opening=opening)


async def _open(turn: Turn, template: Template | None, *, text: str) -> list[Reply]:
    form = await _form(turn, template, text=text)
    return [ShowForm(form=await turn.keep(form))]


async def _form(turn: Turn, template: Template | None, *, text: str) -> Form:
    if not turn.person.roles:
        raise NotAllowed("fault.no_role", who=turn.policy.who_to_ask)
    meta = await turn.backend.meta()
    reader = turn.reader
    return Form(
        token=turn.token(),
        title=template.name if template else reader.say("form.raise.title"),
        verb="raise",
        args={"template": str(template.id)} if template else {},
        fields=request_fields(template, meta, turn.person, reader, text=text),
        submit_label=reader.say("form.raise.submit"),
        cancel_label=reader.say("form.cancel"),
        intro=template.description if template else reader.say("form.raise.intro"),
        time_zone=reader.time_zone,
    )


async def raise_button(turn: Turn, text: str) -> Button:
    """A button that raises a ticket with these words."""
    return _plain_button(await turn.keep(await _form(turn, None, text=text)), turn.reader)


def _plain_button(draft: Form, reader: Reader, *, label: str = "raise_it", is_first: bool = False) -> Button:
    return Button(
        label=reader.say(f"button.{label}"),
        verb="raise",
        args={"template": "", "draft": draft.token},
        style="primary" if is_first else "default",
        opens_form=True,
    )


async def _offer(turn: Turn, text: str, *, is_asked_for: bool) -> list[Reply]:
    """The closest items, "Something else", and a way to say no; the words stay here, not in the buttons.

    Shape: nobody who only wrote is shown items that have nothing to do with it.
    """
    reader = turn.reader
    draft = await turn.keep(await _form(turn, None, text=text))
    known = await items_for(turn)
    items = closest(known, text) if is_asked_for or is_any_near(known, text) else ()
    question = "raise.which" if items else "raise.offer"
    blocks: list[Block] = [
        Paragraph(text=reader.fill(question)),
        Quote(text=text if len(text) <= _QUOTE_LENGTH else text[: _QUOTE_LENGTH - 1] + "…"),
    ]
    if items:
        blocks.append(Rows(items=tuple(item_row(item, reader, draft=draft.token) for item in items)))
    actions: list[Action] = [
        _plain_button(draft, reader, label="something_else")
        if items
        else _plain_button(draft, reader, is_first=True)
    ]
    if not is_asked_for:
        actions.append(
            Button(label=reader.say("button.no_thanks"), verb="dismiss", args={"draft": draft.token})
        )
    if not items:
        actions.append(Button(label=reader.say("button.help"), verb="help"))
    blocks.append(Actions(items=tuple(actions)))
    return [Say(message=Message(summary=reader.say(question), blocks=tuple(blocks)))]
