"""Watching every connection for changes, and which connection serves which workspace."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import structlog

from adapters.database.exclusive import PostgresExclusive
from adapters.database.pool import Database
from adapters.entrypoints.settings import Settings
from adapters.slack.client import SlackClient
from bot.conversation.refresh import refresh
from bot.domain.ids import ChannelName, ConnectionId, WorkspaceId
from bot.domain.tickets import Ticket
from bot.errors import BotError
from bot.notify.watch import Watcher
from bot.ports.channel import Channel
from bot.ports.clock import Clock
from bot.ports.identity import Directory
from bot.ports.storage import Storage
from bot.ports.ticketing import TicketBackend

log = structlog.get_logger(__name__)

SLACK_AGAIN_S: Final = 10.0


class Watching:
    """Watches every connection for changes, for the workspaces that belong to it."""

    def __init__(
        self,
        settings: Settings,
        backends: Mapping[ConnectionId, TicketBackend],
        storage: Storage,
        directories: Mapping[ChannelName, Directory],
        clock: Clock,
        database: Database,
        slack: SlackClient | None,
        channels: Mapping[ChannelName, Channel],
    ) -> None:
        self._settings = settings
        self._backends = backends
        self._storage = storage
        self._directories = directories
        self._clock = clock
        self._exclusive = PostgresExclusive(database)
        self._slack = slack
        self._channels = channels

    async def run(self) -> None:
        """Watch until cancelled. A Slack that cannot be asked who we are there does not hold up Teams."""
        while True:
            slack = await self._slack_workspace()
            watchers = self._watchers(slack)
            async with asyncio.TaskGroup() as tasks:
                for watcher in watchers:
                    tasks.create_task(watcher.run())
                if self._slack is not None and slack is None:
                    while await self._slack_workspace() is None:  # noqa: ASYNC110  there is nothing to wait on
                        await asyncio.sleep(SLACK_AGAIN_S)
                    for watcher in watchers:
                        watcher.stop()

    async def _slack_workspace(self) -> WorkspaceId | None:
        if self._slack is None:
            return None
        try:
            return (await self._slack.installation()).workspace
        except BotError as error:
            log.warning("slack.unknown_workspace", error=type(error).__name__)
            return None

    def _watchers(self, slack: WorkspaceId | None) -> list[Watcher]:
        everywhere: list[tuple[ChannelName, WorkspaceId]] = []
        if slack is not None:
            everywhere.append(("slack", slack))
        if self._settings.teams is not None:
            everywhere += [("teams", WorkspaceId(tenant)) for tenant in self._settings.teams.tenants]
        backend_for = served_by(self._settings, self._backends)
        return [
            Watcher(
                backend,
                self._storage,
                exclusive=self._exclusive,
                directories=self._directories,
                workspaces=[place for place in everywhere if backend_for(*place) is backend],
                clock=self._clock,
                on_changed=self._draw_anew(backend),
                interval_s=self._settings.notices.poll_interval_s,
            )
            for backend in self._backends.values()
        ]

    def _draw_anew(self, backend: TicketBackend) -> Callable[[Sequence[Ticket]], Awaitable[None]]:
        """Edits the messages that show tickets which changed in the ticketing system."""

        async def draw(tickets: Sequence[Ticket]) -> None:
            for ticket in tickets:
                await refresh(
                    ticket,
                    backend=backend,
                    channels=self._channels,
                    tracked=self._storage.tracked,
                    clock=self._clock,
                )

        return draw


def served_by(
    settings: Settings, backends: Mapping[ConnectionId, TicketBackend]
) -> Callable[[ChannelName, WorkspaceId], TicketBackend | None]:
    """Which connection serves a workspace: the one named for it; where there is only one, that one."""

    def backend_for(channel: ChannelName, workspace: WorkspaceId) -> TicketBackend | None:
        named = settings.workspaces.get(f"{channel}:{workspace}")
        if named is not None:
            return backends.get(ConnectionId(named))
        return next(iter(backends.values())) if len(backends) == 1 and not settings.workspaces else None

    return backend_for
