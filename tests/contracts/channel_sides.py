"""The chat platforms as the contract of channels sees them: people who act and read, places, and faults to come.

To add a platform: write its `Side`, and name it in `open_side`.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, Literal, Protocol

from bot.domain.ids import AccountId, ConversationId, WorkspaceId
from bot.domain.people import AccountRef
from bot.ports.channel import Channel, Destination
from bot.ui.inbound import Inbound
from sandbox.slack.user import SlackUser
from sandbox.world import SLACK_TEAM_ID, TEAMS_TENANT_ID, WORLD
from tests.adapters.slack.running import Setup, set_up
from tests.adapters.teams.rig import Rig, open_rig, ref_of

ROOM: Final = "it-support"
SIDES: Final = ("slack", "teams")

Fault = Literal["busy", "lost", "revoked"]
# How long a "busy" asks to wait.
WAIT_S: Final = 7


class Side(Protocol):
    """One platform, running.

    Shape: people and rooms are those of `sandbox.world`, by key; a place is "direct" or a room's key.
    """

    @property
    def channel(self) -> Channel:
        """The implementation under test."""
        ...

    def destination(self, *, room: str | None = None, person: str | None = None) -> Destination:
        """Where to post: a room, or somebody's direct chat."""
        ...

    def nowhere(self) -> Destination:
        """A conversation that does not exist."""
        ...

    async def says(self, person: str, place: str) -> Inbound:
        """This person gives the bot a command there."""
        ...

    async def reads(self, person: str, place: str) -> list[str]:
        """The messages of the bot that this person reads there."""
        ...

    async def goes_wrong(self, fault: Fault) -> None:
        """The next post or edit goes wrong: "busy" asks to wait WAIT_S, "lost" posts it and never answers."""
        ...


class SlackSide:
    """Slack, emulated."""

    def __init__(self, setup: Setup, stack: AsyncExitStack) -> None:
        self._setup = setup
        self._stack = stack
        self._users: dict[str, SlackUser] = {}

    @property
    def channel(self) -> Channel:
        """The Slack adapter's."""
        return self._setup.channel

    def destination(self, *, room: str | None = None, person: str | None = None) -> Destination:
        """By Slack's ids."""
        workspace = WorkspaceId(SLACK_TEAM_ID)
        account = (
            AccountRef(channel="slack", workspace=workspace, id=AccountId(WORLD.person(person).slack_id))
            if person
            else None
        )
        conversation = ConversationId(WORLD.room(room).slack_id) if room else None
        return Destination(channel="slack", workspace=workspace, conversation=conversation, account=account)

    def nowhere(self) -> Destination:
        """A channel nobody made."""
        return self.destination(room=ROOM).model_copy(update={"conversation": ConversationId("C0NOWHERE00")})

    async def says(self, person: str, place: str) -> Inbound:
        """A slash command."""
        before = len(self._setup.core.accepted)
        await (await self._user(person)).command("mine", place=place)
        return await self._setup.core.next(before + 1)

    async def reads(self, person: str, place: str) -> list[str]:
        """As the client shows it."""
        screens = await (await self._user(person)).messages(place=place)
        return [screen.text for screen in screens if screen.author == "Ticketbot"]

    async def goes_wrong(self, fault: Fault) -> None:
        """For the two methods that post and edit, whichever comes first."""
        kinds: dict[Fault, dict[str, Any]] = {
            "busy": {"kind": "429", "retry_after_s": WAIT_S},
            "lost": {"kind": "lost"},
            "revoked": {"kind": "error", "error": "token_revoked"},
        }
        await self._setup.fault("*", **kinds[fault])

    async def _user(self, person: str) -> SlackUser:
        if person not in self._users:
            user = await self._stack.enter_async_context(SlackUser(self._setup.slack.url, person))
            self._users[person] = user
        return self._users[person]


class TeamsSide:
    """Microsoft Teams, emulated."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig

    @property
    def channel(self) -> Channel:
        """The Teams adapter's."""
        return self._rig.channel

    def destination(self, *, room: str | None = None, person: str | None = None) -> Destination:
        """By Teams' ids."""
        return Destination(
            channel="teams",
            workspace=WorkspaceId(TEAMS_TENANT_ID),
            conversation=ConversationId(WORLD.room(room).teams_id) if room else None,
            account=ref_of(person) if person else None,
        )

    def nowhere(self) -> Destination:
        """A channel nobody made."""
        conversation = ConversationId("19:nowhere@thread.tacv2")
        return self.destination(room=ROOM).model_copy(update={"conversation": conversation})

    async def says(self, person: str, place: str) -> Inbound:
        """A message; with a mention in a room."""
        return await self._rig.meet(person, place=place)

    async def reads(self, person: str, place: str) -> list[str]:
        """As the client shows it."""
        return await self._rig.lines(person, place=place)

    async def goes_wrong(self, fault: Fault) -> None:
        """For every call to the connector, whichever comes first; a refused token is tried with another one."""
        orders: dict[Fault, dict[str, Any]] = {
            "busy": {"status": 429, "retry_after_s": WAIT_S},
            "lost": {"kind": "lost"},
            "revoked": {"status": 401, "times": 2},
        }
        await self._rig.drive("faults", call="*", **orders[fault])


@asynccontextmanager
async def open_side(name: str) -> AsyncIterator[Side]:
    """This platform, running. Raises: KeyError for one nobody wrote."""
    opens = {"slack": _open_slack, "teams": _open_teams}
    async with AsyncExitStack() as stack:
        yield await opens[name](stack)


async def _open_slack(stack: AsyncExitStack) -> Side:
    return SlackSide(await stack.enter_async_context(set_up()), stack)


async def _open_teams(stack: AsyncExitStack) -> Side:
    return TeamsSide(await stack.enter_async_context(open_rig()))
