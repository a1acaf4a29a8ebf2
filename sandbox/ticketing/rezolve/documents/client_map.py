"""The client mappings: the page's four, with the Slack one telling the world's channels, and one for Teams.

Source: docs.rezolve.ai "Find and Count All". The page shows no mapping for Teams; it has the Slack one's shape.
"""

from typing import Any, Final

from sandbox import world
from sandbox.ticketing.rezolve.documents.files import document

_TEAM_ROOMS: Final = tuple(room for room in world.ROOMS if room.helpdesk_team is not None)


def _messaging(
    number: int, name: str, system: str, workspace: str, channels: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "id": f"mapping-uuid-{number:03d}",
        "clientId": f"client-{number:03d}",
        "clientName": name,
        "clientType": "messaging",
        "mappingType": "bidirectional",
        "sourceSystem": system,
        "targetSystem": "internal",
        "configuration": {"workspaceId": workspace, "channelMappings": channels, "notifyOnUpdate": True},
        "status": "active",
        "lastSyncAt": "2025-07-10T12:34:00.000Z",
        "syncStatus": "success",
        "createdAt": "2024-05-05T11:30:00.000Z",
        "updatedAt": "2025-07-10T12:34:00.000Z",
    }


def client_mappings() -> list[dict[str, Any]]:
    """All mappings."""
    slack = [
        {"channelId": room.slack_id, "channelName": f"#{room.key}", "team": room.helpdesk_team}
        for room in _TEAM_ROOMS
    ]
    teams = [
        {"channelId": room.teams_id, "channelName": room.key, "team": room.helpdesk_team}
        for room in _TEAM_ROOMS
    ]
    return [
        *document("client_map.json"),
        _messaging(4, "Slack Integration", "slack", world.SLACK_TEAM_ID, slack),
        _messaging(5, "Microsoft Teams Integration", "teams", world.TEAMS_TENANT_ID, teams),
    ]


def for_use_case(use_case: str | None) -> list[dict[str, Any]]:
    """The mappings of one use case: a client type, client id or system; all of them when none is named."""
    rows = client_mappings()
    if not use_case:
        return rows
    wanted = use_case.casefold()
    members = ("clientType", "clientId", "sourceSystem", "targetSystem")
    return [row for row in rows if wanted in {row[member].casefold() for member in members}]
