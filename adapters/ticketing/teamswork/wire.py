"""What TeamsWork's answers look like, as far as the bot reads them; members it does not read are ignored.

Source: www.teamswork.app/ticketingapi (select of "List tickets", IInstance, IUser); workflow, custom field and activity
members as public clients of the API read them.
"""

from typing import Any

from pydantic import AwareDatetime, Field

from adapters.ticketing.shapes import Wire


class User(Wire):
    """A person. Shape: assignees may come as personas, with text and secondaryText for name and e-mail."""

    id: str = ""
    name: str = ""
    email: str = ""
    text: str = ""
    secondary_text: str = ""


class Step(Wire):
    """An allowed next step. Shape: `target_id` is what the status call wants."""

    target_id: str
    transition_label: str = ""
    record_comment: bool = False


class State(Wire):
    """A state of the workflow."""

    id: str
    label: str = ""
    next_steps: tuple[Step, ...] = ()


class Ticket(Wire):
    """A ticket of a list or read alone; only the latter has `workflow`.

    Shape: absent members are left out by the system.
    """

    id: str
    ticket_id: str | int | None = None
    ticket_no: str | int | None = None
    title: str
    description: str = ""
    status: str
    requestor: User
    priority: str | None = None
    assignee: User | None = None
    expected_date: str | None = None
    last_resolution_on: AwareDatetime | None = None
    created_on: AwareDatetime
    last_updated_on: AwareDatetime | None = None
    is_frt_escalated: bool = False
    is_rt_escalated: bool = False
    last_updated_by: User | None = None
    custom_fields: dict[str, Any] = Field(default_factory=dict)
    workflow: tuple[State, ...] | None = None


class TicketItem(Wire):
    """One ticket."""

    item: Ticket


class TicketList(Wire):
    """A page. Shape: no token on the last page; `itemCount` means different things to different clients."""

    items: tuple[Ticket, ...]
    continuation_token: str | None = None


class Numbered(Wire):
    """The ids of a ticket alone."""

    id: str
    ticket_id: str | int | None = None
    ticket_no: str | int | None = None


class NumberedList(Wire):
    """A page of ids."""

    items: tuple[Numbered, ...]
    continuation_token: str | None = None


class CustomField(Wire):
    """A custom field. Shape: `type` is a word or {key, text}; `options` are {key, text}."""

    id: str
    title: str | None = None
    label: str | None = None
    type: Any = None
    is_mandatory: bool = False
    is_multiple: bool = False
    status: str | None = None
    default_value: Any = None
    options: Any = None


class Assignees(Wire):
    """Who tickets may be assigned to."""

    peoples: tuple[User, ...] = ()


class Instance(Wire):
    """The instance."""

    name: str = ""
    custom_fields: tuple[CustomField, ...] = ()
    assignees: Assignees = Assignees()


class InstanceItem(Wire):
    """The instance in its answer."""

    item: Instance


class Activity(Wire):
    """A change or a comment; a change has no `comment`."""

    id: str
    comment: str | None = None
    is_private: bool = False
    created_date_time: AwareDatetime
    created_by: User | None = None


class ActivityList(Wire):
    """A page of activities."""

    items: tuple[Activity, ...]
    continuation_token: str | None = None


class Commented(Wire):
    """The answer to a new comment. Shape: some members stand on no page and may be absent."""

    id: str
    activity_id: str | None = None
    comment: str | None = None
    is_private: bool | None = None
    created_date_time: AwareDatetime | None = None


class CommentItem(Wire):
    """The comment in its answer."""

    item: Commented
