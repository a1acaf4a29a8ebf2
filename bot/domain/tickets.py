"""Tickets and the rules a tenant set for them, as every connection tells them."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from bot.domain.ids import PriorityKey, StatusKey, TeamKey, TicketId
from bot.domain.people import Frozen, UserRef

StatusCategory = Literal["new", "active", "hold", "done"]
SlaState = Literal["on_track", "at_risk", "breached", "unknown"]


class Ticket(Frozen):
    """One ticket as last read.

    Shape: `number` is what people say; `etag` guards writes where the vendor has one; `next_statuses` is set
           where the ticket itself tells its legal next steps; `values` holds other fields by the vendor's ids.
    Units: `*_at` aware UTC.
    """

    id: TicketId
    number: str
    subject: str
    description: str = ""
    status: StatusKey
    priority: PriorityKey
    type: str = ""
    category: str = ""
    subcategory: str = ""
    team: TeamKey
    assignee: UserRef | None = None
    requester: UserRef
    created_at: AwareDatetime
    updated_at: AwareDatetime
    due_at: AwareDatetime | None = None
    resolved_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
    sla: SlaState = "unknown"
    response_breached: bool = False
    resolution_breached: bool = False
    updated_by: UserRef | None = None
    url: str | None = None
    etag: str | None = None
    next_statuses: tuple[StatusKey, ...] | None = None
    values: dict[str, object] = Field(default_factory=dict)


class Comment(Frozen):
    """One public comment or private note."""

    id: str
    author: UserRef
    text: str
    is_private: bool
    created_at: AwareDatetime


class Status(Frozen):
    """A status a ticket can have. Shape: `is_terminal` = resolved, closed and the like."""

    key: StatusKey
    name: str
    category: StatusCategory
    is_terminal: bool = False
    order: int = 0


class Priority(Frozen):
    """A priority; the lower `order`, the more urgent."""

    key: PriorityKey
    name: str
    order: int = 0


class Team(Frozen):
    """A team that works on tickets."""

    key: TeamKey
    name: str
    is_default: bool = False


class RequiredField(Frozen):
    """A field that a status change asks for. Shape: `options` empty = free text."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...] = ()


class Transition(Frozen):
    """A legal status change.

    Shape: `roles` empty = everybody who may change the ticket; `max_days_after_close` limits reopening.
    """

    name: str
    to: StatusKey
    required: tuple[RequiredField, ...] = ()
    roles: frozenset[str] = frozenset()
    max_days_after_close: int | None = None
    is_reopen: bool = False


class NotificationSwitches(Frozen):
    """What the tenant wants to be told of. Source: docs.rezolve.ai, "Get Tenant Ticketing Metadata"."""

    slack: bool = True
    teams: bool = True
    on_create: bool = True
    on_update: bool = True
    on_assignment: bool = True
    on_status_change: bool = True
    on_comment: bool = True
    on_sla_breach: bool = True


class Meta(Frozen):
    """The tenant's configuration of its ticketing, as far as the bot obeys it.

    Units: `max_attachment_bytes` in bytes, `reopen_window_days` in days.
    """

    statuses: tuple[Status, ...]
    priorities: tuple[Priority, ...]
    teams: tuple[Team, ...]
    categories: tuple[tuple[str, str], ...] = ()
    allow_reopen: bool = True
    reopen_window_days: int | None = None
    require_category: bool = False
    require_description: bool = False
    max_attachment_bytes: int | None = None
    allowed_attachment_types: tuple[str, ...] | None = None
    number_prefix: str = ""
    switches: NotificationSwitches = NotificationSwitches()

    def status(self, key: StatusKey) -> Status:
        """The status with this key; a key the tenant no longer lists is shown by itself and taken as open."""
        for status in self.statuses:
            if status.key == key:
                return status
        return Status(key=key, name=str(key).replace("_", " ").capitalize(), category="active")

    def priority(self, key: PriorityKey) -> Priority:
        """The priority with this key; an unlisted one is shown by itself."""
        for priority in self.priorities:
            if priority.key == key:
                return priority
        return Priority(key=key, name=str(key).capitalize(), order=len(self.priorities))

    def team(self, key: TeamKey) -> Team:
        """The team with this key; an unlisted one is shown by itself."""
        for team in self.teams:
            if team.key == key:
                return team
        return Team(key=key, name=str(key))

    def is_open(self, ticket: Ticket) -> bool:
        """Whether somebody still has to do something about this ticket."""
        status = self.status(ticket.status)
        return not status.is_terminal and status.category != "done"


class ChannelRoute(Frozen):
    """Which conversation belongs to which team. Source: docs.rezolve.ai, client mappings "Find and Count All"."""

    channel: Literal["slack", "teams"]
    workspace: str
    conversation: str
    name: str = ""
    team: TeamKey
    direction: Literal["inbound", "outbound", "bidirectional"] = "bidirectional"
    notify_on_update: bool = True


class TicketQuery(Frozen):
    """What to list. Shape: members that are None do not narrow; `size` 1..50."""

    requester: UserRef | None = None
    assignee: UserRef | None = None
    teams: frozenset[TeamKey] | None = None
    only_open: bool = False
    only_unassigned: bool = False
    only_breaching: bool = False
    text: str | None = None
    offset: int = Field(default=0, ge=0)
    size: int = Field(default=5, ge=1, le=50)


class TicketPage(Frozen):
    """Tickets, latest change first. Shape: `total` is None where the vendor does not count."""

    tickets: tuple[Ticket, ...]
    has_more: bool
    total: int | None = None


class ChangedTickets(Frozen):
    """What changed since a cursor. Shape: `cursor` to pass next time; `has_more` = ask again at once."""

    tickets: tuple[Ticket, ...]
    cursor: str
    has_more: bool


class NewTicket(Frozen):
    """A ticket to create.

    Shape: `reference` is a short text unique to this request, put into the description so that the ticket can
           be found again when the answer was lost; `answers` by the vendor's field ids, already checked.
    """

    template_id: str | None
    subject: str
    description: str
    reference: str
    requester: UserRef
    team: TeamKey | None = None
    priority: PriorityKey | None = None
    category: str | None = None
    answers: dict[str, object] = Field(default_factory=dict)


class TicketChange(Frozen):
    """A change to write. Shape: members that are None stay; `fields` are those a transition asks for, by key."""

    assignee: UserRef | None = None
    team: TeamKey | None = None
    priority: PriorityKey | None = None
    status: StatusKey | None = None
    fields: dict[str, str] = Field(default_factory=dict)


def latest(*moments: datetime | None) -> datetime | None:
    """The latest of the moments that are known."""
    known = [moment for moment in moments if moment is not None]
    return max(known, default=None)
