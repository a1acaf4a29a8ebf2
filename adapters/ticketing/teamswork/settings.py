"""What has to be known of a TeamsWork instance; whatever the vendor's page leaves open is a setting here.

Source: www.teamswork.app/ticketingapi. Where that page and third parties disagree, the page's form is the default.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.domain.tickets import ChannelRoute, StatusCategory


class StatusLabel(BaseModel):
    """A state of the workflow. Shape: `label` is what the system calls it; terminal when its category is done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(description="What the system calls this status.")
    category: StatusCategory = Field(
        description="What it means: not begun, being worked on, waiting or over."
    )


_STATUSES = (
    StatusLabel(label="Open", category="new"),
    StatusLabel(label="Started", category="active"),
    StatusLabel(label="In Progress", category="active"),
    StatusLabel(label="Reopened", category="active"),
    StatusLabel(label="Resolved", category="done"),
    StatusLabel(label="Closed", category="done"),
)


class TeamsWorkSettings(BaseModel):
    """One instance.

    Shape: `base_url` is the whole prefix without a trailing slash; `key` goes into every address; `priorities` are most
           urgent first; paths hold `{id}`; an empty `comment_path` or `note_path` means that there is no such call;
           `end_users` all_verified = everybody whose address the chat vouches for may file tickets, none = only
           assignees; `admins` are e-mails of assignees who see everything; `routes` say which conversation belongs to
           the team; `portal_url` may hold `{id}` and `{number}`.
    Units: `*_s` seconds; `calls_per_minute` per process, so share it out when several use one key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field(
        description="The API's address up to the version, without a slash at the end.",
        examples=["https://teamswork.azure-api.net/ticketing/v1"],
    )
    key: SecretStr = Field(
        description="The API key of the instance.", examples=["the key shown on the integration page"]
    )

    team_key: str = Field(default="it", description="A short name for the one team the instance serves.")
    team_name: str = Field(default="IT Support", description="That team's name, as people read it.")
    routes: tuple[ChannelRoute, ...] = Field(
        default=(),
        description="Which conversations belong to the team; notices go there.",
        examples=[
            [{"channel": "slack", "workspace": "T0123456789", "conversation": "C0123456789", "team": "it"}]
        ],
    )
    end_users: Literal["all_verified", "none"] = Field(
        default="all_verified",
        description="Who may file tickets: everybody whose address the chat vouches for, or assignees only.",
    )
    admins: tuple[str, ...] = Field(
        default=(),
        description="E-mail addresses of assignees who see every ticket.",
        examples=[["admin@example.com"]],
    )

    statuses: tuple[StatusLabel, ...] = Field(
        default=_STATUSES, description="The instance's statuses and what each means."
    )
    priorities: tuple[str, ...] = Field(
        default=("Urgent", "Important", "Medium", "Low"),
        description="The instance's priorities, most urgent first.",
    )
    resolutions: tuple[tuple[str, str], ...] = Field(
        default=(
            ("fixed", "Fixed"),
            ("cannotResolve", "Cannot be resolved"),
            ("cancelled", "Cancelled"),
        ),
        description="The instance's resolutions, as pairs of value and label.",
    )
    asks_resolution: bool = Field(
        default=True, description="Whether a resolution is asked for when a ticket is resolved."
    )

    update_body_key: Literal["updates", "ticket"] = Field(
        default="updates", description="The name under which changes are sent."
    )
    status_method: Literal["PUT", "POST"] = Field(
        default="PUT", description="The method that changes a status."
    )
    comment_path: str = Field(
        default="/tickets/{id}/comments",
        description="Adds a comment; {id} is the ticket. Empty: there is no such call, and commenting is not offered.",
    )
    note_path: str = Field(
        default="/tickets/{id}/activities",
        description="Adds an internal note. Empty: there is no such call, and notes are not offered.",
    )
    date_format: str = Field(default="%Y-%m-%d", description="How dates are written.")
    time_zone_h: int = Field(
        default=0, ge=-12, le=14, description="The instance's time zone, in hours from UTC."
    )
    reference_line: str = Field(
        default="Ref {reference}",
        description="The line in a ticket's description by which the bot finds it again; {reference} is the reference.",
    )
    portal_url: str = Field(
        default="",
        description="A ticket's page for people; may hold {id} and {number}. Empty: no link.",
        examples=["https://example.com/tickets/{id}"],
    )

    calls_per_minute: int = Field(
        default=90,
        gt=1,
        lt=100,
        description="Calls this process may make a minute; share the vendor's hundred when several use one key.",
    )
    reserve_for_people: int = Field(
        default=40, ge=0, description="How many of those are kept free for people."
    )
    scan_limit: int = Field(
        default=2000, ge=100, description="How many tickets a search looks through at most."
    )
    scan_page: int = Field(default=500, ge=10, le=1000, description="How many tickets are asked for at once.")
    cache_s: float = Field(
        default=60.0, ge=0, le=60, description="How long assignees and similar are kept, in seconds."
    )
    overlap_s: float = Field(
        default=5.0,
        ge=0,
        description="How far each look for changes reaches back behind the last, in seconds.",
    )
    connect_timeout_s: float = Field(
        default=3.0, gt=0, description="How long connecting may take, in seconds."
    )
    read_timeout_s: float = Field(default=10.0, gt=0, description="How long an answer may take, in seconds.")
    read_attempts: int = Field(
        default=3, ge=1, description="How often a read is tried before it is given up."
    )
