"""What a person sees and does in an emulated chat, in words that fit both platforms.

The terminal chat and the end-to-end stories act through `ChatUser`; `sandbox/slack/user.py` and
`sandbox/teams/user.py` implement it over HTTP. It adds nothing a real client could not do, and shows
nothing a real client would not show.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

InputKind = Literal[
    "text", "textarea", "select", "multiselect", "radio", "checkboxes", "toggle",
    "date", "time", "datetime", "number", "file", "user", "lookup",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be clicked.

    Shape: `ref` is the platform's own way to address it; `url` is set on buttons that only open an address;
           `options` is not empty for a menu in a message: choose one with `ChatUser.click(..., choice=value)`;
           `above` is how many of the screen's lines stand above it, which tells whose button it is in a list.
    """

    label: str
    ref: str
    url: str | None = None
    style: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    above: int | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """Something that can be filled in.

    Shape: `options` are (value, label); `value` is what it holds now, in the platform's own form;
           `error` is the message shown at this field.
    """

    ref: str
    label: str
    kind: InputKind
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    value: Any = None
    hint: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """A message, a modal or a dialog as one person sees it.

    Shape: `lines` are the texts top to bottom as a reader reads them (markup removed, escapes undone);
           `notification` is all a phone's lock screen shows; `private` = only this person sees it;
           `thread` is the ref of the message it answers; `payload` is what the bot sent, for looking closer.
    """

    ref: str
    place: str
    author: str
    lines: tuple[str, ...]
    title: str | None = None
    buttons: tuple[Button, ...] = ()
    inputs: tuple[Input, ...] = ()
    submit: str | None = None
    notification: str = ""
    private: bool = False
    thread: str | None = None
    edited: bool = False
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Everything there is to read, one line each, title first."""
        return "\n".join(filter(None, (self.title, *self.lines)))

    def button(self, label: str) -> Button:
        """The button with this label. Raises: LookupError naming the labels there are."""
        for button in self.buttons:
            if button.label == label:
                return button
        raise LookupError(f"no button {label!r}; there are {[button.label for button in self.buttons]}")

    def input(self, label: str) -> Input:
        """The input with this label. Raises: LookupError naming the labels there are."""
        for entry in self.inputs:
            if entry.label == label:
                return entry
        raise LookupError(f"no input {label!r}; there are {[entry.label for entry in self.inputs]}")


class PlatformRefused(Exception):
    """The emulated client could not do that, with the platform's own words (no answer in time, an error status)."""


class ChatUser(Protocol):
    """One person at one chat client.

    Shape: `place` is "direct" (the private chat with the bot) or a room key of `sandbox.world`;
           `thread` is the `ref` of a thread's first message.
    """

    @property
    def person(self) -> str:
        """The person's key in `sandbox.world`."""
        ...

    @property
    def channel(self) -> Literal["slack", "teams"]:
        """Which platform this client is of."""
        ...

    async def command(self, text: str, *, place: str = "direct") -> None:
        """Give the bot a command: `/ticket TEXT` on Slack; TEXT as a message (mentioning the bot in a room) on Teams.

        Raises: PlatformRefused when the bot did not answer as the platform demands.
        """
        ...

    async def write(self, text: str, *, place: str = "direct", thread: str | None = None) -> str:
        """Post a plain message and return its ref; in a room the bot hears of it only if the platform lets it."""
        ...

    async def mention(self, text: str, *, place: str, thread: str | None = None) -> str:
        """Post a message that mentions the bot and return its ref."""
        ...

    async def click(
        self,
        screen: Screen,
        label: str,
        *,
        choice: str | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> None:
        """Click a button of a message, modal or dialog; `inputs` (by label) fills the inputs shown beside it first.

        Raises: LookupError (no such button or input); PlatformRefused.
        """
        ...

    async def submit(self, screen: Screen, answers: Mapping[str, Any]) -> None:
        """Fill a form's inputs by label and send it. Values: text, bool, number, `date`, aware `datetime`, or lists;
        choices by their label or value; a person by key.

        Raises: LookupError (no such input or option); PlatformRefused (the client itself refuses: a required
                input is empty, too long, not a number ... exactly as the real client would).
        """
        ...

    async def messages(self, *, place: str = "direct") -> list[Screen]:
        """What this person sees there now, oldest first, own messages and private ones included."""
        ...

    async def dialog(self) -> Screen | None:
        """The modal or dialog this person has open now, if any."""
        ...

    async def close_dialog(self) -> None:
        """Dismiss the open modal or dialog, if any."""
        ...

    async def close(self) -> None:
        """Leave; the client holds nothing open afterwards."""
        ...
