"""Everything that is remembered, in memory, for tests of the core."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.domain.ids import ChannelName, ConnectionId, FormToken, ReceiptId, TicketId, WorkspaceId
from bot.domain.people import AccountRef
from bot.ports.channel import TrackedMessage
from bot.ports.clock import Clock
from bot.ports.storage import Receipt
from bot.ui.form import Form
from bot.ui.inbound import Inbound
from tests.fakes.storage_notices import FakeNotices

EffectState = Literal["new", "unknown", "done"]


class FakeReceipts:
    """Receipts in memory. Shape: `outcomes` of the finished ones, in order of finishing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[ReceiptId, Receipt] = {}
        self._keys: set[tuple[str, str, str]] = set()
        self.outcomes: dict[ReceiptId, str] = {}

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """See the port."""
        key = (inbound.account.channel, str(inbound.account.workspace), inbound.key)
        if key in self._keys:
            return None
        self._keys.add(key)
        receipt_id = ReceiptId(f"receipt-{len(self._keys)}")
        self._open[receipt_id] = Receipt(
            id=receipt_id, inbound=inbound, attempts=0, replied=0, accepted_at=self._clock.now()
        )
        return receipt_id

    async def load(self, receipt: ReceiptId) -> Receipt | None:
        """See the port."""
        found = self._open.get(receipt)
        if found is None:
            return None
        self._open[receipt] = replace(found, attempts=found.attempts + 1)
        return self._open[receipt]

    async def behind(self, receipt: ReceiptId) -> Sequence[Receipt]:
        """See the port."""
        ours, order = self._open.get(receipt), list(self._open)
        return [
            one
            for one in self._open.values()
            if ours is not None
            and one.inbound.account == ours.inbound.account
            and one.attempts == 0
            and order.index(one.id) > order.index(receipt)
        ]

    async def current(self, receipt: ReceiptId, *, attempts: int) -> Receipt | None:
        """See the port."""
        found = self._open.get(receipt)
        return found if found is not None and found.attempts == attempts else None

    async def progress(self, receipt: ReceiptId, *, replied: int, surface: dict[str, str]) -> None:
        """See the port."""
        found = self._open[receipt]
        inbound = found.inbound.model_copy(update={"surface": surface})
        self._open[receipt] = replace(found, inbound=inbound, replied=replied)

    async def finish(self, receipt: ReceiptId, outcome: Literal["done", "refused", "gave_up", "bug"]) -> None:
        """See the port."""
        self._open.pop(receipt, None)
        self.outcomes[receipt] = outcome


class FakeEffects:
    """Effects in memory."""

    def __init__(self) -> None:
        self._begun: dict[tuple[ReceiptId, str], datetime] = {}
        self._results: dict[tuple[ReceiptId, str], str] = {}
        self._under_way: dict[tuple[ReceiptId, str], datetime | None] = {}

    async def begin(
        self, receipt: ReceiptId, step: str, *, now: datetime
    ) -> tuple[EffectState, datetime, str | None]:
        """See the port."""
        key = (receipt, step)
        if key in self._results:
            return "done", self._begun[key], self._results[key]
        if key in self._begun:
            return "unknown", self._begun[key], None
        self._begun[key] = self._under_way[key] = now
        return "new", now, None

    async def under_way_since(self, receipt: ReceiptId, step: str) -> datetime | None:
        """See the port."""
        return self._under_way.get((receipt, step))

    async def under_way(self, receipt: ReceiptId, step: str, *, since: datetime | None) -> None:
        """See the port."""
        self._under_way[(receipt, step)] = since

    async def complete(self, receipt: ReceiptId, step: str, result: str) -> None:
        """See the port."""
        self._results[(receipt, step)] = result


@dataclass(frozen=True, slots=True)
class _Kept:
    form: Form
    owner: AccountRef
    expires_at: datetime


@dataclass
class FakeForms:
    """Forms in memory. Shape: `kept` by token, in the order they were first opened."""

    kept: dict[FormToken, _Kept] = field(default_factory=dict)

    async def keep(self, form: Form, *, owner: AccountRef, expires_at: datetime) -> None:
        """See the port."""
        self.kept[form.token] = _Kept(form, owner, expires_at)

    async def load(self, token: FormToken, *, owner: AccountRef, now: datetime) -> Form | None:
        """See the port."""
        kept = self.kept.get(token)
        if kept is None or kept.owner != owner or kept.expires_at <= now:
            return None
        return kept.form

    async def revise(
        self, token: FormToken, *, owner: AccountRef, now: datetime, revise: Callable[[Form], Form]
    ) -> Form | None:
        """See the port."""
        form = await self.load(token, owner=owner, now=now)
        if form is None:
            return None
        self.kept[token] = replace(self.kept[token], form=revise(form))
        return self.kept[token].form

    async def close(self, token: FormToken, *, owner: AccountRef) -> None:
        """See the port."""
        if token in self.kept and self.kept[token].owner == owner:
            del self.kept[token]


@dataclass
class FakeTracked:
    """Tracked messages in memory."""

    messages: list[TrackedMessage] = field(default_factory=list)

    async def track(self, message: TrackedMessage) -> None:
        """See the port."""
        place = (message.channel, message.workspace, message.ref)
        self.messages = [one for one in self.messages if (one.channel, one.workspace, one.ref) != place]
        self.messages.append(message)

    async def of_ticket(self, connection: ConnectionId, ticket: TicketId) -> Sequence[TrackedMessage]:
        """See the port."""
        return [one for one in self.messages if one.connection == connection and one.ticket == ticket]


@dataclass
class FakeAccounts:
    """Accounts in memory."""

    greeted: set[str] = field(default_factory=set)
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    refs: dict[str, AccountRef] = field(default_factory=dict)

    async def greet_once(self, account: AccountRef) -> bool:
        """See the port."""
        is_new = account.key not in self.greeted
        self.greeted.add(account.key)
        return is_new

    async def remember(self, account: AccountRef, *, email: str | None, facts: dict[str, str]) -> None:
        """See the port."""
        self.refs[account.key] = account
        self.facts[account.key] = {**self.facts.get(account.key, {}), **facts}
        if email is not None:
            self.emails[account.key] = email.casefold()

    async def recall(self, account: AccountRef) -> dict[str, str] | None:
        """See the port."""
        return self.facts.get(account.key)

    async def find(self, channel: ChannelName, workspace: WorkspaceId, email: str) -> AccountRef | None:
        """See the port."""
        for key, ref in self.refs.items():
            is_here = (ref.channel, ref.workspace) == (channel, workspace)
            if is_here and self.emails.get(key) == email.casefold():
                return ref
        return None

    async def forget(self, account: AccountRef) -> None:
        """See the port."""
        for known in (self.facts, self.emails, self.refs):
            known.pop(account.key, None)
        self.greeted.discard(account.key)


class FakeStorage:
    """All of it."""

    def __init__(self, clock: Clock) -> None:
        self.receipts = FakeReceipts(clock)
        self.effects = FakeEffects()
        self.forms = FakeForms()
        self.tracked = FakeTracked()
        self.accounts = FakeAccounts()
        self.notices = FakeNotices()
