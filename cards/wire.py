"""What a clicked thing carries, the same for both platforms. It can be forged: reading it proves nothing.

Must not decide anything: rights are checked anew by whoever acts on what was read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.domain.catalog import FieldType, Option
from bot.domain.ids import FieldId
from bot.ui.form import Form
from cards.errors import BadPayload, NotDrawable

SUBMIT_VERB: Final = "submit"
CANCEL_VERB: Final = "cancel"
PRESS: Final = "press"
MAX_VERB: Final = 100
MAX_ARGS: Final = 20
MAX_ARG: Final = 1_000
MAX_CHOICE: Final = 1_000
MAX_PAGE: Final = 1_000
PAGE: Final = "page"


@dataclass(frozen=True, slots=True)
class ParsedAction:
    """What a click asks for. Shape: as Click; `opens_form` = a form is awaited at once."""

    verb: str
    args: dict[str, str]
    choice: str | None = None
    opens_form: bool = False


def read_action(verb: object, args: object, choice: object, *, opens_form: bool) -> ParsedAction:
    """An action from its parts. Raises: BadPayload when a part is not of its kind or is too large."""
    if not isinstance(verb, str) or not 0 < len(verb) <= MAX_VERB:
        raise BadPayload("the verb is missing or no text")
    if args is None:
        args = {}
    if not isinstance(args, Mapping) or len(args) > MAX_ARGS:
        raise BadPayload("the arguments are no small mapping")
    read: dict[str, str] = {}
    for name, value in args.items():
        if not isinstance(name, str) or not isinstance(value, str) or len(name) + len(value) > MAX_ARG:
            raise BadPayload("an argument is no short text")
        read[name] = value
    if choice is not None and (not isinstance(choice, str) or len(choice) > MAX_CHOICE):
        raise BadPayload("the choice is no short text")
    return ParsedAction(verb, read, choice or None, opens_form)


def as_mapping(value: object, what: str) -> Mapping[str, object]:
    """The value as a mapping. Raises: BadPayload."""
    if not isinstance(value, Mapping):
        raise BadPayload(f"{what} is no mapping")
    return value


def as_text(value: object, what: str) -> str:
    """The value as text that is not empty. Raises: BadPayload."""
    if not isinstance(value, str) or not value:
        raise BadPayload(f"{what} is missing or no text")
    return value


def page_number(value: object) -> int | None:
    """A page of a form, if this is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MAX_PAGE else None


def is_web_address(url: str) -> bool:
    """Whether a platform opens this address and it cannot run anything."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.netloc) and not any(sign <= " " for sign in url)


def distinct_options(options: Sequence[Option]) -> list[Option]:
    """The options, one for each value: two with the same value could not be told apart in an answer."""
    first: dict[str, Option] = {}
    for option in options:
        first.setdefault(option.value, option)
    return list(first.values())


def require_drawable(form: Form) -> None:
    """Refuse what no channel can ask. Raises: NotDrawable for a field id used twice or a required file."""
    seen: set[FieldId] = set()
    for field in form.fields:
        if field.id in seen:
            raise NotDrawable(f"field {field.id!r}", "its id is used twice in this form")
        seen.add(field.id)
        if field.type is FieldType.FILE and field.required:
            raise NotDrawable(f"field {field.id!r}", "it needs a file, and files cannot be attached yet")
        needs_options = field.type in {FieldType.DROPDOWN, FieldType.RADIO, FieldType.MULTISELECT}
        if needs_options and field.required and not field.options:
            raise NotDrawable(f"field {field.id!r}", "it needs a choice and has no options")
