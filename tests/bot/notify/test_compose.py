"""What a notice says."""

from datetime import timedelta

import pytest

from bot.domain.events import Event
from bot.notify.compose import compose, lateness
from bot.ui.action import Button
from bot.ui.message import Actions, Message, Paragraph
from bot.ui.rich import Link, plain_text
from tests.bot.notify.builders import ADA, BOB, NOW, breach_event, event, notice, ticket
from tests.fakes.ticketing import META


def lines(message: Message) -> list[str]:
    """The words of its paragraphs."""
    return [plain_text(block.text) for block in message.blocks if isinstance(block, Paragraph)]


def buttons(message: Message) -> list[tuple[str, dict[str, str]]]:
    """Its buttons."""
    actions = [item for block in message.blocks if isinstance(block, Actions) for item in block.items]
    return [(one.verb, one.args) for one in actions if isinstance(one, Button)]


SUBJECT = "VPN drops <!channel>"


@pytest.mark.parametrize(
    ("of", "role", "first"),
    [
        (event(), "assignee", f"Ada assigned TKT-1 to you: {SUBJECT}"),
        (event(actor=None), "assignee", f"TKT-1 is now yours: {SUBJECT}"),
        (event(), "team", f"Ada assigned TKT-1 to Bob: {SUBJECT}"),
        (event(actor=BOB), "team", f"Bob took TKT-1: {SUBJECT}"),
        (event(actor=None), "team", f"TKT-1 is now assigned to Bob: {SUBJECT}"),
        (breach_event(), "team", f"TKT-1 was not resolved in time: {SUBJECT}"),
        (breach_event(sla="response"), "assignee", f"TKT-1 got no first answer in time: {SUBJECT}"),
    ],
)
def test_the_first_line_says_who_did_what_to_which_ticket(of: Event, role: str, first: str) -> None:
    """That line is also what a phone shows."""
    message = compose(notice(of, role=role), meta=META, now=NOW)
    assert (message.summary, lines(message)[0]) == (first, first)


def test_the_number_links_to_the_ticket() -> None:
    """Where the ticket has an address; people's own words stay words."""
    linked = ticket(assignee=BOB, url="https://desk.example.com/1")
    message = compose(notice(event(ticket=linked)), meta=META, now=NOW)
    first = message.blocks[0]
    assert isinstance(first, Paragraph)
    assert [span for span in first.text if isinstance(span, Link)] == [
        Link(text="TKT-1", url="https://desk.example.com/1")
    ]


def test_it_says_why_it_comes_here() -> None:
    """To the assignee because of the ticket, to a room because of its team."""
    assert lines(compose(notice(role="assignee"), meta=META, now=NOW))[-1] == (
        "You get this because you are the assignee."
    )
    assert lines(compose(notice(), meta=META, now=NOW))[-1] == (
        "This goes here because the conversation belongs to IT Support."
    )


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=119), None),
        (timedelta(minutes=14), "This happened 14 minutes ago; I could not tell you sooner."),
        (timedelta(minutes=61), "This happened 1 hour ago; I could not tell you sooner."),
        (timedelta(days=3), "This happened 3 days ago; I could not tell you sooner."),
        (timedelta(minutes=-5), None),
    ],
)
def test_it_says_how_late_it_is(ago: timedelta, words: str | None) -> None:
    """Only when it is; a clock that is wrong is not mentioned."""
    assert lateness(NOW - ago, now=NOW, locale="en") == words


def test_what_can_be_clicked() -> None:
    """The team can claim what nobody has, and show; without assigning there is no claim."""
    args = {"ticket": "t1", "number": "TKT-1"}
    free = notice(breach_event(ticket=ticket()))
    assert buttons(compose(free, meta=META, now=NOW)) == [("claim", args), ("show", args)]
    assert buttons(compose(free, meta=META, now=NOW, can_claim=False)) == [("show", args)]
    assert buttons(compose(notice(), meta=META, now=NOW)) == [("show", args)]
    assert buttons(compose(notice(role="assignee"), meta=META, now=NOW)) == [("show", args)]


def test_a_repeat_says_so() -> None:
    """After a lost answer the reader is told that they may have read it already."""
    words = "I may have told you this already: the first answer got lost."
    assert words in lines(compose(notice(is_repeat=True), meta=META, now=NOW))
    assert words not in lines(compose(notice(), meta=META, now=NOW))


def test_who_had_it_before() -> None:
    """A hand-over names the one before."""
    assert "It was with Ada before." in lines(
        compose(notice(event(previous_assignee=ADA)), meta=META, now=NOW)
    )
