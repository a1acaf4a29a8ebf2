"""The ticketing side, driven by words: list tickets, act as an agent there, advance the clock."""

import re
from typing import Any, Final

import aiohttp

HELP: Final = """\
tickets                          every ticket
assign TICKET NAME               give it to somebody (a name of the world, such as sam)
status TICKET STATUS [RESOLUTION]
priority TICKET PRIORITY
comment TICKET TEXT · note TICKET TEXT
create TEXT                      a new ticket, raised there by Jane
clock 2h | 30m | 90s | business  advance the clock of the whole world"""

_DURATION: Final = re.compile(r"(\d+)\s*([smhd])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Desk:
    """A hand on the ticketing side. Shape: acts as `actor`, a person key of the world."""

    def __init__(self, base_url: str, *, actor: str = "deepak") -> None:
        self._base_url = base_url.rstrip("/")
        self._actor = actor

    async def do(self, words: list[str]) -> str:
        """Carry out one line of words; returns what to show. Raises: ValueError that says what is wrong."""
        match words:
            case [] | ["tickets"]:
                return describe_tickets((await self._call("GET", "tickets"))["tickets"])
            case ["help"]:
                return HELP
            case ["clock", duration]:
                return await self._clock(duration)
            case ["create", *text] if text:
                body = {"do": "create", "subject": " ".join(text), "requester": "jane"}
            case ["assign", ticket, name]:
                body = {"do": "assign", "ticket": ticket, "assignee": name}
            case ["status", ticket, status, *resolution]:
                body = {"do": "status", "ticket": ticket, "status": status}
                body |= {"resolution": " ".join(resolution)} if resolution else {}
            case ["priority", ticket, priority]:
                body = {"do": "priority", "ticket": ticket, "priority": priority}
            case ["comment" | "note" as do, ticket, *text] if text:
                body = {"do": do, "ticket": ticket, "text": " ".join(text)}
            case _:
                raise ValueError(f"I do not know that.\n{HELP}")
        answer = await self._call("POST", "act", {"as": self._actor, **body})
        return describe_tickets([answer["ticket"]])

    async def _clock(self, duration: str) -> str:
        if duration == "business":
            body: dict[str, Any] = {"to": "next_business_day"}
        else:
            parts = _DURATION.findall(duration)
            if not parts or _DURATION.sub("", duration).strip():
                raise ValueError("Say how far: 2h, 30m, 1d, or business for the next business day.")
            body = {"advance_s": sum(int(number) * _SECONDS[unit] for number, unit in parts)}
        return f"It is now {(await self._call('POST', 'clock', body))['now']}."

    async def _call(self, method: str, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, f"{self._base_url}/_sandbox/{what}", json=body) as answer,
            ):
                found: dict[str, Any] = await answer.json()
                if answer.status >= 400:
                    raise ValueError(str(found.get("error", f"refused with {answer.status}")))
                return found
        except aiohttp.ClientError as error:
            raise ValueError(
                f"The sandbox does not answer at {self._base_url}. Is `make demo` running?"
            ) from error


def describe_tickets(tickets: list[dict[str, Any]]) -> str:
    """Tickets as lines."""
    return "\n".join(
        f"{ticket['number']}  {ticket['status']:16} {ticket['priority']:9} {ticket['team']:10} "
        f"{(ticket.get('assignee') or {}).get('name', '-'):16} {ticket['subject'][:50]}"
        for ticket in sorted(tickets, key=lambda ticket: str(ticket["number"]))
    )
