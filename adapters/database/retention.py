"""Erases what is too old to keep: people's words after the set days, and what nobody can need any more.

Keys of receipts, and the ledger without its texts, stay longer, because they are what keeps a repeat from
happening twice and an admin able to look back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, LiteralString

from adapters.database.pool import Database
from bot.domain.people import AccountRef

# (what, statement): each erases what is older than `before` or, for rows without texts, than `long_before`
_STEPS: Final[tuple[tuple[str, LiteralString], ...]] = (
    (
        "receipt_texts",
        "UPDATE receipts SET body = NULL, surface = NULL WHERE body IS NOT NULL AND accepted_at < %(before)s",
    ),
    ("receipts", "DELETE FROM receipts WHERE accepted_at < %(long_before)s"),
    ("effects", "DELETE FROM effects WHERE began_at < %(long_before)s"),
    ("forms", "DELETE FROM forms WHERE expires_at < %(now)s"),
    ("tracked_messages", "DELETE FROM tracked_messages WHERE tracked_at < %(long_before)s"),
    ("snapshots", "DELETE FROM ticket_snapshots WHERE is_over AND seen_at < %(before)s"),
    ("notice_texts", "UPDATE notices SET body = NULL WHERE body IS NOT NULL AND updated_at < %(before)s"),
    ("notices", "DELETE FROM notices WHERE updated_at < %(long_before)s"),
    ("acts", "DELETE FROM acts WHERE acted_at < %(before)s"),
)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept. Units: days."""

    texts_days: int = 30
    rows_days: int = 180

    async def erase(self, database: Database, *, now: datetime) -> dict[str, int]:
        """Erase what is too old; returns how many rows of each kind. Raises: Unreachable."""
        times = {
            "now": now,
            "before": now - timedelta(days=self.texts_days),
            "long_before": now - timedelta(days=max(self.rows_days, self.texts_days)),
        }
        erased: dict[str, int] = {}
        async with database.connection() as connection:
            for name, statement in _STEPS:
                erased[name] = (await connection.execute(statement, times)).rowcount
        return erased


async def forget(database: Database, account: AccountRef) -> None:
    """Erase what is kept of one account: open forms, texts of receipts, notices to it, how it is reached."""
    direct = f"{account.channel}:{account.workspace}:account/{account.id}"
    async with database.transaction() as connection:
        await connection.execute(
            """
            UPDATE receipts SET body = NULL, surface = NULL, account = '', finished_at = coalesce(finished_at, now()),
                outcome = coalesce(outcome, 'refused')
            WHERE account = %s
            """,
            [account.key],
        )
        await connection.execute("DELETE FROM forms WHERE owner = %s", [account.key])
        await connection.execute("DELETE FROM accounts WHERE key = %s", [account.key])
        await connection.execute("DELETE FROM notices WHERE destination = %s", [direct])
