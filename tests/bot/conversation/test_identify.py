"""Who is allowed to be somebody."""

import pytest

from bot.conversation.identify import identify
from bot.conversation.policy import Policy
from bot.domain.people import Account, Role
from bot.errors import NotLinked, Unreachable
from bot.texts.say import say
from tests.bot.stage import JANE, SAM, WORKSPACE, Stage, account_of, message_of, words
from tests.fakes.directory import FakeDirectory
from tests.fakes.ticketing import FakeTickets, person

UMA = person("uma")


@pytest.mark.parametrize(
    ("account", "text_name"),
    [
        (account_of(JANE, is_guest=True), "who.guest"),
        (account_of(JANE, is_stranger=True), "who.stranger"),
        (account_of(JANE, is_bot=True), "who.bot"),
        (account_of(JANE, is_active=False), "who.not_active"),
        (account_of(JANE, email=None), "who.no_email"),
        (account_of(UMA), "who.unknown_person"),
    ],
)
async def test_who_is_not_to_be_trusted_is_refused(account: Account, text_name: str) -> None:
    """Guests, strangers, bots, switched-off and unknown accounts are refused, each with its own sentence."""
    with pytest.raises(NotLinked) as refused:
        await identify(
            account.ref,
            directory=FakeDirectory("slack", (account,)),
            backend=FakeTickets(people=(JANE,)),
            policy=Policy(who_to_ask="the IT desk"),
        )
    assert (refused.value.text_name, refused.value.values["who"]) == (text_name, "the IT desk")


async def test_a_guest_is_never_more_than_an_end_user() -> None:
    """Where guests are let in, a role the help desk gives them does not count."""
    guest = account_of(SAM, is_guest=True)
    identity = await identify(
        guest.ref,
        directory=FakeDirectory("slack", (guest,)),
        backend=FakeTickets(people=(SAM,)),
        policy=Policy(guests="end_user"),
    )
    assert identity.person.roles == frozenset({Role.USER})


async def test_where_only_agents_are_listed_a_verified_colleague_is_an_end_user() -> None:
    """A system that does not list end users does not lock them out."""
    tickets = FakeTickets(people=(SAM,))
    tickets.offer(has_people=False)
    account = account_of(JANE)
    identity = await identify(
        account.ref, directory=FakeDirectory("slack", (account,)), backend=tickets, policy=Policy()
    )
    assert (identity.person.email, identity.person.roles) == (JANE.email, frozenset({Role.USER}))


@pytest.mark.parametrize("who_fails", ["directory", "tickets"])
async def test_a_failed_look_up_refuses(who_fails: str) -> None:
    """When nobody can say who it is, nobody is assumed."""
    account, tickets = account_of(JANE), FakeTickets(people=(JANE,))
    directory = FakeDirectory("slack", (account,))
    faults = {"directory": (Unreachable(), False), "tickets": (None, True)}
    directory.fault, tickets.is_down = faults[who_fails]
    with pytest.raises(Unreachable):
        await identify(account.ref, directory=directory, backend=tickets, policy=Policy())


async def test_a_workspace_without_help_desk_is_told_so() -> None:
    """A person of a workspace nobody connected is told whom to ask."""
    stage = Stage()
    command = stage.command(JANE, "mine")
    elsewhere = command.account.model_copy(update={"workspace": f"{WORKSPACE}-other"})
    (reply,) = await stage.do(command.model_copy(update={"account": elsewhere}))
    assert words(message_of(reply)) == stage_text("who.no_help_desk")


async def test_a_right_that_was_taken_away_is_gone_with_the_next_click() -> None:
    """Story 25: an agent who stops being one is refused at once, for nothing is remembered."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    await stage.say(SAM, f"show {ticket.number}")
    stage.tickets.people = [JANE, SAM.model_copy(update={"roles": frozenset({Role.USER.value})})]
    (reply,) = await stage.press(SAM, "claim", {"ticket": ticket.id, "number": ticket.number})
    assert (stage.outcome, stage.tickets.tickets[ticket.id].assignee) == ("refused", None)
    assert words(message_of(reply)) == stage_text("fault.no_ticket_named", number=ticket.number)


def stage_text(name: str, **values: str) -> str:
    """A sentence as the stage's people read it."""
    return say(name, "en", **{"who": "the IT desk", **values})
