"""What is too old is erased, and no more than that."""

from datetime import UTC, datetime, timedelta

from adapters.database.exclusive import PostgresExclusive
from adapters.database.pool import Database
from adapters.database.retention import Retention, forget
from adapters.database.storage import PostgresStorage
from bot.domain.ids import FormToken, NoticeId
from tests.contracts.storage_data import ADA, BOB, DESK, NOW, form, inbound, notice
from tests.fakes.clock import FakeClock


async def test_texts_go_after_the_set_days_and_keys_later(database: Database) -> None:
    """After 31 days no words are left but the repeat is still known; after 181 days nothing is."""
    storage = PostgresStorage(database, FakeClock(NOW))
    receipt = await storage.receipts.accept(inbound("k"))
    await storage.notices.advance(DESK, cursor="c", tickets=[], notices=[notice("n1")])
    await storage.forms.keep(form(), owner=ADA, expires_at=NOW + timedelta(days=1))
    assert receipt is not None
    erased = await Retention().erase(database, now=NOW + timedelta(days=29))
    assert {name for name, count in erased.items() if count} == {"forms"}
    await Retention().erase(database, now=NOW + timedelta(days=31))
    assert await storage.receipts.load(receipt) is None
    assert await storage.receipts.accept(inbound("k")) is None
    assert await storage.forms.load(FormToken("f1"), owner=ADA, now=NOW) is None
    await Retention().erase(database, now=datetime.now(UTC) + timedelta(days=400))
    assert await storage.receipts.accept(inbound("k")) is not None


async def test_forgetting_a_person_leaves_the_others(database: Database) -> None:
    """What one account wrote or had open is gone; another's is not; the repeat of a delivery is still known."""
    storage = PostgresStorage(database, FakeClock(NOW))
    mine = await storage.receipts.accept(inbound("mine"))
    theirs = await storage.receipts.accept(inbound("theirs", account=BOB))
    await storage.accounts.remember(ADA, email="ada@example.com", facts={"direct": "D1"})
    assert mine is not None
    assert theirs is not None
    await forget(database, ADA)
    assert await storage.receipts.load(mine) is None
    assert await storage.receipts.load(theirs) is not None
    assert await storage.accounts.recall(ADA) is None
    assert await storage.receipts.accept(inbound("mine")) is None
    assert await storage.notices.load(NoticeId("none")) is None


async def test_one_at_a_time_across_replicas(database: Database, database_url: str) -> None:
    """While one holds a name the other is told no at once; afterwards it gets it; names do not disturb each other."""
    async with Database(database_url) as other:
        one, two = PostgresExclusive(database), PostgresExclusive(other)
        async with one.hold("watch") as first, two.hold("watch") as second, two.hold("else") as third:
            assert (first, second, third) == (True, False, True)
        async with two.hold("watch") as now:
            assert now is True
