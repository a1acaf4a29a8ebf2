"""What the bot can do: a greeting once, one screen of help, one command explained; and who it takes you for."""

from typing import Final

from bot.conversation.turn import Reader, Turn
from bot.domain.people import Role
from bot.texts.say import sentence
from bot.ui.action import Action, Button
from bot.ui.inbound import Arrived, Click
from bot.ui.message import Actions, Block, Facts, Heading, Message, Paragraph
from bot.ui.replies import Reply, Say
from bot.ui.rich import Plain, Rich, rich

FOR_EVERYBODY: Final = (
    "new", "catalog", "mine", "show", "search", "comment", "close", "reopen", "whoami", "help",
)  # fmt: skip
FOR_AGENTS: Final = ("queue", "claim", "assign", "status", "priority", "note")
_TEXTS: Final = {
    Role.USER: "role.user",
    Role.AGENT: "role.agent",
    Role.SUPERVISOR: "role.supervisor",
    Role.ADMIN: "role.admin",
}


async def help_command(turn: Turn, rest: str) -> list[Reply]:
    """`help`: one screen; `help new`: one command."""
    word = rest.strip().casefold()
    if word in {*FOR_EVERYBODY, *FOR_AGENTS}:
        return [Say(message=_one(word, turn.reader))]
    return [Say(message=_all(turn))]


async def help_clicked(turn: Turn, click: Click) -> list[Reply]:
    """The button "Help"."""
    return await help_command(turn, click.args.get("word", ""))


async def greeting(turn: Turn, inbound: Arrived) -> list[Reply]:
    """The first contact; silence ever after."""
    if not await turn.storage.accounts.greet_once(inbound.account):
        return []
    return [Say(message=_greeting(turn))]


async def whoami_command(turn: Turn, rest: str) -> list[Reply]:
    """`whoami`: as whom the help desk knows me."""
    del rest
    reader, person = turn.reader, turn.person
    meta = await turn.backend.meta()
    roles = [reader.say(name) for role, name in _TEXTS.items() if role in person.roles]
    facts: list[tuple[str, Rich]] = [
        (reader.say("whoami.name"), rich(person.name)),
        (reader.say("whoami.email"), rich(person.email)),
        (reader.say("whoami.roles"), rich(", ".join(roles) or reader.say("role.none"))),
    ]
    teams = [team.name for team in meta.teams if team.key in person.teams]
    if teams:
        facts.append((reader.say("whoami.teams"), rich(", ".join(teams))))
    title = reader.say("whoami.title", name=person.name)
    note = Paragraph(text=reader.fill("whoami.wrong", who=turn.policy.who_to_ask), tone="subtle")
    return [
        Say(
            message=Message(
                summary=title, blocks=(Paragraph(text=rich(title)), Facts(items=tuple(facts)), note)
            )
        )
    ]


def _greeting(turn: Turn) -> Message:
    reader = turn.reader
    title = reader.say("greeting.title", name=turn.person.name.split(" ")[0])
    blocks: tuple[Block, ...] = (
        Heading(text=rich(title)),
        Paragraph(text=reader.fill("greeting.lines")),
        Actions(items=_first_steps(turn)),
    )
    return Message(summary=title, blocks=blocks)


def _all(turn: Turn) -> Message:
    reader = turn.reader
    title = reader.say("help.title")
    blocks: list[Block] = [Heading(text=rich(title)), Paragraph(text=_lines(FOR_EVERYBODY, reader))]
    if turn.person.is_agent:
        blocks.append(Paragraph(text=rich(Plain(text=reader.say("help.agents"), strong=True))))
        blocks.append(Paragraph(text=_lines(FOR_AGENTS, reader)))
    blocks.append(Paragraph(text=reader.fill("help.free_text"), tone="subtle"))
    blocks.append(Actions(items=_first_steps(turn)))
    return Message(summary=title, blocks=tuple(blocks))


def _one(word: str, reader: Reader) -> Message:
    blocks = (
        Paragraph(text=_lines((word,), reader)),
        Paragraph(text=reader.fill(f"help.{word}.more")),
    )
    return Message(summary=sentence(f"help.{word}", reader.locale), blocks=blocks)


def _lines(words: tuple[str, ...], reader: Reader) -> Rich:
    parts: list[str | Plain] = []
    for word in words:
        parts.extend(["\n"] if parts else [])
        parts.extend([Plain(text=word, strong=True), " – " + reader.say(f"help.{word}")])
    return rich(*parts)


def _first_steps(turn: Turn) -> tuple[Action, ...]:
    reader = turn.reader
    opens_form = not turn.backend.capabilities.has_catalog
    return (
        Button(label=reader.say("button.new"), verb="new", style="primary", opens_form=opens_form),
        Button(label=reader.say("button.mine"), verb="mine"),
    )
