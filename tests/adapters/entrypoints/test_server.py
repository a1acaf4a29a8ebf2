"""The HTTP server: health, metrics, limits, and routes only for what is set up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter
from structlog.testing import capture_logs

from adapters.entrypoints.server import Handler, PortTaken, build_app, serve


async def _echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


@asynccontextmanager
async def _running(*, slack: Handler | None = _echo, ready: bool = True) -> AsyncIterator[str]:
    async def is_ready() -> bool:
        return ready

    registry = CollectorRegistry()
    Counter("things", "Things.", registry=registry).inc()
    app = build_app(slack=slack, teams=None, is_ready=is_ready, metrics=registry, max_body_bytes=2048)
    runner, address = await serve(app, host="127.0.0.1", port=0)
    yield address
    await runner.cleanup()


async def _ask(method: str, path: str, *, body: bytes | None = None, **running: object) -> tuple[int, str]:
    async with (
        _running(**running) as address,  # type: ignore[arg-type]  # what each test names itself
        aiohttp.ClientSession() as session,
        session.request(method, address + path, data=body) as answer,
    ):
        return answer.status, await answer.text()


async def test_healthz_answers_while_the_process_lives() -> None:
    """/healthz needs nothing but the process."""
    assert await _ask("GET", "/healthz", ready=False) == (200, "ok")


@pytest.mark.parametrize(("ready", "answer"), [(True, (200, "ready")), (False, (503, "not ready"))])
async def test_readyz_tells_whether_work_can_be_done(*, ready: bool, answer: tuple[int, str]) -> None:
    """/readyz is 503 while the database does not answer."""
    assert await _ask("GET", "/readyz", ready=ready) == answer


async def test_metrics_are_in_the_text_format() -> None:
    """/metrics shows the process's own registry."""
    status, text = await _ask("GET", "/metrics")

    assert (status, "things_total 1.0" in text) == (200, True)


async def test_a_body_over_the_limit_is_refused() -> None:
    """More than the set size is answered with 413 before anybody reads it."""
    status, _ = await _ask("POST", "/slack/events", body=b"x" * 2049)

    assert status == 413


async def test_a_body_over_the_limit_is_noted() -> None:
    """One line with an id and the address, for an operator who wonders; nothing of the body."""
    with capture_logs() as events:
        await _ask("POST", "/slack/events", body=b"hunter2" * 2049)

    (event,) = events
    assert event | {"id": ""} == {
        "event": "server.refused",
        "log_level": "warning",
        "status": 413,
        "reason": "too large",
        "path": "/slack/events",
        "id": "",
    }


async def test_a_body_within_the_limit_passes_unchanged() -> None:
    """The route gets the raw bytes."""
    assert await _ask("POST", "/slack/events", body=b"x" * 2047) == (200, "x" * 2047)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("POST", "/api/messages", 404), ("GET", "/slack/events", 405)],
)
async def test_what_is_not_set_up_has_no_route(method: str, path: str, status: int) -> None:
    """Unknown paths, a platform without settings and wrong methods are refused."""
    found, _ = await _ask(method, path)

    assert found == status


async def test_a_taken_port_is_named_with_its_setting() -> None:
    """Starting on a port in use says which and what to set."""
    async with _running() as address:
        port = int(address.rsplit(":", 1)[1])
        with pytest.raises(PortTaken) as caught:
            await serve(web.Application(), host="127.0.0.1", port=port)

    assert str(caught.value) == (
        f"port {port} on 127.0.0.1 is in use; choose another with server.port (TICKETBOT_SERVER__PORT)"
    )
