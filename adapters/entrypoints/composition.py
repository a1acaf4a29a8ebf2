"""The one place where real things are chosen and put together: settings in, a product that can be served out."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import assert_never

import aiohttp
import structlog

from adapters.database.embedded import EmbeddedPostgres
from adapters.database.migrate import migrate
from adapters.database.pool import Database
from adapters.database.retention import Retention
from adapters.database.storage import PostgresStorage
from adapters.entrypoints.clock import SandboxClock, SystemClock
from adapters.entrypoints.metrics import Metrics
from adapters.entrypoints.server import Handler
from adapters.entrypoints.settings import Connection, RezolveConnection, Settings, TeamsWorkConnection
from adapters.entrypoints.watching import Watching, served_by
from adapters.jobs import Worker, WorkerSettings
from adapters.slack.app import SlackRoute
from adapters.slack.channel import SlackChannel
from adapters.slack.client import SlackClient
from adapters.slack.directory import SlackDirectory
from adapters.teams.app import TeamsRoute
from adapters.teams.auth import SigningKeys, TokenCheck
from adapters.teams.channel import TeamsChannel
from adapters.teams.connector import Connector
from adapters.teams.directory import TeamsDirectory
from adapters.teams.handler import TicketHandler
from adapters.teams.references import References
from adapters.ticketing.rezolve.backend import RezolveTickets
from adapters.ticketing.teamswork.backend import TeamsWorkTickets
from bot.conversation.form_steps import Press
from bot.conversation.policy import Policy
from bot.domain.ids import ChannelName, ConnectionId, FieldId, FormToken, ReceiptId, WorkspaceId
from bot.domain.people import AccountRef
from bot.errors import BotError
from bot.notify.deliver import Deliverer
from bot.ports.channel import Channel
from bot.ports.clock import Clock
from bot.ports.identity import Directory
from bot.ports.storage import Storage
from bot.ports.ticketing import TicketBackend
from bot.service import Bot
from bot.ui.form import Form
from bot.ui.inbound import Inbound, Submit
from bot.ui.options import Offered
from bot.ui.replies import FieldErrors, NextPage, Reply

log = structlog.get_logger(__name__)

Tickets = RezolveTickets | TeamsWorkTickets


class Door:
    """What the platforms' routes see of the product: store it, or answer at once."""

    def __init__(self, bot: Bot, storage: Storage, metrics: Metrics) -> None:
        self._bot = bot
        self._storage = storage
        self._metrics = metrics

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """Store the inbound with its job."""
        receipt = await self._storage.receipts.accept(inbound)
        self._metrics.accepted(inbound, is_new=receipt is not None)
        return receipt

    async def handle(self, inbound: Inbound) -> Sequence[Reply]:
        """Answer inside the request."""
        return await self._bot.handle(inbound)

    async def press(
        self, submit: Submit, *, what: Press = "send", live: bool
    ) -> FieldErrors | NextPage | None:
        """What becomes of a form in which something was pressed."""
        return await self._bot.press(submit, what=what, live=live)

    async def form(self, token: FormToken, owner: AccountRef) -> Form | None:
        """A form this person has open."""
        return await self._bot.form(token, owner)

    async def options(self, account: AccountRef, token: FormToken, field_id: FieldId, text: str) -> Offered:
        """What a question offers for the words typed so far."""
        return await self._bot.options(account, token, field_id, text)


@dataclass(slots=True)
class Product:
    """Everything put together and open.

    Shape: a platform that is not set up has no route.
    """

    settings: Settings
    database: Database
    storage: PostgresStorage
    bot: Bot
    deliverer: Deliverer
    watching: "Watching"
    slack: Handler | None
    teams: Handler | None
    clock: Clock
    metrics: Metrics
    backends: Mapping[ConnectionId, TicketBackend]

    def worker(self) -> Worker:
        """A worker over this product; `run()` it."""
        workers = self.settings.worker
        return Worker(
            self.database,
            run_receipt=self.bot.run,
            deliver_notice=self.deliverer.run,
            clock=self.clock,
            retention=Retention(texts_days=self.settings.retention.texts_days),
            settings=WorkerSettings(
                inbound_concurrency=workers.concurrency,
                notices_concurrency=workers.concurrency,
                dead_after_s=workers.stalled_after_s,
                heartbeat_s=min(3.0, workers.stalled_after_s / 4),
            ),
        )

    async def is_ready(self) -> bool:
        """Whether the database answers."""
        try:
            async with asyncio.timeout(2), self.database.connection() as connection:
                await connection.execute("SELECT 1")
        except (BotError, TimeoutError):
            return False
        return True


