"""The terminal chat itself: sends what is typed, shows what arrives. Everything goes through the emulators' HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from rich.console import Console

from sandbox.terminal.draw import draw_question
from sandbox.terminal.fill import read_answer
from sandbox.terminal.view import View
from sandbox.user import ChatUser, PlatformRefused, Screen
from sandbox.world import WORLD

HELP: Final = """\
Type a command for the bot:  help · new my VPN drops · catalog · mine · show 1240
:3               click button 3 of the newest message, or of the open dialog
:fill            fill in the open page and send it; Enter keeps or skips, :stop leaves it
:close           close the open dialog
:say TEXT        post a plain message instead of a command
:as NAME         be somebody else (:who lists everybody)
:on slack|teams  change the platform
:go PLACE        direct, it-support, hr-helpdesk, operations, general
:again           show the place again
:desk            the ticketing side: its tickets; act there as Deepak with
                 :desk assign 1238 sam · status 1238 resolved · comment 1238 TEXT
:clock 2h        advance the clock of the whole world (30m, 1d, business)
:quit            leave"""

ReadLine = Callable[[str], Awaitable[str | None]]
MakeUser = Callable[[str, str], ChatUser]
Desk = Callable[[list[str]], Awaitable[str]]

LOOK_EVERY_S: Final = 0.3


class TerminalChat:
    """One terminal.

    Shape: `make_user(platform, person)` gives a client; `desk(words)` drives the ticketing side; `typed()` is what
           stands half-typed behind the prompt, to be shown again after something has come in between.
    """

    def __init__(
        self, *, make_user: MakeUser, desk: Desk, read_line: ReadLine, console: Console,
        person: str = "jane", platform: str = "slack", typed: Callable[[], str] = str,
    ) -> None:  # fmt: skip
        self._make_user = make_user
        self._desk = desk
        self._read_line = read_line
        self._platform = platform
        self._place = "direct"
        self._user = make_user(platform, _person(person))
        self._view = View(console, typed=typed)

    async def run(self) -> None:
        """Read lines until the person leaves."""
        await self._user.dialog()  # before anything is said: is anybody there at all?
        self._view.say(HELP, style="dim")
        await self._arrive()
        watcher = asyncio.create_task(self._watch())
        try:
            while (line := await self._ask(self._prompt())) is not None:
                if line.strip() in (":quit", ":q"):
                    break
                if line.strip():
                    await self._obey(line.strip())
        finally:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher

    def _prompt(self) -> str:
        dialog = f" [{self._view.dialog_title}]" if self._view.dialog_title else ""
        return f"{self._user.person} @ {self._platform}/{self._place}{dialog}> "

    async def _ask(self, prompt: str) -> str | None:
        self._view.prompt = prompt
        try:
            return await self._read_line(prompt)
        finally:
            self._view.prompt = None

    async def _obey(self, line: str) -> None:
        try:
            if line.startswith(":"):
                await self._control(line[1:])
            else:
                await self._user.command(line, place=self._place)
                await self._settle()
        except PlatformRefused as refusal:
            self._view.say(f"The platform says: {refusal}", style="red")
        except (LookupError, ValueError) as problem:
            self._view.say(str(problem), style="red")

    async def _control(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        match word:
            case "help" | "?":
                self._view.say(HELP, style="dim")
            case "who":
                for person in WORLD.people:
                    what = ", ".join(person.roles) or f"{person.kind}, unknown to the help desk"
                    self._view.say(f"  {person.key:8} {person.name:16} {what}")
            case "as" | "on" | "go" | "again":
                await self._move(word, rest)
            case "say" if rest:
                await self._user.write(rest, place=self._place)
                await self._settle()
            case "fill":
                await self._fill()
            case "close":
                if await self._user.dialog() is None:
                    raise LookupError("No dialog is open.")
                await self._user.close_dialog()
                await self._view.look(self._user, self._place)
                self._view.say("Closed.", style="dim")
            case "desk" | "clock":
                words = rest.split() if word == "desk" else ["clock", rest]
                self._view.say(await self._desk(words))
            case number if number.isdigit():
                await self._click(int(number), rest)
            case _:
                raise LookupError("I do not know that. :help shows what there is.")

    async def _move(self, word: str, where: str) -> None:
        match word:
            case "as":
                self._user = self._make_user(self._platform, _person(where))
            case "on":
                if where not in ("slack", "teams"):
                    raise ValueError("There is :on slack and :on teams.")
                self._platform = where
                self._user = self._make_user(where, self._user.person)
            case "go":
                self._place = _place(where)
        await self._arrive()

    async def _click(self, number: int, rest: str) -> None:
        screen = await self._user.dialog()
        if screen is None or not screen.buttons:
            screens = [seen for seen in await self._user.messages(place=self._place) if seen.buttons]
            if not screens:
                raise LookupError("There is nothing to click.")
            screen = screens[-1]
        if not 1 <= number <= len(screen.buttons):
            raise LookupError(f"The buttons there are 1 to {len(screen.buttons)}.")
        button = screen.buttons[number - 1]
        choice = None
        if button.options:
            for place, (_, label) in enumerate(button.options, start=1):
                self._view.say(f"  {place}. {label}")
            typed = (rest or await self._ask("which? ") or "").strip()
            if not typed.isdigit() or not 1 <= int(typed) <= len(button.options):
                raise LookupError("Type the number of one of the choices.")
            choice = button.options[int(typed) - 1][0]
        # Buttons are clicked by label, and a list has many of the same: leave only the one that is meant.
        await self._user.click(replace(screen, buttons=(button,)), button.label, choice=choice)
        await self._settle()

    async def _fill(self) -> None:
        screen = await self._user.dialog() or await self._card_form()
        if screen is None or not (screen.inputs or screen.submit):
            raise LookupError("No form is open.")
        answers: dict[str, Any] = {}
        zone = WORLD.person(self._user.person).time_zone
        for entry in screen.inputs:
            self._view.show(draw_question(entry))
            while True:
                typed = await self._ask("  > ")
                if typed is None or typed.strip() in (":stop", ":close"):
                    self._view.say("Nothing was sent; the form is still open.", style="dim")
                    return
                try:
                    answer = read_answer(entry, typed, time_zone=zone)
                except ValueError as problem:
                    self._view.say(f"  {problem}", style="red")
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
            # While something is under way, settling draws it when it is whole.
            if self._view.prompt is not None:
                with suppress(PlatformRefused, OSError):
                    await self._view.look(self._user, self._place)

    async def _arrive(self) -> None:
        await self._view.arrive(self._user, self._place)

    async def _settle(self) -> None:
        await self._view.settle(self._user, self._place)


def _person(key: str) -> str:
    """The key of somebody of the world. Raises: LookupError saying who there is."""
    keys = [person.key for person in WORLD.people]
    if key not in keys:
        raise LookupError(f"There is nobody called {key or 'that'} here; there are {', '.join(keys)}.")
    return key


def _place(key: str) -> str:
    """A place of the world. Raises: LookupError saying which there are."""
    keys = ["direct", *(room.key for room in WORLD.rooms)]
    if key not in keys:
        raise LookupError(f"There is no place {key or 'of no name'}; there are {', '.join(keys)}.")
    return key
