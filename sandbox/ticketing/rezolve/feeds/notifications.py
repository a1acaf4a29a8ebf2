"""POST ticket/notifications: the token user's feed, in the third filter dialect.

Source: docs.rezolve.ai "List Ticket Notifications".
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from sandbox.ticketing.errors import NotFound
from sandbox.ticketing.model import Change, Comment
from sandbox.ticketing.rezolve.access.gate import Call
from sandbox.ticketing.rezolve.feeds.notices import PRIORITIES, TYPES, first_assignee, notices
from sandbox.ticketing.rezolve.tickets.scope import sees
from sandbox.ticketing.rezolve.wire.envelope import accept, parse_iso, want_choice, want_int, want_text
from sandbox.ticketing.rezolve.wire.filters import compile_all, notification_dialect
from sandbox.ticketing.store import Store

SORTS: Final = ("notified_at", "type", "priority", "read", "ticketNumber")
MAX_TOP: Final = 100
_DATES: Final = frozenset({"notified_at", "createdAt"})
_COLUMNS: Final = _DATES | {
    "id", "type", "ticketId", "ticketNumber", "title", "message", "priority", "category", "read",
}  # fmt: skip
_RANKS: Final = {"urgent": 4, "high": 3, "medium": 2, "low": 1}


async def comment_of(store: Store, change: Change) -> Comment | None:
    """The comment a change is about, if it is about one."""
    if change.comment_id is None:
        return None
    try:
        comments = await store.comments(change.ticket_id)
    except NotFound:
        return None
    return next((one for one in comments if one.id == change.comment_id), None)


async def feed_of(call: Call) -> list[dict[str, Any]]:
    """Everything the caller was ever told, oldest first."""
    store, rules = call.desk.store, call.desk.rules
    tickets = {one.id: one for one in await store.tickets() if sees(call.caller, one, rules)}
    comments: dict[str, Comment] = {}
    shown = []
    history: dict[str, list[Change]] = {}
    changes = await store.history()
    for change in changes:
        history.setdefault(change.ticket_id, []).append(change)
    for change in changes:
        ticket = tickets.get(change.ticket_id)
        if ticket is None:
            continue
        if change.comment_id is not None and change.comment_id not in comments:
            comments |= {one.id: one for one in await store.comments(ticket.id)}
        comment = comments.get(change.comment_id or "")
        born_to = first_assignee(ticket, history[ticket.id]) if change.kind == "created" else None
        told = notices(change, ticket, call.caller, rules, comment=comment, born_to=born_to)
        shown += [one.shown(call.caller, rules) for one in told]
    return shown


def _read(row: Any, column: str) -> tuple[Any, ...]:
    return (parse_iso(row[column]),) if column in _DATES else (row[column],)


def _sort_value(row: dict[str, Any], column: str) -> Any:
    return _RANKS[row["priority"]] if column == "priority" else row[column]


def _matches(row: dict[str, Any], text: str) -> bool:
    haystack = f"{row['ticketNumber']}\n{row['title']}\n{row['message']}".casefold()
    return all(word in haystack for word in text.casefold().split())


def _summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    types, priorities = Counter(row["type"] for row in rows), Counter(row["priority"] for row in rows)
    return {
        "totalUnread": len(rows),
        "byType": {name: types[name] for name in TYPES},
        "byPriority": {name: priorities[name] for name in PRIORITIES.values()},
    }


async def list_notifications(call: Call) -> web.StreamResponse:
    """Answer POST /api/v2/ticketing/ticket/notifications."""
    body = await call.body()
    top = want_int(body, "top", default=MAX_TOP, low=1, high=MAX_TOP)
    offset = want_int(body, "offset", default=0, low=0, high=None)
    sort = want_choice(body, "sort", SORTS, "notified_at")
    direction = want_choice(body, "searchOrder", ("ASC", "DESC"), "DESC")
    text = want_text(body, "search")
    accepts = compile_all(body.get("filter", []), notification_dialect(_COLUMNS, _DATES), _read)
    feed = await feed_of(call)
    rows = [row for row in feed if _matches(row, text) and accepts(row)]
    rows.sort(key=lambda row: _sort_value(row, sort), reverse=direction == "DESC")
    page = rows[offset : offset + top]
    data = {
        "notifications": page,
        "pagination": {
            "total": len(rows),
            "top": top,
            "offset": offset,
            "hasMore": offset + len(page) < len(rows),
        },
        "summary": _summary(feed),
    }
    return accept(data, "Notifications retrieved successfully", call.now)
