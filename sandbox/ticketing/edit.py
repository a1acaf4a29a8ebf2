"""What a change of fields does to a ticket: checks, times of its life, deadlines. Pure; saves nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sandbox.ticketing.errors import Refused
from sandbox.ticketing.model import Ticket, UserRef
from sandbox.ticketing.rows import plain
from sandbox.ticketing.rules import PAUSING, Rules
from sandbox.ticketing.sla import deadlines, state_at

EDITABLE: Final = frozenset(
    {
        "subject", "description", "status", "priority", "category", "subcategory", "team", "assignee", "requester",
        "values", "tags", "resolution", "expected_at", "reopened", "ticket_type", "template_id", "sla_key",
        "resolution_comment",
    }
)  # fmt: skip
_DEADLINE_FIELDS = ("priority", "team", "sla_key", "pauses")
_REPORTED = (*sorted(EDITABLE), "response_due_at", "due_at", "first_response_at", "resolved_at", "closed_at")


def as_seen(ticket: Ticket, now: datetime) -> Ticket:
    """The ticket with its SLA flags as they are at `now`."""
    state = state_at(ticket, now)
    return replace(
        ticket,
        response_breached=state.response_breached,
        resolution_breached=state.resolution_breached,
        sla_status=state.sla_status,
    )


def with_deadlines(ticket: Ticket, rules: Rules) -> Ticket:
    """The ticket with its deadlines computed anew."""
    found = deadlines(ticket, rules)
    return replace(
        ticket, response_due_at=found.response_due_at, at_risk_at=found.at_risk_at, due_at=found.due_at
    )


def checked(changes: Mapping[str, Any], rules: Rules) -> None:
    """Nothing, if every field may be edited and every key is known. Raises: Refused."""
    unknown = sorted(set(changes) - EDITABLE)
    if unknown:
        raise Refused("UNKNOWN_FIELD", f"There is no field {unknown[0]!r} to change.", field=unknown[0])
    for name, look_up in (
        ("priority", rules.priority),
        ("team", rules.team),
        ("status", rules.status),
        ("sla_key", rules.sla),
    ):
        if name in changes:
            look_up(changes[name])
    if changes.get("category") is not None:
        rules.category(changes["category"])


def edited(
    ticket: Ticket, changes: Mapping[str, Any], *, rules: Rules, actor: UserRef, now: datetime
) -> Ticket:
    """The ticket after `changes`, or the same object when nothing differs. Raises: Refused."""
    checked(changes, rules)
    differing = {name: value for name, value in changes.items() if getattr(ticket, name) != value}
    if not differing:
        return ticket
    after = replace(ticket, **{name: value for name, value in differing.items() if name != "status"})
    if "status" in differing:
        rules.check_move(ticket, differing["status"], now=now)
        after = _moved(after, differing["status"], rules=rules, actor=actor, now=now)
    if any(getattr(after, name) != getattr(ticket, name) for name in _DEADLINE_FIELDS):
        after = with_deadlines(after, rules)
    return touched(after, actor=actor, now=now)


def touched(ticket: Ticket, *, actor: UserRef, now: datetime) -> Ticket:
    """The ticket as its next version."""
    return replace(ticket, version=ticket.version + 1, updated_at=now, updated_by=actor)


def answered(ticket: Ticket, *, actor: UserRef, now: datetime) -> Ticket:
    """The ticket with this as its first response, if somebody else than the requester gave the first one now."""
    if ticket.first_response_at is not None or actor.id == ticket.requester.id:
        return ticket
    return replace(ticket, first_response_at=now)


def differences(before: Ticket, after: Ticket) -> dict[str, tuple[Any, Any]]:
    """What a reader of the history is told: field -> (old, new) in JSON terms."""
    pairs = ((name, plain(getattr(before, name)), plain(getattr(after, name))) for name in _REPORTED)
    return {name: (old, new) for name, old, new in pairs if old != new}


def _moved(ticket: Ticket, target: str, *, rules: Rules, actor: UserRef, now: datetime) -> Ticket:
    was, becomes = rules.status(ticket.status), rules.status(target)
    resolved_at = (ticket.resolved_at or now) if becomes.is_terminal else None
    after = replace(
        ticket,
        status=target,
        resolved_at=resolved_at,
        closed_at=now if target == "closed" else None,
        first_resolved_at=ticket.first_resolved_at or resolved_at,
        last_resolved_at=resolved_at or ticket.last_resolved_at,
        reopened=was.is_terminal and not becomes.is_terminal,
        pauses=_pauses(ticket, is_paused=becomes.category in PAUSING, now=now),
    )
    return answered(after, actor=actor, now=now) if was.category == "new" else after


def _pauses(
    ticket: Ticket, *, is_paused: bool, now: datetime
) -> tuple[tuple[datetime, datetime | None], ...]:
    lasting = bool(ticket.pauses) and ticket.pauses[-1][1] is None
    if is_paused and not lasting:
        return (*ticket.pauses, (now, None))
    if lasting and not is_paused:
        return (*ticket.pauses[:-1], (ticket.pauses[-1][0], now))
    return ticket.pauses
