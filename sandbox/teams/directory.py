"""Ids and shapes of the seeded company as Teams gives them to a bot.

Facts only: it holds no messages and never talks to the bot. All rooms are channels of one team.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from sandbox.world import (
    TEAMS_BOT_APP_ID,
    TEAMS_FOREIGN_TENANT_ID,
    TEAMS_TENANT_ID,
    Person,
    Room,
    World,
)

JsonObject = dict[str, Any]

BOT_ID: Final = f"28:{TEAMS_BOT_APP_ID}"
BOT_NAME: Final = "Ticketbot"
BOT_MENTION: Final = f"<at>{BOT_NAME}</at>"
TEAM_ID: Final = "19:leebird@thread.tacv2"
TEAM_NAME: Final = "Leebird"
TEAM_GROUP_ID: Final = "7a1b2c3d-0000-4000-8000-00000000beef"
DIRECT: Final = "direct"
_ROOT_MARK: Final = ";messageid="


def user_id(person: Person) -> str:
    """The `29:` id of a person, which is another one for every bot.

    Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages.
    """
    return f"29:1{hashlib.sha256((TEAMS_BOT_APP_ID + person.aad_id).encode()).hexdigest()[:48]}"


def tenant_id(person: Person) -> str:
    """The person's home tenant; a stranger's is not ours."""
    return TEAMS_FOREIGN_TENANT_ID if person.kind == "stranger" else TEAMS_TENANT_ID


def member_json(person: Person) -> JsonObject:
    """A conversation member as the connector answers it.

    Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context.
    """
    given, _, surname = person.name.partition(" ")
    return {
        "id": user_id(person),
        "name": person.name,
        "givenName": given,
        "surname": surname,
        "email": person.email,
        "userPrincipalName": person.email,
        "aadObjectId": person.aad_id,
        "tenantId": tenant_id(person),
        "userRole": "guest" if person.kind == "guest" else "user",
    }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message can stand: a 1:1 chat, a channel, or one thread of a channel.

    Shape: exactly one of `person` and `room` is set; `root` is the id of the thread's first message.
    """

    base_id: str
    person: Person | None = None
    room: Room | None = None
    root: str | None = None

    @property
    def conversation_id(self) -> str:
        """The id as activities carry it, thread included."""
        return self.base_id if self.root is None else f"{self.base_id}{_ROOT_MARK}{self.root}"

    @property
    def tenant(self) -> str:
        """The tenant this conversation lives in."""
        return TEAMS_TENANT_ID if self.person is None else tenant_id(self.person)

    @property
    def member_keys(self) -> tuple[str, ...]:
        """Keys of the people in it."""
        if self.room is not None:
            return self.room.members
        return () if self.person is None else (self.person.key,)


class Directory:
    """Finds people and places by the ids a bot or a driver uses."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._people = {user_id(person): person for person in world.people}
        self._people |= {person.aad_id: person for person in world.people}

    def person(self, member_id: str) -> Person | None:
        """The person with this `29:` id or AAD object id."""
        return self._people.get(member_id)

    def place(self, conversation_id: str) -> Place | None:
        """The conversation with this id, whether or not its thread exists."""
        base_id, mark, root = conversation_id.partition(_ROOT_MARK)
        for room in self.world.rooms:
            if room.teams_id == base_id:
                return Place(base_id, room=room, root=root if mark else None)
        for person in self.world.people:
            if self.direct(person).base_id == base_id and not mark:
                return self.direct(person)
        return None

    def direct(self, person: Person) -> Place:
        """The 1:1 chat of this person with the bot."""
        digest = hashlib.sha256(f"chat-{person.aad_id}".encode()).hexdigest()
        return Place(f"a:1{digest[:56]}", person=person)

    def place_of(self, person_key: str, place: str, *, thread: str | None = None) -> Place:
        """The place a person means by "direct" or a room's key. Raises: KeyError."""
        if place == DIRECT:
            return self.direct(self.world.person(person_key))
        return Place(self.world.room(place).teams_id, room=self.world.room(place), root=thread)
