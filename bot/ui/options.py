"""Finding choices by typing. Pure."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.catalog import FieldType, Option
from bot.ui.form import FormField
from bot.ui.pages import LISTED_OPTIONS

KEEP_TYPING: Final = "~?"
"""The value of the line that says that the search takes longer; it is never an answer."""


PEOPLE: Final = "people"
"""The source under which the names of picked people are known."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a question offers for the words typed so far. Shape: `known` are all its own choices, if it has any."""

    found: Sequence[Option] = ()
    known: Sequence[Option] = ()


def matching(options: Sequence[Option], text: str, *, limit: int = LISTED_OPTIONS) -> tuple[Option, ...]:
    """The options that match what was typed: those that begin so, then those whose words do, then the others.

    Shape: all words typed are somewhere in the label; nothing typed gives the first ones, in their order.
    """
    typed = text.casefold().strip()
    words = typed.split()
    if not words:
        return tuple(options[:limit])
    found: tuple[list[Option], list[Option], list[Option]] = ([], [], [])
    for option in options:
        label = option.label.casefold()
        if all(word in label for word in words):
            found[_rank(label, typed, words)].append(option)
    return tuple([*found[0], *found[1], *found[2]][:limit])


def _rank(label: str, typed: str, words: Sequence[str]) -> int:
    if label.startswith(typed):
        return 0
    parts = label.split()
    return 1 if all(any(part.startswith(word) for part in parts) for word in words) else 2


class Labels:
    """How found choices are called: a chosen one comes back as its value alone. Shape: the latest few thousand."""

    def __init__(self, *, most: int = 5_000) -> None:
        self._most = most
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    def learn(self, source: str, options: Sequence[Option]) -> None:
        """Remember what was offered."""
        for option in options:
            self._known[(source, option.value)] = option.label
            self._known.move_to_end((source, option.value))
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def named(self, field: FormField) -> FormField:
        """The look-up, or the picked person, with the label of its answer, if that is known."""
        source = PEOPLE if field.type is FieldType.USER else field.lookup_source
        if not source or not isinstance(field.value, str):
            return field
        label = self._known.get((source, field.value))
        if label is None:
            return field
        return field.model_copy(update={"options": (Option(value=field.value, label=label),)})
