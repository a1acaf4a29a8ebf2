"""A person at a Teams client, over the driver's HTTP API: the emulator's `ChatUser`.

It does what the client itself does (draws cards, fills and checks inputs, opens ShowCards); everything else is the
server's.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

import aiohttp

from sandbox.teams.cards.fill import encode, fields_for, send_values
from sandbox.teams.cards.render import Action, Field, Reading
from sandbox.teams.cards.screens import (
    DIALOG,
    SENDING,
    dialog_screen,
    message_screen,
    primary_action,
    read_payload,
    visible_at_first,
    with_cards,
)
from sandbox.teams.directory import DIRECT, JsonObject
from sandbox.user import PlatformRefused, Screen
from sandbox.world import WORLD, World


@dataclass(frozen=True, slots=True)
class File:
    """A file to put into a message; `inline` is a pasted picture."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"
    inline: bool = False

    def to_wire(self) -> JsonObject:
        """The driver's form."""
        return {
            "name": self.name,
            "content_base64": base64.b64encode(self.content).decode(),
            "content_type": self.content_type,
            "inline": self.inline,
        }


class TeamsUser:
    """One person at one Teams client; close it, or use it as a context manager."""

    def __init__(self, base_url: str, person_key: str, *, world: World = WORLD) -> None:
        self._base_url = base_url.rstrip("/")
        self._world = world
        self._me = world.person(person_key)
        self._session: aiohttp.ClientSession | None = None
        self._opened: dict[str, set[str]] = {}
        self._toggled: dict[str, dict[str, bool]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection to the emulator."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def person(self) -> str:
        """The person's key."""
        return self._me.key

    @property
    def channel(self) -> Literal["slack", "teams"]:
        """Always "teams"."""
        return "teams"

    async def command(self, text: str, *, place: str = DIRECT) -> None:
        """Say a command to the bot: as it is in the 1:1 chat, with a mention in a room."""
        await self._post("command", place=place, text=text)

    async def write(
        self, text: str, *, place: str = DIRECT, thread: str | None = None, files: Iterable[File] = ()
    ) -> str:
        """Post a message, with files if any."""
        sent = [one.to_wire() for one in files]
        return str((await self._post("message", place=place, text=text, thread=thread, files=sent))["id"])

    async def mention(self, text: str, *, place: str, thread: str | None = None) -> str:
        """Post a message that mentions the bot."""
        answer = await self._post("message", place=place, text=text, thread=thread, mention=True)
        return str(answer["id"])

    async def edit(self, ref: str, text: str) -> None:
        """Change one's own message."""
        await self._post("edit", message=ref, text=text)

    async def delete(self, ref: str) -> None:
        """Delete one's own message."""
        await self._post("delete", message=ref)

    async def react(self, ref: str, reaction: str, *, remove: bool = False) -> None:
        """Put a reaction on a message, or take it away."""
        await self._post("react", message=ref, reaction=reaction, remove=remove)

    async def message_action(self, ref: str, command_id: str) -> None:
        """Start a message extension from a message's menu; its dialog opens."""
        await self._post("extension", kind="fetchTask", message=ref, value={"commandId": command_id})

    async def messages(self, *, place: str = DIRECT) -> list[Screen]:
        """What this person sees there; cards that ask for it are refreshed first."""
        found = await self._get("messages", place=place)
        return [self._drawn(message_screen(one, place, self._world)) for one in found["messages"]]

    async def dialog(self) -> Screen | None:
        """The open dialog."""
        found = (await self._get("dialog"))["dialog"]
        return None if found is None else self._drawn(dialog_screen(found))

    async def close_dialog(self) -> None:
        """Close the open dialog."""
        self._forget(DIALOG)
        await self._post("close")

    async def click(
        self,
        screen: Screen,
        label: str,
        *,
        choice: str | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> None:
        """Press a button; ShowCard and ToggleVisibility act on this client alone: look again afterwards."""
        button = screen.button(label)
        if choice is not None:
            raise LookupError(f"{label!r} is no menu: Teams has none")
        if button.ref.startswith("suggested/"):
            await self.command(str(screen.payload["suggested"][label]), place=screen.place)
            return
        reading = self._read(screen)
        action = next(entry for entry in reading.actions if entry.path == button.ref)
        await self._press(screen, reading, action, inputs or {})

    async def submit(self, screen: Screen, answers: Mapping[str, Any]) -> None:
        """Fill the inputs and press the first button that sends them."""
        reading = self._read(screen)
        primary = primary_action(reading)
        if primary is None:
            raise LookupError("nothing here can be sent")
        await self._press(screen, reading, primary, answers)

    async def _press(
        self, screen: Screen, reading: Reading, action: Action, answers: Mapping[str, Any]
    ) -> None:
        if action.payload.get("isEnabled") is False:
            raise PlatformRefused(f"{action.label!r} is greyed out")
        typed = await self._typed(screen, reading, answers)
        kind = action.payload["type"]
        if kind == "Action.ShowCard":
            self._opened.setdefault(self._key(screen), set()).symmetric_difference_update({action.path})
        elif kind == "Action.ToggleVisibility":
            self._toggle(screen, action)
        elif kind in SENDING:
            values = send_values(reading.fields_of(action), typed)
            if screen.ref == DIALOG:
                await self._post("submit", action=action.payload, inputs=values)
                self._forget(DIALOG)
            else:
                await self._post("click", message=screen.ref, action=action.payload, inputs=values)

    async def _typed(self, screen: Screen, reading: Reading, answers: Mapping[str, Any]) -> dict[str, str]:
        typed: dict[str, str] = {}
        for label, answer in answers.items():
            for entry, part in fields_for(reading.fields, label, answer):
                if entry.kind in {"lookup", "user"} and part not in {None, ""}:
                    wanted = list(part) if isinstance(part, (list, tuple)) else [part]
                    found = [await self._look_up(screen, entry, str(one), typed) for one in wanted]
                    typed[entry.id] = ",".join(found)
                else:
                    typed[entry.id] = encode(entry, part, self._me)
        return typed

    async def search(
        self, screen: Screen, label: str, text: str, *, inputs: Mapping[str, Any] | None = None
    ) -> tuple[tuple[str, str], ...]:
        """Type into a type-ahead input: what it offers, as (value, label)."""
        reading = self._read(screen)
        entry = fields_for(reading.fields, label, text)[0][0]
        return await self._offers(screen, entry, text, await self._typed(screen, reading, inputs or {}))

    async def _offers(
        self, screen: Screen, entry: Field, text: str, typed: Mapping[str, str]
    ) -> tuple[tuple[str, str], ...]:
        query = dict(entry.payload.get("choices.data") or {})
        if str(query.get("associatedInputs")).lower() == "auto":
            query["data"] = dict(typed)
        message = screen.payload.get("message_id") if screen.ref == DIALOG else screen.ref
        answer = await self._post("search", place=screen.place, query=query, text=text, message=message)
        return tuple((one["value"], one["title"]) for one in answer["results"])

    async def _look_up(self, screen: Screen, entry: Field, wanted: str, typed: Mapping[str, str]) -> str:
        if entry.kind == "user" and wanted in {one.key for one in self._world.people}:
            wanted = self._world.person(wanted).name
        static = [(value, label) for value, label in entry.options if wanted in {value, label}]
        if static:
            return static[0][0]
        offers = await self._offers(screen, entry, wanted, typed)
        for value, label in offers:
            if wanted in {value, label}:
                return value
        raise LookupError(
            f"no option {wanted!r} in {entry.label!r}; there are {[text for _, text in offers]}"
        )

    def _toggle(self, screen: Screen, action: Action) -> None:
        shown = self._toggled.setdefault(self._key(screen), {})
        for target in action.payload["targetElements"]:
            element = target if isinstance(target, str) else target["elementId"]
            now = shown.get(element, visible_at_first(screen.payload, element))
            wanted = None if isinstance(target, str) else target.get("isVisible")
            shown[element] = (not now) if wanted is None else wanted

    def _forget(self, ref: str) -> None:
        for memory in (self._opened, self._toggled):
            for key in [key for key in memory if key.partition("@")[0] == ref]:
                del memory[key]

    @staticmethod
    def _key(screen: Screen) -> str:
        return f"{screen.ref}@{screen.payload.get('version', 1)}"

    def _read(self, screen: Screen) -> Reading:
        key = self._key(screen)
        opened, toggled = self._opened.get(key, set()), self._toggled.get(key, {})
        return read_payload(screen.payload, self._me, opened=opened, toggled=toggled)

    def _drawn(self, bare: Screen) -> Screen:
        return with_cards(bare, self._read(bare))

    async def _post(self, name: str, **order: Any) -> JsonObject:
        return await self._call("POST", name, json={"person": self.person, **order})

    async def _get(self, name: str, **query: str) -> JsonObject:
        return await self._call("GET", name, params={"person": self.person, **query})

    async def _call(self, method: str, name: str, **content: Any) -> JsonObject:
        self._session = self._session or aiohttp.ClientSession()
        async with self._session.request(method, f"{self._base_url}/_sandbox/{name}", **content) as response:
            body: JsonObject = await response.json()
        if response.status == 409:
            raise PlatformRefused(body["refused"])
        if response.status != 200:
            raise LookupError(body["error"])
        return body
