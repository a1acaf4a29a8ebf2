"""The terminal chat, driven by typed lines, with a client that answers in memory."""

import asyncio
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import pytest
from rich.console import Console

from sandbox.terminal.chat import HELP, TerminalChat
from sandbox.user import Button, Input, PlatformRefused, Screen
from sandbox.world import WORLD

LIST = Screen(
    "1", "direct", "Ticketbot", ("First", "Second"),
    buttons=(
        Button("Open", "open-1", above=1),
        Button("Open", "open-2", above=2),
        Button("More", "more", options=(("a", "Again"), ("b", "Back"))),
    ),
)  # fmt: skip
FORM = Screen(
    "v", "direct", "Ticketbot", ("Tell us",), title="New ticket",
    inputs=(
        Input("s", "In one line", "text", required=True, value="printer"),
        Input("k", "What kind?", "select", required=True, options=(("hw", "Hardware"), ("sw", "Software"))),
    ),
)  # fmt: skip


class FakeUser:
    """A client with a bot behind it that answers every command with a list and every click with a form."""

    def __init__(self, person: str, channel: Literal["slack", "teams"]) -> None:
        self.person = person
        self.channel: Literal["slack", "teams"] = channel
        self.said: list[tuple[str, str]] = []
        self.clicked: list[tuple[str, str | None]] = []
        self.sent: list[Mapping[str, Any]] = []
        self._screens: dict[str, list[Screen]] = {}
        self._dialog: Screen | None = None

    async def command(self, text: str, *, place: str = "direct") -> None:
        if text == "refused":
            raise PlatformRefused("the bot did not answer in time")
        self.said.append((place, text))
        there = self._screens.setdefault(place, [])
        there.append(Screen(f"own{len(there)}", place, WORLD.person(self.person).name, (text,)))
        there.append(replace(LIST, ref=f"bot{len(there)}", place=place))

    async def write(self, text: str, *, place: str = "direct", thread: str | None = None) -> str:
        await self.command(text, place=place)
        return thread or "ref"

    async def mention(self, text: str, *, place: str, thread: str | None = None) -> str:
        return await self.write(text, place=place, thread=thread)

    async def click(
        self,
        screen: Screen,
        label: str,
        *,
        choice: str | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> None:
        self.clicked.append((screen.button(label).ref, choice))
        self._dialog = FORM

    async def submit(self, screen: Screen, answers: Mapping[str, Any]) -> None:
        self.sent.append(answers)
        self._dialog = None

    async def messages(self, *, place: str = "direct") -> list[Screen]:
        return list(self._screens.get(place, []))

    async def dialog(self) -> Screen | None:
        return self._dialog

    async def close_dialog(self) -> None:
        self._dialog = None

    async def close(self) -> None:
        """Nothing is open."""


class Terminal:
    """A terminal at which these lines are typed; leaves when there are no more."""

    def __init__(self) -> None:
        self.users: dict[tuple[str, str], FakeUser] = {}
        self.prompts: list[str] = []
        self.desk: list[list[str]] = []
        self.console = Console(file=io.StringIO(), width=100, force_terminal=False)

    async def type(self, *lines: str) -> str:
        """Type these lines and return everything that was shown."""
        typed = iter(lines)

        async def read_line(prompt: str) -> str | None:
            self.prompts.append(prompt)
            await asyncio.sleep(0)
            return next(typed, None)

        async def desk(words: list[str]) -> str:
            self.desk.append(words)
            return f"the desk did {' '.join(words)}"

        await TerminalChat(make_user=self._user, desk=desk, read_line=read_line, console=self.console).run()
        assert isinstance(self.console.file, io.StringIO)
        return self.console.file.getvalue().removeprefix(HELP)

    def _user(self, platform: str, person: str) -> FakeUser:
        channel: Literal["slack", "teams"] = "slack" if platform == "slack" else "teams"
        return self.users.setdefault((platform, person), FakeUser(person, channel))

    @property
    def jane(self) -> FakeUser:
        """Jane at Slack, with whom every chat begins."""
        return self.users["slack", "jane"]


@pytest.fixture
def terminal() -> Terminal:
    """A terminal."""
    return Terminal()


async def test_words_go_to_the_bot_and_its_answer_is_shown_once(terminal: Terminal) -> None:
    """A line is a command; the answer is drawn once, and the own words are not drawn again."""
    shown = await terminal.type("mine")

    assert terminal.jane.said == [("direct", "mine")]
    assert (shown.count("First"), shown.count("Jane Smith")) == (1, 1)  # "Nothing here yet for Jane Smith."


async def test_a_number_clicks_that_button_and_no_other(terminal: Terminal) -> None:
    """Of several buttons of the same name the one with the number is clicked."""
    await terminal.type("mine", ":2")

    assert terminal.jane.clicked == [("open-2", None)]


async def test_a_menu_asks_which(terminal: Terminal) -> None:
    """A button with choices lists them and takes a number."""
    shown = await terminal.type("mine", ":3", "2")

    assert terminal.jane.clicked == [("more", "b")]
    assert "  2. Back" in shown


async def test_a_form_is_asked_for_field_by_field(terminal: Terminal) -> None:
    """Enter keeps what is there, a mistake is asked for again, and the answers are sent by label."""
    shown = await terminal.type("mine", ":1", ":fill", "", "9", "2")

    assert terminal.jane.sent == [{"What kind?": "sw"}]
    assert "Type the number of one of the choices." in shown
    assert terminal.prompts[2] == "jane @ slack/direct [New ticket]> "


async def test_a_form_can_be_left(terminal: Terminal) -> None:
    """:stop sends nothing and leaves the form open; :close closes it."""
    shown = await terminal.type("mine", ":1", ":fill", ":stop", ":close")

    assert terminal.jane.sent == []
    assert "Nothing was sent; the form is still open." in shown
    assert terminal.prompts[-1] == "jane @ slack/direct> "


async def test_being_somebody_else_somewhere_else(terminal: Terminal) -> None:
    """:as, :on and :go change who speaks, where."""
    await terminal.type(":as sam", ":on teams", ":go it-support", "queue")

    assert terminal.users["teams", "sam"].said == [("it-support", "queue")]
    assert terminal.prompts[-1] == "sam @ teams/it-support> "


async def test_the_desk_and_the_clock(terminal: Terminal) -> None:
    """:desk and :clock act on the ticketing side and show what it says."""
    shown = await terminal.type(":desk assign 1238 sam", ":clock 8h")

    assert terminal.desk == [["assign", "1238", "sam"], ["clock", "8h"]]
    assert "the desk did clock 8h" in shown


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (":foo", "I do not know that. :help shows what there is."),
        (":as nobody", "There is nobody called nobody here; there are jane, "),
        (":go nowhere", "There is no place nowhere; there are direct, "),
        (":on irc", "There is :on slack and :on teams."),
        (":1", "There is nothing to click."),
        (":fill", "No form is open."),
        (":close", "No dialog is open."),
        ("refused", "The platform says: the bot did not answer in time"),
        (":who", "  jane     Jane Smith"),
        (":go it-support", "Nothing here yet for Jane Smith."),
    ],
)
async def test_what_cannot_be_done_is_said(terminal: Terminal, line: str, sentence: str) -> None:
    """A mistake is one sentence, and the chat goes on."""
    shown = await terminal.type(line, "mine")

    assert sentence in shown
    assert len(terminal.prompts) == 3


async def test_a_number_out_of_range_says_the_range(terminal: Terminal) -> None:
    """A button that is not there names those that are."""
    assert "The buttons there are 1 to 3." in await terminal.type("mine", ":7")
