"""What typed words are taken for."""

import pytest

from bot.conversation.router import COMMANDS
from bot.conversation.words import ALIASES, WORDS, Said, read


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("new", "new", ""),
        ("NEW my VPN drops", "new", "my VPN drops"),
        ("/mine", "mine", ""),
        ("help new", "help", "new"),
        ("?", "help", ""),
        ("take 12", "claim", "12"),
        ("comment 1234 it works", "comment", "1234 it works"),
        ("new\nmy VPN drops", "new", "my VPN drops"),
        ("TKT-2025-001234", "show", "TKT-2025-001234"),
        ("#12", "show", "#12"),
    ],
)
@pytest.mark.parametrize("is_explicit", [True, False])
def test_commands_are_read_alike(text: str, word: str, rest: str, is_explicit: bool) -> None:
    """A command is the same marked or unmarked; a bare reference shows the ticket."""
    assert read(text, is_explicit=is_explicit) == Said(kind="command", word=word, rest=rest)


@pytest.mark.parametrize(
    "text",
    [
        "my VPN drops every hour",
        "close the door on the second floor please",
        "show me how to print",
        "help me, my screen is black",
        "status of my laptop?",
        "take care of my printer",
        "teams broken",
        "lost phone",
    ],
)
def test_talk_stays_talk(text: str) -> None:
    """Sentences that happen to begin with a command word are not commands in a direct chat."""
    assert read(text, is_explicit=False) == Said(kind="talk", rest=text)


@pytest.mark.parametrize(
    ("text", "near"),
    [("mien", "mine"), ("coment 1234 hi", "comment"), ("serch vpn", "search"), ("tikets", "mine")],
)
def test_a_slip_is_recognised(text: str, near: str) -> None:
    """A mistyped word leads to the one that was meant."""
    said = read(text, is_explicit=True)
    assert (said.kind, said.near) == ("mistyped", near)


def test_nothing_is_nothing() -> None:
    """Blank words ask for nothing in particular."""
    assert read("  \n ", is_explicit=True) == Said(kind="nothing")


def test_every_word_has_a_handler_and_every_alias_a_word() -> None:
    """The words people can type are exactly those the table answers."""
    assert (set(WORDS), set(ALIASES.values()) - set(WORDS)) == (set(COMMANDS), set())
