"""Promise 5: what goes to one destination arrives in order, and a slow destination delays no other."""

from typing import Any, Final

from tests.e2e.agent_deeds import TEAM_ROOM, file_ticket, ledger, settled, watched
from tests.e2e.stage import ChannelName, Stage, until

HOW_MANY: Final = 5
RETRY_AFTER_S: Final = 1
# By platform: the team's room answers that it is too much.
TOO_MUCH: Final[dict[str, dict[str, Any]]] = {
    "slack": {
        "method": "chat.postMessage",
        "kind": "429",
        "channel": TEAM_ROOM,
        "retry_after_s": RETRY_AFTER_S,
    },
    "teams": {
        "call": "send",
        "status": 429,
        "conversation": "19:it-support@thread.tacv2",
        "retry_after_s": RETRY_AFTER_S,
    },
}
OTHER: Final[dict[ChannelName, ChannelName]] = {"slack": "teams", "teams": "slack"}


async def test_promise_5_in_order_although_the_first_is_answered_with_429(stage: Stage) -> None:
    """Five tickets, one after the other, given to Sam: the room reads of them in that order, the first one included."""
    sam = stage.user("sam")
    numbers = await given_to_sam(stage, busy={"times": 1})
    await arrived(stage, numbers[-1])
    rows = await settled(stage, numbers[0])
    attempts = {row.destination: row.attempts for row in rows if row.destination.startswith(stage.channel)}
    assert sorted(attempts.values()) == [1, 2]
    assert await order_read(stage, sam.person, place=TEAM_ROOM) == numbers
    assert await order_read(stage, sam.person, place="direct") == numbers


async def test_promise_5_one_busy_destination_delays_no_other(stage: Stage) -> None:
    """While the room takes nothing, Sam's direct chat and the other platform have read all; then the room, in order."""
    sam = stage.user("sam")
    numbers = await given_to_sam(stage, busy={"times": 1000})
    elsewhere = stage.user("sam", on=OTHER[stage.channel])
    await stage.see(sam, numbers[-1])
    await stage.see(elsewhere, numbers[-1], place=TEAM_ROOM)
    assert await order_read(stage, sam.person, place="direct") == numbers
    assert await order_read(stage, sam.person, place=TEAM_ROOM) == []
    room = [row for row in await ledger(stage) if row.destination.startswith(f"{stage.channel}:")]
    waiting = [
        row.state for row in room if "conversation/" in row.destination and row.state in {"queued", "held"}
    ]
    assert len(waiting) == HOW_MANY

    await stage.platform_is_well()
    await arrived(stage, numbers[-1])
    assert await order_read(stage, sam.person, place=TEAM_ROOM) == numbers


async def given_to_sam(stage: Stage, *, busy: dict[str, int]) -> list[str]:
    """Tickets given to Sam in turn, while his team's room answers like this; their numbers in that order."""
    numbers = [await file_ticket(stage, f"Order {place}") for place in range(HOW_MANY)]
    await watched(stage, numbers[-1])
    await stage.platform_fault(TOO_MUCH[stage.channel] | busy)
    for number in numbers:
        await stage.act("mike", "assign", ticket=number, assignee="sam")
    return numbers


async def order_read(stage: Stage, person: str, *, place: str) -> list[str]:
    """The numbers of the tickets that this person reads of there, top to bottom."""
    texts = [
        screen.text.replace(":", " ").split() for screen in await stage.user(person).messages(place=place)
    ]
    return [text[text.index("to") - 1] for text in texts if "Order" in text and "assigned" in text]


async def arrived(stage: Stage, number: str) -> None:
    """Wait until every notice of this ticket is where it belongs."""

    async def look() -> bool | None:
        rows = await ledger(stage, number)
        return True if len(rows) == 4 and {row.state for row in rows} == {"delivered"} else None

    await until(look)
