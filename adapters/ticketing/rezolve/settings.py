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

    number: str = Field(default="ticketNumber", description="The column of the ticket's number.")
    created: str = Field(default="createdAt", description="The column of when it was raised.")
    updated: str = Field(default="updatedAt", description="The column of when it last changed.")
    status: str = Field(default="status", description="The column of the status.")
    team: str = Field(default="team", description="The column of the team.")
    assignee: str = Field(default="assignee.id", description="The column of the assignee's id.")
    requester: str = Field(default="requester.id", description="The column of the requester's id.")
    sla: str = Field(default="slaStatus", description="The column of the SLA's state.")


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

    base_url: str = Field(
        description="Scheme and host of the tenant's API.", examples=["https://acme.rezolve.ai"]
    )
    tenant: str = Field(description="The tenant's id, from the administration pages.", examples=["acme"])
    realm: str = Field(description="The sign-in realm, from the administration pages.", examples=["acme"])
    client_id: str = Field(description="The id of an API key made for the bot.", examples=["ticketbot"])
    client_secret: SecretStr = Field(
        description="The secret of that API key.", examples=["the secret shown once when the key was made"]
    )

    token_path: str = Field(
        default="/oauth/token",
        description="Where the bot gets its access token: a path on base_url, or a whole address elsewhere.",
    )
    client_authentication: Literal["post", "basic"] = Field(
        default="post",
        description="How id and secret are sent there: in the body (post) or as a header (basic).",
    )
    scope: str = Field(
        default="", description="What the token is asked for; empty asks for nothing in particular."
    )
    token_life_s: int = Field(
        default=3600, gt=0, description="How long a token lives when the answer does not say, in seconds."
    )

    ticket_list_type: str = Field(
        default="ticket", description="The ticketListType that lists are asked with."
    )
    page_type: Literal["template", "agent", "user"] = Field(
        default="template", description="The pageType that forms are asked with."
    )
    columns: Columns = Field(
        default=Columns(), description="The names of columns that lists are filtered by."
    )
    read_path: str = Field(
        default="/api/v2/ticketing/ticket/{id}",
        description="Reads one ticket; {id} is its id. Empty: there is no such call, and lists are searched instead.",
    )
    comments_path: str = Field(
        default="/api/v2/ticketing/ticket/{id}/comments",
        description="Lists a ticket's comments. Empty: there is no such call, and none are shown.",
    )
    comment_path: str = Field(
        default="/api/v2/ticketing/ticket/{id}/comments",
        description="Adds a comment. Empty: there is no such call, and commenting is not offered.",
    )
    can_note: bool = Field(default=True, description="Whether comments can be internal notes.")
    comment_author_field: str = Field(
        default="onBehalfOf",
        description="The member that names who speaks; empty writes the name into the text.",
    )
    lookup_path: str = Field(
        default="/api/v2/ticketing/lookup/{source}",
        description="Answers look-up fields; {source} is what is looked up. Empty: there is no such call.",
    )
    lookup_query: str = Field(default="search", description="The parameter that carries what was typed.")

    field_ids: dict[str, str] = Field(
        default_factory=_field_ids,
        description="The tenant's id of each standard field, by its name.",
        examples=[{"subject": "f1e1d000-0000-4000-8000-000000000001"}],
    )
    person_value: Literal["id", "email", "object"] = Field(
        default="id", description="How a person is written into a field."
    )
    requester_field: bool = Field(
        default=True,
        description="Whether tickets name their requester; false when the tenant files all under the bot's account.",
    )
    default_offer: str = Field(
        default="tpl_general_request",
        description="The catalog item that a ticket is filed under when nobody chose one.",
    )
    default_team: str = Field(default="it", description="The team of tickets whose catalog item names none.")
    default_item_type: str = Field(
        default="ticket-type-001", description="The ticket type id of tickets whose catalog item names none."
    )
    default_ticket_type: str = Field(
        default="incident", description="The ticket type of tickets whose catalog item names none."
    )
    source_name: str = Field(default="ticketbot", description="What tickets say about where they came from.")
    reference_line: str = Field(
        default="Ref {reference}",
        description="The line in a ticket's description by which the bot finds it again; {reference} is the reference.",
    )
    portal_url: str = Field(
        default="",
        description="A ticket's page for people; may hold {id} and {number}. Empty: no link.",
        examples=["https://acme.rezolve.ai/tickets/{number}"],
    )

    cache_s: float = Field(
        default=60.0, ge=0, le=60, description="How long the catalog and similar are kept, in seconds."
    )
    people_cache_s: float = Field(
        default=30.0,
        ge=0,
        le=60,
        description="How long people and their roles are kept, in seconds; rights change that late at most.",
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
