"""The field ids of the standard ticket fields, as creates and updates address them.

The pages key ticketBody and ticketUpdate by "field UUID" and list none; in a real tenant an administrator reads
them there. These are this sandbox's own, in one map, so that a client takes them from its settings.
Source: docs.rezolve.ai "Create Ticket", "Update Ticket".
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_NAMES: Final = (
    "subject", "description", "status", "priority", "category", "subcategory", "team", "assignee", "requester",
    "resolution", "pendingReason", "reopenReason", "cancellationReason", "rejectionReason", "fulfillmentNotes",
    "rootCause", "workaround", "expectedDate", "source", "ticketRelation",
)  # fmt: skip

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {name: f"f1e1d000-0000-4000-8000-{number:012d}" for number, name in enumerate(_NAMES, start=1)}
)
"""Standard field name to field UUID."""

NAME_OF: Final[Mapping[str, str]] = MappingProxyType({uuid: name for name, uuid in FIELDS.items()})
"""Field UUID to standard field name."""

CREATE_FIELDS: Final = frozenset(
    {
        "subject", "description", "priority", "category", "subcategory", "assignee", "requester", "expectedDate",
    }
)  # fmt: skip
"""The standard fields ticketBody may carry; the others begin with the workflow or come with the path."""

AGENT_CREATE_FIELDS: Final = frozenset({"assignee", "requester", "expectedDate"})
"""Those of them that only agents, administrators and the bot's account may set."""

NOTE_FIELDS: Final = frozenset(
    {
        "pendingReason", "reopenReason", "cancellationReason", "rejectionReason", "fulfillmentNotes", "rootCause",
        "workaround",
    }
)  # fmt: skip
"""Texts a transition may ask for that are kept among the ticket's values under their UUID."""

READ_ONLY_FIELDS: Final = frozenset({"source", "ticketRelation"})
"""Fields set by create alone."""
