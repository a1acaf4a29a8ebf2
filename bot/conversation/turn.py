"""What a handler has in its hands while it answers one inbound, and the few things every handler does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conversation.once import Once
from bot.conversation.policy import Policy
from bot.domain.ids import FormToken
from bot.domain.people import Account, Person
from bot.domain.rights import Rights, rights_of
from bot.domain.tickets import Ticket
from bot.ports.identity import Directory
from bot.ports.storage import Storage
from bot.ports.ticketing import TicketBackend
from bot.texts.say import say, sentence
from bot.ui.form import Form
from bot.ui.inbound import Inbound
from bot.ui.replies import Audience
from bot.ui.rich import Rich, Span, fill


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read it. Shape: `locale` a language tag; `time_zone` an IANA name."""

    locale: str | None = None
    time_zone: str = "UTC"

    def say(self, name: str, /, **values: str | int) -> str:
        """A sentence in their language."""
        return say(name, self.locale, **values)

    def fill(self, name: str, /, **values: str | int | Span | Rich) -> Rich:
        """A sentence in their language whose places keep their structure."""
        return fill(sentence(name, self.locale), **values)


@dataclass(frozen=True, slots=True)
class Turn:
    """One inbound being answered.

    Shape: `touched` collects the tickets this turn changed, whose other messages are drawn anew afterwards.
    Units: `now` aware UTC.
    """

    inbound: Inbound
    account: Account
    person: Person
    reader: Reader
    backend: TicketBackend
    directory: Directory
    storage: Storage
    once: Once
    policy: Policy
    now: datetime
    new_token: Callable[[], str]
    touched: list[Ticket] = field(default_factory=list)

    def token(self) -> FormToken:
        """A name for a form about to be opened."""
        return FormToken(self.new_token())

    async def keep(self, form: Form) -> Form:
        """Store a form before it is shown, so that what comes back can be checked against it."""
        expires_at = self.now + timedelta(hours=self.policy.form_life_h)
        await self.storage.forms.keep(form, owner=self.account.ref, expires_at=expires_at)
        return form

    async def kept(self, token: str) -> Form | None:
        """A form this account opened; None when it is sent, too old or somebody else's.

        Shape: judged by when the person acted, so that a wish that has waited for the help desk is not too old.
        """
        return await self.storage.forms.load(
            FormToken(token), owner=self.account.ref, now=min(self.inbound.at, self.now)
        )

    def rights(self, ticket: Ticket) -> Rights:
        """What this person may do with this ticket."""
        return rights_of(self.person, ticket, by_team=self.backend.capabilities.has_teams)

    def audience(self, ticket: Ticket) -> Audience:
        """As whom this person reads this ticket."""
        return "agents" if self.rights(ticket).audience_is_agents else "requester"

    async def acted(self, ticket: Ticket, field_name: str, value: str) -> None:
        """Remember who changes this field, so that they are not told of their own doing.

        Shape: called before the write: a watcher that sees the change in between would tell them.
        """
        await self.storage.notices.acted(
            self.backend.connection, ticket.id, field_name, value, actor=self.person.email, now=self.now
        )
