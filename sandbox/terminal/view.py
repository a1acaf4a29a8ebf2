"""What one terminal shows: draws what is new or changed at a place, once, and never in the middle of a prompt."""

import asyncio
from collections.abc import Callable
from typing import Final

from rich.console import Console, RenderableType
from rich.text import Text

from sandbox.terminal.draw import draw_dialog, draw_screen
from sandbox.user import ChatUser, Screen
from sandbox.world import WORLD

SETTLE_S: Final = 3.0
QUIET_S: Final = 0.35
SHOWN_AT_FIRST: Final = 6


class View:
    """The screen of a terminal. Shape: `typed()` is what stands half-typed behind the prompt."""

    def __init__(self, console: Console, *, typed: Callable[[], str]) -> None:
        self._console = console
        self._typed = typed
        self._seen: dict[tuple[str, ...], str] = {}
        self._dialog_seen = ""
        self._drawn: tuple[str, ...] = ()
        self._drawing = asyncio.Lock()
        self.dialog_title: str | None = None
        self.prompt: str | None = None

    def say(self, text: str, *, style: str = "") -> None:
        """A line of the terminal's own."""
        self._console.print(Text(text, style=style))

    def show(self, drawn: RenderableType) -> None:
        """Something drawn elsewhere, such as a question of a form."""
        self._console.print(drawn)

    async def arrive(self, user: ChatUser, place: str) -> None:
        """Come to a place: its last messages, whether seen before or not."""
        async with self._drawing:
            screens = await user.messages(place=place)
            for screen in screens:
                self._seen[_key(user, place, screen)] = _content(screen)
            for screen in screens[-SHOWN_AT_FIRST:]:
                self._draw(screen, user)
            if not screens:
                self.say(f"Nothing here yet for {WORLD.person(user.person).name}.", style="dim")
            self._dialog_seen = ""
            await self._look_at_dialog(user)
            self._drawn = await self._state(user, place)

    async def look(self, user: ChatUser, place: str) -> None:
        """Draw what is new or changed since the last look."""
        async with self._drawing:
            for screen in await user.messages(place=place):
                key, content = _key(user, place, screen), _content(screen)
                if self._seen.get(key) == content:
                    continue
                is_new = key not in self._seen
                self._seen[key] = content
                # What a person has just typed stands in their terminal already.
                if not (is_new and screen.author == WORLD.person(user.person).name):
                    self._draw(screen, user)
            await self._look_at_dialog(user)
            self._drawn = await self._state(user, place)

    async def settle(self, user: ChatUser, place: str) -> None:
        """Wait until what was done shows and nothing more follows it for a moment, then draw it."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SETTLE_S
        last, changed_at = self._drawn, None
        while loop.time() < until and (changed_at is None or loop.time() < changed_at + QUIET_S):
            now = await self._state(user, place)
            if now != last:
                last, changed_at = now, loop.time()
            await asyncio.sleep(0.05)
        await self.look(user, place)

    async def _state(self, user: ChatUser, place: str) -> tuple[str, ...]:
        """Everything of others that is to be read here, to be compared."""
        own = WORLD.person(user.person).name
        dialog = await user.dialog()
        shown = [_content(screen) for screen in await user.messages(place=place) if screen.author != own]
        return (*shown, "" if dialog is None else dialog.text + repr(dialog.inputs))

    async def _look_at_dialog(self, user: ChatUser) -> None:
        dialog = await user.dialog()
        self.dialog_title = None if dialog is None else dialog.title or "a dialog"
        shown = "" if dialog is None else dialog.text + repr(dialog.inputs)
        if shown == self._dialog_seen:
            return
        self._dialog_seen = shown
        if dialog is None:
            return
        self._make_room()
        self.show(draw_dialog(dialog))
        if dialog.inputs:
            self.say("  :fill to fill it in, :close to close it", style="dim")
        elif dialog.submit:
            self.say(f"  :fill to press “{dialog.submit}”, :close to close it", style="dim")
        self._prompt_again()

    def _draw(self, screen: Screen, user: ChatUser) -> None:
        self._make_room()
        self.show(draw_screen(screen, mine=screen.author == WORLD.person(user.person).name))
        self._prompt_again()

    def _make_room(self) -> None:
        if self.prompt is not None:
            self._console.file.write("\r\x1b[K" if self._console.is_terminal else "\n")

    def _prompt_again(self) -> None:
        if self.prompt is not None:
            self._console.file.write(self.prompt + self._typed())
            self._console.file.flush()


def _key(user: ChatUser, place: str, screen: Screen) -> tuple[str, ...]:
    return (user.channel, user.person, place, screen.ref)


def _content(screen: Screen) -> str:
    return screen.text + repr(screen.buttons)
