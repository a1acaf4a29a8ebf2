"""Option values that Slack does not take as they are: they travel in the modal's metadata under a short key."""

from collections.abc import Sequence
from typing import Final

from bot.domain.catalog import Option
from cards.fit import width
from cards.limits import SLACK_OPTION_VALUE

_KEY: Final = "~"


def option_key(options: Sequence[Option], value: str) -> str:
    """The text that stands for this value in the modal."""
    if not _needs_key(value):
        return value
    for number, option in enumerate(options):
        if option.value == value:
            return f"{_KEY}{number}"
    return f"{_KEY}?"


def long_values(options: Sequence[Option]) -> dict[str, str]:
    """The values that are not drawn as they are, by their key."""
    return {option_key(options, option.value): option.value for option in options if _needs_key(option.value)}


def _needs_key(value: str) -> bool:
    return not value or width(value) > SLACK_OPTION_VALUE or value.startswith(_KEY)
