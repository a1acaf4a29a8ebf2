"""The seeded company: who works there, where they talk, which teams help them.

One description for all emulators, so that a person is the same in Slack, in Teams and in the ticketing
systems: joined by e-mail, as in a real company. Data only.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["member", "guest", "stranger"]

TENANT_ID: Final = "c644c4a5-df9e-4763-93b0-f701b0268d9e"
REALM: Final = "leebird"
SLACK_TEAM_ID: Final = "T0123456789"
SLACK_FOREIGN_TEAM_ID: Final = "T0999999999"
SLACK_APP_ID: Final = "A0TICKETBOT"
SLACK_BOT_USER_ID: Final = "U0TICKETBOT"
SLACK_BOT_ID: Final = "B0TICKETBOT"
TEAMS_TENANT_ID: Final = "5f1c2a9e-1111-4a2b-8c3d-0123456789ab"
TEAMS_FOREIGN_TENANT_ID: Final = "9e8d7c6b-2222-4a2b-8c3d-0123456789ab"
TEAMS_BOT_APP_ID: Final = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

# Well-known secrets of the sandbox. They open nothing but the sandbox.
SLACK_SIGNING_SECRET: Final = "sandbox-slack-signing-secret"
SLACK_BOT_TOKEN: Final = "xoxb-sandbox-bot-token"
TEAMS_BOT_PASSWORD: Final = "sandbox-teams-app-password"
REZOLVE_CLIENT_ID: Final = "ticketbot"
REZOLVE_CLIENT_SECRET: Final = "sandbox-rezolve-client-secret"
TEAMSWORK_PRIMARY_KEY: Final = "sandbox-teamswork-primary-key"
TEAMSWORK_SECONDARY_KEY: Final = "sandbox-teamswork-secondary-key"
TEAMSWORK_WEBHOOK_SECRET: Final = "sandbox-teamswork-webhook-secret"


@dataclass(frozen=True, slots=True)
class Person:
    """One human of the seeded world.

    Shape: `key` names the person in demos and tests; `roles` and `helpdesk_teams` are what the ticketing
           system says (empty roles: it does not know the person).
    """

    key: str
    name: str
    email: str
    slack_id: str
    aad_id: str
    helpdesk_id: str
    roles: tuple[str, ...] = ()
    helpdesk_teams: tuple[str, ...] = ()
    kind: Kind = "member"
    time_zone: str = "America/New_York"
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Room:
    """A channel that exists in both chat platforms under the same name.

    Shape: `members` are person keys; `helpdesk_team` is the team whose channel this is, if any;
           `bot_is_member` False makes a room the bot was never invited to.
    """

    key: str
    slack_id: str
    teams_id: str
    helpdesk_team: str | None
    members: tuple[str, ...]
    bot_is_member: bool = True


@dataclass(frozen=True, slots=True)
class World:
    """Everybody and every room, with look-ups by key."""

    people: tuple[Person, ...]
    rooms: tuple[Room, ...]
    _people_by_key: dict[str, Person] = field(init=False, repr=False, compare=False)
    _rooms_by_key: dict[str, Room] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index people and rooms once."""
        object.__setattr__(self, "_people_by_key", {person.key: person for person in self.people})
        object.__setattr__(self, "_rooms_by_key", {room.key: room for room in self.rooms})

    def person(self, key: str) -> Person:
        """The person with this key. Raises: KeyError."""
        return self._people_by_key[key]

    def room(self, key: str) -> Room:
        """The room with this key. Raises: KeyError."""
        return self._rooms_by_key[key]


_USER = ("ticket_user",)
_AGENT = ("ticket_user", "ticket_agent")
_LEAD = ("ticket_user", "ticket_agent", "ticket_agent_supervisor")
_ADMIN = ("ticket_user", "ticket_agent", "ticket_admin", "catalog_admin", "tenant_admin", "approver")

PEOPLE: Final = (
    Person(
        "jane",
        "Jane Smith",
        "jane.smith@example.com",
        "U0JANE",
        "11111111-0000-4000-8000-000000000001",
        "user-jane-smith",
        _USER,
        ("engineering", "global"),
    ),
    Person(
        "alice",
        "Alice Johnson",
        "alice.johnson@example.com",
        "U0ALICE",
        "11111111-0000-4000-8000-000000000002",
        "user-alice-johnson",
        _USER,
        ("finance", "global"),
        time_zone="Europe/Berlin",
        locale="de-DE",
    ),
    Person(
        "sam",
        "Support Agent",
        "support.agent@example.com",
        "U0SAM",
        "11111111-0000-4000-8000-000000000003",
        "72e528fg-82gb-5828-cdc4-5921ca118ee1",
        _AGENT,
        ("it", "global"),
    ),
    Person(
        "mike",
        "Mike Johnson",
        "mike.johnson@example.com",
        "U0MIKE",
        "11111111-0000-4000-8000-000000000004",
        "user-mike-johnson",
        _LEAD,
        ("it", "global"),
    ),
    Person(
        "sarah",
        "Sarah Wilson",
        "sarah.wilson@example.com",
        "U0SARAH",
        "11111111-0000-4000-8000-000000000005",
        "user-sarah-wilson",
        _AGENT,
        ("hr", "global"),
    ),
    Person(
        "tom",
        "Tom Brown",
        "tom.brown@example.com",
        "U0TOM",
        "11111111-0000-4000-8000-000000000006",
        "user-tom-brown",
        _AGENT,
        ("hr", "global"),
    ),
    Person(
        "deepak",
        "Deepak Purohit",
        "deepak.purohit@example.com",
        "U0DEEPAK",
        "11111111-0000-4000-8000-000000000007",
        "1876278a-3634-4833-b73e-1536d806e117",
        _ADMIN,
        ("operation", "global"),
        time_zone="Asia/Calcutta",
    ),
    Person(
        "uma",
        "Uma Unknown",
        "uma.unknown@example.com",
        "U0UMA",
        "11111111-0000-4000-8000-000000000008",
        "user-uma-unknown",
    ),
    Person(
        "gina",
        "Gina Guest",
        "gina.guest@partner.example",
        "U0GINA",
        "11111111-0000-4000-8000-000000000009",
        "user-gina-guest",
        kind="guest",
    ),
    Person(
        # A stranger who claims an employee's address: trusted by nobody, because it is not this workspace's word.
        "stan",
        "Stan Stranger",
        "jane.smith@example.com",
        "U0STAN",
        "11111111-0000-4000-8000-000000000010",
        "user-stan-stranger",
        kind="stranger",
    ),
)

ROOMS: Final = (
    Room(
        "it-support", "C0123456789", "19:it-support@thread.tacv2", "it",
        ("jane", "alice", "sam", "mike", "deepak", "uma", "stan"),
    ),
    Room("hr-helpdesk", "C9876543210", "19:hr-helpdesk@thread.tacv2", "hr", ("jane", "sarah", "tom", "deepak")),
    Room("operations", "C0OPERATION", "19:operations@thread.tacv2", "operation", ("deepak", "mike")),
    Room(
        "general", "C0GENERAL00", "19:general@thread.tacv2", None,
        ("jane", "alice", "sam", "mike", "sarah", "tom", "deepak", "uma", "gina"),
    ),
    Room("no-bots", "C0NOBOTS000", "19:no-bots@thread.tacv2", None, ("jane", "sam"), bot_is_member=False),
)  # fmt: skip

WORLD: Final = World(PEOPLE, ROOMS)
