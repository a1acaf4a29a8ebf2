"""The same small help desk behind the fake and behind both vendors' sandbox faces, for the contract suite.

A desk is a connection, the words in which that system says things, and the hand of somebody who works in the system
itself. Jane asks, Sam and Mike are agents of IT, nobody knows Uma.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import aiohttp

from adapters.ticketing.rezolve.backend import RezolveTickets
from adapters.ticketing.rezolve.settings import RezolveSettings
from adapters.ticketing.teamswork.backend import TeamsWorkTickets
from adapters.ticketing.teamswork.settings import TeamsWorkSettings
from bot.domain.catalog import Option
from bot.domain.ids import ConnectionId, TeamKey
from bot.domain.people import Role
from bot.domain.tickets import ChannelRoute, Ticket
from bot.errors import BotError, Unreachable
from bot.ports.ticketing import TicketBackend
from sandbox.ticketing.desk import Desk as Store
from sandbox.ticketing.options import Options
from sandbox.ticketing.people import user_ref
from sandbox.ticketing.server import DESK, build_app, start
from sandbox.world import (
    REALM,
    REZOLVE_CLIENT_ID,
    REZOLVE_CLIENT_SECRET,
    TEAMSWORK_PRIMARY_KEY,
    TENANT_ID,
    WORLD,
)
from tests.fakes.ticketing import FakeTickets, person

CONNECTION = ConnectionId("desk")
CHANNEL = ChannelRoute(
    channel="slack",
    workspace="T0123456789",
    conversation="C0123456789",
    name="#it-support",
    team=TeamKey("it"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """How a system says things.

    Shape: `template` with `good` answers and `bad` ones, of which `bad_field` is refused; `look_ups` are a source and a
           text that finds something; `resolve_fields` is what resolving asks for.
    """

    open: str
    started: str
    resolved: str
    urgent: str
    low: str
    template: str
    good: Mapping[str, object]
    bad: Mapping[str, object]
    bad_field: str
    resolve_fields: Mapping[str, str]
    look_ups: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Stopwatch:
    """A monotonic clock that a test moves. Units: seconds."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        """The reading."""
        return self.now_s


class Desk(Protocol):
    """A connection under test."""

    @property
    def backend(self) -> TicketBackend:
        """The connection."""
        ...

    @property
    def words(self) -> Words:
        """How its system says things."""
        ...

    @property
    def clock(self) -> Stopwatch:
        """By which its caches age."""
        ...

    @property
    def now(self) -> datetime:
        """The system's time."""
        ...

    async def file(self, subject: str, *, assignee: str | None = None, at: datetime | None = None) -> Ticket:
        """Jane files a ticket in the system itself; told as the backend reads it."""
        ...

    async def reprioritize(self, ticket: Ticket) -> None:
        """Somebody makes the ticket urgent in the system itself."""
        ...

    async def lose(self, *, before_effect: bool) -> None:
        """The next write gets no answer, with or without having its effect."""
        ...

    async def go_down(self) -> None:
        """Answer nothing but faults from now on."""
        ...

    async def take_roles(self, key: str) -> None:
        """This person is no agent any more."""
        ...

    def without_comments(self) -> TicketBackend:
        """The same connection to a system that has no comments or notes."""
        ...


