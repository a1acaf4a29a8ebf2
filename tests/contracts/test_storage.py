"""The storage port's promises, kept by the fake and by PostgreSQL alike."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.database.pool import Database
from adapters.database.storage import PostgresStorage
from bot.domain.ids import (
    AccountId,
    ConnectionId,
    ConversationId,
    FormToken,
    NoticeId,
    ReceiptId,
    TicketId,
    WorkspaceId,
)
from bot.domain.people import AccountRef
from bot.ports.channel import TrackedMessage
from bot.ports.storage import ANSWER_LOST, Receipt, Storage
from bot.ui.inbound import MessageRef
from tests.contracts.storage_data import ADA, BOB, DESK, NOW, form, inbound, notice, ticket
from tests.fakes.clock import FakeClock
from tests.fakes.storage import FakeStorage


@pytest.fixture(params=["fake", "postgres", "postgres one by one"])
def storage(request: pytest.FixtureRequest, make_storage: Callable[[str], Storage]) -> Storage:
    """Each implementation in turn."""
    return make_storage(request.param)


@pytest.fixture
def make_storage(database: Database) -> Callable[[str], Storage]:
    """Builds an implementation by name."""
    clock = FakeClock(NOW)
    made: dict[str, Callable[[], Storage]] = {
        "fake": lambda: FakeStorage(clock),
        "postgres": lambda: PostgresStorage(database, clock),
        "postgres one by one": lambda: PostgresStorage(database, clock, batched=False),
    }
    return lambda name: made[name]()


async def test_an_inbound_is_accepted_once(storage: Storage) -> None:
    """The same key of the same workspace is stored once; another key or workspace is another inbound."""
    first = await storage.receipts.accept(inbound("k1"))
    again = await storage.receipts.accept(inbound("k1", account=BOB))
    other = await storage.receipts.accept(inbound("k2"))
    elsewhere = AccountRef(channel="slack", workspace=WorkspaceId("T2"), id=AccountId("U1"))
    there = await storage.receipts.accept(inbound("k1", account=elsewhere))
    assert again is None
    assert len({first, other, there} - {None}) == 3


async def test_accepted_at_once_is_accepted_once(storage: Storage) -> None:
    """Of twenty deliveries of one inbound at the same time, one is accepted."""
    results = await asyncio.gather(*(storage.receipts.accept(inbound("same")) for _ in range(20)))
    assert len([result for result in results if result is not None]) == 1


async def test_a_receipt_comes_back_as_it_was(storage: Storage) -> None:
    """Whatever a person wrote survives storing, NUL and right-to-left marks included; each load counts."""
    words = "a\x00b \u202eevil\u202c <!channel> 🧨"
    receipt = await storage.receipts.accept(inbound("k1", text=words))
    assert receipt is not None
    first = await storage.receipts.load(receipt)
    assert await storage.receipts.current(receipt, attempts=1) == first
    second = await storage.receipts.load(receipt)
    assert await storage.receipts.current(receipt, attempts=1) is None
    assert first == Receipt(
        id=receipt, inbound=inbound("k1", text=words), attempts=1, replied=0, accepted_at=NOW
    )
    assert second is not None
    assert second.attempts == 2


async def test_what_waits_behind_a_receipt(storage: Storage) -> None:
    """Only what the same account asked for later, and nobody has begun or finished."""
    first, second, _, third = [
        await storage.receipts.accept(inbound(key, account=account))
        for key, account in (("k1", ADA), ("k2", ADA), ("k3", BOB), ("k4", ADA))
    ]
    assert first is not None
    assert second is not None
    assert third is not None
    assert {one.id for one in await storage.receipts.behind(first)} == {second, third}
    await storage.receipts.load(second)
    assert [(one.id, one.inbound, one.attempts) for one in await storage.receipts.behind(first)] == [
        (third, inbound("k4"), 0)
    ]
    await storage.receipts.finish(third, "done")
    assert list(await storage.receipts.behind(first)) == []


async def test_progress_is_remembered(storage: Storage) -> None:
    """After a crash the next attempt knows how many replies are shown, and where."""
    receipt = await storage.receipts.accept(inbound("k1"))
    assert receipt is not None
    await storage.receipts.progress(receipt, replied=2, surface={"message": "m1"})
    loaded = await storage.receipts.load(receipt)
    assert loaded is not None
    assert (loaded.replied, loaded.inbound.surface) == (2, {"message": "m1"})


async def test_a_finished_receipt_is_gone_but_its_key_stays(storage: Storage) -> None:
    """Done is done: it cannot be loaded, and the platform's next delivery of it is still known."""
    receipt = await storage.receipts.accept(inbound("k1"))
    assert receipt is not None
    await storage.receipts.finish(receipt, "done")
    assert await storage.receipts.load(receipt) is None
    assert await storage.receipts.accept(inbound("k1")) is None
    assert await storage.receipts.load(ReceiptId("unknown")) is None
    assert await storage.receipts.current(receipt, attempts=0) is None


