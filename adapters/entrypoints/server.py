"""The HTTP surface: one port, the platforms' routes, health and metrics."""

import errno
import uuid
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_app(
    *,
    slack: Handler | None,
    teams: Handler | None,
    is_ready: Callable[[], Awaitable[bool]],
    metrics: CollectorRegistry,
    max_body_bytes: int,
) -> web.Application:
    """The application. Shape: a platform that is not set up has no route; larger bodies are answered with 413."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_: web.Request) -> web.Response:
        ready = await is_ready()
        return web.Response(status=200 if ready else 503, text="ready" if ready else "not ready")

    async def show_metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(metrics), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=max_body_bytes, middlewares=[_note_too_large])
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", show_metrics)
    if slack is not None:
        app.router.add_post("/slack/events", slack)
    if teams is not None:
        app.router.add_post("/api/messages", teams)
    return app


@web.middleware
async def _note_too_large(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An operator whose people's forms are refused shall find out why: a line with the address and no body."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge as refusal:
        log.warning(
            "server.refused",
            status=refusal.status,
            reason="too large",
            path=request.path,
            id=uuid.uuid4().hex[:12],
        )
        raise


class PortTaken(OSError):
    """Somebody else listens there already."""


async def serve(app: web.Application, *, host: str, port: int) -> tuple[web.AppRunner, str]:
    """Start listening; returns the runner to clean up and the address. Raises: PortTaken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except BaseException as error:
        await runner.cleanup()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"port {port} on {host} is in use; choose another with server.port (TICKETBOT_SERVER__PORT)"
            ) from error
        raise
    bound = runner.addresses[0][1]
    return runner, f"http://{host}:{bound}"
