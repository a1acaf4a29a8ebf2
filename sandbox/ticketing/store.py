"""The one ticket store behind both vendor faces, in PostgreSQL, schema `sandbox`.

It knows tickets, people's references and rules; no vendor's words and no HTTP. Roles are checked by the faces.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from sandbox.ticketing import rows
from sandbox.ticketing.catalog import FIRST_SEQ
from sandbox.ticketing.clock import SandboxClock
from sandbox.ticketing.edit import answered, as_seen, checked, differences, edited, touched, with_deadlines
from sandbox.ticketing.errors import NotFound
from sandbox.ticketing.feed import Feed, Subscription
from sandbox.ticketing.model import Attachment, Change, Comment, Source, Ticket, UserRef
from sandbox.ticketing.numbers import format_number
from sandbox.ticketing.rules import Rules
from sandbox.ticketing.writing import Writing

Connection = AsyncConnection[tuple[Any, ...]]


class Store:
    """Tickets, comments, attachments and their history.

    Shape:  writes publish their `Change`s to `subscribe()` after the commit, in the order of `Change.seq`;
            `at` on a write is for seeding: it happened then, not now.
    Raises: NotFound, Stale(current_version), Refused(code, message), from `errors.py`.
    """

    def __init__(
        self,
        dsn: str,
        *,
        clock: SandboxClock,
        rules: Rules,
        seed: Callable[["Store"], Awaitable[None]] | None = None,
    ) -> None:
        """Nothing is opened yet; `seed` fills an empty store."""
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn, open=False, min_size=1, max_size=4, kwargs={"autocommit": True}
        )
        self._clock = clock
        self._rules = rules
        self._seed = seed
        self._feed = Feed()
        self._lock = asyncio.Lock()
        self._is_quiet = False
        self._known: dict[str, Ticket] = {}

    async def open(self) -> None:
        """Connect, make the tables, and fill them if they are empty."""
        await self._pool.open(wait=True)
        async with self._pool.connection() as connection:
            await connection.execute(rows.SCHEMA)
            cursor = await connection.execute("select count(*) from sandbox.tickets")
            row = await cursor.fetchone()
        if row == (0,):
            await self._fill()

    async def close(self) -> None:
        """End all subscriptions and connections."""
        self._feed.close()
        await self._pool.close()

    def end_subscriptions(self) -> None:
        """Let go everybody who listens, so that streams end before the server does."""
        self._feed.close()

    async def reset(self) -> None:
        """Back to the seed; subscribers are told nothing of it."""
        async with self._pool.connection() as connection:
            await connection.execute(rows.EMPTY)
        self._known.clear()
        await self._fill()

    def subscribe(self) -> Subscription:
        """Every change from now on."""
        return self._feed.subscribe()

    async def create(
        self,
        *,
        subject: str,
        description: str,
        priority: str,
        team: str,
        requester: UserRef,
        actor: UserRef,
        source: Source,
        ticket_type: str = "incident",
        category: str | None = None,
        subcategory: str | None = None,
        assignee: UserRef | None = None,
        template_id: str | None = None,
        values: Mapping[str, Any] | None = None,
        tags: Sequence[Mapping[str, str]] = (),
        expected_at: datetime | None = None,
        resolution: str | None = None,
        sla_key: str = "standard",
        at: datetime | None = None,
        ticket_id: str | None = None,
        due_at: datetime | None = None,
    ) -> Ticket:
        """A new ticket in the initial status, with its number and deadlines. Raises: Refused."""
        checked({"priority": priority, "team": team, "category": category, "sla_key": sla_key}, self._rules)
        async with self._writing(at) as writing:
            now = writing.now
            seq = await writing.next_seq(FIRST_SEQ)
            number = format_number(
                self._rules.number_format, prefix=self._rules.number_prefix, seq=seq, at=now
            )
            ticket = with_deadlines(
                Ticket(
                    ticket_id or str(uuid.uuid4()), seq, number, 1, ticket_type, subject, description,
                    self._rules.initial_status.key, priority, category, subcategory, team, assignee, requester,
                    actor, actor, now, now, template_id, dict(values or {}), tuple(tags), resolution, expected_at,
                    sla_key=sla_key,
                ),
                self._rules,
            )  # fmt: skip
            ticket = rows.normal(replace(ticket, due_at=due_at or ticket.due_at))
            await writing.insert(ticket)
            await writing.record(ticket.id, "created", actor=actor, source=source)
            await writing.note_sla(ticket)
        return as_seen(ticket, self._clock.now())

    async def get(self, ref: str | int) -> Ticket:
        """The ticket with this id, number, or running number. Raises: NotFound."""
        text = rows.clean(str(ref))
        seq = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "select doc from sandbox.tickets where id = %s or number = upper(%s) or seq = %s",
                (text, text, seq),
            )
            row = await cursor.fetchone()
        if row is None:
            raise NotFound(text)
        return as_seen(rows.ticket_from_doc(row[0]), self._clock.now())

    async def tickets(self) -> list[Ticket]:
        """All tickets, oldest first. Only those changed since the last call are read from the database in full."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute("select id, version from sandbox.tickets order by seq")
            stored = await cursor.fetchall()
            known = self._known
            missing = [id_ for id_, version in stored if id_ not in known or known[id_].version != version]
            if missing:
                cursor = await connection.execute(
                    "select doc from sandbox.tickets where id = any(%s)", (missing,)
                )
                async for (doc,) in cursor:
                    known[doc["id"]] = rows.ticket_from_doc(doc)
        now = self._clock.now()
        return [as_seen(known[id_], now) for id_, _ in stored]

    async def search(
        self, *, where: Callable[[Ticket], bool] | None = None, text: str | None = None
    ) -> list[Ticket]:
        """Tickets that satisfy `where` and contain `text` in number, subject, description or a person's name."""
        needle = text.casefold().strip() if text else ""
        found = await self.tickets()
        return [t for t in found if (where is None or where(t)) and (not needle or needle in _haystack(t))]

    async def update(
        self,
        ticket_id: str,
        changes: Mapping[str, Any],
        *,
        actor: UserRef,
        source: Source,
        expected_version: int | None = None,
        at: datetime | None = None,
    ) -> Ticket:
        """The ticket after setting these fields (`edit.EDITABLE`); unchanged, same version, if nothing differs."""
        async with self._writing(at) as writing:
            before = await writing.locked(ticket_id, expected_version=expected_version)
            after = edited(before, changes, rules=self._rules, actor=actor, now=writing.now)
            if after is not before:
                after = rows.normal(after)
                await writing.save(after)
                found = differences(before, after)
                await writing.record(ticket_id, "updated", actor=actor, source=source, changes=found)
                await writing.note_sla(after)
        return as_seen(after, self._clock.now())

    async def comment(
        self,
        ticket_id: str,
        *,
        text: str,
        is_private: bool = False,
        actor: UserRef,
        source: Source,
        expected_version: int | None = None,
        at: datetime | None = None,
    ) -> Comment:
        """A new comment or private note; somebody else's first public comment is the first response."""
        async with self._writing(at) as writing:
            before = await writing.locked(ticket_id, expected_version=expected_version)
            text = rows.clean(text)
            comment = Comment(str(uuid.uuid4()), ticket_id, actor, text, is_private, writing.now)
            await writing.connection.execute(
                rows.INSERT_COMMENT,
                (comment.id, ticket_id, Jsonb(rows.plain(actor)), text, is_private, writing.now),
            )
            heard = before if is_private else answered(before, actor=actor, now=writing.now)
            after = touched(heard, actor=actor, now=writing.now)
            await writing.save(after)
            await writing.record(
                ticket_id, "commented", actor=actor, source=source, changes=differences(before, after),
                comment_id=comment.id,
            )  # fmt: skip
            await writing.note_sla(after)
        return comment

    async def comments(self, ticket_id: str) -> list[Comment]:
        """The ticket's comments and notes, oldest first. Raises: NotFound."""
        found = await self._of_ticket(rows.SELECT_COMMENTS, ticket_id)
        return [rows.comment_from_row(row) for row in found]

    async def attach(
        self,
        ticket_id: str,
        *,
        name: str,
        actor: UserRef,
        source: Source,
        content_type: str = "application/octet-stream",
        src: str | None = None,
        content: bytes | None = None,
        comment_id: str | None = None,
        expected_version: int | None = None,
        at: datetime | None = None,
    ) -> Attachment:
        """A new file (`content`) or link (`src`) of the ticket."""
        async with self._writing(at) as writing:
            before = await writing.locked(ticket_id, expected_version=expected_version)
            name, src = rows.clean(name), rows.clean(src) if src else None
            attachment = Attachment(
                str(uuid.uuid4()), ticket_id, name, actor, writing.now, content_type, src, content, comment_id
            )
            await writing.connection.execute(
                rows.INSERT_ATTACHMENT,
                (
                    attachment.id, ticket_id, name, Jsonb(rows.plain(actor)), writing.now, content_type, src,
                    content, comment_id,
                ),
            )  # fmt: skip
            await writing.save(touched(before, actor=actor, now=writing.now))
            await writing.record(
                ticket_id, "attached", actor=actor, source=source, changes={"attachment": (None, attachment.id)},
                comment_id=comment_id,
            )  # fmt: skip
        return attachment

    async def attachments(self, ticket_id: str) -> list[Attachment]:
        """The ticket's attachments with their content, oldest first. Raises: NotFound."""
        found = await self._of_ticket(rows.SELECT_ATTACHMENTS, ticket_id)
        return [rows.attachment_from_row(row) for row in found]

    async def attachment(self, attachment_id: str) -> Attachment:
        """One attachment with its content. Raises: NotFound."""
        found = await self._select(rows.SELECT_ATTACHMENT, attachment_id)
        if not found:
            raise NotFound(attachment_id)
        return rows.attachment_from_row(found[0])

    async def attached_with(self, comment_id: str) -> list[Attachment]:
        """The attachments that were sent with this comment."""
        return [
            rows.attachment_from_row(row)
            for row in await self._select(rows.SELECT_ATTACHMENTS_OF_COMMENT, comment_id)
        ]

    async def history(self, ticket_id: str | None = None, after_seq: int = 0) -> list[Change]:
        """What happened, to one ticket or to all, after this entry, oldest first."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                rows.SELECT_HISTORY,
                (ticket_id, ticket_id, after_seq),
            )
            return [rows.change_from_row(row) for row in await cursor.fetchall()]

    async def note_sla(self) -> list[Change]:
        """Record every deadline passed since the last call as a change of kind sla, and publish it."""
        async with self._writing(None) as writing:
            cursor = await writing.connection.execute(
                "select doc from sandbox.tickets where next_sla_at < %s order by next_sla_at for update",
                (writing.now,),
            )
            for (doc,) in await cursor.fetchall():
                await writing.note_sla(rows.ticket_from_doc(doc))
        return writing.changes

    async def _of_ticket(self, query: LiteralString, ticket_id: str) -> list[tuple[Any, ...]]:
        return await self._select(query, (await self.get(ticket_id)).id)

    async def _select(self, query: LiteralString, id_: str) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(query, (rows.clean(id_),))
            return await cursor.fetchall()

    async def _fill(self) -> None:
        if self._seed is None:
            return
        self._is_quiet = True
        try:
            await self._seed(self)
            await self.note_sla()
        finally:
            self._is_quiet = False

    @asynccontextmanager
    async def _writing(self, at: datetime | None) -> AsyncIterator[Writing]:
        """One write at a time, so that subscribers hear of writes in the order of their history entries."""
        async with self._lock:
            async with self._pool.connection() as connection, connection.transaction():
                writing = Writing(connection, at or self._clock.now())
                yield writing
            if not self._is_quiet:
                self._feed.publish(writing.changes)


def _haystack(ticket: Ticket) -> str:
    people = (ticket.requester.name, ticket.assignee.name if ticket.assignee else "")
    return " ".join((ticket.number, ticket.subject, ticket.description, *people)).casefold()
