"""What the one ticket store holds, in words neither vendor owns; both vendor faces translate from here.

Statuses, priorities, categories and teams are the keys of the tenant metadata the Rezolve face publishes;
the TeamsWork face maps them to its own labels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Source = Literal["rezolve", "teamswork", "control"]
ChangeKind = Literal["created", "updated", "commented", "attached", "sla"]


@dataclass(frozen=True, slots=True)
class UserRef:
    """A user as a ticket names one. Shape: `id` is the help desk's id, or the e-mail for people it does not know."""

    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment or private note of a ticket."""

    id: str
    ticket_id: str
    author: UserRef
    text: str
    is_private: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a ticket.

    Shape: `content` is absent for links, which have `src`; `comment_id` is the comment it was sent with.
    """

    id: str
    ticket_id: str
    name: str
    author: UserRef
    created_at: datetime
    content_type: str = "application/octet-stream"
    src: str | None = None
    content: bytes | None = None
    comment_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a ticket's history: who changed which field from what to what, and when.

    Shape: `changes` is field name -> (old, new) in JSON terms: people as {id, name, email}, times as ISO text.
    """

    seq: int
    ticket_id: str
    kind: ChangeKind
    actor: UserRef | None
    at: datetime
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    comment_id: str | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket.

    Shape: `seq` is the running number behind both vendors' short ids; `version` counts writes (it makes the
           ETag); `values` holds form answers by field id; `sla_status` is on_track, at_risk or breached;
           `pauses` are the stretches that do not count for the SLA, the last one open-ended while it lasts;
           `reopened` is true from reopening until work starts again; `first_resolved_at` and
           `last_resolved_at` stay when it is reopened, `resolved_at` does not.
    """

    id: str
    seq: int
    number: str
    version: int
    ticket_type: str
    subject: str
    description: str
    status: str
    priority: str
    category: str | None
    subcategory: str | None
    team: str
    assignee: UserRef | None
    requester: UserRef
    created_by: UserRef
    updated_by: UserRef
    created_at: datetime
    updated_at: datetime
    template_id: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[Mapping[str, str], ...] = ()
    resolution: str | None = None
    expected_at: datetime | None = None
    response_due_at: datetime | None = None
    due_at: datetime | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    response_breached: bool = False
    resolution_breached: bool = False
    sla_status: Literal["on_track", "at_risk", "breached"] = "on_track"
    sla_key: str = "standard"
    at_risk_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    reopened: bool = False
    first_resolved_at: datetime | None = None
    last_resolved_at: datetime | None = None
    resolution_comment: str | None = None