async def test_an_effect_is_new_then_unknown_then_done(storage: Storage) -> None:
    """A write that was begun is not taken for new again, and remembers when it began and what came of it."""
    receipt = ReceiptId("r1")
    later = NOW + timedelta(minutes=1)
    assert await storage.effects.begin(receipt, "create", now=NOW) == ("new", NOW, None)
    assert await storage.effects.begin(receipt, "create", now=later) == ("unknown", NOW, None)
    await storage.effects.complete(receipt, "create", "TKT-1")
    assert await storage.effects.begin(receipt, "create", now=later) == ("done", NOW, "TKT-1")
    assert await storage.effects.begin(receipt, "comment", now=later) == ("new", later, None)


async def test_an_effect_is_under_way_until_it_is_said_to_be_over(storage: Storage) -> None:
    """A write counts as under way from its beginning; it can be sent again, and be over."""
    receipt, later = ReceiptId("r1"), NOW + timedelta(minutes=1)
    assert await storage.effects.under_way_since(receipt, "create") is None
    await storage.effects.begin(receipt, "create", now=NOW)
    assert await storage.effects.under_way_since(receipt, "create") == NOW
    await storage.effects.under_way(receipt, "create", since=later)
    assert await storage.effects.begin(receipt, "create", now=later) == ("unknown", NOW, None)
    assert await storage.effects.under_way_since(receipt, "create") == later
    await storage.effects.under_way(receipt, "create", since=None)
    assert await storage.effects.under_way_since(receipt, "create") is None


async def test_a_form_is_its_owners_until_it_expires_or_is_closed(storage: Storage) -> None:
    """Nobody else, nobody later and nobody after sending gets the form."""
    soon = NOW + timedelta(hours=1)
    await storage.forms.keep(form(), owner=ADA, expires_at=soon)
    assert await storage.forms.load(FormToken("f1"), owner=ADA, now=NOW) == form()
    assert await storage.forms.load(FormToken("f1"), owner=BOB, now=NOW) is None
    assert await storage.forms.load(FormToken("f1"), owner=ADA, now=soon) is None
    assert await storage.forms.load(FormToken("f2"), owner=ADA, now=NOW) is None
    await storage.forms.keep(form(title="Again"), owner=ADA, expires_at=soon)
    assert await storage.forms.load(FormToken("f1"), owner=ADA, now=NOW) == form(title="Again")
    await storage.forms.close(FormToken("f1"), owner=BOB)
    assert await storage.forms.load(FormToken("f1"), owner=ADA, now=NOW) == form(title="Again")
    await storage.forms.close(FormToken("f1"), owner=ADA)
    assert await storage.forms.load(FormToken("f1"), owner=ADA, now=NOW) is None


