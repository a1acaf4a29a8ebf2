"""Lets a person of the world do something in the ticketing system itself, not through the bot.

Checks what the store checks (workflow, known values), not roles: it is the hand of the demonstration.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sandbox.ticketing.desk import Desk
from sandbox.ticketing.model import Ticket, UserRef
from sandbox.ticketing.people import user_ref
from sandbox.world import WORLD


class _Act(BaseModel):
    """Shape: `as` is a person's key in the world; `ticket` a number, running number or id."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    as_: str = Field(alias="as")


class Assign(_Act):
    """Give a ticket to somebody; null takes it from everybody."""

    do: Literal["assign"]
    ticket: str
    assignee: str | None


class SetStatus(_Act):
    """Move a ticket along its workflow."""

    do: Literal["status"]
    ticket: str
    status: str
    resolution: str | None = None


class SetPriority(_Act):
    """Change the priority."""

    do: Literal["priority"]
    ticket: str
    priority: str


class SetTeam(_Act):
    """Hand a ticket to another team."""

    do: Literal["team"]
    ticket: str
    team: str


class Say(_Act):
    """Comment in public, or write a private note."""

    do: Literal["comment", "note"]
    ticket: str
    text: str = Field(min_length=1)


class Create(_Act):
    """Raise a ticket; for oneself if no requester is named. Shape: `sla` premium counts around the clock."""

    do: Literal["create"]
    subject: str = Field(min_length=1)
    description: str = ""
    priority: str = "medium"
    team: str = "it"
    requester: str | None = None
    assignee: str | None = None
    category: str | None = None
    subcategory: str | None = None
    ticket_type: str = "incident"
    sla: str = "standard"


Act = Assign | SetStatus | SetPriority | SetTeam | Say | Create
ACT: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="do")])


async def act(desk: Desk, wanted: Act) -> Ticket:
    """The ticket after it was done. Raises: KeyError (no such person), NotFound, Refused."""
    actor = _person(wanted.as_)
    if isinstance(wanted, Create):
        return await _create(desk, wanted, actor)
    ticket = await desk.store.get(wanted.ticket)
    match wanted:
        case Say():
            await desk.store.comment(
                ticket.id, text=wanted.text, is_private=wanted.do == "note", actor=actor, source="control"
            )
            return await desk.store.get(ticket.id)
        case Assign():
            changes: dict[str, object] = {"assignee": _person(wanted.assignee) if wanted.assignee else None}
        case SetStatus():
            changes = {"status": wanted.status}
            changes |= {"resolution": wanted.resolution} if wanted.resolution else {}
        case SetPriority():
            changes = {"priority": wanted.priority}
        case SetTeam():
            changes = {"team": wanted.team}
    return await desk.store.update(ticket.id, changes, actor=actor, source="control")


async def _create(desk: Desk, wanted: Create, actor: UserRef) -> Ticket:
    return await desk.store.create(
        subject=wanted.subject,
        description=wanted.description,
        priority=wanted.priority,
        team=wanted.team,
        requester=_person(wanted.requester) if wanted.requester else actor,
        assignee=_person(wanted.assignee) if wanted.assignee else None,
        actor=actor,
        source="control",
        ticket_type=wanted.ticket_type,
        category=wanted.category,
        subcategory=wanted.subcategory,
        sla_key=wanted.sla,
    )


def _person(key: str) -> UserRef:
    return user_ref(WORLD.person(key))
