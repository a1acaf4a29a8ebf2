"""TeamsWork's words for statuses, priorities and people, and the store's for the same.

Source: www.teamswork.app/ticketingapi, "List tickets" (status and priority values).
"""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.ticketing.model import Ticket, UserRef
from sandbox.ticketing.people import Directory

PRIORITY_LABELS: Final[Mapping[str, str]] = {
    "low": "Low",
    "medium": "Medium",
    "high": "Important",
    "critical": "Urgent",
}
PRIORITY_KEYS: Final = {label: key for key, label in PRIORITY_LABELS.items()}
STATUS_LABELS: Final = ("Open", "Reopened", "Started", "Resolved", "Closed")
RESOLVED_LABELS: Final = ("Resolved", "Closed")
RESOLUTIONS: Final = ("fixed", "cannotResolve", "cancelled")

# What the store's workflow allows, in these labels; a ticket on hold shows as Started.
NEXT_LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "Open": ("Started",),
    "Reopened": ("Started", "Resolved"),
    "Started": ("Resolved",),
    "Resolved": ("Closed", "Reopened"),
    "Closed": ("Reopened",),
}
_KEYS: Final = {
    "Started": "in_progress",
    "Reopened": "in_progress",
    "Resolved": "resolved",
    "Closed": "closed",
}
_LABELS: Final = {
    "open": "Open",
    "in_progress": "Started",
    "pending": "Started",
    "resolved": "Resolved",
    "closed": "Closed",
}


def status_label(ticket: Ticket) -> str:
    """The status as this system calls it."""
    return "Reopened" if ticket.reopened and ticket.status == "in_progress" else _LABELS[ticket.status]


def label_of_key(status: str) -> str:
    """The label of a stored status, where no more of the ticket is known."""
    return _LABELS[status]


def steps_to(ticket: Ticket, label: str) -> list[dict[str, Any]]:
    """The store's changes, in order, that bring the ticket to this label."""
    if label == "Started" and ticket.status == "in_progress":
        return [{"reopened": False}]
    resume = [{"status": "in_progress"}] if label == "Resolved" and ticket.status == "pending" else []
    return [*resume, {"status": _KEYS[label]}]


class Names:
    """People as this system writes them: by Entra object id, which is not the store's id."""

    def __init__(self, people: Directory) -> None:
        """Of these people."""
        self._people = people

    def to_wire(self, user: UserRef | None) -> dict[str, str] | None:
        """A person for an answer."""
        if user is None:
            return None
        known = self._people.by_id(user.id)
        return {"id": known.aad_id if known else user.id, "name": user.name, "email": user.email}

    def from_wire(self, user: Mapping[str, str]) -> UserRef:
        """A person from a request: name and address at face value, as the vendor does.

        Shape: the id becomes the store's where object id or address is known.
        """
        id_, name, email = user["id"], user["name"], user["email"]
        known = next((person for person in self._people.everybody() if person.aad_id == id_), None)
        known = known or self._people.by_email(email)
        return UserRef(known.helpdesk_id if known else id_, name, email)
