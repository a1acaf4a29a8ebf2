"""The seeded help desk's configuration: the values of the vendor pages' examples, in the terms of `rules.py`.

Source: docs.rezolve.ai "Get Tenant Metadata" (statuses, priorities, categories, teams, SLA, workflow and UI
settings), "Get Ticket Types" (incident workflow, action permissions), "List Queues" (working hours).
"""

from datetime import time
from typing import Final

from sandbox.ticketing.rules import Category, Hours, Priority, Rules, Sla, Status, Team, Transition

NEW_YORK: Final = "America/New_York"
FIRST_SEQ: Final = 1234

_STATUSES = (
    Status("status-001", "open", "Open", "new", "#3B82F6", 1, is_default=True),
    Status("status-002", "in_progress", "In Progress", "active", "#F59E0B", 2),
    Status("status-003", "pending", "Pending", "hold", "#8B5CF6", 3),
    Status("status-004", "resolved", "Resolved", "done", "#10B981", 4),
    Status("status-005", "closed", "Closed", "done", "#6B7280", 5),
)
_PRIORITIES = (
    Priority("priority-001", "critical", "Critical", "#DC2626", "alert-circle", 1, 0.5),
    Priority("priority-002", "high", "High", "#F97316", "arrow-up", 2, 0.75),
    Priority("priority-003", "medium", "Medium", "#EAB308", "minus", 3, 1.0),
    Priority("priority-004", "low", "Low", "#22C55E", "arrow-down", 4, 1.5),
)
_CATEGORIES = (
    Category(
        "cat-001", "hardware", "Hardware", "computer", 1,
        (
            ("subcat-001", "laptop", "Laptop"),
            ("subcat-002", "desktop", "Desktop"),
            ("subcat-003", "peripherals", "Peripherals"),
        ),
    ),
    Category(
        "cat-002", "software", "Software", "package", 2,
        (
            ("subcat-004", "installation", "Installation"),
            ("subcat-005", "license", "License"),
            ("subcat-006", "bug", "Bug/Issue"),
        ),
    ),
    Category(
        "cat-003", "network", "Network", "wifi", 3,
        (
            ("subcat-007", "vpn", "VPN"),
            ("subcat-008", "connectivity", "Connectivity"),
            ("subcat-009", "access", "Access"),
        ),
    ),
    Category(
        "cat-004", "account", "Account", "user", 4,
        (
            ("subcat-010", "password_reset", "Password Reset"),
            ("subcat-011", "permissions", "Permissions"),
            ("subcat-012", "new_account", "New Account"),
        ),
    ),
)  # fmt: skip
_TEAMS = (
    Team(
        "team-001", "it", "IT Support", "Information Technology support team", "it-support@company.com",
        "it", is_default=True,
    ),
    Team("team-002", "hr", "HR", "Human Resources team", "hr@company.com", "hr"),
    Team(
        "team-003", "operation", "Operations", "Operations and facilities team", "operations@company.com", "it",
    ),
    Team("team-004", "global", "Global", "Cross-functional global team", "global@company.com", "it"),
)  # fmt: skip
_AGENTS = ("ticket_agent", "ticket_admin")
_EVERYBODY = ("ticket_user", *_AGENTS)
_TRANSITIONS = (
    Transition("trans-001", "Start Work", ("open",), "in_progress", roles=_AGENTS),
    Transition("trans-002", "Put on Hold", ("open", "in_progress"), "pending", ("pendingReason",), _AGENTS),
    Transition("trans-003", "Resume", ("pending",), "in_progress", roles=_AGENTS),
    Transition("trans-004", "Resolve", ("in_progress",), "resolved", ("resolution",), _AGENTS),
    Transition("trans-005", "Close", ("resolved",), "closed", roles=_EVERYBODY),
    Transition(
        "trans-006",
        "Reopen",
        ("resolved", "closed"),
        "in_progress",
        ("reopenReason",),
        _EVERYBODY,
        max_days=7,
    ),
)
_SLAS = (
    Sla(
        "sla-001",
        "standard",
        "Standard SLA",
        {"critical": 30, "high": 60, "medium": 240, "low": 480},
        {"critical": 240, "high": 480, "medium": 1440, "low": 2880},
        business_hours_only=True,
        zone=NEW_YORK,
        is_default=True,
    ),
    Sla(
        "sla-002",
        "premium",
        "Premium SLA",
        {"critical": 15, "high": 30, "medium": 120, "low": 240},
        {"critical": 120, "high": 240, "medium": 720, "low": 1440},
        business_hours_only=False,
        zone="UTC",
    ),
)
_NINE_TO_FIVE = (time(9), time(17))
_EIGHT_TO_SIX = (time(8), time(18))
_HOURS = {
    "it": Hours(NEW_YORK, dict.fromkeys(range(5), _NINE_TO_FIVE)),
    "hr": Hours(NEW_YORK, {**dict.fromkeys(range(4), _EIGHT_TO_SIX), 4: (time(8), time(16))}),
}
_ACTION_ROLES = {
    "create": _EVERYBODY,
    "view": _EVERYBODY,
    "edit": _AGENTS,
    "delete": ("ticket_admin",),
    "assign": _AGENTS,
    "reassign": ("ticket_agent_supervisor", "ticket_admin"),
    "comment": _EVERYBODY,
    "attach": _EVERYBODY,
    "merge": ("ticket_admin",),
    "link": _AGENTS,
    "escalate": _AGENTS,
    "export": _AGENTS,
}

RULES: Final = Rules(
    statuses=_STATUSES,
    priorities=_PRIORITIES,
    categories=_CATEGORIES,
    teams=_TEAMS,
    transitions=_TRANSITIONS,
    slas=_SLAS,
    hours=_HOURS,
    attachment_types=("pdf", "doc", "docx", "xls", "xlsx", "png", "jpg", "jpeg", "gif", "txt", "csv"),
    action_roles=_ACTION_ROLES,
)
