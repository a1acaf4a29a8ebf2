"""Everything the emulated Teams remembers. It has no behaviour beyond finding and forgetting."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sandbox.teams.directory import Directory, JsonObject, Place
from sandbox.world import World

ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"
FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"


@dataclass(slots=True)
class Settings:
    """What a test or a demo may set.

    Units: seconds of real time. `redeliveries` is how often an unanswered message is sent again;
           `not_installed` are keys of people who have not added the bot.
    """

    message_timeout_s: float = 15.0
    invoke_timeout_s: float = 5.0
    redeliveries: int = 2
    token_lifetime_s: int = 3600
    enforce_rates: bool = True
    refresh_cards: bool = True
    announce: bool = False
    not_installed: frozenset[str] = frozenset()


@dataclass(slots=True)
class Message:
    """A message in a conversation.

    Shape: `author` is "bot" or a person key; `views` are cards shown to one person only, by person key;
           `refreshed` are the people whose client has refreshed this version of the card.
    """

    id: str
    place: Place
    author: str
    activity: JsonObject
    version: int = 1
    is_deleted: bool = False
    heard_by_bot: bool = False
    only_for: str | None = None
    views: dict[str, JsonObject] = field(default_factory=dict)
    refreshed: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Dialog:
    """The dialog a person has open.

    Shape: `card` or `url` or `text`; `command` and `payload` are set when a message extension opened it.
    """

    place: Place
    title: str
    card: JsonObject | None = None
    url: str | None = None
    text: str | None = None
    message_id: str | None = None
    command: str | None = None
    context: Literal["message", "compose", "commandbox"] | None = None
    message_payload: JsonObject | None = None


@dataclass(slots=True)
class StoredFile:
    """A file in somebody's OneDrive, or a picture pasted into a message."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"


class State:
    """The whole memory of one emulated Teams."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        self.directory = Directory(world)
        self.settings = settings
        self.bot_url: str | None = None
        self.base_url: str | None = None
        self._numbers: Iterator[int] = itertools.count(1_700_000_000_001)
        self.reset()

    def reset(self) -> None:
        """Forget conversations and records; addresses, keys and settings stay."""
        self.messages: list[Message] = []
        self.dialogs: dict[str, Dialog] = {}
        self.files: dict[str, StoredFile] = {}
        self.calls: list[JsonObject] = []
        self.deliveries: list[JsonObject] = []
        self.blocked: dict[str, str] = {}
        self.installed: set[str] = {room.teams_id for room in self.world.rooms if room.bot_is_member}
        for person in self.world.people:
            if person.key not in self.settings.not_installed:
                self.installed.add(self.directory.direct(person).base_id)

    @property
    def service_url(self) -> str:
        """The connector's address as activities name it."""
        return f"{self.base_url}/connector/"

    def next_id(self) -> str:
        """A fresh activity id, in the look of Teams: milliseconds as text."""
        return str(next(self._numbers))

    def message(self, message_id: str, *, base_id: str | None = None) -> Message | None:
        """The living message with this id, in this conversation if one is given."""
        for message in self.messages:
            if message.id == message_id and not message.is_deleted:
                return message if base_id is None or message.place.base_id == base_id else None
        return None

    def add_message(
        self, place: Place, author: str, activity: JsonObject, *, only_for: str | None = None
    ) -> Message:
        """Append a message; in a channel a message without a root starts a thread."""
        message_id = self.next_id()
        if place.room is not None and place.root is None:
            place = replace(place, root=message_id)
        message = Message(message_id, place, author, {**activity}, only_for=only_for)
        self.messages.append(message)
        return message

    def visible_to(self, person_key: str, place: Place) -> list[Message]:
        """Messages this person sees in this conversation, oldest first."""
        return [
            message
            for message in self.messages
            if message.place.base_id == place.base_id
            and not message.is_deleted
            and message.only_for in {None, person_key}
        ]


def cards_of(activity: JsonObject) -> list[Any]:
    """The Adaptive Cards attached to an activity."""
    attachments = activity.get("attachments") or []
    return [part.get("content") for part in attachments if part.get("contentType") == ADAPTIVE_CARD]
