"""Messages that show a ticket are drawn anew when it changed, and left alone when they show the change already."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.refresh import refresh
from bot.domain.ids import ConversationId, WorkspaceId
from bot.domain.people import Role
from bot.ports.channel import TrackedMessage
from bot.ui.inbound import MessageRef
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock
from tests.fakes.storage import FakeTracked
from tests.fakes.ticketing import FakeTickets, person

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REF = MessageRef(conversation=ConversationId("C1"), id="m1")


@dataclass
class Scene:
    """A message that shows a ticket."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    channel: FakeChannel = field(default_factory=FakeChannel)
    tracked: FakeTracked = field(default_factory=FakeTracked)

    def __post_init__(self) -> None:
        self.desk = FakeTickets(
            connection="desk", people=(person("ada", Role.AGENT, teams=("it",)),), now=self.clock.now
        )
        self.ticket = self.desk.put("VPN drops", requester=person("cleo"))

    async def edits(self, *, as_of: datetime | None) -> int:
        """How many edits it takes when the message shows this change of its ticket."""
        message = TrackedMessage(
            self.desk.connection, "slack", WorkspaceId("T1"), REF, self.ticket.id, "agents", as_of=as_of
        )
        await self.tracked.track(message)
        return await refresh(
            self.ticket,
            backend=self.desk,
            channels={"slack": self.channel},
            tracked=self.tracked,
            clock=self.clock,
        )


@pytest.mark.parametrize(
    ("older", "edits"), [(None, 1), (timedelta(seconds=1), 1), (timedelta(), 0), (timedelta(seconds=-1), 0)]
)
async def test_only_what_shows_an_older_change_is_drawn_anew(older: timedelta | None, edits: int) -> None:
    """What a click was answered with stays readable until the ticket changes again; unknown counts as older."""
    scene = Scene()
    as_of = scene.ticket.updated_at - older if older is not None else None
    assert await scene.edits(as_of=as_of) == edits
    assert len(scene.channel.edits) == edits


async def test_what_was_drawn_anew_is_remembered() -> None:
    """The same change seen twice is one edit."""
    scene = Scene()
    await scene.edits(as_of=None)
    (message,) = await scene.tracked.of_ticket(scene.desk.connection, scene.ticket.id)
    assert message.as_of == scene.ticket.updated_at
