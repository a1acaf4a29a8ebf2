"""Legal next steps from the ticket types' workflows; from the tenant's statuses where a type has none. Pure.

Source: docs.rezolve.ai, "Get Ticket Types" (workflow, requiredFields, conditions), "Get Tenant Ticketing Metadata"
(allowReopen, reopenWindowDays).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from adapters.ticketing.rezolve.wire import Move, TicketType, TicketTypes, TypeField
from bot.domain.ids import StatusKey
from bot.domain.tickets import Meta, RequiredField, Ticket, Transition


def transitions_of(
    ticket: Ticket, types: TicketTypes, meta: Meta, *, default_type: str
) -> tuple[Transition, ...]:
    """What may follow for this ticket, in the order the tenant lists it."""
    type_ = _type_of(ticket.type or default_type, types) or _type_of(default_type, types)
    if type_ is None or type_.workflow is None:
        return _by_status(ticket, meta)
    labels = {field.name: field for one in types.value for field in one.fields}
    found = []
    for move in type_.workflow.transitions:
        if ticket.status not in move.sources or move.to == ticket.status:
            continue
        is_reopen = _is_done(ticket.status, meta) and not _is_done(StatusKey(move.to), meta)
        if not (is_reopen and not meta.allow_reopen):
            found.append(_transition(move, labels, meta, is_reopen=is_reopen))
    return tuple(found)


def _type_of(name: str, types: TicketTypes) -> TicketType | None:
    wanted = name.casefold()
    for one in types.value:
        if wanted in (one.id.casefold(), one.name.casefold(), (one.v1_name or "").casefold()):
            return one
    return None


def _transition(move: Move, fields: Mapping[str, TypeField], meta: Meta, *, is_reopen: bool) -> Transition:
    days = move.conditions.max_days_after_close if move.conditions else None
    return Transition(
        name=move.name,
        to=StatusKey(move.to),
        required=tuple(_required(name, fields.get(name)) for name in move.required_fields),
        roles=frozenset(move.allowed_roles),
        max_days_after_close=days if days is not None or not is_reopen else meta.reopen_window_days,
        is_reopen=is_reopen,
    )


def _by_status(ticket: Ticket, meta: Meta) -> tuple[Transition, ...]:
    """A step to every other status: the system itself refuses what it does not allow."""
    done = _is_done(ticket.status, meta)
    return tuple(
        Transition(
            name=status.name,
            to=status.key,
            is_reopen=done and not _is_done(status.key, meta),
            max_days_after_close=meta.reopen_window_days if done and not _is_done(status.key, meta) else None,
        )
        for status in meta.statuses
        if status.key != ticket.status and (meta.allow_reopen or not done or _is_done(status.key, meta))
    )


def _is_done(key: StatusKey, meta: Meta) -> bool:
    status = meta.status(key)
    return status.is_terminal or status.category == "done"


def _required(name: str, field: TypeField | None) -> RequiredField:
    label = (field.label if field else None) or words_of(name)
    return RequiredField(key=name, label=label, options=tuple(_options(field.options if field else ())))


def _options(raw: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for one in raw:
        if isinstance(one, Mapping) and one.get("value") is not None:
            yield str(one["value"]), str(one.get("label") or one["value"])
        elif isinstance(one, str):
            yield one, one


def words_of(name: str) -> str:
    """A member's name as words: pendingReason is "Pending reason"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name).capitalize()
