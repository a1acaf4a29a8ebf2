"""What is remembered. Each method is one transaction; none is called inside another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from pydantic import AwareDatetime

from bot.domain.events import Event
from bot.domain.ids import ChannelName, ConnectionId, FormToken, NoticeId, ReceiptId, TicketId, WorkspaceId
from bot.domain.people import AccountRef, Frozen
from bot.domain.tickets import Ticket
from bot.ports.channel import Destination, TrackedMessage
from bot.ui.form import Form
from bot.ui.inbound import Inbound, MessageRef


@dataclass(frozen=True, slots=True)
class Receipt:
    """An inbound that was accepted. Shape: `replied` counts the replies already shown; `attempts` the tries so far."""

    id: ReceiptId
    inbound: Inbound
    attempts: int
    replied: int
    accepted_at: datetime


class Receipts(Protocol):
    """Stored before it is acknowledged, so that nothing accepted is lost."""

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """Store the inbound and the job that will handle it; None when it was accepted before.

        Shape: "before" = same channel, workspace and key. The job runs one at a time per account,
               an arrival beside them.
        """
        ...

    async def load(self, receipt: ReceiptId) -> Receipt | None:
        """The receipt if it still waits to be done; None when it is finished or unknown. Counts an attempt."""
        ...

    async def behind(self, receipt: ReceiptId) -> Sequence[Receipt]:
        """What this account asked for after this one and nobody has begun; counts nothing. Shape: oldest first."""
        ...

    async def current(self, receipt: ReceiptId, *, attempts: int) -> Receipt | None:
        """The receipt as it stands now; counts nothing.

        Shape: None when it is finished, or was loaded by another since it was loaded with so many attempts.
        """
        ...

    async def progress(self, receipt: ReceiptId, *, replied: int, surface: dict[str, str]) -> None:
        """Remember how many replies are shown, and where."""
        ...

    async def finish(self, receipt: ReceiptId, outcome: Literal["done", "refused", "gave_up", "bug"]) -> None:
        """It is done with: the texts in it are erased, the key stays."""
        ...


class Effects(Protocol):
    """What was written elsewhere on behalf of a receipt, so that a repeat does not write it again."""

    async def begin(
        self, receipt: ReceiptId, step: str, *, now: datetime
    ) -> tuple[Literal["new", "unknown", "done"], datetime, str | None]:
        """Note that a write is about to happen.

        Shape: (state, when it first began, result): "new" = never tried; "unknown" = tried, result not known;
               "done" = with its result.
        """
        ...

    async def under_way_since(self, receipt: ReceiptId, step: str) -> datetime | None:
        """When the write was last sent, if nothing has told yet that it is over."""
        ...

    async def under_way(self, receipt: ReceiptId, step: str, *, since: datetime | None) -> None:
        """Note that the write is sent again, or (None) that it is over, whatever came of it."""
        ...

    async def complete(self, receipt: ReceiptId, step: str, result: str) -> None:
        """Note the result of the write."""
        ...


class Forms(Protocol):
    """Forms that are open on somebody's screen."""

    async def keep(self, form: Form, *, owner: AccountRef, expires_at: datetime) -> None:
        """Store a form under its token."""
        ...

    async def load(self, token: FormToken, *, owner: AccountRef, now: datetime) -> Form | None:
        """The form if this account opened it and it is neither expired nor sent."""
        ...

    async def revise(
        self, token: FormToken, *, owner: AccountRef, now: datetime, revise: Callable[[Form], Form]
    ) -> Form | None:
        """Load the form, store what `revise` makes of it, and return that; None as in `load`.

        Shape: one after the other for a form, so that two devices never lose each other's answers.
        """
        ...

    async def close(self, token: FormToken, *, owner: AccountRef) -> None:
        """It was sent or abandoned by this account; nobody else's form is touched."""
        ...


class TrackedMessages(Protocol):
    """Messages that show a ticket and follow its changes."""

    async def track(self, message: TrackedMessage) -> None:
        """Remember it; the same message again changes its ticket."""
        ...

    async def of_ticket(self, connection: ConnectionId, ticket: TicketId) -> Sequence[TrackedMessage]:
        """All messages showing this ticket."""
        ...


