"""Watching a ticketing system: who is told of what, whatever goes wrong in between."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.domain.ids import TicketId
from bot.domain.people import Person, Role
from bot.domain.tickets import ChangedTickets, Ticket
from bot.errors import Unreachable
from bot.notify.address import Addresser, Rules
from bot.notify.watch import Watcher
from tests.bot.notify.builders import NOW, T1, account, event, room
from tests.fakes.clock import FakeClock
from tests.fakes.directory import FakeDirectory
from tests.fakes.exclusive import FakeExclusive
from tests.fakes.storage import FakeStorage
from tests.fakes.ticketing import FakeTickets, person

ADA = person("ada", Role.AGENT, teams=("it",))
BOB = person("bob", Role.AGENT, teams=("it",))
CLEO = person("cleo")


@dataclass
class Scene:
    """A desk with an old ticket of Cleo's, watched."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    exclusive: FakeExclusive = field(default_factory=FakeExclusive)
    directory: FakeDirectory = field(default_factory=lambda: FakeDirectory("slack", (account(),)))
    desk_type: type[FakeTickets] = FakeTickets

    def __post_init__(self) -> None:
        self.storage = FakeStorage(self.clock)
        self.desk = self.desk_type(people=(ADA, BOB, CLEO), channel_routes=(room(),), now=self.clock.now)
        self.watcher = Watcher(
            self.desk,
            self.storage,
            exclusive=self.exclusive,
            directories={"slack": self.directory},
            workspaces={("slack", T1)},
            clock=self.clock,
            interval_s=0.01,
        )
        self.old = self.desk.put("Printer", requester=CLEO, at=NOW - timedelta(days=3))

    async def pass_time(self, **span: float) -> None:
        """Some time passes, then the watcher looks."""
        self.clock.advance(timedelta(**span))
        await self.watcher.tick()

    def assign(self, to: Person, *, by: Person | None = ADA, ticket: Ticket | None = None) -> None:
        """Somebody assigns a ticket in the system itself."""
        self.clock.advance(timedelta(seconds=1))
        self.desk.touch((ticket or self.old).id, by=by, assignee=to.ref)

    async def told(self) -> list[tuple[str, str]]:
        """Kind and destination of every notice, in no particular order."""
        return sorted((row.kind, row.destination) for row in await self.storage.notices.ledger())


ROOM = "slack:T1:conversation/C1"
DIRECT = "slack:T1:account/UBOB"


@pytest.fixture
async def scene() -> Scene:
    """A scene in which watching has begun."""
    made = Scene()
    await made.watcher.tick()
    return made


async def test_what_was_there_before_is_not_told(scene: Scene) -> None:
    """Beginning to watch tells nobody anything."""
    await scene.pass_time(seconds=5)
    assert await scene.told() == []


async def test_an_assignment_reaches_assignee_and_team(scene: Scene) -> None:
    """Also of a ticket that was there before watching began; looking again tells nothing new."""
    scene.assign(BOB)
    await scene.pass_time(seconds=5)
    await scene.pass_time(seconds=5)
    assert await scene.told() == [("assigned", DIRECT), ("assigned", ROOM)]


async def test_a_new_ticket_that_is_assigned_is_told(scene: Scene) -> None:
    """Born while watching and already somebody's."""
    scene.clock.advance(timedelta(seconds=1))
    scene.desk.put("Laptop", requester=CLEO, assignee=BOB)
    await scene.pass_time(seconds=5)
    assert await scene.told() == [("assigned", DIRECT), ("assigned", ROOM)]


@pytest.mark.parametrize("by", ["the system", "the bot"])
async def test_who_takes_a_ticket_is_not_told(scene: Scene, by: str) -> None:
    """Whether they took it in the system or by a button of the bot, whose own account then made the change."""
    service = person("service")
    hands = {"the system": BOB, "the bot": service}
    await scene.storage.notices.acted(
        scene.desk.connection,
        scene.old.id,
        {"the system": "priority", "the bot": "assignee"}[by],
        BOB.id,
        actor="Bob@example.com",
        now=scene.clock.now(),
    )
    scene.assign(BOB, by=hands[by])
    await scene.pass_time(seconds=5)
    assert await scene.told() == [("assigned", ROOM)]


class _ListsWithoutActors(FakeTickets):
    """A system whose lists do not tell who changed a ticket; the ticket itself does."""

    async def changed_since(self, cursor: str | None, *, now: datetime, size: int = 100) -> ChangedTickets:
        found = await super().changed_since(cursor, now=now, size=size)
        bare = tuple(ticket.model_copy(update={"updated_by": None}) for ticket in found.tickets)
        return found.model_copy(update={"tickets": bare})


async def test_who_took_it_is_asked_for_where_lists_do_not_tell() -> None:
    """One look at the ticket, so that nobody is told what they did themselves."""
    scene = Scene(desk_type=_ListsWithoutActors)
    await scene.watcher.tick()
    scene.assign(BOB, by=BOB)
    await scene.pass_time(seconds=5)
    assert await scene.told() == [("assigned", ROOM)]


