"""Story 30: resolved in the last second: no breach notice. Resolved while it waited: not sent, the ledger says why."""

import asyncio
import os
import sys
from typing import Any, Final

from tests.e2e.agent_deeds import (
    OVERDUE,
    PAST_DUE_S,
    TEAM_ROOM,
    file_ticket,
    ledger,
    rounds,
    settled,
    watched,
)
from tests.e2e.stage import PATIENCE_S, Stage, until

SUBJECT: Final = "The badge printer is on fire"
REASON: Final = "no longer open"
HOLD_S: Final = 1
# By platform: how its room answers that it is too much, until told otherwise.
BUSY: Final[dict[str, dict[str, Any]]] = {
    "slack": {
        "method": "chat.postMessage", "kind": "429", "channel": TEAM_ROOM, "retry_after_s": HOLD_S, "times": 100,
    },
    "teams": {
        "call": "send", "status": 429, "retry_after_s": HOLD_S, "times": 100,
        "conversation": "19:it-support@thread.tacv2",
    },
}  # fmt: skip


async def test_story_30_resolved_in_the_last_second(stage: Stage) -> None:
    """Mike resolves it just before the due time: nobody is told that it was missed."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    late = await file_ticket(stage, "Something else is late")
    await watched(stage, late)
    await resolve(stage, number)
    await stage.advance(PAST_DUE_S)
    await stage.act("mike", "comment", ticket=late, text="Still open")
    await stage.see(sam, f"{late} {OVERDUE}", place=TEAM_ROOM)
    await rounds(stage, 1)
    assert [row for row in await ledger(stage, number) if row.kind == "sla_breached"] == []


async def test_story_30_resolved_while_the_notice_waited(stage: Stage) -> None:
    """The channel takes nothing for a moment; meanwhile the ticket is resolved: not sent, and the ledger says why."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await watched(stage, number)
    await stage.platform_fault(BUSY[stage.channel])
    await stage.advance(PAST_DUE_S)
    held = await until(lambda: waiting(stage, number))
    await resolve(stage, number)
    await stage.platform_is_well()
    rows = [row for row in await settled(stage, number) if row.destination == held]
    assert [(row.state, row.reason) for row in rows if row.kind == "sla_breached"][:1] == [
        ("dropped", REASON)
    ]
    texts = [screen.text for screen in await sam.messages(place=TEAM_ROOM)]
    assert [text for text in texts if f"{number} {OVERDUE}" in text] == []


async def test_story_30_the_ledger_can_be_read_by_an_operator(stage: Stage) -> None:
    """`ticketbot deliveries` lists what went where and how late, and what was not sent and why."""
    number = await file_ticket(stage, SUBJECT)
    await watched(stage, number)
    await stage.platform_fault(BUSY[stage.channel])
    await stage.advance(PAST_DUE_S)
    await until(lambda: waiting(stage, number))
    await resolve(stage, number)
    await stage.platform_is_well()
    await settled(stage, number)
    shown = await deliveries("--ticket", number)
    assert f" {number} " in shown
    assert "dropped" in shown
    assert REASON in shown
    assert await deliveries("--ticket", "TKT-0000-000000") == "No notices yet."


async def resolve(stage: Stage, number: str) -> None:
    """Mike ends the work on it."""
    await stage.act("mike", "status", ticket=number, status="in_progress")
    await stage.act("mike", "status", ticket=number, status="resolved", resolution="fixed")


async def waiting(stage: Stage, number: str) -> str | None:
    """The destination that takes nothing now, at which a notice of this ticket waits, alone or behind others."""
    rows = await ledger(stage)
    held = {row.destination for row in rows if row.state == "held"}
    ours = [
        row.destination for row in rows if row.ticket_number == number and row.state in {"queued", "held"}
    ]
    return next((destination for destination in ours if destination in held), None)


async def deliveries(*words: str) -> str:
    """What the command prints, in a process of its own, with the settings this bot was started with."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.entrypoints", "deliveries", *words,
        env=os.environ | {"COLUMNS": "250"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode().strip()