async def test_a_tracked_message_follows_its_latest_ticket(storage: Storage) -> None:
    """A message shows one ticket; tracking it again moves it."""
    ref = MessageRef(conversation=ConversationId("C1"), id="m1")
    first = TrackedMessage(
        DESK, "slack", WorkspaceId("T1"), ref, TicketId("1"), "agents", "de-DE", "Europe/Berlin", NOW
    )
    second = TrackedMessage(DESK, "slack", WorkspaceId("T1"), ref, TicketId("2"), "requester")
    await storage.tracked.track(first)
    assert list(await storage.tracked.of_ticket(DESK, TicketId("1"))) == [first]
    await storage.tracked.track(second)
    assert list(await storage.tracked.of_ticket(DESK, TicketId("1"))) == []
    assert list(await storage.tracked.of_ticket(DESK, TicketId("2"))) == [second]
    assert list(await storage.tracked.of_ticket(ConnectionId("other"), TicketId("2"))) == []


async def test_an_account_is_greeted_once(storage: Storage) -> None:
    """Only the first time ever."""
    greeted = [await storage.accounts.greet_once(account) for account in (ADA, ADA, BOB)]
    assert greeted == [True, False, True]


async def test_how_an_account_is_reached_is_learnt_and_forgotten(storage: Storage) -> None:
    """Facts add up, an e-mail stays until another is told, and forgetting leaves nothing behind."""
    accounts = storage.accounts
    assert await accounts.recall(ADA) is None
    await accounts.remember(ADA, email="Ada@Example.com", facts={"direct": "D1", "name": "Ada"})
    await accounts.remember(ADA, email=None, facts={"name": "Ada L."})
    assert await accounts.recall(ADA) == {"direct": "D1", "name": "Ada L."}
    assert await accounts.find("slack", WorkspaceId("T1"), "ada@example.COM") == ADA
    assert await accounts.find("slack", WorkspaceId("T2"), "ada@example.com") is None
    assert await accounts.find("teams", WorkspaceId("T1"), "ada@example.com") is None
    assert await accounts.greet_once(ADA) is True
    await accounts.forget(ADA)
    assert await accounts.recall(ADA) is None
    assert await accounts.find("slack", WorkspaceId("T1"), "ada@example.com") is None
    assert await accounts.greet_once(ADA) is True


async def test_watching_goes_on_where_it_stopped(storage: Storage) -> None:
    """Cursor and sights are kept by connection, and a cursor that is not given stays."""
    assert await storage.notices.cursor(DESK) is None
    await storage.notices.advance(DESK, cursor="c1", tickets=[ticket("1"), ticket("2")], notices=[])
    await storage.notices.advance(DESK, cursor=None, tickets=[ticket("2", subject="Changed")], notices=[])
    wanted = [TicketId("1"), TicketId("2"), TicketId("3")]
    assert await storage.notices.cursor(DESK) == "c1"
    assert await storage.notices.snapshots(DESK, wanted) == {
        "1": ticket("1"),
        "2": ticket("2", subject="Changed"),
    }
    assert await storage.notices.snapshots(ConnectionId("other"), wanted) == {}


async def test_deadlines_to_come_are_found_in_order(storage: Storage) -> None:
    """Only open tickets whose deadline lies before then and was not told of, the earliest first."""
    tickets = [
        ticket("late", due_at=NOW + timedelta(hours=2)),
        ticket("early", due_at=NOW + timedelta(hours=1)),
        ticket("next", due_at=NOW + timedelta(hours=3)),
        ticket("none", due_at=None),
        ticket("told", resolution_breached=True),
        ticket("over", resolved_at=NOW),
    ]
    told = notice("n1").event.model_copy(update={"kind": "sla_breached", "ticket": tickets[4]})
    notices = [notice("n1").model_copy(update={"event": told})]
    await storage.notices.advance(DESK, cursor="c", tickets=tickets, notices=notices)
    found = await storage.notices.watched(DESK, due_before=NOW + timedelta(hours=3), limit=10)
    first = await storage.notices.watched(DESK, due_before=NOW + timedelta(hours=3), limit=1)
    assert [one.id for one in found] == ["early", "late"]
    assert [one.id for one in first] == ["early"]


