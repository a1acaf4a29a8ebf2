"""The cursor of the change feed: where it stands, what to ask for next, and what of a page is new. Pure.

Tickets come oldest change first. A round starts a little before the last place seen, because a change can become
visible late, and walks forward page by page; within one instant it remembers which tickets it has seen, so that a
page full of equal times neither hides one nor stops the walk.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import AwareDatetime, ValidationError

from bot.domain.ids import TicketId
from bot.domain.people import Frozen
from bot.domain.tickets import ChangedTickets, Ticket


class Cursor(Frozen):
    """A place in the feed.

    Shape: `ids` were seen with exactly the time `at`; `is_walking` = the round is not over, so go on exactly here.
    """

    at: AwareDatetime
    ids: tuple[TicketId, ...] = ()
    is_walking: bool = False

    def start(self, overlap_s: float) -> datetime:
        """From when to ask."""
        return self.at if self.is_walking else self.at - timedelta(seconds=overlap_s)

    def new_of(self, tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
        """The tickets of a page that this round has not given out."""
        seen = set(self.ids) if self.is_walking else set()
        return tuple(one for one in tickets if one.updated_at != self.at or one.id not in seen)

    def after(self, new: Sequence[Ticket], *, has_more: bool) -> ChangedTickets:
        """What to give out and where the feed stands then."""
        if not new:
            return ChangedTickets(tickets=(), cursor=Cursor(at=self.at).model_dump_json(), has_more=False)
        last = new[-1].updated_at
        ids = tuple(one.id for one in new if one.updated_at == last)
        if self.is_walking and last == self.at:
            ids = (*self.ids, *ids)
        following = Cursor(at=last, ids=ids if has_more else (), is_walking=has_more)
        return ChangedTickets(tickets=tuple(new), cursor=following.model_dump_json(), has_more=has_more)


def cursor_from(text: str | None, now: datetime) -> Cursor | None:
    """The cursor a text holds; one at `now` when it cannot be read, so that the feed starts anew; None for None."""
    if text is None:
        return None
    try:
        return Cursor.model_validate_json(text)
    except ValidationError:
        return Cursor(at=now)
