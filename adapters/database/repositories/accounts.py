"""What is known of accounts: who was greeted, and how they are reached, as learnt from what arrives."""

from psycopg.types.json import Jsonb

from adapters.database.pool import Database
from bot.domain.ids import AccountId, ChannelName, WorkspaceId
from bot.domain.people import AccountRef
from bot.ports.clock import Clock


class PostgresAccounts:
    """Accounts in PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def greet_once(self, account: AccountRef) -> bool:
        """See the port."""
        now = self._clock.now()
        async with self._database.connection() as connection:
            cursor = await connection.execute(
                """
                INSERT INTO accounts (key, channel, workspace, account, greeted_at, seen_at)
                VALUES (%s, %s, %s, %s, %s, %s)
                ON CONFLICT (key) DO UPDATE SET greeted_at = EXCLUDED.greeted_at WHERE accounts.greeted_at IS NULL
                """,
                [account.key, account.channel, account.workspace, account.id, now, now],
            )
            return cursor.rowcount == 1

    async def remember(self, account: AccountRef, *, email: str | None, facts: dict[str, str]) -> None:
        """See the port. Shape: facts are added to those known; an e-mail that is not given stays."""
        # jsonb holds no NUL characters, and no address has one
        clean = {name: value.replace("\x00", "") for name, value in facts.items()}
        await self._database.ask(
            """
                INSERT INTO accounts (key, channel, workspace, account, email, facts, seen_at)
                VALUES (%s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (key) DO UPDATE SET email = coalesce(EXCLUDED.email, accounts.email),
                    facts = accounts.facts || EXCLUDED.facts, seen_at = EXCLUDED.seen_at
                """,
            [
                account.key,
                account.channel,
                account.workspace,
                account.id,
                email.casefold() if email else None,
                Jsonb(clean),
                self._clock.now(),
            ],
        )

    async def recall(self, account: AccountRef) -> dict[str, str] | None:
        """See the port. Shape: None for an account of which no fact was ever remembered."""
        rows = await self._database.ask("SELECT facts FROM accounts WHERE key = %s", [account.key])
        facts: dict[str, str] = rows[0]["facts"] if rows else {}
        return facts or None

    async def find(self, channel: ChannelName, workspace: WorkspaceId, email: str) -> AccountRef | None:
        """See the port. Shape: of several, the one heard of last."""
        rows = await self._database.ask(
            """
                SELECT account FROM accounts WHERE channel = %s AND workspace = %s AND email = %s
                ORDER BY seen_at DESC, key LIMIT 1
                """,
            [channel, workspace, email.casefold()],
        )
        return (
            AccountRef(channel=channel, workspace=workspace, id=AccountId(rows[0]["account"]))
            if rows
            else None
        )

    async def forget(self, account: AccountRef) -> None:
        """See the port."""
        await self._database.ask("DELETE FROM accounts WHERE key = %s", [account.key])
