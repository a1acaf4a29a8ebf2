"""The users of the help desk and the description of the token's own user.

Source: docs.rezolve.ai "List Users" (at get-ticket-list), "Get User Info".
"""

from typing import Any, Final

from sandbox import world
from sandbox.ticketing.people import Directory
from sandbox.ticketing.rezolve.access.tokens import SERVICE, Caller
from sandbox.ticketing.rezolve.wire.envelope import iso
from sandbox.world import WORLD

_CREATED_AT: Final = "2024-01-15T10:30:00.000Z"
_UPDATED_AT: Final = "2025-02-10T14:22:00.000Z"
_AGENT_ROLES: Final = {"ticket_agent", "ticket_agent_supervisor", "ticket_admin"}
_ADMIN_RIGHTS: Final = (
    "canDeleteTicket", "canMergeTickets", "canManageQueues", "canManageCategories", "canManageSLA",
    "canManageWorkflows", "canManageAgents", "canAccessAdminSettings", "canViewAuditLog", "canViewAllTickets",
)  # fmt: skip
_AGENT_RIGHTS: Final = (
    "canEditTicket", "canAssignTicket", "canExportTickets", "canViewReports", "canCreateSavedFilters",
    "canShareFilters", "canUseBulkActions",
)  # fmt: skip


def users(people: Directory, kind: str) -> list[dict[str, Any]]:
    """The users of one kind. Shape: `agent` gives agents alone, `user` and `template` everybody."""
    rows = []
    for person in people.everybody():
        roles = people.roles(person.helpdesk_id)
        if kind == "agent" and _AGENT_ROLES.isdisjoint(roles):
            continue
        first, _, last = person.name.partition(" ")
        rows.append(
            {
                "id": person.helpdesk_id,
                "username": person.email,
                "firstName": first,
                "lastName": last,
                "email": person.email,
                "type": kind,
                "roles": list(roles),
                "teams": list(person.helpdesk_teams),
                "defaultTeam": person.helpdesk_teams[0] if person.helpdesk_teams else None,
                "status": "active",
                "createdAt": _CREATED_AT,
                "updatedAt": _UPDATED_AT,
            }
        )
    return rows


def _permissions(caller: Caller) -> dict[str, bool]:
    admin, agent = caller.has("ticket_admin"), caller.has("ticket_agent", "ticket_admin")
    return {
        "canCreateTicket": caller.has("ticket_user", "ticket_agent", "ticket_admin"),
        "canReassignTicket": caller.has("ticket_agent_supervisor", "ticket_admin"),
        **dict.fromkeys(_AGENT_RIGHTS, agent),
        **dict.fromkeys(_ADMIN_RIGHTS, admin),
    }


def _settings(caller: Caller) -> dict[str, str]:
    person = next((one for one in WORLD.people if one.helpdesk_id == caller.user.id), None)
    return {
        "timezone": person.time_zone if person else "UTC",
        "language": person.locale.partition("-")[0] if person else "en",
        "dateFormat": "MM/DD/YYYY",
        "timeFormat": "12h",
    }


def user_info(caller: Caller, kind: str) -> dict[str, Any]:
    """Who the token is."""
    first, _, last = caller.user.name.partition(" ")
    settings = _settings(caller)
    teams = sorted(caller.teams, key=lambda team: (team == "global", team))
    return {
        "id": caller.user.id,
        "sub": caller.user.id,
        "username": caller.user.email,
        "email": caller.user.email,
        "emailVerified": caller.user.id == SERVICE.id,
        "name": caller.user.name,
        "givenName": first,
        "familyName": last,
        "preferredUsername": caller.user.email,
        "avatar": None,
        "locale": settings["language"],
        "teams": teams,
        "defaultTeam": teams[0] if teams else None,
        "roles": {"realm": sorted(caller.roles), "resource": {"account": ["view-profile"]}},
        "permissions": {"ticketing": _permissions(caller)},
        "capabilities": {
            "isAgent": caller.has("ticket_agent"),
            "isSupervisor": caller.has("ticket_agent_supervisor"),
            "isAdmin": caller.has("ticket_admin"),
            "isApprover": caller.has("approver"),
            "isRequester": caller.has("ticket_user"),
            "maxConcurrentTickets": 50,
            "canAccessChat": True,
            "canAccessKnowledgeBase": True,
            "canAccessServiceCatalog": True,
        },
        "settings": settings,
        "tenant": {"id": world.TENANT_ID, "name": world.REALM.title(), "realm": world.REALM},
        "session": {
            "sessionId": caller.session_id,
            "authTime": iso(caller.issued_at),
            "issuedAt": iso(caller.issued_at),
            "expiresAt": iso(caller.expires_at),
        },
        "module": "ticketing",
        "type": kind,
    }
