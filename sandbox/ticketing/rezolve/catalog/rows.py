"""Builders for template rows and form fields, so that the items below read like a catalog and not like JSON.

Builds the wire shape only; validation of answers is elsewhere. The members beyond the page's example (defaults,
validation, conditions) are this sandbox's reading of its note "Form Fields Configuration".
Source: docs.rezolve.ai "List Catalog Templates".
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

FieldType = Literal[
    "TEXT", "TEXTAREA", "DROPDOWN", "MULTISELECT", "CHECKBOX", "RADIO",
    "DATE", "DATETIME", "NUMBER", "FILE", "USER", "LOOKUP",
]  # fmt: skip
Row = Mapping[str, Any]

INCIDENT: Final = ("incident", "ticket-type-001")
SERVICE_REQUEST: Final = ("service_request", "ticket-type-002")
PROBLEM: Final = ("problem", "ticket-type-003")
ADMIN: Final = {"id": "usr_admin01", "name": "System Admin"}
CATALOG_MANAGER: Final = {"id": "usr_catalog_mgr", "name": "Catalog Manager"}

_CATEGORIES: Final = {
    "hardware": {"id": "cat_hardware", "name": "Hardware", "icon": "laptop"},
    "software": {"id": "cat_software", "name": "Software", "icon": "package"},
    "network": {"id": "cat_network", "name": "Network", "icon": "wifi"},
    "account": {"id": "cat_account", "name": "Account", "icon": "user"},
}
_PRIORITIES: Final = {
    "critical": {"id": "pri_critical", "name": "Critical", "value": 1},
    "high": {"id": "pri_high", "name": "High", "value": 2},
    "medium": {"id": "pri_medium", "name": "Medium", "value": 3},
    "low": {"id": "pri_low", "name": "Low", "value": 4},
}
APPROVALS: Final = {
    "manager": {"id": "wf_manager_approval", "name": "Manager Approval"},
    "security": {"id": "wf_security_approval", "name": "Security Approval"},
    "hr": {"id": "wf_hr_manager_approval", "name": "HR Manager Approval"},
}


def field(id: str, name: str, type: FieldType, *, required: bool = False, **more: Any) -> Row:
    """One form field. Shape: `more` are the optional members, in the wire's own names."""
    return {"id": f"field_{id}", "name": name, "type": type, "required": required, **more}


def when(op: Literal["AND", "OR"], *operand: tuple[str, str, Any]) -> Row:
    """A condition on other fields' answers. Shape: operand is (field id, operator, value)."""
    return {"op": op, "operand": [{"field": f"field_{f}", "op": o, "value": v} for f, o, v in operand]}


def template(
    number: int,
    id: str,
    name: str,
    description: str,
    fields: tuple[Row, ...],
    *,
    team: str,
    kind: tuple[str, str],
    category: str,
    subcategory: tuple[str, str],
    subcategory_key: str | None = None,
    priority: str = "medium",
    teams: tuple[str, ...] = ("*",),
    icon: str = "file-text",
    color: str = "#4A90D9",
    time: str = "1-2 business days",
    tags: tuple[str, ...] = (),
    approval: str | None = None,
    status: Literal["active", "inactive", "draft"] = "active",
    published: bool = True,
    support: bool = False,
    meta: Row | None = None,
    uuid: str | None = None,
    created: str = "2024-09-15T10:30:00.000Z",
    updated: str | None = None,
) -> Row:
    """One catalog template. Shape: `number` is its display order; `metaFields` say where its tickets go."""
    row: dict[str, Any] = {
        "id": id,
        "uuid": uuid or f"a7e3b000-0000-4000-8000-{number:012d}",
        "name": name,
        "description": description,
        "category": _CATEGORIES[category],
        "subcategory": {"id": f"subcat_{subcategory[0]}", "name": subcategory[1]},
        "priority": _PRIORITIES[priority],
        "status": status,
        "isPublished": published,
        "isSupportRequest": support,
        "estimatedTime": time,
        "approvalRequired": approval is not None,
    }
    if approval is not None:
        row["approvalWorkflow"] = APPROVALS[approval]
    row["formFields"] = [dict(one) for one in fields]
    row["metaFields"] = {
        **(meta or {}),
        "teamKey": team,
        "ticketType": kind[0],
        "itemTypeId": kind[1],
        "categoryKey": category,
        "subcategoryKey": subcategory_key or subcategory[0],
        "priorityKey": priority,
    }
    return {
        **row,
        "icon": icon,
        "color": color,
        "displayOrder": number,
        "tags": list(tags),
        "availableForTeams": list(teams),
        "createdAt": created,
        "updatedAt": updated or f"2024-12-{number:02d}T09:00:00.000Z",
        "createdBy": ADMIN,
        "updatedBy": CATALOG_MANAGER,
    }
