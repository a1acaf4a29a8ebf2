"""How answers travel in a card's inputs: every value is text, several are joined by commas, an id says the kind.

So what comes back can be read without the form; whether it fits the form is the form's check to say.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

_EMPTY: Final = "%"


class InputKind(StrEnum):
    """What an input's value is, written before the field's id in the input's id."""

    WORDS = "words"
    FLAG = "flag"
    ONE = "one"
    MANY = "many"
    DAY = "day"
    TIME = "time"


def input_id(kind: InputKind, field_id: str) -> str:
    """The id of an input."""
    return f"{kind}:{field_id}"


def encode_choice(value: str) -> str:
    """An option's value without commas, which would part it, and never empty.

    Source: adaptivecards.io, Input.ChoiceSet: values of several choices are joined by commas.
    """
    return value.replace("%", "%25").replace(",", "%2C") or _EMPTY


def decode_choice(text: str) -> str:
    """The option's value."""
    return "" if text == _EMPTY else text.replace("%2C", ",").replace("%25", "%")


def local_parts(moment: str, zone: ZoneInfo) -> tuple[str, str] | None:
    """The day and time of a moment on this zone's clock; None for what is no moment."""
    try:
        local = datetime.fromisoformat(moment).astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return local.date().isoformat(), local.strftime("%H:%M")


def moment_of(day: str, time: str, zone: ZoneInfo) -> str | None:
    """The moment in UTC when this zone's clock shows this; None for what is no day or time.

    Shape: a time that the clock skips in spring counts on from before the gap (02:30 becomes 03:30); of a
           time that comes twice in autumn it is the first.
    """
    try:
        local = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone, fold=0)
        return local.astimezone(UTC).replace(second=0, microsecond=0).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return None
