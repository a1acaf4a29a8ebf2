"""Tells registered addresses of changes to this instance's tickets, signed with the shared secret.

The vendor's payload and signature are not public; this is one plausible form. Only loopback addresses are called.
Source: www.teamswork.app, "Ticketing webhook" (entities, secret key, HTTPS POST).
"""

import asyncio
import hashlib
import hmac
import itertools
import json
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import aiohttp

from sandbox.ticketing.desk import Desk
from sandbox.ticketing.errors import NotFound
from sandbox.ticketing.model import Change, ChangeKind
from sandbox.ticketing.options import Options
from sandbox.ticketing.teamswork.instance import INSTANCE_ID, TEAM
from sandbox.ticketing.teamswork.labels import Names
from sandbox.ticketing.teamswork.wire import iso
from sandbox.world import TEAMSWORK_WEBHOOK_SECRET

Entity = Literal["Ticket", "Alert", "Comment", "Attachment", "All"]
DEFAULT_HEADER: Final = "X-TeamsWork-Signature"
_TRIES: Final = 4
_EVENTS: Final[dict[ChangeKind, tuple[Entity, str]]] = {
    "created": ("Ticket", "Created"),
    "updated": ("Ticket", "Updated"),
    "commented": ("Comment", "Created"),
    "attached": ("Attachment", "Created"),
    "sla": ("Alert", "Escalated"),
}


@dataclass(slots=True)
class Registration:
    """One registered address. Shape: `delivered` and `failed` count events, not tries."""

    id: int
    url: str
    entity: Entity
    header: str
    delivered: int = 0
    failed: int = 0
    queue: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue, repr=False)


class Webhooks:
    """Delivers events, to each address in order, one slow address delaying no other.

    Shape: each event is tried once and up to three times again until it is answered with 2xx.
    """

    def __init__(self, desk: Desk, options: Options) -> None:
        """Nobody is registered; `run` does the work."""
        self._desk = desk
        self._options = options
        self._names = Names(desk.people)
        self._ids = itertools.count(1)
        self._registered: dict[int, tuple[Registration, asyncio.Task[None]]] = {}
        self._session: aiohttp.ClientSession | None = None

    def register(self, url: str, *, entity: Entity = "All", header: str = DEFAULT_HEADER) -> Registration:
        """Deliver to this address from now on."""
        made = Registration(next(self._ids), url, entity, header)
        self._registered[made.id] = (made, asyncio.create_task(self._deliver(made)))
        return made

    def registered(self) -> list[Registration]:
        """All registrations."""
        return [registration for registration, _ in self._registered.values()]

    async def forget(self, registration_id: int | None = None) -> None:
        """Deliver no more to one address, or to none."""
        ids = list(self._registered) if registration_id is None else [registration_id]
        tasks = [self._registered.pop(id_)[1] for id_ in ids if id_ in self._registered]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def run(self) -> None:
        """Turn changes into events until cancelled or the store ends its subscriptions."""
        timeout = aiohttp.ClientTimeout(total=self._options.webhook_timeout_s)
        async with aiohttp.ClientSession(timeout=timeout) as session, self._desk.subscribe() as changes:
            self._session = session
            try:
                async for change in changes:
                    await self._announce(change)
            finally:
                await self.forget()
                self._session = None

    async def _announce(self, change: Change) -> None:
        entity, action = _EVENTS[change.kind]
        wanted = [item for item in self.registered() if item.entity in ("All", entity)]
        if not wanted:
            return
        try:
            event = await self._event(change, entity, action)
        except NotFound:
            return  # the store was reset in between
        if event is not None:
            raw = json.dumps(event).encode()
            for registration in wanted:
                registration.queue.put_nowait(raw)

    async def _event(self, change: Change, entity: Entity, action: str) -> dict[str, Any] | None:
        ticket = await self._desk.store.get(change.ticket_id)
        if ticket.team != TEAM:
            return None
        return {
            "eventEntity": entity,
            "eventAction": action,
            "eventId": str(change.seq),
            "instanceId": INSTANCE_ID,
            "ticketId": ticket.id,
            "ticketNo": ticket.seq,
            "activityId": change.comment_id,
            "occurredOn": iso(change.at),
            "user": self._names.to_wire(change.actor),
        }

    async def _deliver(self, registration: Registration) -> None:
        while True:
            raw = await registration.queue.get()
            if await self._sent(registration, raw):
                registration.delivered += 1
            else:
                registration.failed += 1

    async def _sent(self, registration: Registration, raw: bytes) -> bool:
        headers = {"Content-Type": "application/json", registration.header: signature(raw)}
        for attempt in range(_TRIES):
            await asyncio.sleep(attempt * self._options.webhook_retry_wait_s)
            assert self._session is not None
            try:
                async with self._session.post(
                    registration.url, data=raw, headers=headers, allow_redirects=False
                ) as answer:
                    if 200 <= answer.status < 300:
                        return True
            except (aiohttp.ClientError, TimeoutError):
                continue
        return False


def signature(raw: bytes) -> str:
    """HMAC-SHA256 of the raw body with the shared secret, in hex."""
    return hmac.new(TEAMSWORK_WEBHOOK_SECRET.encode(), raw, hashlib.sha256).hexdigest()
