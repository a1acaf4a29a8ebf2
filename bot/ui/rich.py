"""Text with the little structure both platforms share, so that people's own words can never become markup."""

import re
from collections.abc import Iterable
from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, Field

from bot.domain.ids import AccountId
from bot.domain.people import Frozen


class Plain(Frozen):
    """Words shown exactly as they are; `strong` sets them in bold."""

    kind: Literal["plain"] = "plain"
    text: str
    strong: bool = False


class Link(Frozen):
    """Words that open an address."""

    kind: Literal["link"] = "link"
    text: str
    url: str


class When(Frozen):
    """A moment, shown in the reader's own zone and locale. Shape: `fallback` is read where that cannot be done."""

    kind: Literal["when"] = "when"
    at: AwareDatetime
    style: Literal["date", "time", "both"] = "both"
    fallback: str


class Mention(Frozen):
    """An account of the channel the message goes to, named so that it is notified."""

    kind: Literal["mention"] = "mention"
    account: AccountId
    name: str


Span: TypeAlias = Annotated[Plain | Link | When | Mention, Field(discriminator="kind")]
Rich: TypeAlias = tuple[Span, ...]


def rich(*parts: "str | Span | Rich") -> Rich:
    """One text of several parts; a bare string is shown as it is."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans.extend([Plain(text=part)] if part else [])
        elif isinstance(part, tuple):
            spans.extend(part)
        else:
            spans.append(part)
    return tuple(spans)


_PLACE = re.compile(r"\{(\w+)\}")


def fill(template: str, /, **values: "str | int | Span | Rich") -> Rich:
    """A sentence with its `{places}` filled in; values keep their own structure and are never parsed.

    Raises: KeyError for a place without a value.
    """
    parts: list[str | Span | Rich] = []
    position = 0
    for match in _PLACE.finditer(template):
        parts.append(template[position : match.start()])
        value = values[match.group(1)]
        parts.append(str(value) if isinstance(value, int) else value)
        position = match.end()
    parts.append(template[position:])
    return rich(*parts)


def plain_text(text: "Rich | Iterable[Span]") -> str:
    """The words alone, for notifications and screen readers."""
    return "".join(_words(span) for span in text)


def _words(span: Span) -> str:
    if isinstance(span, When):
        return span.fallback
    if isinstance(span, Mention):
        return f"@{span.name}"
    return span.text
