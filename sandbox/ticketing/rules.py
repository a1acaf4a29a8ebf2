"""The help desk's rules as types: statuses, priorities, teams, moves between statuses, SLA minutes and hours.

The values are in `catalog.py`; both vendor faces publish and apply these. No vendor words, no HTTP, no SQL here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal, TypeVar

from sandbox.ticketing.errors import Refused
from sandbox.ticketing.model import Ticket

StatusCategory = Literal["new", "active", "hold", "done"]
_Keyed = TypeVar("_Keyed", "Status", "Priority", "Category", "Team", "Sla")
PAUSING: tuple[StatusCategory, ...] = ("hold", "done")


@dataclass(frozen=True, slots=True)
class Status:
    """A state a ticket can be in."""

    id: str
    key: str
    name: str
    category: StatusCategory
    color: str
    order: int
    is_default: bool = False

    @property
    def is_terminal(self) -> bool:
        """Whether work has ended in this status."""
        return self.category == "done"


@dataclass(frozen=True, slots=True)
class Priority:
    """How urgent a ticket is. Shape: `order` 1 is the most urgent."""

    id: str
    key: str
    name: str
    color: str
    icon: str
    order: int
    sla_multiplier: float


@dataclass(frozen=True, slots=True)
class Category:
    """What a ticket is about. Shape: `subcategories` are (id, key, name)."""

    id: str
    key: str
    name: str
    icon: str
    order: int
    subcategories: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """A team that works on tickets. Shape: `hours_key` names its working hours."""

    id: str
    key: str
    name: str
    description: str
    email: str
    hours_key: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """An allowed move between statuses.

    Shape: `roles` may do it; `required_fields` must come with it; `max_days` is how long after the end of work
           it is still allowed.
    """

    id: str
    name: str
    sources: tuple[str, ...]
    target: str
    required_fields: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    max_days: int | None = None


@dataclass(frozen=True, slots=True)
class Sla:
    """Promised times. Units: minutes by priority key, of business time where `business_hours_only`."""

    id: str
    key: str
    name: str
    response_min: Mapping[str, int]
    resolution_min: Mapping[str, int]
    business_hours_only: bool
    zone: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a week in one zone. Shape: `days` is weekday (0 Monday) -> (opens, closes); absent = closed."""

    zone: str
    days: Mapping[int, tuple[time, time]]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the help desk was configured with."""

    statuses: tuple[Status, ...]
    priorities: tuple[Priority, ...]
    categories: tuple[Category, ...]
    teams: tuple[Team, ...]
    transitions: tuple[Transition, ...]
    slas: tuple[Sla, ...]
    hours: Mapping[str, Hours]
    number_prefix: str = "TKT"
    number_format: str = "PREFIX-YYYY-NNNNNN"
    reopen_window_days: int = 7
    at_risk_share: float = 0.75
    max_attachment_bytes: int = 10_485_760
    attachment_types: tuple[str, ...] = ()
    action_roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def status(self, key: str) -> Status:
        """The status with this key. Raises: Refused(UNKNOWN_VALUE)."""
        return _named(self.statuses, key, "status")

    def priority(self, key: str) -> Priority:
        """The priority with this key. Raises: Refused(UNKNOWN_VALUE)."""
        return _named(self.priorities, key, "priority")

    def team(self, key: str) -> Team:
        """The team with this key. Raises: Refused(UNKNOWN_VALUE)."""
        return _named(self.teams, key, "team")

    def category(self, key: str) -> Category:
        """The category with this key. Raises: Refused(UNKNOWN_VALUE)."""
        return _named(self.categories, key, "category")

    def sla(self, key: str) -> Sla:
        """The SLA with this key. Raises: Refused(UNKNOWN_VALUE)."""
        return _named(self.slas, key, "sla")

    @property
    def initial_status(self) -> Status:
        """The status of a new ticket."""
        return next(status for status in self.statuses if status.is_default)

    def hours_of(self, sla: Sla, team: str) -> Hours | None:
        """The working hours that count under this SLA for this team; None means around the clock."""
        return self.hours[self.team(team).hours_key] if sla.business_hours_only else None

    def moves(self, ticket: Ticket, *, now: datetime) -> tuple[Transition, ...]:
        """The moves that are open to this ticket at `now`, whoever asks."""
        return tuple(
            t for t in self.transitions if ticket.status in t.sources and self._in_time(t, ticket, now)
        )

    def check_move(
        self,
        ticket: Ticket,
        target: str,
        *,
        now: datetime,
        roles: Iterable[str] | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> Transition | None:
        """The move to `target`, or None when the ticket is there already.

        Shape:  `roles` None skips the check of roles, `given` None that of required fields.
        Raises: Refused(UNKNOWN_VALUE | ILLEGAL_MOVE | REOPEN_WINDOW_PASSED | ROLE_NOT_ALLOWED | FIELD_REQUIRED).
        """
        wanted = self.status(target)
        if target == ticket.status:
            return None
        found = [t for t in self.transitions if t.target == target and ticket.status in t.sources]
        if not found:
            current = self.status(ticket.status)
            raise Refused(
                "ILLEGAL_MOVE",
                f"A ticket that is {current.name} cannot become {wanted.name}.",
                field="status",
            )
        move = found[0]
        if not self._in_time(move, ticket, now):
            raise Refused(
                "REOPEN_WINDOW_PASSED",
                f"Reopening is possible for {move.max_days} days after the end.",
                field="status",
            )
        if roles is not None and not set(roles) & set(move.roles):
            raise Refused("ROLE_NOT_ALLOWED", f"Your role does not allow: {move.name}.", field="status")
        if given is not None:
            missing = [name for name in move.required_fields if given.get(name) in (None, "")]
            if missing:
                raise Refused("FIELD_REQUIRED", f"{move.name} needs {missing[0]}.", field=missing[0])
        return move

    def allows(self, action: str, roles: Iterable[str]) -> bool:
        """Whether one of these roles may do this action (create, view, edit, assign, comment, ...)."""
        return bool(set(roles) & set(self.action_roles.get(action, ())))

    def _in_time(self, move: Transition, ticket: Ticket, now: datetime) -> bool:
        ended_at = ticket.closed_at or ticket.resolved_at
        if move.max_days is None or ended_at is None:
            return True
        return now <= ended_at + timedelta(days=move.max_days)


def _named(items: Iterable[_Keyed], key: str, what: str) -> _Keyed:
    for item in items:
        if item.key == key:
            return item
    raise Refused("UNKNOWN_VALUE", f"There is no {what} {key!r}.", field=what)
