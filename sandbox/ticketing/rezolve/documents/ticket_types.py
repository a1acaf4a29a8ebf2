"""The ticket types with their fields, permissions and workflow; the workflow is the one of the shared rules.

Source: docs.rezolve.ai "Get Ticket Types". The page gives each type statuses of its own; the store has one set of
statuses for all, so that every type is published with the moves that are really possible.
"""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.ticketing.rezolve.documents.files import document
from sandbox.ticketing.rules import Rules, Transition

ITEM_TYPES: Final[Mapping[str, str]] = {one["v1_name"]: one["id"] for one in document("ticket_types.json")}
"""Ticket type name to the id that create's path wants."""

SELECTABLE: Final = (
    "id",
    "name",
    "properties",
    "fields",
    "workflow",
    "action_permissions",
    "filters",
    "v1_name",
)
_PERMISSIONS: Final = {one["v1_name"]: one.get("action_permissions") for one in document("ticket_types.json")}


def action_roles(ticket_type: str, rules: Rules) -> Mapping[str, tuple[str, ...]]:
    """Which roles may do what to a ticket of this type; the incident's are those of the shared rules."""
    own = _PERMISSIONS.get(ticket_type)
    if own is None:
        return rules.action_roles
    permissions = {action: tuple(roles) for action, roles in own.items()}
    # The page leaves these three out for some types; without them nobody could work on such a ticket.
    for action, like in (("comment", "view"), ("attach", "view"), ("assign", "edit")):
        permissions.setdefault(action, permissions[like])
    permissions.setdefault("reassign", rules.action_roles["reassign"])
    return permissions


def _transition(move: Transition) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": move.id,
        "name": move.name,
        "from": list(move.sources),
        "to": move.target,
        "requiredFields": list(move.required_fields),
        "allowedRoles": list(move.roles),
    }
    return shown if move.max_days is None else {**shown, "conditions": {"maxDaysAfterClose": move.max_days}}


def _workflow(head: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    return {
        **head,
        "statuses": [
            {
                "id": status.id,
                "name": status.name,
                "key": status.key,
                "color": status.color,
                "isInitial": status.is_default,
                "isTerminal": status.is_terminal,
            }
            for status in rules.statuses
        ],
        "transitions": [_transition(move) for move in rules.transitions],
    }


def ticket_types(rules: Rules) -> list[dict[str, Any]]:
    """All ticket types whole."""
    return [
        {
            **one,
            "workflow": _workflow(one["workflow"], rules),
            "action_permissions": {
                action: list(roles) for action, roles in action_roles(one["v1_name"], rules).items()
            },
        }
        for one in document("ticket_types.json")
    ]
