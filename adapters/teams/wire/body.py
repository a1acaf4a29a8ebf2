"""A request's body as an object that can be stored. Pure."""

import json
from typing import Any, NoReturn

from bot.ui.form import clean_words


def object_from_body(body: bytes) -> dict[str, Any] | None:
    """The JSON object, without characters no database takes; None when it is no such thing."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse)
        if b"\\u" in body:
            # Control characters and halves of surrogate pairs can only be written like this.
            value = _clean(value)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_words(value)
    if isinstance(value, list):
        return [_clean(entry) for entry in value]
    if isinstance(value, dict):
        return {clean_words(name): _clean(entry) for name, entry in value.items()}
    return value
