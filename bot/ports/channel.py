"""A chat platform as the core uses it: show the answer where the person acted, post elsewhere, edit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.domain.ids import ChannelName, ConnectionId, ConversationId, TicketId, WorkspaceId
from bot.domain.people import AccountRef, Frozen
from bot.ui.inbound import Inbound, MessageRef
from bot.ui.message import Message
from bot.ui.replies import Reply


class Destination(Frozen):
    """Where to post: a conversation, or the direct chat with an account.

    Shape: exactly one of `conversation` and `account` is set.
    """

    channel: ChannelName
    workspace: WorkspaceId
    conversation: ConversationId | None = None
    account: AccountRef | None = None

    @property
    def key(self) -> str:
        """One text for locks and unique keys."""
        target = f"account/{self.account.id}" if self.account else f"conversation/{self.conversation}"
        return f"{self.channel}:{self.workspace}:{target}"


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is there. Shape: `ref` names the message."""

    ref: MessageRef


@dataclass(frozen=True, slots=True)
class Later:
    """Not now. Units: `at` aware UTC, not before which to try again. Shape: `reason` for the ledger, no personal text.

    `may_have_happened`: the post could be there although no answer came.
    """

    at: datetime
    reason: str
    may_have_happened: bool = False


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Trying again will not help. Shape: `reason` is one of the platform's words, for the ledger."""

    reason: str


Outcome = Delivered | Later | Undeliverable


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a reply.

    Shape: `surface` replaces the inbound's for what follows; `ref` is set when a lasting message was posted
           that can be edited later.
    """

    surface: dict[str, str]
    ref: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class TrackedMessage:
    """A posted message that shows a ticket to one audience and is edited when the ticket changes.

    Shape: `locale` and `time_zone` are of the person it was posted for; `as_of` is the ticket's last change that it
           shows, None = not known.
    """

    connection: ConnectionId
    channel: ChannelName
    workspace: WorkspaceId
    ref: MessageRef
    ticket: TicketId
    audience: Literal["requester", "agents"]
    locale: str | None = None
    time_zone: str = "UTC"
    as_of: datetime | None = None


class Channel(Protocol):
    """One chat platform, all its workspaces."""

    @property
    def name(self) -> ChannelName:
        """Which one."""
        ...

    async def show_working(self, inbound: Inbound, text: str) -> dict[str, str]:
        """Show that the answer takes a moment, in the place where it will appear; returns the new surface.

        Raises: OutsideFault.
        """
        ...

    async def reply(self, inbound: Inbound, reply: Reply) -> Answered:
        """Draw one reply where the person acted, in place of the working state if that is shown.

        Shape: idempotent as far as `inbound.surface` remembers. What is for the person alone is never posted
               where others read.
        Raises: OutsideFault; NotDrawable as a bug.
        """
        ...

    async def post(self, destination: Destination, message: Message, *, thread: str | None = None) -> Outcome:
        """Post a new message. Shape: faults come back as an outcome, never as an exception."""
        ...

    async def edit(self, workspace: WorkspaceId, ref: MessageRef, message: Message) -> Outcome:
        """Replace a message the bot posted. Shape: as `post`."""
        ...
