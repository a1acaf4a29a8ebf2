"""Reads one raw value as a field type's canonical answer. Knows types, not rules: `check` has the rules."""

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.ui.form import clean_words

# JSON readers keep whole numbers exact up to about this size.
MAX_NUMBER: Final = 10**15
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})")
_ONE_COMMA: Final = re.compile(r"[+-]?[0-9]{1,40},[0-9]{1,40}")
_LOOKS_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EPOCH: Final = re.compile(r"-?[0-9]{1,12}")
_BOUND: Final = re.compile(r"today(?:\s*([+-]\s*[0-9]{1,5})\s*d)?")


class Unreadable(ValueError):
    """A raw value is not of its type. Shape: `text_name` names the sentence that says what to do."""

    def __init__(self, text_name: str) -> None:
        super().__init__(text_name)
        self.text_name = text_name


def read_text(raw: object) -> str | None:
    """Words, trimmed; None when there are none. Raises: Unreadable."""
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Unreadable("form.not_understood")
    if not isinstance(raw, str) and not abs(raw) <= MAX_NUMBER:
        raise Unreadable("form.not_understood")
    return clean_words(str(raw)).strip() or None


def read_flag(raw: object) -> bool:
    """A tick; no answer is no tick. Raises: Unreadable."""
    if raw is None or raw == "":
        return False
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in {"true", "false"}:
        return raw.lower() == "true"
    raise Unreadable("form.not_understood")


def read_items(raw: object) -> tuple[str, ...]:
    """Several choices, each once. Raises: Unreadable."""
    if raw is None or raw == "":
        return ()
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        raise Unreadable("form.not_understood")
    if not all(isinstance(item, str) for item in raw):
        raise Unreadable("form.not_understood")
    return tuple(dict.fromkeys(raw))


def read_number(raw: object) -> Decimal | None:
    """A number; "1,5" is one and a half, "1,500" could be either and is not read. Raises: Unreadable."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Unreadable("form.not_a_number")
    if isinstance(raw, float) and not math.isfinite(raw):
        raise Unreadable("form.not_a_number")
    if isinstance(raw, str):
        number = _typed_number(raw.strip())
    else:
        number = Decimal(raw) if isinstance(raw, int) else Decimal(repr(raw))
    if abs(number) > MAX_NUMBER:
        raise Unreadable("form.number_too_big")
    return number


def _typed_number(text: str) -> Decimal:
    if _LOOKS_GROUPED.fullmatch(text):
        raise Unreadable("form.ambiguous_number")
    if _ONE_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise Unreadable("form.not_a_number")
    try:
        return Decimal(text)
    except InvalidOperation as bad:
        raise Unreadable("form.not_a_number") from bad


def number_answer(number: Decimal) -> int | float:
    """The number as JSON keeps it: whole numbers as int."""
    return int(number) if number == number.to_integral_value() else float(number)


def decimals_of(number: Decimal) -> int:
    """How many digits after the point the number needs."""
    _, digits, exponent = number.as_tuple()
    needed = -exponent if isinstance(exponent, int) else 0
    for digit in reversed(digits):
        if digit or needed <= 0:
            break
        needed -= 1
    return max(needed, 0)


def number_text(value: float) -> str:
    """A number as a person or a platform's number input reads it: no exponent, no trailing zeros."""
    text = format(Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def read_date(raw: object) -> date | None:
    """A real calendar day, written YYYY-MM-DD. Raises: Unreadable."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or not _DATE.fullmatch(raw.strip()):
        raise Unreadable("form.not_a_date")
    try:
        return date.fromisoformat(raw.strip())
    except ValueError as bad:
        raise Unreadable("form.not_a_date") from bad


def read_moment(raw: object) -> datetime | None:
    """A moment: ISO 8601 with an offset, or seconds since 1970; cut to whole minutes, in UTC. Raises: Unreadable."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Unreadable("form.not_a_moment")
    try:
        moment = _moment(raw)
        if moment.tzinfo is None:
            raise Unreadable("form.not_a_moment")
        return moment.astimezone(UTC).replace(second=0, microsecond=0)
    except (ValueError, OverflowError, OSError) as bad:
        raise Unreadable("form.not_a_moment") from bad


def _moment(raw: str | float) -> datetime:
    if not isinstance(raw, str):
        return datetime.fromtimestamp(raw, UTC)
    if _EPOCH.fullmatch(raw.strip()):
        return datetime.fromtimestamp(int(raw), UTC)
    return datetime.fromisoformat(raw.strip())


def moment_answer(moment: datetime) -> str:
    """A moment as an answer: ISO 8601 in UTC with Z, whole minutes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00Z").rjust(20, "0")


def read_bound(spec: str | None, today: date) -> date | None:
    """A template's earliest or latest day: ISO, "today" or "today+7d"; None when there is none or it makes no sense."""
    if spec is None:
        return None
    relative = _BOUND.fullmatch(spec.strip().lower())
    try:
        if relative:
            days = (relative.group(1) or "0").replace(" ", "")
            return today + timedelta(days=int(days))
        return date.fromisoformat(spec.strip()[:10])
    except (ValueError, OverflowError):
        return None
