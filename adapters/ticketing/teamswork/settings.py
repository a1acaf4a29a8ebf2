"""What has to be known of a TeamsWork instance; whatever the vendor's page leaves open is a setting here.

Source: www.teamswork.app/ticketingapi. Where that page and third parties disagree, the page's form is the default.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.domain.tickets import ChannelRoute, StatusCategory


class StatusLabel(BaseModel):
    """A state of the workflow. Shape: `label` is what the system calls it; terminal when its category is done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    category: StatusCategory


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

    base_url: str
    key: SecretStr

    team_key: str = "it"
    team_name: str = "IT Support"
    routes: tuple[ChannelRoute, ...] = ()
    end_users: Literal["all_verified", "none"] = "all_verified"
    admins: tuple[str, ...] = ()

    statuses: tuple[StatusLabel, ...] = _STATUSES
    priorities: tuple[str, ...] = ("Urgent", "Important", "Medium", "Low")
    resolutions: tuple[tuple[str, str], ...] = (
        ("fixed", "Fixed"),
        ("cannotResolve", "Cannot be resolved"),
        ("cancelled", "Cancelled"),
    )
    asks_resolution: bool = True

    update_body_key: Literal["updates", "ticket"] = "updates"
    status_method: Literal["PUT", "POST"] = "PUT"
    comment_path: str = "/tickets/{id}/comments"
    note_path: str = "/tickets/{id}/activities"
    date_format: str = "%Y-%m-%d"
    time_zone_h: int = Field(default=0, ge=-12, le=14)
    reference_line: str = "Ref {reference}"
    portal_url: str = ""

    calls_per_minute: int = Field(default=90, gt=1, lt=100)
    reserve_for_people: int = Field(default=40, ge=0)
    scan_limit: int = Field(default=2000, ge=100)
    scan_page: int = Field(default=500, ge=10, le=1000)
    cache_s: float = Field(default=60.0, ge=0, le=60)
    overlap_s: float = Field(default=5.0, ge=0)
    connect_timeout_s: float = Field(default=3.0, gt=0)
    read_timeout_s: float = Field(default=10.0, gt=0)
    read_attempts: int = Field(default=3, ge=1)
