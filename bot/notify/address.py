"""Turns an event into notices: looks up who did it and where its assignee can be reached, then routes.

A directory that does not answer holds back nobody but the person it was asked for.
"""

import logging
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.events import Event
from bot.domain.ids import ChannelName, NoticeId, UserId, WorkspaceId
from bot.domain.people import Account, UserRef
from bot.domain.tickets import ChannelRoute, Meta, Ticket
from bot.errors import NotFound, OutsideFault, UserFault
from bot.notify.route import route, tells_assignee
from bot.ports.identity import Directory
from bot.ports.storage import Storage, StoredNotice
from bot.ports.ticketing import TicketBackend

log = logging.getLogger(__name__)

# The clock of the ticketing system may run ahead of ours.
CLOCK_SLACK: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the tenant has set, as read at the beginning of a round."""

    meta: Meta
    routes: Sequence[ChannelRoute]


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of an event. Shape: `is_complete` False = somebody could not be looked up now: try again later."""

    notices: tuple[StoredNotice, ...]
    is_complete: bool


class Addresser:
    """Addresses the events of one connection, within the workspaces that belong to it."""

    def __init__(
        self,
        backend: TicketBackend,
        storage: Storage,
        *,
        directories: Mapping[ChannelName, Directory],
        workspaces: Collection[tuple[ChannelName, WorkspaceId]],
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._backend = backend
        self._acts = storage.notices
        self._directories = directories
        self._workspaces = frozenset(workspaces)
        self._new_id = new_id

    async def address(self, event: Event, rules: Rules, *, old: Ticket | None) -> Notices:
        """The notices of an event that followed the sight `old` of its ticket. Raises: OutsideFault."""
        if event.kind == "assigned":
            event = await self._with_actor(event, since=(old.updated_at if old else event.ticket.created_at))
        accounts: list[Account] = []
        is_complete = True
        if tells_assignee(event, rules.meta.switches):
            accounts, is_complete = await self._accounts(event)
        addressed = route(
            event,
            routes=rules.routes,
            switches=rules.meta.switches,
            workspaces=self._workspaces,
            assignee_accounts=accounts,
        )
        notices = tuple(
            StoredNotice(
                id=NoticeId(self._new_id()),
                event=event,
                destination=entry.destination,
                role=entry.role,
                locale=entry.locale,
                time_zone=entry.time_zone,
            )
            for entry in addressed
        )
        return Notices(notices, is_complete)

    async def _with_actor(self, event: Event, *, since: datetime) -> Event:
        """The event with the person who did it, where the sight of the ticket does not tell.

        Shape: what was done through the bot the system only knows as the bot's own account.
        """
        assignee = event.ticket.assignee
        assert assignee is not None
        email = await self._acts.actor_of(
            event.connection, event.ticket.id, "assignee", str(assignee.id), since=since - CLOCK_SLACK
        )
        if email is None:
            return event if event.actor else await self._with_last_actor(event)
        for known in (assignee, event.ticket.requester):
            if known.email.casefold() == email.casefold():
                return event.model_copy(update={"actor": known})
        person = await self._backend.find_person(email)
        actor = person.ref if person else UserRef(id=UserId(""), name=email, email=email)
        return event.model_copy(update={"actor": actor})

    async def _with_last_actor(self, event: Event) -> Event:
        """The event with who changed the ticket last, if that was this change: lists need not tell, the ticket does."""
        try:
            current = await self._backend.get(event.ticket.id)
        except NotFound:
            return event
        is_this_change = current.updated_at == event.ticket.updated_at
        return event.model_copy(update={"actor": current.updated_by}) if is_this_change else event

    async def _accounts(self, event: Event) -> tuple[list[Account], bool]:
        assignee = event.ticket.assignee
        if assignee is None or not assignee.email:
            return [], True
        found: list[Account] = []
        is_complete = True
        for channel, workspace in sorted(self._workspaces):
            directory = self._directories.get(channel)
            if directory is None:
                continue
            try:
                account = await directory.by_email(workspace, assignee.email)
            except OutsideFault as fault:
                log.warning("directory_unavailable channel=%s fault=%s", channel, type(fault).__name__)
                is_complete = False
            except UserFault:
                continue
            else:
                found.extend([account] if account else [])
        return found, is_complete
