"""How the store's objects lie in PostgreSQL: the tables, and the way into JSON and back. No logic."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

from sandbox.ticketing.model import Attachment, Change, Comment, Ticket, UserRef

SCHEMA: Final = """
create schema if not exists sandbox;
create table if not exists sandbox.counters (name text primary key, value bigint not null);
create table if not exists sandbox.tickets (
    id text primary key, seq bigint not null unique, number text not null unique, version int not null,
    next_sla_at timestamptz, noted jsonb not null, doc jsonb not null);
create index if not exists tickets_next_sla on sandbox.tickets (next_sla_at) where next_sla_at is not null;
create table if not exists sandbox.comments (
    n bigserial primary key, id text not null unique, ticket_id text not null, author jsonb not null,
    body text not null, is_private boolean not null, created_at timestamptz not null);
create index if not exists comments_ticket on sandbox.comments (ticket_id, n);
create table if not exists sandbox.attachments (
    n bigserial primary key, id text not null unique, ticket_id text not null, name text not null,
    author jsonb not null, created_at timestamptz not null, content_type text not null, src text,
    content bytea, comment_id text);
create index if not exists attachments_ticket on sandbox.attachments (ticket_id, n);
create table if not exists sandbox.history (
    seq bigserial primary key, ticket_id text not null, kind text not null, actor jsonb,
    at timestamptz not null, changes jsonb not null, comment_id text, source text);
create index if not exists history_ticket on sandbox.history (ticket_id, seq);
"""
EMPTY: Final = """
truncate sandbox.counters, sandbox.tickets, sandbox.comments, sandbox.attachments, sandbox.history restart identity;
"""
INSERT_COMMENT: Final = """
insert into sandbox.comments (id, ticket_id, author, body, is_private, created_at) values (%s, %s, %s, %s, %s, %s)
"""
SELECT_COMMENTS: Final = """
select id, ticket_id, author, body, is_private, created_at from sandbox.comments where ticket_id = %s order by n
"""
INSERT_ATTACHMENT: Final = """
insert into sandbox.attachments (id, ticket_id, name, author, created_at, content_type, src, content, comment_id)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
SELECT_ATTACHMENTS: Final = """
select id, ticket_id, name, author, created_at, content_type, src, content, comment_id
from sandbox.attachments where ticket_id = %s order by n
"""
SELECT_ATTACHMENTS_OF_COMMENT: Final = """
select id, ticket_id, name, author, created_at, content_type, src, content, comment_id
from sandbox.attachments where comment_id = %s order by n
"""
SELECT_ATTACHMENT: Final = """
select id, ticket_id, name, author, created_at, content_type, src, content, comment_id
from sandbox.attachments where id = %s
"""
SELECT_HISTORY: Final = """
select seq, ticket_id, kind, actor, at, changes, comment_id, source from sandbox.history
where (%s::text is null or ticket_id = %s) and seq > %s order by seq
"""

_USERS = ("assignee", "requester", "created_by", "updated_by")
_TIMES = (
    "created_at", "updated_at", "expected_at", "response_due_at", "due_at", "first_response_at",
    "resolved_at", "closed_at", "at_risk_at", "first_resolved_at", "last_resolved_at",
)  # fmt: skip
_FIELDS = tuple(field.name for field in fields(Ticket))


def clean(text: str) -> str:
    """The text without what PostgreSQL cannot store: NUL is dropped, half a surrogate pair becomes a question mark."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def plain(value: Any) -> Any:
    """A value of a ticket in JSON terms: people as objects, times as ISO text in UTC, tuples as lists, clean texts."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, UserRef):
        return {"id": clean(value.id), "name": clean(value.name), "email": clean(value.email)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return {clean(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def user_from(doc: Mapping[str, str] | None) -> UserRef | None:
    """A person from JSON."""
    return UserRef(doc["id"], doc["name"], doc["email"]) if doc else None


def ticket_to_doc(ticket: Ticket) -> dict[str, Any]:
    """A ticket as JSON."""
    return {name: plain(getattr(ticket, name)) for name in _FIELDS}


def ticket_from_doc(doc: Mapping[str, Any]) -> Ticket:
    """A ticket from JSON."""
    members: dict[str, Any] = dict(doc)
    for name in _USERS:
        members[name] = user_from(doc[name])
    for name in _TIMES:
        members[name] = _time(doc[name])
    members["tags"] = tuple(doc["tags"])
    members["pauses"] = tuple((_time(begins), _time(ends)) for begins, ends in doc["pauses"])
    return Ticket(**members)


def normal(ticket: Ticket) -> Ticket:
    """The ticket as it will be read back."""
    return ticket_from_doc(ticket_to_doc(ticket))


def comment_from_row(row: tuple[Any, ...]) -> Comment:
    """A comment from its columns."""
    id_, ticket_id, author, text, is_private, created_at = row
    return Comment(id_, ticket_id, _known(author), text, is_private, created_at.astimezone(UTC))


def attachment_from_row(row: tuple[Any, ...]) -> Attachment:
    """An attachment from its columns."""
    id_, ticket_id, name, author, created_at, content_type, src, content, comment_id = row
    return Attachment(
        id_,
        ticket_id,
        name,
        _known(author),
        created_at.astimezone(UTC),
        content_type,
        src,
        content,
        comment_id,
    )


def change_from_row(row: tuple[Any, ...]) -> Change:
    """A history entry from its columns."""
    seq, ticket_id, kind, actor, at, changes, comment_id, source = row
    pairs = {name: (old, new) for name, (old, new) in changes.items()}
    return Change(seq, ticket_id, kind, user_from(actor), at.astimezone(UTC), pairs, comment_id, source)


def _known(author: Mapping[str, str]) -> UserRef:
    return UserRef(author["id"], author["name"], author["email"])


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
