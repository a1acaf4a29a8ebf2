"""The offers of "Get Service Catalog Offers", each with a form of its own and fileable like a template.

The page's four offers keep the ids and fields it prints; every published template is offered as well.
"""

from typing import Any, Final

from sandbox.ticketing.rezolve.catalog.rows import APPROVALS, SERVICE_REQUEST, Row

_DEPARTMENTS: Final = ["Engineering", "Sales", "Marketing", "Finance", "HR", "Operations"]
_SOFTWARE: Final = ["Microsoft Office", "Adobe Creative Suite", "Visual Studio Code", "Slack", "Zoom"]


def _field(number: int, name: str, label: str, type: str, options: list[str] | None = None) -> Row:
    row: dict[str, Any] = {
        "id": f"field-{number:03d}", "name": name, "label": label, "type": type, "required": True,
    }  # fmt: skip
    return {**row, "options": options} if options else row


def _offer(
    number: int, texts: tuple[str, ...], approval: str | None, dates: tuple[str, str], *form: Row
) -> Row:
    name, description, category, subcategory, icon, team, priority, delivery = texts
    return {
        "id": f"offer-uuid-{number:03d}",
        "name": name,
        "description": description,
        "category": category,
        "subcategory": subcategory,
        "icon": icon,
        "team": team,
        "priority": priority,
        "slaId": f"sla-uuid-{number:03d}",
        "estimatedDelivery": delivery,
        "approvalRequired": approval is not None,
        "approvalWorkflow": approval,
        "formFields": list(form),
        "status": "active",
        "order": number,
        "createdAt": dates[0],
        "updatedAt": dates[1],
    }


PAGE_OFFERS: Final[tuple[Row, ...]] = (
    _offer(
        1,
        (
            "New Laptop Request", "Request a new laptop or desktop computer for work", "Hardware", "Laptops",
            "laptop", "it", "medium", "5-7 business days",
        ),
        "manager-approval",
        ("2024-01-15T10:30:00.000Z", "2025-06-20T14:22:00.000Z"),
        _field(1, "laptopType", "Laptop Type", "dropdown", ["Standard", "Developer", "Executive"]),
        _field(2, "justification", "Business Justification", "textarea"),
    ),
    _offer(
        2,
        (
            "Software Installation", "Request installation of approved software applications", "Software",
            "Installation", "download", "it", "low", "1-2 business days",
        ),
        None,
        ("2024-02-10T08:15:00.000Z", "2025-05-18T11:45:00.000Z"),
        _field(3, "softwareName", "Software Name", "dropdown", _SOFTWARE),
        _field(4, "urgency", "Urgency", "radio", ["Normal", "Urgent"]),
    ),
    _offer(
        3,
        (
            "VPN Access Request", "Request access to corporate VPN for remote work", "Access", "Network", "shield",
            "it", "high", "24 hours",
        ),
        "security-approval",
        ("2024-03-05T09:00:00.000Z", "2025-04-12T16:30:00.000Z"),
        _field(5, "accessDuration", "Access Duration", "dropdown", ["Temporary (30 days)", "Permanent"]),
        _field(6, "reason", "Reason for Access", "textarea"),
    ),
    _offer(
        4,
        (
            "Employee Onboarding", "Complete onboarding package for new employees", "HR", "Onboarding",
            "user-plus", "hr", "high", "3-5 business days",
        ),
        "hr-manager-approval",
        ("2024-01-20T11:00:00.000Z", "2025-06-01T13:15:00.000Z"),
        _field(7, "employeeName", "New Employee Name", "text"),
        _field(8, "startDate", "Start Date", "date"),
        _field(9, "department", "Department", "dropdown", _DEPARTMENTS),
    ),
)  # fmt: skip

_TICKET_CATEGORIES: Final = {
    "Hardware": ("hardware", "laptop"),
    "Software": ("software", "installation"),
    "Access": ("network", "vpn"),
    "HR": ("account", "new_account"),
}
_APPROVAL_OF: Final = {
    "manager-approval": "manager",
    "security-approval": "security",
    "hr-manager-approval": "hr",
}


def as_template(offer: Row) -> Row:
    """A page's offer in the template's shape, so that one code files both. Shape: field types in upper case."""
    category, subcategory = _TICKET_CATEGORIES[offer["category"]]
    approval = offer["approvalWorkflow"]
    return {
        **offer,
        "uuid": offer["id"],
        "isPublished": True,
        "isSupportRequest": False,
        "approvalWorkflow": APPROVALS[_APPROVAL_OF[approval]] if approval else None,
        "availableForTeams": ["*"],
        "formFields": [{**one, "type": one["type"].upper()} for one in offer["formFields"]],
        "metaFields": {
            "teamKey": offer["team"],
            "ticketType": SERVICE_REQUEST[0],
            "itemTypeId": SERVICE_REQUEST[1],
            "categoryKey": category,
            "subcategoryKey": subcategory,
            "priorityKey": offer["priority"],
        },
    }


def as_offer(row: Row) -> Row:
    """A template in the offer's shape. Shape: lower-case field types, and the template's id as the offer's."""
    workflow = row.get("approvalWorkflow")
    return {
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "category": row["category"]["name"],
        "subcategory": row["subcategory"]["name"],
        "icon": row["icon"],
        "team": row["metaFields"]["teamKey"],
        "priority": row["metaFields"]["priorityKey"],
        "slaId": "sla-001",
        "estimatedDelivery": row["estimatedTime"],
        "approvalRequired": row["approvalRequired"],
        "approvalWorkflow": workflow["id"] if workflow else None,
        "formFields": [
            {**one, "label": one["name"], "type": one["type"].lower()} for one in row["formFields"]
        ],
        "status": row["status"],
        "order": len(PAGE_OFFERS) + row["displayOrder"],
        "createdAt": row["createdAt"],
        "updatedAt": row["updatedAt"],
    }
