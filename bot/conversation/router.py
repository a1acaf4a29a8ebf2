"""Which ability answers: the visible tables of command words, clicked verbs and sent forms, the same on both channels.

To add a command: write its handler, name it here, explain it in texts ("help.<word>", "help.<word>.more").
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from bot.conversation.answer import say_line
from bot.conversation.handlers import (
    assign,
    catalog,
    change_status,
    close_reopen,
    comment,
    find_tickets,
    forms,
    help,  # noqa: A004 - the ability is called that
    raise_ticket,
    set_priority,
    show,
)
from bot.conversation.turn import Turn
from bot.conversation.words import read
from bot.domain.references import split_reference
from bot.errors import BadInput
from bot.ui.action import Action, Button
from bot.ui.form import Answers, Form
from bot.ui.inbound import Click, Command
from bot.ui.replies import Reply

OnCommand: TypeAlias = Callable[[Turn, str], Awaitable[list[Reply]]]
OnClick: TypeAlias = Callable[[Turn, Click], Awaitable[list[Reply]]]
OnSubmit: TypeAlias = Callable[[Turn, Form, Answers], Awaitable[list[Reply]]]

COMMANDS: Final[Mapping[str, OnCommand]] = {
    "new": raise_ticket.new_command,
    "catalog": catalog.catalog_command,
    "mine": find_tickets.mine_command,
    "show": show.show_command,
    "status": change_status.status_command,
    "comment": comment.comment_command,
    "note": comment.note_command,
    "assign": assign.assign_command,
    "claim": assign.claim_command,
    "priority": set_priority.priority_command,
    "close": close_reopen.close_command,
    "reopen": close_reopen.reopen_command,
    "search": find_tickets.search_command,
    "queue": find_tickets.queue_command,
    "whoami": help.whoami_command,
    "help": help.help_command,
}


async def run_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button under a mistyped command: the command that was meant."""
    return await say_command(turn, click.args.get("text", ""), is_explicit=True)


CLICKS: Final[Mapping[str, OnClick]] = {
    "new": raise_ticket.new_clicked,
    "raise": raise_ticket.raise_clicked,
    "resume": raise_ticket.resume_clicked,
    "follow_up": raise_ticket.follow_up_clicked,
    "dismiss": raise_ticket.dismiss_clicked,
    "catalog": catalog.catalog_clicked,
    "mine": find_tickets.mine_clicked,
    "page": find_tickets.page_clicked,
    "show": show.show_clicked,
    "more": show.more_clicked,
    "comment": comment.comment_clicked,
    "note": comment.note_clicked,
    "assign": assign.assign_clicked,
    "claim": assign.claim_clicked,
    "status": change_status.status_clicked,
    "priority": set_priority.priority_clicked,
    "close": close_reopen.close_clicked,
    "reopen": close_reopen.reopen_clicked,
    "help": help.help_clicked,
    "run": run_clicked,
    "open_form": forms.open_form_clicked,
    "cancel": forms.cancel_clicked,
}
FORMS: Final[Mapping[str, OnSubmit]] = {
    "raise": raise_ticket.raise_sent,
    "comment": comment.comment_sent,
    "note": comment.note_sent,
    "assign": assign.assign_sent,
    "status": change_status.status_sent,
    "close": change_status.status_sent,
    "reopen": change_status.status_sent,
    "priority": set_priority.priority_sent,
}
# Clicks that change something: kept and tried again while the help desk cannot be reached. All forms are.
WRITING: Final = frozenset({"claim", "close", "reopen"})
WRITING_COMMANDS: Final = WRITING | {"comment", "note", "assign", "status", "priority"}
# Clicks that may be answered with a form, so that a channel can be ready for one.
FORM_VERBS: Final = frozenset(
    {
        "new",
        "raise",
        "resume",
        "open_form",
        "follow_up",
        "more",
        "comment",
        "note",
        "assign",
        "status",
        "priority",
    }
    | {"close", "reopen"}
)
_LONGEST_RERUN: Final = 200


async def on_command(turn: Turn, command: Command) -> list[Reply]:
    """Words for the bot."""
    return await say_command(turn, command.text, is_explicit=command.is_explicit)


async def on_click(turn: Turn, click: Click) -> list[Reply]:
    """A click. Raises: BadInput for a verb nobody has: an edited button, or one from another release."""
    handler = CLICKS.get(click.verb)
    if handler is None:
        raise BadInput("fault.stale_button")
    return await handler(turn, click)


async def say_command(turn: Turn, text: str, *, is_explicit: bool) -> list[Reply]:
    """What these words ask for."""
    said = read(text, is_explicit=is_explicit)
    match said.kind:
        case "command":
            return await COMMANDS[said.word](turn, said.rest)
        case "mistyped":
            return [await _did_you_mean(turn, text, said.near, said.rest)]
        case "talk":
            return await raise_ticket.offer_to_raise(turn, said.rest)
        case "nothing":
            return await help.help_command(turn, "")


def writes(text: str, *, is_explicit: bool) -> bool:
    """Whether these words ask for a change."""
    said = read(text, is_explicit=is_explicit)
    return said.kind == "command" and said.word in WRITING_COMMANDS


async def _did_you_mean(turn: Turn, text: str, near: str, rest: str) -> Reply:
    """Asked back. Shape: two words may as well say what is wrong ("not working"), so they can be raised too."""
    reader = turn.reader
    meant = f"{near} {rest}".strip()[:_LONGEST_RERUN]
    actions: list[Action] = [
        Button(label=reader.say("button.run", word=near), verb="run", args={"text": meant}, style="primary"),
        Button(label=reader.say("button.help"), verb="help"),
    ]
    if rest and turn.person.roles and split_reference(rest)[0] is None:
        actions.insert(1, await raise_ticket.raise_button(turn, text.strip()))
    typed = text.strip().split(" ", 1)[0][:40]
    return say_line(reader.fill("talk.did_you_mean", typed=typed, word=near), *actions)
