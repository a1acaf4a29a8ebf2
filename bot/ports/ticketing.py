"""A ticketing system as the core uses it. Which of it a connection can do is published as `Capabilities`.

The bot acts with a service account that may see everything; who may do what is decided in the core, from
the roles and teams `find_person` returns. Methods therefore take the acting person only to put their name on
what is written.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.catalog import Option, Template
from bot.domain.ids import ConnectionId, TemplateId, TicketId
from bot.domain.people import Person
from bot.domain.tickets import (
    ChangedTickets,
    ChannelRoute,
    Comment,
    Meta,
    NewTicket,
    Ticket,
    TicketChange,
    TicketPage,
    TicketQuery,
    Transition,
)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a connection can do; what it cannot is not offered, and said so when asked for.

    Shape: `has_people` False = the system lists only its agents, so every verified colleague is an end user.
    """

    can_comment: bool
    can_note: bool
    can_list_comments: bool
    can_assign: bool
    can_set_priority: bool
    has_catalog: bool
    has_people: bool
    has_teams: bool


class TicketBackend(Protocol):
    """One configured connection to a ticketing system.

    Raises: every method may raise Busy (slow down), Unreachable, CredentialsRevoked; writes raise Unreachable
            with `may_have_happened` True when the effect is unknown. No write is repeated inside.
    """

    @property
    def connection(self) -> ConnectionId:
        """The connection's name in the settings."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this connection can do."""
        ...

    async def meta(self) -> Meta:
        """The tenant's configuration, from a cache that is revalidated (at most a minute old)."""
        ...

    async def find_person(self, email: str) -> Person | None:
        """The user with this e-mail, with roles and teams at most a minute old; None if the system knows none."""
        ...

    async def assignable(self, team: str | None = None) -> tuple[Person, ...]:
        """Active people a ticket can be assigned to, by name; of one team, or of all."""
        ...

    async def templates(self) -> tuple[Template, ...]:
        """Every template of the catalog, drafts included, from a cache at most a minute old, in catalog order."""
        ...

    async def template(self, template_id: TemplateId) -> Template:
        """One template. Raises: NotFound."""
        ...

    async def lookup(self, source: str, text: str, *, limit: int = 20) -> tuple[Option, ...]:
        """Options of a LOOKUP field that match what was typed. Raises: NotOffered."""
        ...

    async def create(self, request: NewTicket, *, actor: Person) -> Ticket:
        """Create a ticket. Raises: BadInput (the system refuses an answer), Refused."""
        ...

    async def find_created(self, reference: str, *, since: datetime) -> Ticket | None:
        """The ticket that carries this reference, created since then: to learn whether a lost create happened."""
        ...

    async def get(self, reference: str) -> Ticket:
        """A ticket by id or number, with etag and legal next steps. Raises: NotFound."""
        ...

    async def search(self, query: TicketQuery) -> TicketPage:
        """Tickets, latest change first."""
        ...

    async def changed_since(self, cursor: str | None, *, now: datetime, size: int = 100) -> ChangedTickets:
        """Tickets changed since the cursor, oldest change first, without gaps (a ticket may come twice).

        Shape: cursor None = start at `now`: no tickets, only a cursor. `has_more` = ask again at once.
        """
        ...

    async def transitions(self, ticket: Ticket) -> tuple[Transition, ...]:
        """The legal next steps of this ticket for anybody, with what they ask for and whom they are open to."""
        ...

    async def change(self, ticket: Ticket, change: TicketChange, *, actor: Person) -> Ticket:
        """Write a change against the state that was read.

        Raises: Conflict (it changed meanwhile; nothing written), BadInput, Refused, NotOffered.
        """
        ...

    async def comments(self, ticket_id: TicketId, *, include_private: bool) -> tuple[Comment, ...]:
        """Comments, oldest first; private notes only when asked for. Raises: NotOffered."""
        ...

    async def comment(self, ticket_id: TicketId, text: str, *, is_private: bool, actor: Person) -> Comment:
        """Add a comment or private note under the person's name. Raises: NotOffered, Refused."""
        ...

    async def routes(self) -> tuple[ChannelRoute, ...]:
        """Which conversations belong to which teams, as far as the system knows."""
        ...
