"""Screens as terminal lines: people's words are never markup, and buttons stand where they belong."""

import io

from rich.console import Console, RenderableType

from sandbox.terminal.draw import draw_dialog, draw_question, draw_screen, shown_value
from sandbox.user import Button, Input, Screen


def _drawn(what: RenderableType) -> list[str]:
    console = Console(file=io.StringIO(), width=60, force_terminal=False)
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return [line.strip("│ ").rstrip() for line in console.file.getvalue().splitlines()]


def test_words_are_never_markup() -> None:
    """Brackets, links and emoji codes that people write are shown as written."""
    words = "[red]look[/red] [link=http://x]here[/link] :smile: [/]"
    lines = _drawn(draw_screen(Screen("r", "direct", "[bold]Jane[/bold]", (words,))))

    assert lines[1] == words
    assert "[bold]Jane[/bold]" in lines[0]


def test_a_button_stands_below_its_line() -> None:
    """In a list each button is drawn under the entry it belongs to; the rest at the end."""
    screen = Screen(
        "r",
        "direct",
        "Ticketbot",
        ("Two tickets", "One", "Two"),
        buttons=(
            Button("Open", "a", above=2),
            Button("Open", "b", above=3),
            Button("More", "c", options=(("x", "X"),), above=3),
        ),
    )

    assert _drawn(draw_screen(screen))[1:-1] == [
        "Two tickets",
        "One",
        "[1] Open",
        "Two",
        "[2] Open  [3] More ▾",
    ]


def test_inputs_stand_above_the_last_buttons() -> None:
    """A form in a message shows its fields with their values and errors, then what sends it."""
    entry = Input("i", "Team", "select", options=(("it", "IT"),), value="it", error="Choose another one")
    screen = Screen(
        "r", "direct", "Ticketbot", ("Where to?",), buttons=(Button("Send", "s"),), inputs=(entry,)
    )

    assert _drawn(draw_screen(screen))[1:-1] == ["Where to?", "Team: IT  Choose another one", "[1] Send"]


def test_who_sees_it_is_said() -> None:
    """Private, edited and threaded messages say so beside the author."""
    screen = Screen("r", "it-support", "Ticketbot", ("x",), private=True, edited=True, thread="t")

    assert "Ticketbot  only you see this  edited  in a thread" in _drawn(draw_screen(screen))[0]


def test_a_dialog_shows_its_title() -> None:
    """A modal is drawn with its title and fields."""
    dialog = Screen("r", "direct", "Ticketbot", ("Hello",), title="New", inputs=(Input("i", "Line", "text"),))
    lines = _drawn(draw_dialog(dialog))

    assert ("New" in lines[0], lines[1:-1]) == (True, ["Hello", "Line: …"])


def test_a_question_says_what_enter_does() -> None:
    """A needed field, one that can be skipped, and one that already holds something."""
    heads = [
        _drawn(draw_question(entry))[0]
        for entry in (
            Input("i", "Line", "text", required=True),
            Input("i", "Line", "text"),
            Input("i", "Line", "text", required=True, value="x"),
        )
    ]

    assert heads == ["Line (needed)", "Line (Enter to skip)", "Line (Enter keeps it)"]


def test_choices_are_shown_by_their_labels() -> None:
    """Whether a platform keeps the value or the whole option, people read the label."""
    options = (("a", "Apple"), ("b", "Pear"))
    whole = {"value": "b", "text": {"type": "plain_text", "text": "Pear"}}
    shown = [
        shown_value(Input("i", "Fruit", "select", options=options, value=value))
        for value in ("a", whole, ["a", "b"], [whole], None, "")
    ]

    assert shown == ["Apple", "Pear", "Apple, Pear", "Pear", "", ""]
