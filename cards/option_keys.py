"""Option values that no platform carries well: they travel under a short key, and are found again in the form."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.catalog import Option
from bot.ui.form import Form
from bot.ui.options import KEEP_TYPING
from cards.fit import width
from cards.limits import SLACK_OPTION_VALUE

_KEY: Final = "~"


def option_key(options: Sequence[Option], value: str) -> str:
    """The text that stands for this value in what is drawn."""
    if not _needs_key(value):
        return value
    for number, option in enumerate(options):
        if option.value == value:
            return f"{_KEY}{number}"
    return KEEP_TYPING


def has_keys(raw: Mapping[str, object]) -> bool:
    """Whether some answer came under a key, so that the form is needed to read it."""
    return any(_is_key(one) for answer in raw.values() for one in _each(answer))


def without_keys(raw: Mapping[str, object], form: Form) -> dict[str, object]:
    """The answers with every key as the value it stands for; a key that stands for none stays, and is refused later."""
    values = {
        str(field.id): {option_key(field.options, one.value): one.value for one in field.options}
        for field in form.fields
    }
    return {name: _resolved(answer, values.get(name, {})) for name, answer in raw.items()}


def _resolved(answer: object, values: Mapping[str, str]) -> object:
    if isinstance(answer, str):
        return values.get(answer, answer) if _is_key(answer) else answer
    if isinstance(answer, list | tuple):
        return [_resolved(one, values) for one in answer]
    return answer


def _each(answer: object) -> Sequence[object]:
    return answer if isinstance(answer, list | tuple) else (answer,)


def _is_key(answer: object) -> bool:
    return isinstance(answer, str) and answer.startswith(_KEY)


def _needs_key(value: str) -> bool:
    return not value or width(value) > SLACK_OPTION_VALUE or value.startswith(_KEY)