@dataclass(slots=True)
class FakeDesk:
    """A desk in memory."""

    words: Words = Words(
        open="open",
        started="in_progress",
        resolved="resolved",
        urgent="critical",
        low="low",
        template="tpl_laptop",
        good={"field_laptop_type": "Developer"},
        bad={"field_laptop_type": "Abacus"},
        bad_field="field_laptop_type",
        resolve_fields={"resolution": "fixed"},
        look_ups=(("software", "zoo"),),
    )
    clock: Stopwatch = field(default_factory=Stopwatch)
    backend: FakeTickets = field(init=False)

    def __post_init__(self) -> None:
        """The same people as in the sandbox."""
        self.backend = FakeTickets(
            connection=CONNECTION,
            people=(
                person("jane.smith", teams=("engineering",), name="Jane Smith"),
                person("support.agent", Role.AGENT, teams=("it",), name="Support Agent"),
                person("mike.johnson", Role.AGENT, Role.SUPERVISOR, teams=("it",), name="Mike Johnson"),
            ),
            channel_routes=(CHANNEL,),
            lookups={"software": (Option(value="zoom", label="Zoom"), Option(value="7zip", label="7-Zip"))},
        )

    @property
    def now(self) -> datetime:
        """The system's time."""
        return datetime.now(UTC)

    async def file(self, subject: str, *, assignee: str | None = None, at: datetime | None = None) -> Ticket:
        """See `Desk`."""
        jane = await self.backend.find_person("jane.smith@example.com")
        assert jane is not None
        agent = await self.backend.find_person(WORLD.person(assignee).email) if assignee else None
        return self.backend.put(subject, requester=jane, assignee=agent, at=at)

    async def reprioritize(self, ticket: Ticket) -> None:
        """See `Desk`."""
        self.backend.touch(ticket.id, priority=self.words.urgent)

    async def lose(self, *, before_effect: bool) -> None:
        """See `Desk`."""
        fault: BotError = Unreachable("lost", may_have_happened=True)
        self.backend.fail_next(fault, after_effect=not before_effect)

    async def go_down(self) -> None:
        """See `Desk`."""
        self.backend.is_down = True

    async def take_roles(self, key: str) -> None:
        """See `Desk`."""
        email = WORLD.person(key).email
        self.backend.people = [
            one.model_copy(update={"roles": frozenset({Role.USER.value})}) if one.email == email else one
            for one in self.backend.people
        ]

    def without_comments(self) -> TicketBackend:
        """See `Desk`."""
        self.backend.offer(can_comment=False, can_note=False, can_list_comments=False)
        return self.backend


