"""Decides who is speaking, from what the chat platform vouches for and what the ticketing system knows.

Nothing is remembered here, so a right that was taken away is gone with the next look-up; a look-up that fails
refuses, by letting the fault pass.
"""

from dataclasses import dataclass

from bot.conversation.policy import Policy
from bot.domain.ids import UserId
from bot.domain.people import Account, AccountRef, Person, Role
from bot.errors import NotFound, NotLinked
from bot.ports.identity import Directory
from bot.ports.ticketing import TicketBackend


@dataclass(frozen=True, slots=True)
class Identity:
    """An account and the person it belongs to."""

    account: Account
    person: Person


async def identify(
    ref: AccountRef, *, directory: Directory, backend: TicketBackend | None, policy: Policy
) -> Identity:
    """Who this account is to the help desk.

    Raises: NotLinked (with whom to ask); Unreachable, Busy, CredentialsRevoked of the look-ups.
    """
    if backend is None:
        raise NotLinked("who.no_help_desk", who=policy.who_to_ask)
    try:
        account = await directory.account(ref)
    except NotFound as gone:
        raise NotLinked("who.unknown_account", who=policy.who_to_ask) from gone
    email = _trusted_email(account, policy)
    person = await backend.find_person(email)
    if person is not None and person.name == person.email:
        # A system that lists only its agents knows nobody else's name; the chat does.
        person = person.model_copy(update={"name": account.name})
    if person is None:
        person = _end_user(account, email, backend=backend, policy=policy)
    if not person.is_active:
        raise NotLinked("who.not_active", who=policy.who_to_ask)
    if account.is_guest:
        person = person.model_copy(update={"roles": frozenset({Role.USER.value})})
    return Identity(account=account, person=person)


def _trusted_email(account: Account, policy: Policy) -> str:
    """The e-mail that decides, once everybody is turned away whose account is no proof of who they are."""
    if account.is_bot:
        raise NotLinked("who.bot", who=policy.who_to_ask)
    if not account.is_active:
        raise NotLinked("who.not_active", who=policy.who_to_ask)
    if account.is_stranger:
        raise NotLinked("who.stranger", who=policy.who_to_ask)
    if account.is_guest and policy.guests == "refuse":
        raise NotLinked("who.guest", who=policy.who_to_ask)
    if not account.email:
        raise NotLinked("who.no_email", who=policy.who_to_ask)
    return account.email


def _end_user(account: Account, email: str, *, backend: TicketBackend, policy: Policy) -> Person:
    """A person the system does not list: an end user where it lists only its agents, else nobody."""
    if backend.capabilities.has_people:
        raise NotLinked("who.unknown_person", email=email, who=policy.who_to_ask)
    return Person(
        id=UserId(email), name=account.name, email=email, roles=frozenset({Role.USER.value}), is_active=True
    )
