"""The ticketing side driven by words, against the real emulator."""

from collections.abc import AsyncIterator

import pytest

from sandbox.terminal.desk import HELP, Desk
from sandbox.ticketing.server import build_app, start


@pytest.fixture
async def desk(dsn: str) -> AsyncIterator[Desk]:
    """A hand on a running ticketing service."""
    running = await start(build_app(dsn=dsn))
    yield Desk(running.url)
    await running.close()


async def _refusal(desk: Desk, line: str) -> str:
    with pytest.raises(ValueError) as caught:
        await desk.do(line.split())
    return str(caught.value)


async def test_tickets_are_listed_and_assigned(desk: Desk) -> None:
    """The list has a line a ticket; an assignment answers with the ticket's line."""
    tickets = (await desk.do([])).splitlines()
    number = tickets[-1].split()[0]

    assert "Support Agent" in await desk.do(["assign", number, "sam"])


async def test_words_become_acts(desk: Desk) -> None:
    """Raising, prioritising, commenting and noting all name the ticket they touched."""
    number = (await desk.do(["create", "the", "coffee", "machine", "leaks"])).split()[0]
    answers = [
        await desk.do(line.split())
        for line in (f"priority {number} high", f"comment {number} on my way", f"note {number} again")
    ]

    assert [answer.split()[0] for answer in answers] == [number] * 3
    assert "high" in answers[0]


async def test_the_clock_advances(desk: Desk) -> None:
    """Durations may be combined; the answer is the world's new time."""
    assert (await desk.do(["clock", "1h30m"])).startswith("It is now ")
    assert (await desk.do(["clock", "business"])).startswith("It is now ")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("clock soon", "Say how far: 2h, 30m, 1d, or business for the next business day."),
        ("dance", f"I do not know that.\n{HELP}"),
    ],
)
async def test_wrong_words_say_what_to_type(desk: Desk, line: str, sentence: str) -> None:
    """What cannot be read is answered with what can."""
    assert await _refusal(desk, line) == sentence


async def test_a_ticket_that_does_not_exist(desk: Desk) -> None:
    """The emulator's own refusal is passed on."""
    assert "9999" in await _refusal(desk, "assign 9999 sam")


async def test_nobody_there() -> None:
    """Without a sandbox it says where it looked and what to start."""
    assert await _refusal(Desk("http://127.0.0.1:1"), "tickets") == (
        "The sandbox does not answer at http://127.0.0.1:1. Is `make demo` running?"
    )
