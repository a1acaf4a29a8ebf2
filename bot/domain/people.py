"""Who somebody is: an account in a chat, a person in the ticketing system."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.domain.ids import AccountId, ChannelName, TeamKey, UserId, WorkspaceId


class Role(StrEnum):
    """A role the ticketing system gives. Source: docs.rezolve.ai, "List Tickets", role requirements."""

    USER = "ticket_user"
    AGENT = "ticket_agent"
    SUPERVISOR = "ticket_agent_supervisor"
    ADMIN = "ticket_admin"
    CATALOG_ADMIN = "catalog_admin"
    TENANT_ADMIN = "tenant_admin"
    APPROVER = "approver"


class Frozen(BaseModel):
    """The root of everything that is stored or sent: immutable, unknown members refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class UserRef(Frozen):
    """A user as a ticket names one. Shape: `email` may be empty where the vendor does not tell it."""

    id: UserId
    name: str
    email: str = ""


class Person(Frozen):
    """A user of the ticketing system, with what decides their rights."""

    id: UserId
    name: str
    email: str
    roles: frozenset[str] = frozenset()
    teams: frozenset[TeamKey] = frozenset()
    is_active: bool = True

    @property
    def ref(self) -> UserRef:
        """How a ticket names this person."""
        return UserRef(id=self.id, name=self.name, email=self.email)

    @property
    def is_agent(self) -> bool:
        """Whether this person works on other people's tickets."""
        return bool(self.roles & {Role.AGENT, Role.SUPERVISOR, Role.ADMIN})

    @property
    def is_admin(self) -> bool:
        """Whether this person sees every ticket."""
        return Role.ADMIN in self.roles

    def is_same(self, other: UserRef | None) -> bool:
        """Whether a ticket's user is this person: by id, else by e-mail, case ignored."""
        if other is None:
            return False
        return other.id == self.id or (bool(other.email) and other.email.casefold() == self.email.casefold())


class AccountRef(Frozen):
    """An account's address: enough to find it again, nothing personal."""

    channel: ChannelName
    workspace: WorkspaceId
    id: AccountId

    @property
    def key(self) -> str:
        """One text for locks and unique keys."""
        return f"{self.channel}:{self.workspace}:{self.id}"


class Account(Frozen):
    """An account with what the chat platform says of it.

    Shape: `email` is set only when the platform vouches for it inside the home workspace; `time_zone` is an
           IANA name; `locale` a language tag.
    """

    ref: AccountRef
    name: str
    email: str | None = None
    is_guest: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    is_active: bool = True
    locale: str = "en"
    time_zone: str = "UTC"
