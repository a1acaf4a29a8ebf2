"""The documents of /instance and /tags: settings of the one instance, which serves the team "it".

Source: www.teamswork.app/ticketingapi, IInstance and ITagCategory.
"""

from collections.abc import Iterable
from typing import Any, Final

from sandbox.ticketing.model import Ticket
from sandbox.ticketing.people import Directory
from sandbox.ticketing.seed_tickets import CAUSE_TAGS, SITE_TAGS
from sandbox.ticketing.teamswork.fields import CUSTOM_FIELDS
from sandbox.world import TEAMS_TENANT_ID, WORLD

TEAM: Final = "it"
INSTANCE_ID: Final = "8b1f3c52-2d6e-4a90-b7c4-6e5d4c3b2a19"
TAG_CATEGORIES: Final = {
    SITE_TAGS: ("Site", "#0078D4", ("Boston", "Berlin")),
    CAUSE_TAGS: ("Cause", "#C239B3", ("Network", "Hardware", "Human")),
}
_OPTIONAL_LEFT = (("requestor", "Requestor", "peoplepicker"), ("expectedDate", "Expected date", "date"))
_OPTIONAL_RIGHT = (("priority", "Priority", "list"), ("tags", "Tags", "list"))


def instance(people: Directory) -> dict[str, Any]:
    """What GET /instance answers as `item`."""
    room = next(room for room in WORLD.rooms if room.helpdesk_team == TEAM)
    fields = [field.to_wire() for field in CUSTOM_FIELDS]
    return {
        "id": INSTANCE_ID,
        "groupId": "6f0c1b2a-3d4e-4f5a-8b9c-0d1e2f3a4b5c",
        "name": "IT Support",
        "enabled": True,
        "tenantId": TEAMS_TENANT_ID,
        "teamId": "6f0c1b2a-3d4e-4f5a-8b9c-0d1e2f3a4b5c",
        "channelId": room.teams_id,
        "mailAddress": "it-support@example.com",
        "customFields": fields,
        "customFieldsLeft": [field.to_wire() for field in CUSTOM_FIELDS if field.is_left],
        "customFieldsRight": [field.to_wire() for field in CUSTOM_FIELDS if not field.is_left],
        "optionalFieldsLeft": [_optional(*field) for field in _OPTIONAL_LEFT],
        "optionalFieldsRight": [_optional(*field) for field in _OPTIONAL_RIGHT],
        "assignees": {"type": "customAssignee", "peoples": assignees(people)},
        "assigneeRules": [],
        "defaultRuleAssignee": [],
        "isAutomaticAssignTickets": False,
        "alertNotification": {"isFrtEnabled": True, "isRtEnabled": True},
        "isAutoAssignIdleTickets": False,
        "dayBeforeTicketsIdle": 7,
        "idleTicketAssignedTo": [],
        "isNotifyIdleTicket": True,
    }


def assignees(people: Directory) -> list[dict[str, str]]:
    """Who tickets of this instance may be assigned to."""
    return [
        {
            "id": person.aad_id,
            "name": person.name,
            "email": person.email,
            "text": person.name,
            "secondaryText": person.email,
        }
        for person in people.agents(TEAM)
    ]


def tag_categories(tickets: Iterable[Ticket]) -> list[dict[str, Any]]:
    """What GET /tags answers as `items`: the set-up tags, then those that tickets brought."""
    used = [(tag["tagCategoryId"], tag["text"]) for ticket in tickets for tag in ticket.tags]
    return [
        {
            "id": id_,
            "instanceId": INSTANCE_ID,
            "text": text,
            "color": color,
            "tags": [
                {"text": tag, "deleted": False}
                for tag in dict.fromkeys((*tags, *(name for category, name in used if category == id_)))
            ],
            "deleted": False,
        }
        for id_, (text, color, tags) in TAG_CATEGORIES.items()
    ]


def _optional(id_: str, title: str, kind: str) -> dict[str, Any]:
    return {
        "id": id_,
        "title": title,
        "type": {"key": kind, "text": title},
        "isMandatory": False,
        "status": "visible",
    }
