"""Delivering a notice: true when it is sent, and the ledger says what became of it."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.domain.ids import ConnectionId
from bot.domain.people import Role
from bot.domain.tickets import Ticket
from bot.errors import Busy, Unreachable
from bot.notify.deliver import Deliverer
from bot.ports.channel import Later, Outcome, Undeliverable
from bot.ports.jobs import Finished, JobResult, Retry
from bot.ports.storage import ANSWER_LOST
from tests.bot.notify.builders import NOW, breach_event, event, notice
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock
from tests.fakes.storage import FakeStorage
from tests.fakes.ticketing import FakeTickets, person

ADA = person("ada", Role.AGENT, teams=("it",))
BOB = person("bob", Role.AGENT, teams=("it",))
SOON = NOW + timedelta(seconds=30)


@dataclass
class Scene:
    """One notice that waits to be delivered."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    channel: FakeChannel = field(default_factory=FakeChannel)

    def __post_init__(self) -> None:
        self.storage = FakeStorage(self.clock)
        self.desk = FakeTickets(connection="desk", people=(ADA, BOB), now=self.clock.now)
        self.ticket = self.desk.put("VPN drops", requester=person("cleo"), assignee=BOB)
        backends = {ConnectionId("desk"): self.desk}
        self.deliverer = Deliverer(
            self.storage, channels={"slack": self.channel}, backend_for=backends.get, clock=self.clock
        )

    async def deliver(self, *, breach: bool = False, role: str = "team") -> JobResult:
        """Store the notice and run its job once."""
        builder = {True: breach_event, False: event}[breach]
        made = notice(builder(ticket=self.ticket, at=NOW), role=role)
        await self.storage.notices.advance(self.desk.connection, cursor=None, tickets=[], notices=[made])
        return await self.deliverer.run(made.id)

    async def ledger(self) -> tuple[str, str | None]:
        """State and reason of the notice."""
        row = (await self.storage.notices.ledger())[0]
        return row.state, row.reason


@pytest.fixture
def scene() -> Scene:
    """A scene."""
    return Scene()


def late(desk: FakeTickets, ticket: Ticket) -> Ticket:
    """The ticket misses its deadline."""
    return desk.touch(ticket.id, due_at=ticket.created_at - timedelta(minutes=1))


async def test_a_true_notice_is_posted_and_noted(scene: Scene) -> None:
    """Delivered with the message's id; running its job again does nothing."""
    assert await scene.deliver() == Finished()
    assert await scene.ledger() == ("delivered", None)
    assert await scene.deliver() == Finished()
    assert [message.summary for _, message, _ in scene.channel.posts] == [
        f"Ada assigned {scene.ticket.number} to Bob: VPN drops"
    ]


async def test_the_teams_message_follows_its_ticket(scene: Scene) -> None:
    """What is posted where the team reads is edited when the ticket changes, as agents read it."""
    await scene.deliver()
    posted = await scene.storage.tracked.of_ticket(scene.desk.connection, scene.ticket.id)
    assert [(one.ref.conversation, one.audience) for one in posted] == [("C1", "agents")]


async def test_what_the_assignee_was_told_stays_as_it_was_said(scene: Scene) -> None:
    """A direct chat's notice is news, not a view of the ticket."""
    await scene.deliver(role="assignee")
    assert await scene.ledger() == ("delivered", None)
    assert await scene.storage.tracked.of_ticket(scene.desk.connection, scene.ticket.id) == []


async def test_assigned_to_somebody_else_meanwhile_is_dropped(scene: Scene) -> None:
    """It would no longer be true."""
    scene.desk.touch(scene.ticket.id, assignee=ADA.ref)
    assert await scene.deliver() == Finished()
    assert await scene.ledger() == ("dropped", "assigned to somebody else meanwhile")
    assert scene.channel.posts == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "resolved"}, "no longer open"),
        ({"status": "pending"}, "on hold meanwhile"),
        ({"due_at": NOW + timedelta(hours=1)}, "the deadline was moved"),
    ],
)
async def test_a_breach_that_is_none_any_more_is_dropped(
    scene: Scene, change: dict[str, object], reason: str
) -> None:
    """Resolved while the notice waited, put on hold, or given more time."""
    missed = late(scene.desk, scene.ticket)
    scene.desk.tickets[missed.id] = missed.model_copy(update=change)
    assert await scene.deliver(breach=True) == Finished()
    assert await scene.ledger() == ("dropped", reason)


async def test_a_breach_that_still_is_one_is_posted(scene: Scene) -> None:
    """Open and late."""
    late(scene.desk, scene.ticket)
    assert await scene.deliver(breach=True) == Finished()
    assert await scene.ledger() == ("delivered", None)


async def test_a_ticket_that_is_gone_is_dropped(scene: Scene) -> None:
    """Nothing to tell of."""
    scene.desk.tickets.clear()
    await scene.deliver()
    assert await scene.ledger() == ("dropped", "the ticket is gone")


@pytest.mark.parametrize(
    ("outcome", "result", "row"),
    [
        (Later(SOON, "rate limited"), Retry(SOON), ("held", "rate limited")),
        (Later(SOON, "no answer", may_have_happened=True), Retry(SOON), ("held", ANSWER_LOST)),
        (Undeliverable("channel_not_found"), Finished(), ("failed", "channel_not_found")),
    ],
)
async def test_what_the_channel_says_is_done_and_noted(
    scene: Scene, outcome: Outcome, result: JobResult, row: tuple[str, str]
) -> None:
    """Later is held until then, undeliverable is failed with the platform's word."""
    scene.channel.outcomes = [outcome]
    assert await scene.deliver() == result
    assert await scene.ledger() == row


async def test_after_a_lost_answer_it_is_posted_again_and_says_so(scene: Scene) -> None:
    """At least once: the reader and the ledger are told that it may be the second time."""
    scene.channel.outcomes = [Later(SOON, "no answer", may_have_happened=True)]
    await scene.deliver()
    assert await scene.deliver() == Finished()
    assert await scene.ledger() == ("delivered", "posted again after an answer was lost")


@pytest.mark.parametrize(
    ("fault", "pause_s"), [(Unreachable("away"), 15.0), (Busy("slow down", retry_after_s=40.0), 40.0)]
)
async def test_a_help_desk_that_is_away_holds_it(
    scene: Scene, fault: Unreachable | Busy, pause_s: float
) -> None:
    """What cannot be checked is not sent; it is tried again."""
    scene.desk.fail_next(fault, method="get")
    assert await scene.deliver() == Retry(NOW + timedelta(seconds=pause_s))
    assert await scene.ledger() == ("held", "the help desk could not be asked")


async def test_after_three_days_it_is_given_up(scene: Scene) -> None:
    """Old news is no news: the ledger says so."""
    scene.channel.outcomes = [Later(SOON, "rate limited"), Later(SOON, "rate limited")]
    await scene.deliver()
    scene.clock.advance(timedelta(days=4))
    assert await scene.deliver() == Finished()
    assert await scene.ledger() == ("failed", "given up after three days: rate limited")


async def test_a_connection_that_is_gone_is_said(scene: Scene) -> None:
    """A notice of a connection that was taken out of the settings ends, with its reason."""
    scene.deliverer = Deliverer(
        scene.storage, channels={}, backend_for=lambda _: scene.desk, clock=scene.clock
    )
    await scene.deliver()
    assert await scene.ledger() == ("failed", "this connection or channel is no longer configured")
