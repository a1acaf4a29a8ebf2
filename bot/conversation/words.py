"""Reads what somebody typed: a command word and its rest, or just talk. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz, process

from bot.domain.references import parse_reference, split_reference

WORDS: Final = (
    "new", "catalog", "mine", "show", "status", "comment", "note", "assign", "claim", "priority",
    "close", "reopen", "search", "queue", "whoami", "help",
)  # fmt: skip
ALIASES: Final = {
    "create": "new",
    "raise": "new",
    "items": "catalog",
    "tickets": "mine",
    "list": "mine",
    "view": "show",
    "reply": "comment",
    "take": "claim",
    "find": "search",
    "hello": "help",
    "hi": "help",
    "start": "help",
    "?": "help",
}
# In talk these begin sentences too, so they count only with a ticket behind them ("close 1234", not "close the door").
_ABOUT_A_TICKET: Final = frozenset(
    {"show", "status", "comment", "note", "assign", "claim", "priority", "close", "reopen"}
)
_ALONE: Final = frozenset({"mine", "whoami", "catalog"})
_NEAR: Final = 70
# Other names for commands are everyday words, near to many others ("teams" to "items", "lost" to "list").
_NEAR_ALIAS: Final = 85


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed. Shape: `word` is set for a command; `near` for what may have been meant by one."""

    kind: Literal["command", "mistyped", "talk", "nothing"]
    word: str = ""
    rest: str = ""
    near: str = ""


def read(text: str, *, is_explicit: bool) -> Said:
    """Command, mistyped command or talk.

    Shape: `is_explicit` = the platform marked it as a command, so its first word is meant as one.
    """
    words = text.strip()
    if not words:
        return Said(kind="nothing")
    if parse_reference(words) is not None:
        return Said(kind="command", word="show", rest=words)
    first, _, rest = words.partition(" ")
    head, _, below = first.partition("\n")
    typed = head.casefold().lstrip("/").rstrip(":,.!") or head
    rest = f"{below} {rest}".strip() if below else rest.strip()
    word = ALIASES.get(typed, typed)
    if word in WORDS and (is_explicit or _is_meant(word, rest)):
        return Said(kind="command", word=word, rest=rest)
    if word in WORDS:
        return Said(kind="talk", rest=words)
    near = _nearest(typed)
    is_short = len(words.split()) <= 2 or split_reference(rest)[0] is not None
    if near and is_short:
        return Said(kind="mistyped", near=near, rest=rest, word=typed)
    return Said(kind="talk", rest=words)


def _is_meant(word: str, rest: str) -> bool:
    """Whether in a chat without command marks this word is a command."""
    if word in _ABOUT_A_TICKET:
        return not rest or split_reference(rest)[0] is not None
    if word == "help":
        return len(rest.split()) <= 1
    if word == "queue":
        return len(rest.split()) <= 1
    return not rest or word not in _ALONE or (word == "catalog" and len(rest.split()) <= 2)


def _nearest(typed: str) -> str:
    word = process.extractOne(typed, WORDS, scorer=fuzz.ratio, score_cutoff=_NEAR)
    alias = process.extractOne(typed, tuple(ALIASES), scorer=fuzz.ratio, score_cutoff=_NEAR_ALIAS)
    if alias and (word is None or alias[1] > word[1]):
        return ALIASES[alias[0]]
    return word[0] if word else ""