@asynccontextmanager
async def open_product(settings: Settings) -> AsyncIterator[Product]:
    """Open everything the settings name; closed in reverse order. Raises: Unreachable (no database)."""
    async with AsyncExitStack() as stack:
        conninfo = await _conninfo(settings, stack)
        database = Database(conninfo, max_connections=settings.database.pool_size)
        await stack.enter_async_context(database)
        await migrate(database)
        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=100), cookie_jar=aiohttp.DummyCookieJar()
            )
        )
        clock = await _clock(settings, session, stack)
        yield await _put_together(settings, database, session, clock, stack)


async def _conninfo(settings: Settings, stack: AsyncExitStack) -> str:
    if settings.database.url is not None:
        return settings.database.url.get_secret_value()
    embedded = EmbeddedPostgres(settings.database.data_dir)
    conninfo = await asyncio.to_thread(embedded.start)
    stack.push_async_callback(asyncio.to_thread, embedded.stop)
    return conninfo


async def _clock(settings: Settings, session: aiohttp.ClientSession, stack: AsyncExitStack) -> Clock:
    if settings.sandbox.clock_url is None:
        return SystemClock()
    clock = SandboxClock(settings.sandbox.clock_url, session)
    following = asyncio.create_task(clock.follow())

    async def stop_following() -> None:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    stack.push_async_callback(stop_following)
    return clock


async def _put_together(
    settings: Settings,
    database: Database,
    session: aiohttp.ClientSession,
    clock: Clock,
    stack: AsyncExitStack,
) -> Product:
    storage = PostgresStorage(database, clock)
    metrics = Metrics()
    backends: dict[ConnectionId, Tickets] = {}
    for name, connection in settings.connections.items():
        backend = _backend(ConnectionId(name), connection)
        stack.push_async_callback(backend.aclose)
        backends[backend.connection] = backend
    backend_for = served_by(settings, backends)

    slack_client = SlackClient(settings.slack, session) if settings.slack else None
    slack_directory = SlackDirectory(slack_client) if slack_client else None
    connector = Connector(settings.teams, session) if settings.teams else None
    references = References(storage.accounts, settings.teams) if settings.teams else None
    channels: dict[ChannelName, Channel] = {}
    directories: dict[ChannelName, Directory] = {}
    if slack_client and slack_directory:
        channels["slack"] = SlackChannel(slack_client, now=clock.now)
        directories["slack"] = slack_directory
    if settings.teams and connector and references:
        channels["teams"] = TeamsChannel(connector, references, now=clock.now)

        async def rooms(workspace: WorkspaceId) -> Sequence[str]:
            backend = backend_for("teams", workspace)
            routes = await backend.routes() if backend else ()
            return [route.conversation for route in routes if route.channel == "teams"]

        directories["teams"] = TeamsDirectory(
            connector, references, tenants=settings.teams.tenants, rooms=rooms
        )

    bot = Bot(
        storage=storage,
        channels=channels,
        directories=directories,
        backend_for=backend_for,
        clock=clock,
        policy=Policy(guests=settings.people.guests, who_to_ask=settings.people.who_to_ask),
    )
    door = Door(bot, storage, metrics)
    slack_route = teams_route = None
    if settings.slack and slack_client and slack_directory:
        slack_route = SlackRoute(settings.slack, slack_client, slack_directory, door)
    if settings.teams and connector and references:
        keys = SigningKeys(settings.teams.openid_url, session)
        await keys.warm()
        teams_route = TeamsRoute(
            tokens=TokenCheck(app_id=settings.teams.app_id, issuer=settings.teams.issuer, keys=keys),
            connector=connector,
            handler=TicketHandler(door, references),
            tenants=settings.teams.tenants,
        )
    return Product(
        settings=settings,
        database=database,
        storage=storage,
        bot=bot,
        deliverer=Deliverer(storage, channels=channels, backend_for=backends.get, clock=clock),
        watching=Watching(settings, backends, storage, directories, clock, database, slack_client, channels),
        slack=slack_route.handle if slack_route else None,
        teams=teams_route.handle if teams_route else None,
        clock=clock,
        metrics=metrics,
        backends=dict(backends),
    )


def _backend(name: ConnectionId, connection: Connection) -> Tickets:
    match connection:
        case RezolveConnection():
            return RezolveTickets(connection, connection=name)
        case TeamsWorkConnection():
            return TeamsWorkTickets(connection, connection=name)
        case _:
            assert_never(connection)
