"""A screen as terminal lines. Pure: a `Screen` in, a rich renderable out; people's words are never markup."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from sandbox.user import Button, Input, Screen


def draw_screen(screen: Screen, *, mine: bool = False) -> RenderableType:
    """A message with its buttons numbered, as `:N` clicks them."""
    body: list[RenderableType] = [Text(line) for line in screen.lines]
    body += [_input_line(entry) for entry in screen.inputs]
    if screen.buttons:
        body.append(_buttons(screen.buttons))
    title = Text(screen.author, style="bold")
    if screen.private:
        title.append("  only you see this", style="dim")
    if screen.edited:
        title.append("  edited", style="dim")
    if screen.thread:
        title.append("  in a thread", style="dim")
    return Panel(
        Group(*body),
        title=title,
        title_align="left",
        border_style="cyan" if mine else "green",
        padding=(0, 1),
    )


def draw_dialog(screen: Screen) -> RenderableType:
    """A modal or dialog."""
    body: list[RenderableType] = [Text(line) for line in screen.lines]
    body += [_input_line(entry) for entry in screen.inputs]
    if screen.buttons:
        body.append(_buttons(screen.buttons))
    return Panel(
        Group(*body),
        title=Text(screen.title or "Dialog", style="bold"),
        border_style="magenta",
        padding=(0, 1),
    )


def draw_question(entry: Input) -> RenderableType:
    """One field as it is asked for in a terminal."""
    lines: list[RenderableType] = []
    head = Text(entry.label, style="bold")
    head.append(" (needed)" if entry.required else " (Enter to skip)", style="dim")
    lines.append(head)
    if entry.hint:
        lines.append(Text(entry.hint, style="dim"))
    if entry.error:
        lines.append(Text(entry.error, style="red"))
    shown = entry.options[:30]
    lines += [Text(f"  {number}. {label}") for number, (_, label) in enumerate(shown, start=1)]
    if len(entry.options) > len(shown):
        lines.append(Text(f"  … and {len(entry.options) - len(shown)} more: type the text", style="dim"))
    if entry.value not in (None, "", [], ()):
        lines.append(Text(f"  now: {_value(entry)}", style="dim"))
    return Group(*lines)


def _input_line(entry: Input) -> RenderableType:
    line = Text(f"{entry.label}: ")
    line.append(_value(entry) or "…", style="dim")
    if entry.error:
        line.append(f"  {entry.error}", style="red")
    return line


def _value(entry: Input) -> str:
    labels = dict(entry.options)
    value = entry.value
    if isinstance(value, list | tuple):
        return ", ".join(labels.get(str(item), str(item)) for item in value)
    return labels.get(str(value), str(value)) if value not in (None, "") else ""


def _buttons(buttons: tuple[Button, ...]) -> Text:
    line = Text()
    for number, button in enumerate(buttons, start=1):
        if number > 1:
            line.append("  ")
        line.append(f"[{number}] {button.label}", style="bold blue" if button.style == "primary" else "blue")
        if button.options:
            line.append(" ▾")
    return line
