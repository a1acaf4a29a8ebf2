"""Messages that show a ticket and follow its changes."""

from collections.abc import Sequence

from adapters.database.pool import Database
from bot.domain.ids import ConnectionId, ConversationId, TicketId
from bot.ports.channel import TrackedMessage
from bot.ports.clock import Clock
from bot.ui.inbound import MessageRef


class PostgresTrackedMessages:
    """Tracked messages in PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def track(self, message: TrackedMessage) -> None:
        """See the port."""
        async with self._database.connection() as connection:
            await connection.execute(
                """
                INSERT INTO tracked_messages
                    (channel, workspace, conversation, message, connection, ticket, audience, locale, time_zone,
                     as_of, tracked_at)
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (channel, workspace, conversation, message) DO UPDATE
                SET connection = EXCLUDED.connection, ticket = EXCLUDED.ticket,
                    audience = EXCLUDED.audience, locale = EXCLUDED.locale,
                    time_zone = EXCLUDED.time_zone, as_of = EXCLUDED.as_of, tracked_at = EXCLUDED.tracked_at
                """,
                [
                    message.channel,
                    message.workspace,
                    message.ref.conversation,
                    message.ref.id,
                    message.connection,
                    message.ticket,
                    message.audience,
                    message.locale,
                    message.time_zone,
                    message.as_of,
                    self._clock.now(),
                ],
            )

    async def of_ticket(self, connection: ConnectionId, ticket: TicketId) -> Sequence[TrackedMessage]:
        """See the port. Shape: oldest first."""
        async with self._database.connection() as database:
            cursor = await database.execute(
                """
                SELECT channel, workspace, conversation, message, audience, locale, time_zone, as_of
                FROM tracked_messages WHERE connection = %s AND ticket = %s ORDER BY tracked_at, message
                """,
                [connection, ticket],
            )
            rows = await cursor.fetchall()
        return [
            TrackedMessage(
                connection=connection,
                channel=row["channel"],
                workspace=row["workspace"],
                ref=MessageRef(conversation=ConversationId(row["conversation"]), id=row["message"]),
                ticket=ticket,
                audience=row["audience"],
                locale=row["locale"],
                time_zone=row["time_zone"],
                as_of=row["as_of"],
            )
            for row in rows
        ]
