"""The one HTTP client: what it repeats, what it never does, and what it keeps to itself."""

import logging
import socket

import pytest

from adapters.ticketing.budget import Budget
from adapters.ticketing.http import Call, Http, Limits, path_of
from bot.errors import Busy, NotFound, Unreachable
from tests.adapters.ticketing.conftest import Script
from tests.fakes.ticketing_desks import Stopwatch

READ = Call("read", "GET", "/thing")
WRITE = Call("write", "POST", "/thing", body={"a": 1}, is_write=True)
QUICK = Limits(read_s=2, total_s=3, max_wait_s=0.01)
SECRET = "the-key-nobody-may-see"


async def test_a_read_is_tried_again_and_a_write_is_not(script: Script) -> None:
    """Two failures and then an answer: the read gets it, the write is told that it may have happened."""
    http = Http(script.url, limits=QUICK)
    script.then({}, status=503).then_hang_up().then({"ok": True})
    assert (await http.send(READ)).body == {"ok": True}
    script.seen.clear()
    script.then({}, status=500)
    await http.send(WRITE)  # the last answer of the first script
    with pytest.raises(Unreachable) as caught:
        await http.send(WRITE)
    assert caught.value.may_have_happened
    assert len(script.seen) == 2
    await http.aclose()


async def test_a_write_that_was_cut_off_may_have_happened(script: Script) -> None:
    """No answer is no proof."""
    http = Http(script.url, limits=QUICK)
    script.then_hang_up()
    with pytest.raises(Unreachable) as caught:
        await http.send(WRITE)
    assert caught.value.may_have_happened
    await http.aclose()