async def test_who_changed_it_since_is_not_taken_for_who_assigned_it() -> None:
    """The ticket names only the latest hand; when that is another's, nobody in particular did it."""
    scene = Scene()
    scene.assign(BOB, by=ADA)
    seen = scene.desk.tickets[scene.old.id].model_copy(update={"updated_by": None})
    scene.clock.advance(timedelta(seconds=1))
    scene.desk.touch(seen.id, by=BOB, subject="Printer again")
    addresser = Addresser(scene.desk, scene.storage, directories={}, workspaces={("slack", T1)})
    rules = Rules(meta=await scene.desk.meta(), routes=(room(),))
    found = await addresser.address(event(ticket=seen, actor=None), rules, old=None)
    assert [notice.event.actor for notice in found.notices] == [None]


async def test_a_deadline_that_passes_is_told(scene: Scene) -> None:
    """By the clock, although the system says nothing; and once."""
    scene.clock.advance(timedelta(seconds=1))
    scene.desk.touch(scene.old.id, due_at=scene.clock.now() + timedelta(hours=1))
    await scene.pass_time(seconds=5)
    assert await scene.told() == []
    await scene.pass_time(hours=1)
    await scene.pass_time(seconds=5)
    assert await scene.told() == [("sla_breached", ROOM)]


async def test_resolved_in_the_last_second_is_not_told(scene: Scene) -> None:
    """The change is read before the clock is asked."""
    scene.clock.advance(timedelta(seconds=1))
    scene.desk.touch(scene.old.id, due_at=scene.clock.now() + timedelta(hours=1))
    await scene.pass_time(seconds=5)
    scene.clock.advance(timedelta(minutes=59))
    scene.desk.touch(scene.old.id, status="resolved")
    await scene.pass_time(hours=1)
    assert await scene.told() == []


async def test_a_directory_that_is_away_delays_only_its_person(scene: Scene) -> None:
    """The team is told at once, the assignee when they can be looked up, nobody twice."""
    scene.directory.fault = Unreachable("away")
    scene.assign(BOB)
    await scene.pass_time(seconds=5)
    await scene.pass_time(seconds=5)
    assert await scene.told() == [("assigned", ROOM)]
    scene.directory.fault = None
    await scene.pass_time(seconds=5)
    await scene.pass_time(seconds=5)
    assert await scene.told() == [("assigned", DIRECT), ("assigned", ROOM)]


async def test_another_replica_at_it_is_left_alone(scene: Scene) -> None:
    """Only one looks at a time."""
    scene.exclusive.held.add(f"watch:{scene.desk.connection}")
    scene.assign(BOB)
    assert await scene.watcher.tick() is False
    assert await scene.told() == []


async def test_many_changes_are_read_page_by_page(scene: Scene) -> None:
    """More changes than a page holds: all are told in one round."""
    scene.clock.advance(timedelta(seconds=1))
    made = [scene.desk.put(f"Ticket {count}", requester=CLEO) for count in range(250)]
    await scene.pass_time(seconds=5)
    for one in made:
        scene.desk.touch(one.id, by=ADA, assignee=BOB.ref)
    await scene.pass_time(seconds=5)
    rows = await scene.storage.notices.ledger(limit=1000)
    assert len(rows) == 500


async def test_a_fault_is_logged_once_and_outlived(caplog: pytest.LogCaptureFixture) -> None:
    """While the help desk is away there is one line, and watching goes on by itself when it is back."""
    scene = Scene()
    caplog.set_level("INFO")

    async def seen() -> bool:
        return bool(await scene.storage.notices.snapshots(scene.desk.connection, [TicketId(scene.old.id)]))

    scene.desk.is_down = True
    task = asyncio.create_task(scene.watcher.run())
    async with asyncio.timeout(10):
        while scene.desk.calls.count("changed_since") < 5:
            await asyncio.sleep(0.001)
    scene.desk.is_down = False
    async with asyncio.timeout(10):
        while not await seen():
            await asyncio.sleep(0.001)
    scene.watcher.stop()
    await task
    words = [record.getMessage().split()[0] for record in caplog.records if record.name == "bot.notify.watch"]
    assert words == ["watch_failed", "watch_recovered"]


async def test_a_ticket_that_changed_before_it_was_first_seen_is_drawn_anew() -> None:
    """What was raised here is shown already, as it was before somebody changed it."""
    scene, drawn = Scene(), []

    async def on_changed(tickets: Sequence[Ticket]) -> None:
        drawn.extend(ticket.subject for ticket in tickets)

    watcher = Watcher(
        scene.desk,
        scene.storage,
        exclusive=scene.exclusive,
        directories={"slack": scene.directory},
        workspaces={("slack", T1)},
        clock=scene.clock,
        on_changed=on_changed,
    )
    await watcher.tick()
    scene.clock.advance(timedelta(seconds=1))
    scene.desk.put("Laptop", requester=CLEO, assignee=BOB)
    scene.clock.advance(timedelta(seconds=1))
    await watcher.tick()
    await watcher.tick()
    assert drawn == ["Laptop"]
