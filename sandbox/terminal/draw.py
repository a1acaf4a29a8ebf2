"""A screen as terminal lines. Pure: a `Screen` in, a rich renderable out; people's words are never markup."""

from itertools import groupby

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from sandbox.user import Button, Input, Screen


def draw_screen(screen: Screen, *, mine: bool = False) -> RenderableType:
    """A message with its buttons numbered, as `:N` clicks them."""
    title = Text(screen.author, style="bold")
    if screen.private:
        title.append("  only you see this", style="dim")
    if screen.edited:
        title.append("  edited", style="dim")
    if screen.thread:
        title.append("  in a thread", style="dim")
    return Panel(
        _body(screen),
        title=title,
        title_align="left",
        border_style="cyan" if mine else "green",
        padding=(0, 1),
    )


def draw_dialog(screen: Screen) -> RenderableType:
    """A modal or dialog."""
    title = Text(screen.title or "Dialog", style="bold")
    return Panel(_body(screen), title=title, border_style="magenta", padding=(0, 1))


def draw_question(entry: Input) -> RenderableType:
    """One field as it is asked for in a terminal."""
    lines: list[RenderableType] = []
    now = shown_value(entry)
    head = Text(entry.label, style="bold")
    head.append(_how_to_skip(entry, now), style="dim")
    lines.append(head)
    if entry.hint:
        lines.append(Text(entry.hint, style="dim"))
    if entry.error:
        lines.append(Text(entry.error, style="red"))
    shown = entry.options[:30]
    lines += [Text(f"  {number}. {label}") for number, (_, label) in enumerate(shown, start=1)]
    if len(entry.options) > len(shown):
        lines.append(Text(f"  … and {len(entry.options) - len(shown)} more: type the text", style="dim"))
    if entry.kind in ("multiselect", "checkboxes"):
        lines.append(Text('  several are separated by ";"', style="dim"))
    if now:
        lines.append(Text(f"  now: {now}", style="dim"))
    return Group(*lines)


def shown_value(entry: Input) -> str:
    """What a field holds, in the words of its choices."""
    labels = dict(entry.options)
    values = entry.value if isinstance(entry.value, list | tuple) else [entry.value]
    # Slack keeps a choice as its whole option, Teams as its value.
    plain = [value.get("value") if isinstance(value, dict) else value for value in values]
    return ", ".join(labels.get(str(value), str(value)) for value in plain if value not in (None, ""))


def _how_to_skip(entry: Input, now: str) -> str:
    if now:
        return " (Enter keeps it)"
    return " (needed)" if entry.required else " (Enter to skip)"


def _body(screen: Screen) -> RenderableType:
    """Lines with the buttons where they stand, so that it is plain whose button each is; inputs below."""
    body: list[RenderableType] = []
    done = 0
    numbered = list(enumerate(screen.buttons, start=1))
    for above, row in groupby(numbered, key=lambda pair: _above(pair[1], screen)):
        body += [Text(line) for line in screen.lines[done:above]]
        done = max(done, above)
        if above >= len(screen.lines):
            body += [_input_line(entry) for entry in screen.inputs]
        body.append(_buttons(list(row)))
    body += [Text(line) for line in screen.lines[done:]]
    if not any(_above(button, screen) >= len(screen.lines) for button in screen.buttons):
        body += [_input_line(entry) for entry in screen.inputs]
    return Group(*body)


def _above(button: Button, screen: Screen) -> int:
    return len(screen.lines) if button.above is None else min(button.above, len(screen.lines))


def _input_line(entry: Input) -> RenderableType:
    line = Text(f"{entry.label}: ")
    line.append(shown_value(entry) or "…", style="dim")
    if entry.error:
        line.append(f"  {entry.error}", style="red")
    return line


def _buttons(buttons: list[tuple[int, Button]]) -> Text:
    line = Text()
    for number, button in buttons:
        if line:
            line.append("  ")
        line.append(f"[{number}] {button.label}", style="bold blue" if button.style == "primary" else "blue")
        if button.options:
            line.append(" ▾")
    return line
