"""A chat platform that remembers what it was asked to show."""

import asyncio
from dataclasses import dataclass, field

from bot.domain.ids import ChannelName, ConversationId, WorkspaceId
from bot.errors import OutsideFault
from bot.ports.channel import Answered, Delivered, Destination, Outcome
from bot.ui.inbound import Click, Inbound, MessageRef
from bot.ui.message import Message
from bot.ui.replies import Replace, Reply, ShowForm


@dataclass
class FakeChannel:
    """What was shown, posted and edited, in order.

    Shape: `faults` are raised by the next calls of `reply`, one each (None = no fault); `outcomes` are given by
           the next `post` or `edit`; messages get the ids m1, m2, ...
    """

    name: ChannelName = "slack"
    replies: list[Reply] = field(default_factory=list)
    working: list[str] = field(default_factory=list)
    posts: list[tuple[Destination, Message, str | None]] = field(default_factory=list)
    edits: list[tuple[MessageRef, Message]] = field(default_factory=list)
    faults: list[OutsideFault | None] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    working_shown: asyncio.Event = field(default_factory=asyncio.Event)
    _count: int = 0

    async def show_working(self, inbound: Inbound, text: str) -> dict[str, str]:
        """Remember the text; the answer takes its place."""
        self.working.append(text)
        self.working_shown.set()
        return {**inbound.surface, "working": f"w{len(self.working)}"}

    async def reply(self, inbound: Inbound, reply: Reply) -> Answered:
        """Remember the reply. Raises: the next fault."""
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.replies.append(reply)
        if isinstance(reply, ShowForm):
            return Answered(surface=inbound.surface)
        if isinstance(reply, Replace) and isinstance(inbound, Click) and inbound.message is not None:
            return Answered(surface=inbound.surface, ref=inbound.message)
        return Answered(surface=inbound.surface, ref=self._new_ref(inbound.place.conversation))

    async def post(self, destination: Destination, message: Message, *, thread: str | None = None) -> Outcome:
        """Remember the post."""
        if self.outcomes:
            return self.outcomes.pop(0)
        self.posts.append((destination, message, thread))
        return Delivered(ref=self._new_ref(destination.conversation or ConversationId("direct")))

    async def edit(self, workspace: WorkspaceId, ref: MessageRef, message: Message) -> Outcome:
        """Remember the edit."""
        del workspace
        if self.outcomes:
            return self.outcomes.pop(0)
        self.edits.append((ref, message))
        return Delivered(ref=ref)

    def _new_ref(self, conversation: ConversationId) -> MessageRef:
        self._count += 1
        return MessageRef(conversation=conversation, id=f"m{self._count}")
