"""Facts for tests of notices."""

from datetime import UTC, datetime, timedelta

from bot.domain.events import Event
from bot.domain.ids import (
    AccountId,
    ConnectionId,
    ConversationId,
    NoticeId,
    PriorityKey,
    StatusKey,
    TeamKey,
    TicketId,
    UserId,
    WorkspaceId,
)
from bot.domain.people import Account, AccountRef, UserRef
from bot.domain.tickets import ChannelRoute, Ticket
from bot.ports.channel import Destination
from bot.ports.storage import StoredNotice

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DESK = ConnectionId("desk")
T1 = WorkspaceId("T1")
ADA = UserRef(id=UserId("user-ada"), name="Ada", email="ada@example.com")
BOB = UserRef(id=UserId("user-bob"), name="Bob", email="bob@example.com")
CLEO = UserRef(id=UserId("user-cleo"), name="Cleo", email="cleo@example.com")


def ticket(**members: object) -> Ticket:
    """An open, unassigned ticket due in an hour."""
    facts: dict[str, object] = {
        "id": TicketId("t1"),
        "number": "TKT-1",
        "subject": "VPN drops <!channel>",
        "status": StatusKey("open"),
        "priority": PriorityKey("high"),
        "team": TeamKey("it"),
        "requester": CLEO,
        "created_at": NOW - timedelta(days=1),
        "updated_at": NOW - timedelta(hours=1),
        "due_at": NOW + timedelta(hours=1),
    }
    return Ticket.model_validate(facts | members)


def event(**members: object) -> Event:
    """Ada assigned the ticket to Bob."""
    facts: dict[str, object] = {
        "key": "e1",
        "kind": "assigned",
        "connection": DESK,
        "ticket": ticket(assignee=BOB),
        "at": NOW,
        "actor": ADA,
    }
    return Event.model_validate(facts | members)


def breach_event(**members: object) -> Event:
    """The ticket, which Bob has, missed its resolution time."""
    facts: dict[str, object] = {"kind": "sla_breached", "sla": "resolution", "actor": None}
    return event(**(facts | members))


def account(**members: object) -> Account:
    """Bob's account in Slack."""
    ref = AccountRef(channel="slack", workspace=T1, id=AccountId("UBOB"))
    facts: dict[str, object] = {"ref": ref, "name": "Bob", "email": "bob@example.com"}
    return Account.model_validate(facts | members)


def room(conversation: str = "C1", **members: object) -> ChannelRoute:
    """A Slack conversation of the IT team."""
    facts: dict[str, object] = {
        "channel": "slack",
        "workspace": "T1",
        "conversation": conversation,
        "team": TeamKey("it"),
    }
    return ChannelRoute.model_validate(facts | members)


def notice(of: Event | None = None, *, role: str = "team", **members: object) -> StoredNotice:
    """A notice of an event to a room."""
    facts: dict[str, object] = {
        "id": NoticeId("n1"),
        "event": of or event(),
        "destination": Destination(channel="slack", workspace=T1, conversation=ConversationId("C1")),
        "role": role,
    }
    return StoredNotice.model_validate(facts | members)
