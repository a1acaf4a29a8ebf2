"""The terminal chat itself: shows what arrives, sends what is typed. Everything goes through the emulators' HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from sandbox.terminal.draw import draw_dialog, draw_question, draw_screen
from sandbox.terminal.fill import read_answer
from sandbox.user import ChatUser, PlatformRefused, Screen
from sandbox.world import WORLD

HELP: Final = """\
Type a command for the bot, such as:  help · new · new my VPN drops · catalog · mine · show 1234
:3              click button 3 of the newest message with buttons (or of the open dialog)
:fill           fill in the open form, field by field
:close          close the open dialog
:say TEXT       post a plain message instead of a command
:as NAME        be somebody else            (:who lists everybody)
:on slack|teams change the platform
:go PLACE       go to a place: direct, it-support, hr-helpdesk, operations, general
:again          show the place again
:desk           the tickets on the ticketing side
:desk assign TKT-... NAME · status TKT-... STATUS · comment TKT-... TEXT   act there as Deepak
:clock 2h|30m|business   advance the clock of the whole world
:quit           leave"""

ReadLine = Callable[[str], Awaitable[str | None]]
MakeUser = Callable[[str, str], ChatUser]
Desk = Callable[[list[str]], Awaitable[str]]

LOOK_EVERY_S: Final = 0.3
SETTLE_S: Final = 3.0


class TerminalChat:
    """One terminal. Shape: `make_user(platform, person)` gives a client; `desk(words)` drives the ticketing side."""

    def __init__(
        self, *, make_user: MakeUser, desk: Desk, read_line: ReadLine, console: Console,
        person: str = "jane", platform: str = "slack",
    ) -> None:  # fmt: skip
        self._make_user = make_user
        self._desk = desk
        self._read_line = read_line
        self._console = console
        self._platform = platform
        self._place = "direct"
        self._user = make_user(platform, person)
        self._seen: dict[tuple[str, str, str, str], str] = {}
        self._dialog_seen = ""
        self._drawing = asyncio.Lock()

    async def run(self) -> None:
        """Read lines until the person leaves."""
        self._console.print(Text(HELP, style="dim"))
        await self._look(first=True)
        watcher = asyncio.create_task(self._watch())
        try:
            while (line := await self._read_line(self._prompt())) is not None:
                if line.strip() in (":quit", ":q"):
                    break
                if line.strip():
                    await self._obey(line.strip())
        finally:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher

    def _prompt(self) -> str:
        return f"{self._user.person} @ {self._platform}/{self._place}> "

    async def _obey(self, line: str) -> None:
        try:
            if line.startswith(":"):
                await self._control(line[1:])
            else:
                await self._user.command(line, place=self._place)
                await self._settle()
        except PlatformRefused as refusal:
            self._console.print(Text(f"The platform says: {refusal}", style="red"))
        except (LookupError, ValueError) as problem:
            self._console.print(Text(str(problem), style="red"))

    async def _control(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        match word:
            case "help" | "?":
                self._console.print(Text(HELP, style="dim"))
            case "who":
                for person in WORLD.people:
                    what = ", ".join(person.roles) or f"{person.kind}, unknown to the help desk"
                    self._console.print(Text(f"  {person.key:8} {person.name:16} {what}"))
            case "as":
                WORLD.person(rest)
                self._user = self._make_user(self._platform, rest)
                await self._look(first=True)
            case "on":
                if rest not in ("slack", "teams"):
                    raise ValueError("There is slack and teams.")
                self._platform = rest
                self._user = self._make_user(rest, self._user.person)
                await self._look(first=True)
            case "go":
                if rest != "direct":
                    WORLD.room(rest)
                self._place = rest
                await self._look(first=True)
            case "again":
                self._seen.clear()
                await self._look(first=True)
            case "say":
                await self._user.write(rest, place=self._place)
                await self._settle()
            case "fill":
                await self._fill()
            case "close":
                await self._user.close_dialog()
            case "desk":
                self._console.print(Text(await self._desk(rest.split())))
                await self._settle()
            case "clock":
                self._console.print(Text(await self._desk(["clock", rest])))
                await self._settle()
            case number if number.isdigit():
                await self._click(int(number), rest)
            case _:
                self._console.print(Text("I do not know that. :help shows what there is.", style="red"))

    async def _click(self, number: int, rest: str) -> None:
        screen = await self._user.dialog()
        if screen is None or not screen.buttons:
            screens = [seen for seen in await self._user.messages(place=self._place) if seen.buttons]
            if not screens:
                raise LookupError("There is nothing to click.")
            screen = screens[-1]
        if not 1 <= number <= len(screen.buttons):
            raise LookupError(f"There are {len(screen.buttons)} buttons.")
        button = screen.buttons[number - 1]
        choice = None
        if button.options:
            for place, (_, label) in enumerate(button.options, start=1):
                self._console.print(Text(f"  {place}. {label}"))
            typed = rest or await self._read_line("which? ") or ""
            if not typed.strip().isdigit() or not 1 <= int(typed) <= len(button.options):
                raise LookupError("Type the number of one of the choices.")
            choice = button.options[int(typed) - 1][0]
        await self._user.click(screen, button.label, choice=choice)
        await self._settle()

    async def _fill(self) -> None:
        screen = await self._user.dialog() or await self._card_form()
        if screen is None or not screen.inputs:
            raise LookupError("No form is open.")
        answers: dict[str, Any] = {}
        zone = WORLD.person(self._user.person).time_zone
        for entry in screen.inputs:
            self._console.print(draw_question(entry))
            while True:
                typed = await self._read_line("  > ")
                if typed is None:
                    return
                try:
                    answer = read_answer(entry, typed, time_zone=zone)
                except ValueError as problem:
                    self._console.print(Text(str(problem), style="red"))
                    continue
                break
            if answer is not None:
                answers[entry.label] = answer
        await self._user.submit(screen, answers)
        await self._settle()

    async def _card_form(self) -> Screen | None:
        forms = [screen for screen in await self._user.messages(place=self._place) if screen.inputs]
        return forms[-1] if forms else None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            with suppress(PlatformRefused, OSError):
                await self._look()

    async def _settle(self) -> None:
        """Wait until what was done shows, or a moment has passed."""
        before = len(self._seen), self._dialog_seen
        loop = asyncio.get_running_loop()
        until = loop.time() + SETTLE_S
        while loop.time() < until:
            await self._look()
            if (len(self._seen), self._dialog_seen) != before:
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.2)
        await self._look()

    async def _look(self, *, first: bool = False) -> None:
        async with self._drawing:
            screens = await self._user.messages(place=self._place)
            for screen in screens[-8:] if first else screens:
                key = (self._platform, self._user.person, self._place, screen.ref)
                shown = screen.text + repr(screen.buttons)
                if self._seen.get(key) != shown:
                    self._seen[key] = shown
                    self._console.print(draw_screen(screen, mine=screen.author == self._user.person))
            for screen in screens:
                key = (self._platform, self._user.person, self._place, screen.ref)
                self._seen.setdefault(key, screen.text + repr(screen.buttons))
            dialog = await self._user.dialog()
            shown_dialog = "" if dialog is None else dialog.text + repr(dialog.inputs)
            if shown_dialog != self._dialog_seen:
                self._dialog_seen = shown_dialog
                if dialog is not None:
                    self._console.print(draw_dialog(dialog))
                    if dialog.inputs:
                        self._console.print(Text("  :fill to fill it in, :close to close it", style="dim"))
