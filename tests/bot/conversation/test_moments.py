"""How deadlines and spans are said."""

from datetime import timedelta

import pytest

from bot.conversation.ticket.moments import sla_line, span_words, when
from bot.conversation.turn import Reader
from bot.ui.rich import plain_text
from tests.bot.stage import JANE
from tests.fakes.clock import START
from tests.fakes.ticketing import META, FakeTickets

BERLIN = Reader(locale="de-DE", time_zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(seconds=5), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=2, minutes=10), "2 h 10 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=3, hours=4, minutes=5), "3 d 4 h"),
        (-timedelta(minutes=35), "35 min"),
    ],
)
def test_spans_are_short(span: timedelta, expected: str) -> None:
    """Two units at most, never nothing."""
    assert span_words(span, Reader()) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "today 14:00"), (1, "tomorrow 14:00"), (-1, "yesterday 14:00"), (5, "15.07.2025, 14:00")],
)
def test_a_moment_is_in_the_reader_s_zone_and_locale(days: int, expected: str) -> None:
    """Noon in UTC is 14:00 in Berlin, written as people there write it."""
    assert when(START + timedelta(days=days), BERLIN, now=START).fallback == expected


def test_a_zone_nobody_knows_is_utc() -> None:
    """A wrong zone or locale of a platform breaks nothing."""
    reader = Reader(locale="xx-nonsense", time_zone="Mars/Olympus")
    assert when(START, reader, now=START).fallback == "today 12:00\u202fPM UTC"


@pytest.mark.parametrize(
    ("changes", "words", "tone"),
    [
        ({"due_at": START + timedelta(hours=5)}, "On track: due in 5 h, today 5:00\u202fPM UTC", "good"),
        (
            {"due_at": START + timedelta(minutes=30)},
            "Time is short: due in 30 min, today 12:30\u202fPM UTC",
            "warning",
        ),
        (
            {"due_at": START - timedelta(minutes=35)},
            "Overdue by 35 min, was due today 11:25\u202fAM UTC",
            "attention",
        ),
        ({"due_at": START + timedelta(days=5)}, "On track: due Jul 15, 2025, 12:00\u202fPM UTC", "good"),
        ({"sla": "breached"}, "Overdue", "attention"),
        ({"sla": "on_track"}, "On track", "good"),
        ({"status": "pending", "due_at": START}, "Waiting: the clock is stopped", "subtle"),
        ({"status": "closed", "closed_at": START}, "Done today 12:00\u202fPM UTC", "good"),
    ],
)
def test_the_deadline_is_words_and_colour(changes: dict[str, object], words: str, tone: str) -> None:
    """How a deadline stands is readable without its colour."""
    ticket = FakeTickets().put("VPN", requester=JANE, at=START).model_copy(update=changes)
    line = sla_line(ticket, META, Reader(locale="en-US"), now=START)
    assert line is not None
    assert (plain_text(line.text), line.tone) == (words, tone)


def test_nothing_known_is_nothing_said() -> None:
    """A ticket without a deadline has no line about one."""
    assert sla_line(FakeTickets().put("VPN", requester=JANE, at=START), META, Reader(), now=START) is None
