"""What Rezolve's answers look like, as far as the bot reads them; members it does not read are ignored.

Source: docs.rezolve.ai, "List Tickets", "Get Tenant Ticketing Metadata", "Get Ticket Types", "List Catalog Templates",
"List Users", "Find and Count All" (client mappings). A single ticket, a comment and a look-up stand on no page.
"""

from typing import Any

from pydantic import AwareDatetime, Field

from adapters.ticketing.shapes import Wire


class Fault(Wire):
    """The error of an envelope. Shape: `details` is text, an object or absent."""

    code: str = "UNKNOWN"
    message: str = ""
    details: Any = None


class Envelope(Wire):
    """What every answer is wrapped in."""

    success: bool = True
    data: Any


class Token(Wire):
    """An access token. Source: RFC 6749, section 5.1."""

    access_token: str = Field(alias="access_token", min_length=1)
    expires_in: int | None = Field(default=None, alias="expires_in")


class User(Wire):
    """A person as tickets name one."""

    id: str
    name: str = ""
    email: str | None = ""


class Ticket(Wire):
    """A ticket of a list, or one read alone, which has more members.

    Shape: `object_id` comes as object_id or objectId; it or the number is what paths take.
    """

    id: str
    object_id: str | None = None
    ticket_number: str
    subject: str
    description: str | None = None
    status: str
    priority: str
    category: str | None = None
    subcategory: str | None = None
    assignee: User | None = None
    requester: User
    team: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    due_date: AwareDatetime | None = None
    response_due_date: AwareDatetime | None = None
    first_response_at: AwareDatetime | None = None
    resolved_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
    sla_status: str | None = None
    ticket_type: str | None = None
    updated_by: User | None = None
    etag: str | None = None
    values: dict[str, Any] | None = None


class Pagination(Wire):
    """Where a page lies."""

    total: int | None = None
    has_more: bool


class TicketPage(Wire):
    """A page of tickets."""

    tickets: list[Ticket]
    pagination: Pagination


class Receipt(Wire):
    """What create answers with."""

    object_id: str | None = None
    ticket_number: str | None = None


class Status(Wire):
    """A status of the tenant or of a ticket type."""

    key: str
    name: str
    category: str = "active"
    is_terminal: bool = False
    order: int = 0


class Named(Wire):
    """A priority, a category, a team."""

    key: str
    name: str
    order: int = 0
    is_default: bool = False


class WorkflowSettings(Wire):
    """Rules for all tickets."""

    allow_reopen: bool = True
    reopen_window_days: int | None = None
    require_category: bool = False
    require_description: bool = False
    enable_attachments: bool = True
    max_attachment_size: int | None = None
    allowed_attachment_types: list[str] | None = None


class NotificationSettings(Wire):
    """What the tenant wants told."""

    slack_notifications: bool = True
    teams_notifications: bool = True
    notify_on_create: bool = True
    notify_on_update: bool = True
    notify_on_assignment: bool = True
    notify_on_status_change: bool = True
    notify_on_comment: bool = True
    notify_on_sla_breach: bool = Field(default=True, alias="notifyOnSLABreach")


class UiSettings(Wire):
    """How numbers look."""

    ticket_number_prefix: str = ""


class TenantMeta(Wire):
    """The tenant's configuration."""

    statuses: list[Status]
    priorities: list[Named]
    teams: list[Named]
    categories: tuple[Named, ...] = ()
    workflow_settings: WorkflowSettings = WorkflowSettings()
    notification_settings: NotificationSettings = NotificationSettings()
    ui_settings: UiSettings = UiSettings()


class TypeField(Wire):
    """A field of a ticket type. Shape: `options` are texts or {value, label}."""

    name: str
    label: str | None = None
    options: tuple[Any, ...] = ()


class Conditions(Wire):
    """What else a transition depends on."""

    max_days_after_close: int | None = None


class Move(Wire):
    """A transition of a workflow."""

    name: str
    sources: list[str] = Field(alias="from")
    to: str
    required_fields: tuple[str, ...] = ()
    allowed_roles: tuple[str, ...] = ()
    conditions: Conditions | None = None


class Workflow(Wire):
    """The statuses and transitions of a ticket type."""

    statuses: tuple[Status, ...] = ()
    transitions: list[Move]


class TicketType(Wire):
    """A ticket type."""

    id: str
    name: str
    v1_name: str | None = Field(default=None, alias="v1_name")
    fields: tuple[TypeField, ...] = ()
    workflow: Workflow | None = None


class TicketTypes(Wire):
    """All of them."""

    value: list[TicketType]


class ListedUser(Wire):
    """A user of the tenant."""

    id: str
    email: str = ""
    username: str = ""
    first_name: str = ""
    last_name: str = ""
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    status: str = "active"


class Users(Wire):
    """All of them; the page shows no paging."""

    users: list[ListedUser]


class Rows(Wire):
    """A list answer of the template and client map pages."""

    rows: list[dict[str, Any]]
    count: int = 0


class Comment(Wire):
    """A comment or note."""

    id: str
    comment: str
    is_private: bool = False
    author: User
    created_at: AwareDatetime
