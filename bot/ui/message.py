"""A message in neutral blocks; every channel draws each of them."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from bot.domain.people import Frozen
from bot.ui.action import Action
from bot.ui.rich import Rich

Tone = Literal["normal", "subtle", "good", "warning", "attention"]


class Heading(Frozen):
    """The first line of a message, larger."""

    kind: Literal["heading"] = "heading"
    text: Rich


class Paragraph(Frozen):
    """A line or more of text. The tone adds colour, never meaning that the words do not have."""

    kind: Literal["paragraph"] = "paragraph"
    text: Rich
    tone: Tone = "normal"


class Facts(Frozen):
    """Names and values side by side."""

    kind: Literal["facts"] = "facts"
    items: tuple[tuple[str, Rich], ...]


class Quote(Frozen):
    """Somebody's own words, verbatim, set apart."""

    kind: Literal["quote"] = "quote"
    text: str


class Row(Frozen):
    """One entry of a list, with at most one thing to click."""

    title: Rich
    detail: Rich = ()
    action: Action | None = None


class Rows(Frozen):
    """A list of like entries: tickets, catalog items."""

    kind: Literal["rows"] = "rows"
    items: tuple[Row, ...]


class Actions(Frozen):
    """Buttons and menus under what they are about, the likeliest first."""

    kind: Literal["actions"] = "actions"
    items: tuple[Action, ...]


class Divider(Frozen):
    """A thin line."""

    kind: Literal["divider"] = "divider"


Block: TypeAlias = Annotated[
    Heading | Paragraph | Facts | Quote | Rows | Actions | Divider, Field(discriminator="kind")
]


class Message(Frozen):
    """A whole message.

    Shape: `summary` is what a phone shows and a screen reader says first: who did what to which ticket.
    """

    summary: str
    blocks: tuple[Block, ...] = ()
