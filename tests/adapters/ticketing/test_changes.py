"""The cursor of the change feed, against every order and coincidence of times."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.ticketing.changes import Cursor, cursor_from
from bot.domain.ids import PriorityKey, StatusKey, TeamKey, TicketId, UserId
from bot.domain.people import UserRef
from bot.domain.tickets import Ticket

START = datetime(2030, 1, 1, tzinfo=UTC)
JANE = UserRef(id=UserId("jane"), name="Jane")


def ticket(number: int, second: int) -> Ticket:
    """A ticket that changed at this second."""
    return Ticket(
        id=TicketId(f"T{number}"),
        number=f"T{number}",
        subject="",
        status=StatusKey("open"),
        priority=PriorityKey("low"),
        team=TeamKey("it"),
        requester=JANE,
        created_at=START,
        updated_at=START + timedelta(seconds=second),
    )


@given(st.lists(st.integers(min_value=0, max_value=4), max_size=30), st.integers(min_value=1, max_value=5))
def test_a_walk_gives_out_every_ticket_and_ends(seconds: list[int], size: int) -> None:
    """However many tickets share a time and however small a page is."""
    feed = [ticket(number, second) for number, second in enumerate(sorted(seconds))]
    told, has_more = list[str](), True
    text: str | None = Cursor(at=START).model_dump_json()
    while has_more and len(told) <= len(feed):
        place = cursor_from(text, START)
        assert place is not None
        new = place.new_of([one for one in feed if one.updated_at >= place.start(0)])
        page = place.after(new[:size], has_more=len(new) > size)
        told.extend(one.id for one in page.tickets)
        text, has_more = page.cursor, page.has_more
    assert told == [one.id for one in feed]
    assert not has_more


def test_a_round_starts_before_the_last_place_and_a_walk_goes_on_exactly() -> None:
    """A change that became visible late is met again; a page in the middle of a walk is not read twice."""
    resting, walking = Cursor(at=START), Cursor(at=START, is_walking=True)
    assert (resting.start(5), walking.start(5)) == (START - timedelta(seconds=5), START)


def test_a_cursor_that_cannot_be_read_starts_anew() -> None:
    """A damaged cursor does not stop the feed for good."""
    assert cursor_from("{broken", START) == Cursor(at=START)
    assert cursor_from(None, START) is None
