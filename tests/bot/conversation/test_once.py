"""Writes that happen once."""

from datetime import datetime

import pytest

from bot.conversation.once import SETTLES_IN, Once, reference_of
from bot.domain.ids import ReceiptId
from bot.errors import BadInput, BotError, Busy, Unreachable
from tests.fakes.clock import START, FakeClock
from tests.fakes.storage import FakeEffects


class Desk:
    """A place where something is written. Shape: `loses` = the answer of the next write is lost."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.loses = False
        self.asked_since: list[datetime] = []

    async def write(self) -> str:
        """Write; the answer may get lost."""
        self.written.append("TKT-1")
        if self.loses:
            self.loses = False
            raise Unreachable(may_have_happened=True)
        return "TKT-1"

    async def look_up(self, since: datetime) -> str | None:
        """What was written."""
        self.asked_since.append(since)
        return self.written[-1] if self.written else None


def _once(effects: FakeEffects) -> Once:
    return Once(effects, ReceiptId("r1"), FakeClock())


async def test_a_repeat_after_success_writes_nothing() -> None:
    """A receipt that is handled again gets the first result."""
    desk, effects = Desk(), FakeEffects()
    results = [await _once(effects).write("create", desk.write, happened=desk.look_up) for _ in range(3)]
    assert (results, desk.written) == (["TKT-1"] * 3, ["TKT-1"])


async def test_a_lost_answer_is_looked_up() -> None:
    """When the answer got lost, what was written is found instead of written again."""
    desk, effects = Desk(), FakeEffects()
    desk.loses = True
    with pytest.raises(Unreachable):
        await _once(effects).write("create", desk.write, happened=desk.look_up)
    result = await _once(effects).write("create", desk.write, happened=desk.look_up)
    assert (result, desk.written, desk.asked_since) == ("TKT-1", ["TKT-1"], [START])


async def test_a_crash_before_the_write_writes_once() -> None:
    """A process that died between noting and writing may have sent it: written only when that would have shown."""
    desk, effects, clock = Desk(), FakeEffects(), FakeClock()
    await effects.begin(ReceiptId("r1"), "create", now=START)
    once = Once(effects, ReceiptId("r1"), clock)
    with pytest.raises(Unreachable):
        await once.write("create", desk.write, happened=desk.look_up)
    assert desk.written == []
    clock.advance(SETTLES_IN)
    result = await once.write("create", desk.write, happened=desk.look_up)
    assert (result, desk.written) == ("TKT-1", ["TKT-1"])


async def test_a_write_that_arrives_late_is_not_repeated() -> None:
    """No answer in time, and nothing to be found yet: waited for, and then it is there."""
    desk, effects = Desk(), FakeEffects()

    async def hang() -> str:
        raise Unreachable(may_still_happen=True)

    with pytest.raises(Unreachable):
        await _once(effects).write("create", hang, happened=desk.look_up)
    with pytest.raises(Unreachable):
        await _once(effects).write("create", desk.write, happened=desk.look_up)
    desk.written.append("TKT-9")  # what was sent first
    result = await _once(effects).write("create", desk.write, happened=desk.look_up)
    assert (result, desk.written) == ("TKT-9", ["TKT-9"])


@pytest.mark.parametrize("fault", [Busy(retry_after_s=1), Unreachable(), Unreachable(may_have_happened=True)])
async def test_what_is_over_is_tried_again_at_once(fault: BotError) -> None:
    """An answer came, or nothing was sent: there is nothing to wait for, only to look up."""
    desk, effects = Desk(), FakeEffects()

    async def fail() -> str:
        raise fault

    with pytest.raises(type(fault)):
        await _once(effects).write("create", fail, happened=desk.look_up)
    result = await _once(effects).write("create", desk.write, happened=desk.look_up)
    assert (result, desk.written) == ("TKT-1", ["TKT-1"])


async def test_a_crash_after_the_write_writes_once() -> None:
    """A process that died between writing and noting leaves what is then found."""
    desk, effects = Desk(), FakeEffects()
    await effects.begin(ReceiptId("r1"), "create", now=START)
    await desk.write()
    result = await _once(effects).write("create", desk.write, happened=desk.look_up)
    assert (result, desk.written) == ("TKT-1", ["TKT-1"])


async def test_nothing_is_written_without_a_receipt() -> None:
    """What is answered inside a request cannot write, whatever a button's payload says."""
    desk = Desk()
    with pytest.raises(BadInput):
        await Once(FakeEffects(), None, FakeClock()).write("create", desk.write, happened=desk.look_up)
    assert desk.written == []


def test_a_reference_tells_receipts_apart() -> None:
    """The reference is the same for one receipt and another for the next."""
    references = [reference_of(ReceiptId(name)) for name in ("r1", "r1", "r2")]
    assert [one == references[0] for one in references] == [True, True, False]
