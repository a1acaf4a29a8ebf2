"""Something that happened to a ticket, with every fact a notice shows, so that nothing is looked up later."""

from typing import Literal

from pydantic import AwareDatetime

from bot.domain.ids import ConnectionId
from bot.domain.people import Frozen, UserRef
from bot.domain.tickets import Ticket

EventKind = Literal["assigned", "sla_breached"]


class Event(Frozen):
    """One thing that happened.

    Shape: `key` is the same however often and from whichever source it is seen (unique per connection);
           `actor` None = nobody in particular, or unknown; `sla` says which deadline was missed.
    """

    key: str
    kind: EventKind
    connection: ConnectionId
    ticket: Ticket
    at: AwareDatetime
    actor: UserRef | None = None
    previous_assignee: UserRef | None = None
    sla: Literal["response", "resolution"] | None = None
