"""How people name a ticket: its number, bare digits, a pasted link. Pure; whether it exists is asked elsewhere."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

# TKT-2025-001234, or a prefix with at least three digits, so that "B-12" in a sentence is not taken for one.
_NUMBER: Final = r"[A-Za-z][A-Za-z0-9]{0,11}-(?:\d{4}-\d{1,12}|\d{3,12})"
_UUID: Final = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_WHOLE_NUMBER: Final = re.compile(_NUMBER)
_WHOLE_UUID: Final = re.compile(_UUID)
_DIGITS: Final = re.compile(r"#?(\d{1,12})")
_IN_LINK: Final = re.compile(rf"(?<![A-Za-z0-9-])(?:{_NUMBER})(?![A-Za-z0-9-])")
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_ID_NAMES: Final = ("ticketid", "ticket", "ticketnumber", "id", "subentityid")


def parse_reference(text: str) -> str | None:
    """The ticket that this whole text names, or None when it names none.

    Shape: "tkt-2025-001234" -> "TKT-2025-001234"; "#001234" -> "1234"; a link -> the number or id in it.
    """
    words = _unwrap(text.strip())
    if _ADDRESS.fullmatch(words):
        return _in_address(words)
    return _bare(words)


def split_reference(text: str) -> tuple[str | None, str]:
    """The reference a text begins with, and the rest; (None, text) when it begins with none."""
    words = text.strip()
    if words.startswith("<") and ">" in words:
        end = words.index(">") + 1
        first, rest = words[:end], words[end:]
    else:
        first, _, rest = words.partition(" ")
    reference = parse_reference(first.rstrip(":,"))
    return (reference, rest.strip()) if reference else (None, words)


def same_number(number: str, reference: str) -> bool:
    """Whether a ticket's number is what somebody meant: the same, or the digits it ends in."""
    if number.casefold() == reference.casefold():
        return True
    ending = re.search(r"(\d+)$", number)
    return reference.isdigit() and ending is not None and int(ending.group(1)) == int(reference)


def _unwrap(text: str) -> str:
    """The address inside the form in which Slack writes links: <address|words>."""
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1].split("|", 1)[0]
    return text


def _bare(words: str) -> str | None:
    if digits := _DIGITS.fullmatch(words):
        return str(int(digits.group(1)))
    if _WHOLE_NUMBER.fullmatch(words):
        return words.upper()
    return words.lower() if _WHOLE_UUID.fullmatch(words) else None


def _in_address(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path, query = unquote(parts.path), unquote(parts.query)
    if number := _IN_LINK.search(f"{path} {query} {parts.fragment}"):
        return number.group().upper()
    for name, values in parse_qs(parts.query).items():
        if name.casefold() in _ID_NAMES and (found := _bare(values[0].strip())):
            return found
    context = re.search(r'"subEntityId"\s*:\s*"([^"]+)"', query)
    return _bare(context.group(1)) if context else _last_segment(f"{path}/{unquote(parts.fragment)}")


def _last_segment(path: str) -> str | None:
    segments = [segment for segment in path.split("/") if segment]
    return _bare(segments[-1]) if segments else None