@dataclass(slots=True)
class SandboxDesk:
    """A desk behind one of the sandbox's faces, over HTTP. Shape: `control` posts to the sandbox's own routes."""

    words: Words
    backend: RezolveTickets | TeamsWorkTickets
    bare: RezolveTickets | TeamsWorkTickets
    clock: Stopwatch
    store: Store
    vendor: str
    url: str
    session: aiohttp.ClientSession

    @property
    def now(self) -> datetime:
        """The sandbox's time."""
        return self.store.clock.now()

    async def control(self, path: str, body: dict[str, Any]) -> Any:
        """A call of the sandbox's control routes."""
        async with self.session.post(f"{self.url}/_sandbox{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def fault(self, kind: str, **more: Any) -> None:
        """Arrange a failure of this vendor's face."""
        await self.control("/faults", {"kind": kind, "vendor": self.vendor, **more})

    async def requests(self) -> list[dict[str, Any]]:
        """What this vendor's face was asked since the start."""
        params = {"vendor": self.vendor}
        async with self.session.get(f"{self.url}/_sandbox/requests", params=params) as answer:
            found: list[dict[str, Any]] = (await answer.json())["requests"]
            return found

    async def file(self, subject: str, *, assignee: str | None = None, at: datetime | None = None) -> Ticket:
        """See `Desk`."""
        jane = user_ref(WORLD.person("jane"))
        made = await self.store.store.create(
            subject=subject,
            description="",
            priority="medium",
            team="it",
            requester=jane,
            actor=jane,
            assignee=user_ref(WORLD.person(assignee)) if assignee else None,
            source="control",
            at=at,
        )
        reference = {"rezolve": made.number, "teamswork": made.id}[self.vendor]
        return await self.backend.get(reference)

    async def reprioritize(self, ticket: Ticket) -> None:
        """See `Desk`."""
        deed = {"do": "priority", "as": "mike", "ticket": ticket.id, "priority": "critical"}
        await self.control("/act", deed)

    async def lose(self, *, before_effect: bool) -> None:
        """See `Desk`."""
        kind = "timeout_before" if before_effect else "timeout_after"
        for method in ("POST", "PATCH", "PUT"):
            await self.fault(kind, method=method, seconds=0.01)

    async def go_down(self) -> None:
        """See `Desk`."""
        await self.fault("unavailable", times=None)

    async def take_roles(self, key: str) -> None:
        """See `Desk`."""
        await self.control("/people", {"person": key, "roles": ["ticket_user"]})

    def without_comments(self) -> TicketBackend:
        """See `Desk`."""
        return self.bare


REZOLVE_WORDS = Words(
    open="open",
    started="in_progress",
    resolved="resolved",
    urgent="critical",
    low="low",
    template="tpl_01HQRST456",
    good={"field_laptop_type": "Developer", "field_justification": "Mine is too slow."},
    bad={"field_laptop_type": "Abacus", "field_justification": "Mine is too slow."},
    bad_field="field_laptop_type",
    resolve_fields={"resolution": "fixed"},
    look_ups=(("approved_software_catalog", "zoo"),),
)
_NEEDED_BY = "7ee98e41-c4d0-4d4c-beb9-2b7f8f8c35c8"
_BUILDING = "5b9f56bc-ec6a-45a3-b7ce-c25e1d8cfd69"
TEAMSWORK_WORDS = Words(
    open="Open",
    started="Started",
    resolved="Resolved",
    urgent="Urgent",
    low="Low",
    template="ticket",
    good={_BUILDING: "f72541a9-c964-4c81-bc1a-4f1f2d948416", _NEEDED_BY: "2030-01-31"},
    bad={_BUILDING: "no such building"},
    bad_field=_BUILDING,
    resolve_fields={"resolution": "fixed"},
    look_ups=(),
)


def rezolve_settings(url: str, **more: Any) -> RezolveSettings:
    """Settings that fit the sandbox; patience is cut short."""
    return RezolveSettings.model_validate(
        {
            "base_url": url,
            "tenant": TENANT_ID,
            "realm": REALM,
            "client_id": REZOLVE_CLIENT_ID,
            "client_secret": REZOLVE_CLIENT_SECRET,
            "read_attempts": 1,
            **more,
        }
    )


def teamswork_settings(url: str, **more: Any) -> TeamsWorkSettings:
    """The same for TeamsWork."""
    return TeamsWorkSettings.model_validate(
        {
            "base_url": f"{url}/teamswork/v1",
            "key": TEAMSWORK_PRIMARY_KEY,
            "routes": (CHANNEL,),
            "read_attempts": 1,
            **more,
        }
    )


@asynccontextmanager
async def sandbox_desk(
    vendor: str, dsn: str, *, options: Options | None = None, **settings: Any
) -> AsyncIterator[SandboxDesk]:
    """The sandbox with the seed in it, and a connection to one of its faces."""
    app = build_app(dsn=dsn, options=options or Options(teamswork_limit=10_000))
    running = await start(app)
    clock = Stopwatch()
    backends: list[RezolveTickets | TeamsWorkTickets] = []
    try:
        await app[DESK].reset()
        silent = {"comment_path": ""}
        quiet = {"rezolve": silent | {"comments_path": ""}, "teamswork": silent | {"note_path": ""}}[vendor]
        backends.extend(_connect(vendor, running.url, clock, more) for more in (settings, settings | quiet))
        words = {"rezolve": REZOLVE_WORDS, "teamswork": TEAMSWORK_WORDS}[vendor]
        async with aiohttp.ClientSession() as session:
            yield SandboxDesk(words, backends[0], backends[1], clock, app[DESK], vendor, running.url, session)
    finally:
        for backend in backends:
            await backend.aclose()
        await running.close()


@asynccontextmanager
async def open_desk(kind: str, dsn: str) -> AsyncIterator[Desk]:
    """A desk of one kind: fake, rezolve or teamswork."""
    if kind == "fake":
        yield FakeDesk()
        return
    async with sandbox_desk(kind, dsn) as desk:
        yield desk


def _connect(
    vendor: str, url: str, clock: Stopwatch, more: Mapping[str, Any]
) -> RezolveTickets | TeamsWorkTickets:
    if vendor == "rezolve":
        return RezolveTickets(rezolve_settings(url, **more), connection=CONNECTION, monotonic=clock)
    return TeamsWorkTickets(teamswork_settings(url, **more), connection=CONNECTION, monotonic=clock)


def minutes_before(at: datetime, minutes: int) -> datetime:
    """That long before, in whole seconds."""
    return at.replace(microsecond=0) - timedelta(minutes=minutes)
