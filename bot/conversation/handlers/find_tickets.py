"""Lists of tickets: mine, assigned to me, my teams' queue, a search; newest change first, in pages."""

from typing import Final

from bot.conversation.ticket.message import ticket_title
from bot.conversation.ticket.moments import sla_line
from bot.conversation.turn import Turn
from bot.domain.tickets import Meta, Ticket, TicketPage, TicketQuery
from bot.errors import BadInput, NotAllowed
from bot.ui.action import Action, Button
from bot.ui.inbound import Click
from bot.ui.message import Actions, Block, Heading, Message, Paragraph, Row, Rows
from bot.ui.replies import Replace, Reply, Say
from bot.ui.rich import Rich, plain_text, rich

_PAGE: Final = 5
_TEXT_LENGTH: Final = 100
_QUEUES: Final = ("queue", "unassigned", "breaching")


async def mine_command(turn: Turn, rest: str) -> list[Reply]:
    """`mine`: what I asked for."""
    del rest
    return [Say(message=await _page(turn, "mine"))]


async def mine_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button "My tickets"."""
    del click
    return await mine_command(turn, "")


async def queue_command(turn: Turn, rest: str) -> list[Reply]:
    """`queue`, `queue unassigned`, `queue breaching`, `queue mine`: what my teams have to do."""
    which = rest.strip().casefold() or "queue"
    name = {"mine": "assigned", "me": "assigned", "overdue": "breaching", "free": "unassigned"}.get(
        which, which
    )
    if name not in {*_QUEUES, "assigned"}:
        raise BadInput("usage.queue")
    return [Say(message=await _page(turn, name))]


async def search_command(turn: Turn, rest: str) -> list[Reply]:
    """`search vpn`: in the tickets I may see."""
    text = rest.strip()[:_TEXT_LENGTH]
    if not text:
        raise BadInput("usage.search")
    return [Say(message=await _page(turn, "search", text=text))]


async def page_clicked(turn: Turn, click: Click) -> list[Reply]:
    """Another list or page of it: in the same message where nobody else reads, else for the person alone.

    Raises: BadInput (an edited button).
    """
    name, offset = click.args.get("list", ""), click.args.get("offset", "0")
    if name not in {"mine", "assigned", "search", *_QUEUES} or not offset.isdigit() or len(offset) > 6:
        raise BadInput("fault.stale_button")
    message = await _page(turn, name, offset=int(offset), text=click.args.get("text", "")[:_TEXT_LENGTH])
    if turn.inbound.place.kind == "direct" and click.message is not None:
        return [Replace(message=message)]
    return [Say(message=message)]


async def _page(turn: Turn, name: str, *, offset: int = 0, text: str = "") -> Message:
    query = _query(turn, name, text).model_copy(update={"offset": offset, "size": _PAGE})
    page = await turn.backend.search(query)
    meta = await turn.backend.meta()
    tickets = tuple(ticket for ticket in page.tickets if turn.rights(ticket).see)
    reader = turn.reader
    title = reader.say(f"list.{name}", text=text)
    if not tickets and not page.has_more and offset == 0:
        empty = reader.fill(f"list.{name}_empty", text=text)
        actions = (*_other_lists(turn, name), _new_button(turn))
        return Message(summary=plain_text(empty), blocks=(Paragraph(text=empty), Actions(items=actions)))
    rows = Rows(items=tuple(_row(turn, ticket, meta, can_claim=name in _QUEUES) for ticket in tickets))
    blocks: list[Block] = [Heading(text=rich(title)), rows]
    if page.total is not None and page.total > len(tickets):
        last = offset + len(page.tickets)
        line = reader.fill("list.shown", first=offset + 1, last=last, total=page.total)
        blocks.append(Paragraph(text=line, tone="subtle"))
    if actions := (*_turning(turn, name, page, offset, text), *_other_lists(turn, name)):
        blocks.append(Actions(items=actions))
    return Message(summary=title, blocks=tuple(blocks))


def _query(turn: Turn, name: str, text: str) -> TicketQuery:
    person = turn.person
    if name not in {"mine", "search"} and not person.is_agent:
        raise NotAllowed("fault.queue_for_agents")
    sees_all = person.is_admin or not turn.backend.capabilities.has_teams
    teams = None if sees_all else person.teams
    if name in _QUEUES and teams is not None and not teams:
        return TicketQuery(assignee=person.ref, only_open=True, only_breaching=name == "breaching")
    match name:
        case "mine":
            return TicketQuery(requester=person.ref)
        case "assigned":
            return TicketQuery(assignee=person.ref, only_open=True)
        case "search":
            if not person.is_agent or (teams is not None and not teams):
                return TicketQuery(requester=person.ref, text=text)
            return TicketQuery(teams=teams, text=text)
        case _:
            return TicketQuery(
                teams=teams,
                only_open=True,
                only_unassigned=name == "unassigned",
                only_breaching=name == "breaching",
            )


def _row(turn: Turn, ticket: Ticket, meta: Meta, *, can_claim: bool) -> Row:
    reader = turn.reader
    is_free = can_claim and ticket.assignee is None and turn.backend.capabilities.can_assign
    verb = "claim" if is_free and turn.rights(ticket).assign else "show"
    button = Button(
        label=reader.say("button.claim" if verb == "claim" else "button.open"),
        verb=verb,
        args={"ticket": ticket.id, "number": ticket.number},
    )
    return Row(title=ticket_title(ticket), detail=_detail(turn, ticket, meta), action=button)


def _detail(turn: Turn, ticket: Ticket, meta: Meta) -> Rich:
    words = f"{meta.status(ticket.status).name} · {meta.priority(ticket.priority).name}"
    line = sla_line(ticket, meta, turn.reader, now=turn.now)
    return rich(words, " · ", line.text) if line else rich(words)


def _turning(turn: Turn, name: str, page: TicketPage, offset: int, text: str) -> tuple[Action, ...]:
    args = {"list": name, **({"text": text} if text else {})}
    turning: list[Action] = []
    if offset > 0:
        before = {**args, "offset": str(max(offset - _PAGE, 0))}
        turning.append(Button(label=turn.reader.say("button.previous"), verb="page", args=before))
    if page.has_more:
        after = {**args, "offset": str(offset + _PAGE)}
        turning.append(Button(label=turn.reader.say("button.next"), verb="page", args=after))
    return tuple(turning)


def _other_lists(turn: Turn, name: str) -> tuple[Action, ...]:
    """The lists beside this one that this person has."""
    others: tuple[str, ...] = ()
    if turn.person.is_agent:
        others = {"mine": ("assigned",), "search": ()}.get(name, tuple(n for n in _QUEUES if n != name))
    return tuple(
        Button(label=turn.reader.say(f"button.list_{other}"), verb="page", args={"list": other})
        for other in others
    )


def _new_button(turn: Turn) -> Button:
    return Button(
        label=turn.reader.say("button.new"),
        verb="new",
        style="primary",
        opens_form=not turn.backend.capabilities.has_catalog,
    )
