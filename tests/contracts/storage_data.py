"""Small facts for tests of whatever stores them."""

from datetime import UTC, datetime, timedelta

from bot.domain.catalog import FieldType
from bot.domain.events import Event
from bot.domain.ids import (
    AccountId,
    ConnectionId,
    ConversationId,
    FieldId,
    FormToken,
    NoticeId,
    PriorityKey,
    StatusKey,
    TeamKey,
    TicketId,
    UserId,
    WorkspaceId,
)
from bot.domain.people import AccountRef, UserRef
from bot.domain.tickets import Ticket
from bot.ports.channel import Destination
from bot.ports.storage import StoredNotice
from bot.ui.form import Form, FormField
from bot.ui.inbound import Command, Place

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DESK = ConnectionId("desk")
ADA = AccountRef(channel="slack", workspace=WorkspaceId("T1"), id=AccountId("U1"))
BOB = AccountRef(channel="slack", workspace=WorkspaceId("T1"), id=AccountId("U2"))


def inbound(key: str, *, account: AccountRef = ADA, text: str = "new my VPN drops") -> Command:
    """Words to the bot."""
    place = Place(conversation=ConversationId("D1"), kind="direct")
    return Command(key=key, account=account, place=place, at=NOW, text=text, surface={"trigger": "t"})


def form(token: str = "f1", title: str = "New ticket") -> Form:
    """A form with one field."""
    field = FormField(id=FieldId("subject"), label="Subject", type=FieldType.TEXT, required=True)
    return Form(
        token=FormToken(token),
        title=title,
        verb="create",
        args={"template": "t1"},
        fields=(field,),
        submit_label="Send",
        cancel_label="Cancel",
    )


def ticket(key: str = "1", **members: object) -> Ticket:
    """An open ticket due in an hour."""
    facts: dict[str, object] = {
        "id": TicketId(key),
        "number": f"TKT-{key}",
        "subject": "VPN drops",
        "status": StatusKey("open"),
        "priority": PriorityKey("high"),
        "team": TeamKey("it"),
        "requester": UserRef(id=UserId("u9"), name="Cleo"),
        "created_at": NOW,
        "updated_at": NOW,
        "due_at": NOW + timedelta(hours=1),
    }
    return Ticket.model_validate(facts | members)


def notice(key: str, *, event: str = "e1", room: str = "C1", of: Ticket | None = None) -> StoredNotice:
    """A notice to a room."""
    return StoredNotice(
        id=NoticeId(key),
        event=Event(key=event, kind="assigned", connection=DESK, ticket=of or ticket(), at=NOW),
        destination=Destination(
            channel="slack", workspace=WorkspaceId("T1"), conversation=ConversationId(room)
        ),
        role="team",
    )