class Accounts(Protocol):
    """Where accounts can be reached, learnt from what arrives."""

    async def greet_once(self, account: AccountRef) -> bool:
        """True the first time ever for this account."""
        ...

    async def remember(self, account: AccountRef, *, email: str | None, facts: dict[str, str]) -> None:
        """Keep how to reach an account (an adapter's own facts), merged over what was known; email None keeps it."""
        ...

    async def recall(self, account: AccountRef) -> dict[str, str] | None:
        """The facts kept for this account, or None."""
        ...

    async def find(self, channel: ChannelName, workspace: WorkspaceId, email: str) -> AccountRef | None:
        """The account seen with this e-mail (case ignored) in this workspace."""
        ...

    async def forget(self, account: AccountRef) -> None:
        """Erase what was kept of this account."""
        ...


# The reason of a held notice whose post may have arrived although no answer came.
ANSWER_LOST: Final = "answer lost"


class StoredNotice(Frozen):
    """A notice: an event addressed to one destination.

    Shape: `role` says why it goes there (assignee, team channel); `locale`, `time_zone` are of its readers;
           `is_repeat` is set by loading: an earlier attempt may have posted it (it died, or its answer was lost).
    """

    id: NoticeId
    event: Event
    destination: Destination
    role: Literal["assignee", "team"]
    locale: str = "en"
    time_zone: str = "UTC"
    is_repeat: bool = False


class LedgerRow(Frozen):
    """What became of a notice. Units: `delay_s` seconds from the event to the delivery."""

    id: NoticeId
    event_key: str
    kind: str
    ticket_number: str
    destination: str
    state: Literal["queued", "held", "delivered", "dropped", "failed"]
    reason: str | None = None
    attempts: int = 0
    message_id: str | None = None
    delay_s: float | None = None
    updated_at: AwareDatetime


class Notices(Protocol):
    """Events seen, notices made of them, and what became of each."""

    async def cursor(self, connection: ConnectionId) -> str | None:
        """Where watching stopped, or None before the first time."""
        ...

    async def snapshots(
        self, connection: ConnectionId, tickets: Sequence[TicketId]
    ) -> dict[TicketId, Ticket]:
        """These tickets as they were last seen."""
        ...

    async def watched(
        self, connection: ConnectionId, *, due_before: datetime, limit: int
    ) -> Sequence[Ticket]:
        """Open tickets as last seen whose deadline lies before then and whose breach was not yet told, earliest first.

        Shape: open = stored without `resolved_at` and `closed_at`; told = stored with `resolution_breached`.
        """
        ...

    async def advance(
        self,
        connection: ConnectionId,
        *,
        cursor: str | None,
        tickets: Sequence[Ticket],
        notices: Sequence[StoredNotice],
    ) -> Sequence[NoticeId]:
        """Store snapshots, cursor, notices and their delivery jobs in one transaction.

        Shape: `cursor` None leaves it; a notice whose (event key, destination) exists is skipped; returns the new ones.
        """
        ...

    async def load(self, notice: NoticeId) -> StoredNotice | None:
        """The notice if it still waits to be delivered. Counts an attempt."""
        ...

    async def record(
        self,
        notice: NoticeId,
        *,
        state: Literal["held", "delivered", "dropped", "failed"],
        reason: str | None = None,
        ref: MessageRef | None = None,
        now: datetime,
    ) -> None:
        """What became of it."""
        ...

    async def ledger(
        self, *, ticket_number: str | None = None, state: str | None = None, limit: int = 50
    ) -> Sequence[LedgerRow]:
        """What became of notices, latest first."""
        ...

    async def acted(
        self, connection: ConnectionId, ticket: TicketId, field: str, value: str, *, actor: str, now: datetime
    ) -> None:
        """Remember that a person (e-mail) changed this field to this value through the bot."""
        ...

    async def actor_of(
        self, connection: ConnectionId, ticket: TicketId, field: str, value: str, *, since: datetime
    ) -> str | None:
        """Who (e-mail) changed this field to this value through the bot since then, if anybody did."""
        ...


class Storage(Protocol):
    """All of it."""

    @property
    def receipts(self) -> Receipts: ...
    @property
    def effects(self) -> Effects: ...
    @property
    def forms(self) -> Forms: ...
    @property
    def tracked(self) -> TrackedMessages: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def notices(self) -> Notices: ...
