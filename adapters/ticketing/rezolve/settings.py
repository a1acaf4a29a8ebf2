"""What has to be known of a Rezolve tenant; whatever the vendor's pages leave open is a setting here.

Source: docs.rezolve.ai, API reference: ticketing, auth keys. Field ids, the token's address and grant, comment and
look-up calls stand on no page: an administrator takes them from the tenant.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

_FIELD_NAMES = (
    "subject", "description", "status", "priority", "category", "subcategory", "team", "assignee", "requester",
    "resolution", "pendingReason", "reopenReason", "cancellationReason", "rejectionReason", "fulfillmentNotes",
    "rootCause", "workaround",
)  # fmt: skip


class Columns(BaseModel):
    """The column names that filters of "List Tickets" use. Source: only createdAt and status are shown there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = "ticketNumber"
    created: str = "createdAt"
    updated: str = "updatedAt"
    status: str = "status"
    team: str = "team"
    assignee: str = "assignee.id"
    requester: str = "requester.id"
    sla: str = "slaStatus"


def _field_ids() -> dict[str, str]:
    return {
        name: f"f1e1d000-0000-4000-8000-{number:012d}" for number, name in enumerate(_FIELD_NAMES, start=1)
    }


class RezolveSettings(BaseModel):
    """One tenant.

    Shape: `base_url` is scheme and host; `token_path` a path on it, or a whole address elsewhere; `field_ids` maps the
           names of standard fields to the tenant's field UUIDs; `person_value` is the form in which a person is
           written into a field; paths hold `{id}`; an empty `comment_path`, `comments_path`, `lookup_path` or
           `read_path` means that there is no such call; `comment_author_field` names who speaks, and empty puts
           the name into the text; `default_offer` is filed under when nobody chose a template; `requester_field`
           False when the tenant files every ticket under the bot's own account; `portal_url` may hold `{id}` and
           `{number}`.
    Units: `*_s` seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str
    tenant: str
    realm: str
    client_id: str
    client_secret: SecretStr

    token_path: str = "/oauth/token"  # noqa: S105 - an address, not a secret
    client_authentication: Literal["post", "basic"] = "post"
    scope: str = ""
    token_life_s: int = Field(default=3600, gt=0)

    ticket_list_type: str = "ticket"
    page_type: Literal["template", "agent", "user"] = "template"
    columns: Columns = Columns()
    read_path: str = "/api/v2/ticketing/ticket/{id}"
    comments_path: str = "/api/v2/ticketing/ticket/{id}/comments"
    comment_path: str = "/api/v2/ticketing/ticket/{id}/comments"
    can_note: bool = True
    comment_author_field: str = "onBehalfOf"
    lookup_path: str = "/api/v2/ticketing/lookup/{source}"
    lookup_query: str = "search"

    field_ids: dict[str, str] = Field(default_factory=_field_ids)
    person_value: Literal["id", "email", "object"] = "id"
    requester_field: bool = True
    default_offer: str = "tpl_general_request"
    default_team: str = "it"
    default_item_type: str = "ticket-type-001"
    default_ticket_type: str = "incident"
    source_name: str = "ticketbot"
    reference_line: str = "Ref {reference}"
    portal_url: str = ""

    cache_s: float = Field(default=60.0, ge=0, le=60)
    people_cache_s: float = Field(default=30.0, ge=0, le=60)
    overlap_s: float = Field(default=5.0, ge=0)
    connect_timeout_s: float = Field(default=3.0, gt=0)
    read_timeout_s: float = Field(default=10.0, gt=0)
    read_attempts: int = Field(default=3, ge=1)
