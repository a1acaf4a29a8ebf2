"""One person at a Slack client, over the driver's HTTP API alone."""

import asyncio
import base64
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

import aiohttp

from sandbox.slack.checks.elements import offered
from sandbox.slack.client.answers import listed, matching, value_for
from sandbox.slack.client.markup import Reader
from sandbox.slack.client.screen import ids_of, message_screen, view_screen
from sandbox.slack.state.inputs import find
from sandbox.user import Button, Input, PlatformRefused, Screen

Json = dict[str, Any]

# How long a person looks for a field that an earlier answer should bring up.
FIELD_APPEARS_WITHIN_S: Final = 3.0


class SlackUser:
    """`sandbox.user.ChatUser` on the emulated Slack.

    Shape: a message's ref is "channel:ts", a modal's its view id; use it as an async context manager or `close()` it.
    """

    def __init__(self, base_url: str, person_key: str) -> None:
        """A client of the emulator at `base_url` for a person of `sandbox.world`."""
        self._base_url = base_url.rstrip("/")
        self._person = person_key
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Ready to act."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session."""
        await self.close()

    async def close(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def person(self) -> str:
        """The person's key in `sandbox.world`."""
        return self._person

    @property
    def channel(self) -> Literal["slack"]:
        """Which platform this client is of."""
        return "slack"

    async def _call(self, verb: str, name: str, body: Json) -> Json:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        url = f"{self._base_url}/_sandbox/{name}"
        sent: Json = {"user": self._person} | body
        query = sent if verb == "GET" else None
        payload = sent if verb == "POST" else None
        async with self._session.request(verb, url, params=query, json=payload) as response:
            answer: Json = await response.json()
        if not answer["ok"]:
            raise PlatformRefused(answer["error"])
        return answer

    async def command(self, text: str, *, place: str = "direct") -> None:
        """Give `/ticket TEXT`. Raises: PlatformRefused when the bot did not answer 200 within three seconds."""
        await self._call("POST", "command", {"channel": place, "text": text})

    async def write(
        self, text: str, *, place: str = "direct", thread: str | None = None, files: tuple[str, ...] = ()
    ) -> str:
        """Post a plain message and return its ref; `files` are ids from `upload`."""
        body: Json = {"channel": place, "text": text, "thread": _ts(thread), "files": list(files)}
        posted = await self._call("POST", "message", body)
        return f"{posted['channel']}:{posted['ts']}"

    async def mention(self, text: str, *, place: str, thread: str | None = None) -> str:
        """Post a message that mentions the bot and return its ref."""
        body = {"channel": place, "text": text, "thread": _ts(thread), "mention": True}
        posted = await self._call("POST", "message", body)
        return f"{posted['channel']}:{posted['ts']}"

    async def edit(self, ref: str, text: str) -> None:
        """Edit an own message."""
        await self._call("POST", "edit", _address(ref) | {"text": text})

    async def delete(self, ref: str) -> None:
        """Delete an own message."""
        await self._call("POST", "delete", _address(ref))

    async def react(self, ref: str, name: str) -> None:
        """Add a reaction."""
        await self._call("POST", "reaction", _address(ref) | {"name": name})

    async def shortcut(self, callback_id: str, *, ref: str | None = None) -> None:
        """Use a global shortcut, or one of a message."""
        address = _address(ref) if ref else {}
        await self._call("POST", "shortcut", address | {"callback_id": callback_id})

    async def upload(self, name: str, content: bytes) -> Json:
        """Upload a file and return its description; its id goes into `write(files=...)`."""
        body = {"name": name, "content": base64.b64encode(content).decode()}
        answer: Json = (await self._call("POST", "upload", body))["file"]
        return answer

    async def open_home(self, *, tab: str = "home") -> None:
        """Open the app's home tab, or its messages."""
        await self._call("POST", "home", {"tab": tab})

    async def home(self) -> Screen | None:
        """The home tab as published, if it was."""
        shown = (await self._call("GET", "views", {}))["home"]
        return view_screen(shown, "home", Reader.of(self._person)) if shown else None

    async def messages(self, *, place: str = "direct") -> list[Screen]:
        """What this person sees there now, oldest first, answers in threads and private ones included."""
        answer = await self._call("GET", "messages", {"channel": place})
        reader = Reader.of(self._person)
        return [message_screen(entry, place, reader) for entry in answer["messages"]]

    async def dialog(self) -> Screen | None:
        """The modal on top, if any."""
        shown = (await self._call("GET", "views", {}))["modal"]
        return view_screen(shown, "direct", Reader.of(self._person)) if shown else None

    async def close_dialog(self) -> None:
        """Dismiss the modal on top, if any."""
        if await self.dialog() is not None:
            await self._call("POST", "close", {})

    async def click(
        self,
        screen: Screen,
        label: str,
        *,
        choice: str | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> None:
        """Click a button or choose from a menu, after filling `inputs` (by label).

        Shape: a message that was edited since this look at it is clicked as it stands now, as with a real client.
        Raises: LookupError (no such button, input or option); PlatformRefused.
        """
        for name, answer in (inputs or {}).items():
            await self._fill(screen, screen.input(name), answer)
        by_label = {entry.label: entry for entry in screen.inputs}
        if choice is not None and label in by_label:
            await self._fill(screen, by_label[label], choice)
            return
        try:
            await self._press(screen, label, choice)
        except PlatformRefused:
            now = await self._as_it_stands(screen, label)
            if now is None:
                raise
            await self._press(now, label, choice)

    async def _press(self, screen: Screen, label: str, choice: str | None) -> None:
        button = screen.button(label)
        block_id, action_id = ids_of(button.ref)
        found = find(screen.payload["blocks"], block_id, action_id)
        body = _surface(screen) | {"block_id": block_id, "action_id": action_id}
        if found is not None and found[1]["type"] == "static_select":
            await self._call("POST", "fill", body | {"value": matching(offered(found[1]), choice)})
        else:
            await self._call("POST", "click", body | {"choice": _choice(button, choice)})

    async def _as_it_stands(self, screen: Screen, label: str) -> Screen | None:
        """The same message after an edit that gave this button another id; None when it was not that."""
        if ":" not in screen.ref:
            return None
        before = screen.button(label).ref
        for shown in await self.messages(place=screen.place):
            refs = [button.ref for button in shown.buttons]
            if (
                shown.ref == screen.ref
                and before not in refs
                and any(one.label == label for one in shown.buttons)
            ):
                return shown
        return None

    async def submit(self, screen: Screen, answers: Mapping[str, Any]) -> None:
        """Fill a modal's inputs by label, in order, and send it; fields that appear on the way are waited for.

        Raises: LookupError (no such input or option); PlatformRefused (the client's own refusal, or no answer).
        """
        for label, answer in answers.items():
            shown, entry = await self._find_input(screen, label)
            await self._fill(shown, entry, answer)
        await self._call("POST", "submit", _surface(screen))

    async def _find_input(self, screen: Screen, label: str) -> tuple[Screen, Input]:
        deadline = time.monotonic() + FIELD_APPEARS_WITHIN_S
        while True:
            shown = await self.dialog()
            if shown is None or shown.ref != screen.ref:
                raise PlatformRefused("that modal is not open")
            if any(entry.label == label for entry in shown.inputs) or time.monotonic() > deadline:
                return shown, shown.input(label)
            await asyncio.sleep(0.02)

    async def _fill(self, screen: Screen, entry: Input, answer: Any) -> None:
        block_id, action_id = ids_of(entry.ref)
        body = _surface(screen) | {"block_id": block_id, "action_id": action_id}
        found = find(screen.payload["blocks"], block_id, action_id)
        assert found is not None
        element = found[1]
        if "external_select" in element["type"]:
            chosen = [await self._search(body, element, wanted) for wanted in listed(answer)]
            is_many = element["type"].startswith("multi_")
            value: Any = chosen if is_many else next(iter(chosen), None)
        elif element["type"] == "file_input":
            value = [await self.upload(name, content) for name, content in _files(answer)]
        else:
            value = value_for(element, answer)
        await self._call("POST", "fill", body | {"value": value})

    async def _search(self, body: Json, element: Json, answer: Any) -> Json:
        """Type a label (or, where the menu opens by itself, look through it for a value) and take the match."""
        queries = [str(answer)] + ([""] if element.get("min_query_length", 3) == 0 else [])
        results: list[Json] = []
        for query in queries:
            results = (await self._call("POST", "options", body | {"query": query}))["options"]
            for option in results:
                if str(answer) in {option["text"]["text"], option["value"]}:
                    return option
        return matching(results, answer)


def _files(answer: Any) -> list[tuple[str, bytes]]:
    """Files as (name, content), from one or several of those or of paths."""
    is_pair = isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], bytes)
    entries = [answer] if is_pair else listed(answer)
    return [(entry.name, entry.read_bytes()) if isinstance(entry, Path) else entry for entry in entries]


def _ts(ref: str | None) -> str | None:
    return ref.rpartition(":")[2] if ref else None


def _address(ref: str) -> Json:
    channel, _, ts = ref.partition(":")
    return {"channel": channel, "ts": ts}


def _surface(screen: Screen) -> Json:
    return _address(screen.ref) if ":" in screen.ref else {"view_id": screen.ref}


def _choice(button: Button, choice: str | None) -> str | None:
    for value, label in button.options:
        if choice in {value, label}:
            return value
    if button.options:
        raise LookupError(f"no option {choice!r}; there are {[label for _, label in button.options]}")
    return None
