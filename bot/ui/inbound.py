"""What a person did in chat, the same for both channels.

An adapter builds one of these from a verified request; it is stored as the receipt's body, so it holds no
trigger id and nothing that needs the request to be still open.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, Field, TypeAdapter

from bot.domain.ids import ConversationId, FormToken
from bot.domain.people import AccountRef, Frozen


class Place(Frozen):
    """Where it happened.

    Shape: `kind` direct = only this person and the bot read here; room = others read too. `thread` is the
           platform's id of the thread's first message, when it happened in one.
    """

    conversation: ConversationId
    kind: Literal["direct", "room"]
    thread: str | None = None
    name: str = ""


class MessageRef(Frozen):
    """A message that was posted, to be edited or answered later."""

    conversation: ConversationId
    id: str


class _Inbound(Frozen):
    """What every inbound has.

    Shape: `key` is the same when the platform delivers it again; `locale` / `time_zone` if the request told
           them; `surface` is the adapter's own note of where the answer goes, opaque to the core.
    """

    key: str
    account: AccountRef
    place: Place
    at: AwareDatetime
    name: str = ""
    locale: str | None = None
    time_zone: str | None = None
    surface: dict[str, str] = Field(default_factory=dict)


class Command(_Inbound):
    """Words meant for the bot: a slash command, a mention, or a message in the direct chat.

    Shape: `is_explicit` = the platform marked it as a command (slash command); otherwise the words may be
           a command or just talk.
    """

    kind: Literal["command"] = "command"
    text: str
    is_explicit: bool = False


class Click(_Inbound):
    """A click on a button or a menu's option. Shape: `choice` is the option's value; `message` what was clicked."""

    kind: Literal["click"] = "click"
    verb: str
    args: dict[str, str] = Field(default_factory=dict)
    choice: str | None = None
    message: MessageRef | None = None


class Submit(_Inbound):
    """A form sent.

    Shape: `raw` are the answers as parsed by the channel (JSON values), not yet checked; `page` is the page they
           stood on, where the form has several.
    """

    kind: Literal["submit"] = "submit"
    token: FormToken
    page: int | None = None
    raw: dict[str, object] = Field(default_factory=dict)
    message: MessageRef | None = None


class Arrived(_Inbound):
    """The bot became visible to a person: installed, or the first message tab opened."""

    kind: Literal["arrived"] = "arrived"


Inbound: TypeAlias = Annotated[Command | Click | Submit | Arrived, Field(discriminator="kind")]
inbound_adapter: TypeAdapter[Inbound] = TypeAdapter(Inbound)