async def test_a_write_that_nobody_received_did_not_happen() -> None:
    """A refused connection is proof."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        http = Http(f"http://127.0.0.1:{free.getsockname()[1]}", limits=QUICK)
        with pytest.raises(Unreachable) as caught:
            await http.send(WRITE)
        await http.aclose()
    assert not caught.value.may_have_happened


async def test_a_slow_answer_ends_in_unreachable(script: Script) -> None:
    """Time is limited as a whole, so that a dripping answer ends too."""
    http = Http(script.url, limits=Limits(total_s=0, attempts=1))
    script.then({})
    with pytest.raises(Unreachable) as caught:
        await http.send(WRITE)
    assert caught.value.may_have_happened
    await http.aclose()


@pytest.mark.parametrize(
    ("header", "wait_s"), [({"Retry_After": "17"}, 17.0), ({}, 10.0), ({"Retry_After": "soon"}, 10.0)]
)
async def test_too_many_calls_is_busy_for_as_long_as_told(
    script: Script, header: dict[str, str], wait_s: float
) -> None:
    """Retry-After in seconds; a default without it or with nonsense."""
    http = Http(script.url, limits=QUICK)
    script.then({}, status=429, **header)
    with pytest.raises(Busy) as caught:
        await http.send(READ)
    assert caught.value.retry_after_s == wait_s
    assert len(script.seen) == 1
    await http.aclose()


async def test_retry_after_may_be_a_date(script: Script) -> None:
    """A date in the past means now, so the read is tried again."""
    http = Http(script.url, limits=QUICK)
    script.then({}, status=429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT").then({"ok": True})
    assert (await http.send(READ)).body == {"ok": True}
    await http.aclose()


async def test_after_429_the_budget_keeps_everybody_back(script: Script, stopwatch: Stopwatch) -> None:
    """The next call is not even sent, and one after the wait is."""
    budget = Budget(limit=5, reserve=1)
    http = Http(script.url, limits=QUICK, budget=budget, monotonic=stopwatch)
    script.then({}, status=429, Retry_After="30").then({"ok": True})
    waits = []
    for _ in range(2):
        with pytest.raises(Busy) as caught:
            await http.send(READ)
        waits.append(caught.value.retry_after_s)
    stopwatch.now_s += 30
    assert waits == [30.0, 30.0]
    assert (await http.send(READ)).body == {"ok": True}
    assert len(script.seen) == 2
    await http.aclose()


async def test_pollers_stop_before_people(script: Script, stopwatch: Stopwatch) -> None:
    """The reserve is left for people; when all is spent they are told to wait."""
    http = Http(script.url, limits=QUICK, budget=Budget(limit=3, reserve=2), monotonic=stopwatch)
    poll = Call("poll", "GET", "/thing", kind="poller")
    script.then({})
    await http.send(poll)
    with pytest.raises(Busy):
        await http.send(poll)
    await http.send(READ)
    await http.send(READ)
    with pytest.raises(Busy) as caught:
        await http.send(READ)
    assert caught.value.retry_after_s == 60.0
    assert len(script.seen) == 3
    await http.aclose()


async def test_a_known_answer_is_asked_for_conditionally(script: Script) -> None:
    """304 gives the kept answer; another tenant, realm or subject does not see it."""
    http = Http(script.url, limits=QUICK)
    mine = Call("doc", "GET", "/doc", cache_for=("tenant", "realm", "jane"))
    hers = Call("doc", "GET", "/doc", cache_for=("tenant", "realm", "mike"))
    script.then({"v": 1}, ETag='"one"').then(status=304).then({"v": 2}, ETag='"two"')
    bodies = [(await http.send(call)).body for call in (mine, mine, hers)]
    assert bodies == [{"v": 1}, {"v": 1}, {"v": 2}]
    assert [seen.headers.get("if-none-match") for seen in script.seen] == [None, '"one"', None]
    await http.aclose()


async def test_a_304_for_nothing_is_a_fault(script: Script) -> None:
    """Nothing was asked conditionally, so there is nothing to serve."""
    http = Http(script.url, limits=QUICK)
    script.then(status=304)
    with pytest.raises(Unreachable, match="304"):
        await http.send(READ)
    await http.aclose()


async def test_redirects_are_not_followed(script: Script) -> None:
    """Not to the same host either: a redirect would carry the key to wherever it points."""
    http = Http(script.url, limits=QUICK)
    script.then({}, status=302, Location=f"{script.url}/elsewhere")
    with pytest.raises(Unreachable, match="redirected"):
        await http.send(READ)
    assert {seen.path for seen in script.seen} == {"/thing"}
    await http.aclose()


@pytest.mark.parametrize("path", ["@example.com/x", ".example.com/x", ":1/x"])
async def test_a_path_cannot_name_another_host(script: Script, path: str) -> None:
    """Whatever is put together wrongly is not sent."""
    http = Http(script.url, limits=QUICK)
    script.then({})
    with pytest.raises(Unreachable, match="InvalidURL"):
        await http.send(Call("odd", "GET", path))
    assert script.seen == []
    await http.aclose()


async def test_an_answer_that_is_not_json_is_a_fault(script: Script) -> None:
    """Truncated or an HTML page: said without quoting it."""
    http = Http(script.url, limits=QUICK)
    script.then(text='{"subject": "private wor')
    with pytest.raises(Unreachable) as caught:
        await http.send(WRITE)
    assert str(caught.value) == "write: the answer is not JSON"
    assert caught.value.may_have_happened
    await http.aclose()


async def test_ids_stay_within_their_segment() -> None:
    """Slashes and marks are escaped; what would leave the path is not found."""
    assert path_of("/tickets/{id}/status", id="a/b?c#d") == "/tickets/a%2Fb%3Fc%23d/status"
    for bad in ("", " ", ".", "..", "x" * 201):
        with pytest.raises(NotFound):
            path_of("/tickets/{id}", id=bad)


async def test_nothing_secret_is_logged_or_said(script: Script, caplog: pytest.LogCaptureFixture) -> None:
    """Even at the loudest level: no key, no address, no body, neither in logs nor in a fault and its causes."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore.http11", "httpcore.connection"):
        caplog.set_level(logging.DEBUG, logger=name)
    http = Http(script.url, query={"key": SECRET}, limits=QUICK)
    script.then({"subject": "private words"}).then_hang_up()
    await http.send(READ)
    with pytest.raises(Unreachable) as caught:
        await http.send(Call("write", "POST", "/thing", body={"text": "private words"}, is_write=True))
    said = f"{caught.value!r} {caught.value.__cause__!r} {READ!r} {caplog.text}"
    assert script.seen[0].query == {"key": SECRET}
    assert [word for word in (SECRET, "private words", script.url) if word in said] == []
    assert "ticketing_call name=read status=200" in caplog.text
    await http.aclose()
