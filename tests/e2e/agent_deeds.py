"""What agents do and the help desk lets happen, the same on both channels and both ticketing systems."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.domain.ids import TicketId
from bot.ports.storage import LedgerRow
from sandbox.user import ChatUser, Screen
from tests.e2e.stage import Stage, until

TEAM_ROOM: Final = "it-support"
# Words of a notice's first line, by which it is known from any other message.
OVERDUE: Final = "was not resolved in time"
HOUR_S: Final = 3600.0
# A critical ticket that counts around the clock has two hours; its first answer is due before that.
PAST_DUE_S: Final = 3 * HOUR_S
CANCEL: Final = "Cancel"
FILL_IN: Final = "Fill in the form"
CRITICAL: Final = {"priority": "critical", "team": "it", "sla": "premium"}


async def file_ticket(stage: Stage, subject: str, *, requester: str = "jane", **facts: str) -> str:
    """A critical ticket of the IT team, due in two hours, raised in the ticketing system itself; its number."""
    made = await stage.act(requester, "create", subject=subject, **(CRITICAL | facts))
    return stage_number(stage, made["number"], made["seq"])


def stage_number(stage: Stage, number: str, running: int) -> str:
    """How this ticketing system's people say a ticket's number."""
    return {"rezolve": number, "teamswork": str(running)}[stage.vendor]


async def watched(stage: Stage, number: str) -> None:
    """Wait until the bot has seen this ticket, so that what happens to it next is a change."""
    found = await stage.ticket(number)
    names = [TicketId(found["id"]), TicketId(found["number"])]

    async def seen() -> bool | None:
        for connection in stage.product.backends:
            if await stage.product.storage.notices.snapshots(connection, names):
                return True
        return None

    await until(seen)


async def overdue_in_room(stage: Stage, subject: str, *, who: ChatUser) -> tuple[str, Screen]:
    """A ticket nobody has, past its due time, and the message that tells the team's room."""
    number = await file_ticket(stage, subject)
    await watched(stage, number)
    await stage.advance(PAST_DUE_S)
    return number, await stage.see(who, f"{number} {OVERDUE}", place=TEAM_ROOM)


async def choose(user: ChatUser, screen: Screen, menu: str, option: str) -> None:
    """Choose from a menu of a message: a menu on Slack, buttons that unfold on Teams."""
    if screen.button(menu).options:
        values = {label: value for value, label in screen.button(menu).options}
        await user.click(screen, menu, choice=values[option])
        return
    await user.click(screen, menu)
    unfolded = [one for one in await user.messages(place=screen.place) if one.ref == screen.ref]
    await user.click(unfolded[-1], option)


async def message_now(user: ChatUser, screen: Screen) -> Screen:
    """The same message as this person sees it now."""
    return next(one for one in await user.messages(place=screen.place) if one.ref == screen.ref)


async def becomes(stage: Stage, user: ChatUser, screen: Screen, words: str) -> Screen:
    """The same message, as soon as it says this."""
    return await stage.see(user, lambda one: one.ref == screen.ref and words in flat(one), place=screen.place)


def flat(screen: Screen) -> str:
    """A screen's text in one line a fact, as Slack writes it: Teams puts a fact's name and value in two."""
    return " ".join(screen.text.replace(":\n", ": ").split("\n")).replace(": ", " ")


async def ledger(stage: Stage, number: str | None = None) -> Sequence[LedgerRow]:
    """What became of the notices of a ticket, latest first."""
    return await stage.product.storage.notices.ledger(ticket_number=number, limit=500)


async def settled(stage: Stage, number: str) -> Sequence[LedgerRow]:
    """The same, once there are some and none is still on its way."""

    async def look() -> Sequence[LedgerRow] | None:
        rows = await ledger(stage, number)
        return rows if rows and all(row.state not in {"queued", "held"} for row in rows) else None

    return await until(look)


async def rounds(stage: Stage, count: int = 2) -> None:
    """Let the bot look at the ticketing system this often, from beginning to end."""
    before = await _polls(stage)

    async def looked() -> bool | None:
        return True if await _polls(stage) >= before + count + 1 else None

    await until(looked)


async def _polls(stage: Stage) -> int:
    asked = (await stage.control("GET", f"requests?vendor={stage.vendor}"))["requests"]
    return sum(1 for one in asked if _is_poll(one))


def _is_poll(request: Mapping[str, Any]) -> bool:
    """Shape: the last call of a round on Rezolve, the only list by change on TeamsWork."""
    return str(request["path"]).endswith("/ticket/list") or "lastInteraction" in str(request["query"])


async def becomes_taken(stage: Stage, number: str) -> dict[str, Any]:
    """The ticket on the ticketing side, as soon as somebody has it."""

    async def look() -> dict[str, Any] | None:
        found = await stage.ticket(number)
        return found if found["assignee"] else None

    return await until(look)


async def open_form(stage: Stage, user: ChatUser) -> Screen:
    """The form this person asked for; on Slack a message that offers it is clicked first, for no modal was open."""

    async def look() -> Screen | None:
        dialog = await user.dialog()
        if dialog is not None and dialog.submit:
            return dialog
        offered = (await user.messages())[-1:]
        if offered and CANCEL in [one.label for one in offered[0].buttons]:
            return offered[0]
        if offered and offered[0].ref not in clicked and FILL_IN in [one.label for one in offered[0].buttons]:
            clicked.add(offered[0].ref)
            await user.click(offered[0], FILL_IN)
        return None

    clicked: set[str] = set()
    return await until(look)


async def fill_in(stage: Stage, user: ChatUser, **answers: Any) -> Screen:
    """Fill in and send the form this person asked for; the form as it was."""
    form = await open_form(stage, user)
    await user.submit(form, {label.replace("_", " "): answer for label, answer in answers.items()})
    return form
