"""The storage port on PostgreSQL: nothing but the parts put together."""

from adapters.database.pool import Database
from adapters.database.repositories.accounts import PostgresAccounts
from adapters.database.repositories.effects import PostgresEffects
from adapters.database.repositories.forms import PostgresForms
from adapters.database.repositories.notices import PostgresNotices
from adapters.database.repositories.receipts import PostgresReceipts
from adapters.database.repositories.tracked import PostgresTrackedMessages
from bot.ports.clock import Clock


class PostgresStorage:
    """Implements `bot.ports.storage.Storage`. Shape: the clock dates rows; the database has to be open and migrated."""

    def __init__(self, database: Database, clock: Clock, *, batched: bool = True) -> None:
        self._receipts = PostgresReceipts(database, clock, batched=batched)
        self._effects = PostgresEffects(database)
        self._forms = PostgresForms(database)
        self._tracked = PostgresTrackedMessages(database, clock)
        self._accounts = PostgresAccounts(database, clock)
        self._notices = PostgresNotices(database, clock)

    @property
    def receipts(self) -> PostgresReceipts:
        """See the port."""
        return self._receipts

    @property
    def effects(self) -> PostgresEffects:
        """See the port."""
        return self._effects

    @property
    def forms(self) -> PostgresForms:
        """See the port."""
        return self._forms

    @property
    def tracked(self) -> PostgresTrackedMessages:
        """See the port."""
        return self._tracked

    @property
    def accounts(self) -> PostgresAccounts:
        """See the port."""
        return self._accounts

    @property
    def notices(self) -> PostgresNotices:
        """See the port."""
        return self._notices