async def test_an_event_reaches_a_destination_once(storage: Storage) -> None:
    """However often an event is seen, each destination gets one notice of it."""
    first = await storage.notices.advance(
        DESK, cursor="c1", tickets=[], notices=[notice("n1"), notice("n2", room="C2"), notice("n3")]
    )
    again = await storage.notices.advance(
        DESK, cursor="c2", tickets=[], notices=[notice("n4"), notice("n5", event="e2")]
    )
    assert list(first) == ["n1", "n2"]
    assert list(again) == ["n5"]
    assert await storage.notices.load(NoticeId("n1")) == notice("n1")
    assert await storage.notices.load(NoticeId("n4")) is None


async def test_the_ledger_says_what_became_of_a_notice(storage: Storage) -> None:
    """Held with its reason, then delivered with message id and delay; then it cannot be loaded again."""
    key = NoticeId("n1")
    await storage.notices.advance(DESK, cursor="c", tickets=[], notices=[notice("n1")])
    assert [row.state for row in await storage.notices.ledger()] == ["queued"]
    await storage.notices.load(key)
    await storage.notices.record(key, state="held", reason="rate limited", now=NOW)
    held = (await storage.notices.ledger(ticket_number="TKT-1"))[0]
    assert (held.state, held.reason, held.attempts, held.delay_s) == ("held", "rate limited", 1, None)
    await storage.notices.load(key)
    ref = MessageRef(conversation=ConversationId("C1"), id="m1")
    await storage.notices.record(key, state="delivered", ref=ref, now=NOW + timedelta(seconds=90))
    done = (await storage.notices.ledger(state="delivered"))[0]
    assert (done.reason, done.attempts, done.message_id, done.delay_s) == (None, 2, "m1", 90.0)
    assert (done.event_key, done.kind, done.destination) == (
        "e1",
        "assigned",
        "slack:T1:conversation/C1",
    )
    assert await storage.notices.load(key) is None
    assert list(await storage.notices.ledger(state="held")) == []
    assert list(await storage.notices.ledger(ticket_number="TKT-2")) == []


async def test_the_ledger_is_latest_first_and_bounded(storage: Storage) -> None:
    """An admin sees what happened last."""
    made = [notice(f"n{count}", event=f"e{count}") for count in range(3)]
    await storage.notices.advance(DESK, cursor="c", tickets=[], notices=made)
    for count in range(3):
        now = NOW + timedelta(minutes=1 + count)
        await storage.notices.record(NoticeId(f"n{count}"), state="dropped", reason="closed", now=now)
    assert [row.id for row in await storage.notices.ledger(limit=2)] == ["n2", "n1"]


async def test_a_notice_that_may_have_been_posted_says_so(storage: Storage) -> None:
    """After a lost answer, or an attempt that ended without a word, the next attempt knows that it repeats."""
    notices = [notice("lost"), notice("died", event="e2"), notice("held", event="e3")]
    await storage.notices.advance(DESK, cursor="c", tickets=[], notices=notices)
    for one in notices:
        await storage.notices.load(one.id)
    await storage.notices.record(NoticeId("lost"), state="held", reason=ANSWER_LOST, now=NOW)
    await storage.notices.record(NoticeId("held"), state="held", reason="rate limited", now=NOW)
    loaded = [await storage.notices.load(one.id) for one in notices]
    assert [one.is_repeat for one in loaded if one] == [True, True, False]


async def test_who_acted_through_the_bot_is_known(storage: Storage) -> None:
    """By ticket, field, value and time; the latest counts."""
    acts = storage.notices
    await acts.acted(DESK, TicketId("1"), "assignee", "u1", actor="ada@example.com", now=NOW)
    await acts.acted(
        DESK, TicketId("1"), "assignee", "u1", actor="bob@example.com", now=NOW + timedelta(minutes=1)
    )
    since = NOW - timedelta(minutes=1)
    assert await acts.actor_of(DESK, TicketId("1"), "assignee", "u1", since=since) == "bob@example.com"
    assert await acts.actor_of(DESK, TicketId("1"), "assignee", "u2", since=since) is None
    assert await acts.actor_of(DESK, TicketId("2"), "assignee", "u1", since=since) is None
    later = NOW + timedelta(minutes=2)
    assert await acts.actor_of(DESK, TicketId("1"), "assignee", "u1", since=later) is None
