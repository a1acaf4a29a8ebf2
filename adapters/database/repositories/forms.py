"""Forms that are open on somebody's screen; a form that was sent or abandoned leaves nothing behind."""

from collections.abc import Callable
from datetime import datetime

from adapters.database.pool import Database, persistently
from bot.domain.ids import FormToken
from bot.domain.people import AccountRef
from bot.errors import BadInput
from bot.ui.form import Form


class PostgresForms:
    """Open forms in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, form: Form, *, owner: AccountRef, expires_at: datetime) -> None:
        """See the port."""
        await self._database.ask(
            """
                INSERT INTO forms (token, owner, body, expires_at) VALUES (%s, %s, %s, %s)
                ON CONFLICT (token) DO UPDATE SET body = EXCLUDED.body, expires_at = EXCLUDED.expires_at
                WHERE forms.owner = EXCLUDED.owner
                """,
            [form.token, owner.key, form.model_dump_json(), expires_at],
        )

    async def load(self, token: FormToken, *, owner: AccountRef, now: datetime) -> Form | None:
        """See the port."""
        try:
            rows = await self._database.ask(
                "SELECT body FROM forms WHERE token = %s AND owner = %s AND expires_at > %s",
                [token, owner.key, now],
            )
        except BadInput:  # tokens come back from the client, so they may be anything
            return None
        return Form.model_validate_json(rows[0]["body"]) if rows else None

    async def revise(
        self, token: FormToken, *, owner: AccountRef, now: datetime, revise: Callable[[Form], Form]
    ) -> Form | None:
        """See the port."""

        async def once() -> Form | None:
            async with self._database.transaction() as connection:
                found = await connection.execute(
                    "SELECT body FROM forms WHERE token = %s AND owner = %s AND expires_at > %s FOR UPDATE",
                    [token, owner.key, now],
                )
                row = await found.fetchone()
                if row is None:
                    return None
                form = revise(Form.model_validate_json(row["body"]))
                await connection.execute(
                    "UPDATE forms SET body = %s WHERE token = %s", [form.model_dump_json(), token]
                )
                return form

        try:
            return await persistently(once)
        except BadInput:  # tokens come back from the client, so they may be anything
            return None

    async def close(self, token: FormToken, *, owner: AccountRef) -> None:
        """See the port."""
        await self._database.ask("DELETE FROM forms WHERE token = %s AND owner = %s", [token, owner.key])
