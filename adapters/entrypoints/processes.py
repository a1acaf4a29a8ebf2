"""What `serve`, `worker`, `migrate` and `deliveries` do."""

import asyncio
from contextlib import suppress

import structlog
from rich.console import Console
from rich.table import Table

from adapters.entrypoints.composition import Product, open_product
from adapters.entrypoints.server import build_app, serve
from adapters.entrypoints.settings import Settings

log = structlog.get_logger(__name__)


async def run_server(settings: Settings, *, with_worker: bool, stop: asyncio.Event) -> int:
    """Serve until told to stop; what is under way is finished first."""
    async with open_product(settings) as product:
        app = build_app(
            slack=product.slack,
            teams=product.teams,
            is_ready=product.is_ready,
            metrics=product.metrics.registry,
            max_body_bytes=settings.server.max_body_bytes,
        )
        runner, address = await serve(app, host=settings.server.host, port=settings.server.port)
        log.info("server.ready", address=address)
        try:
            await _until_stopped(product, stop, with_worker=with_worker)
        finally:
            await runner.cleanup()
    return 0


async def run_worker(settings: Settings, *, stop: asyncio.Event) -> int:
    """Do the work until told to stop."""
    async with open_product(settings) as product:
        log.info("worker.ready")
        await _until_stopped(product, stop, with_worker=True)
    return 0


async def run_migrate(settings: Settings) -> int:
    """Opening the product migrates its database."""
    async with open_product(settings):
        log.info("database.migrated")
    return 0


async def show_deliveries(settings: Settings, *, ticket: str | None, state: str | None, limit: int) -> int:
    """Print the ledger, latest first."""
    async with open_product(settings) as product:
        rows = await product.storage.notices.ledger(ticket_number=ticket, state=state, limit=limit)
    table = Table("when", "ticket", "what", "to", "state", "delay", "tries", "reason")
    for row in rows:
        delay = "" if row.delay_s is None else f"{row.delay_s:.1f} s"
        when = row.updated_at.strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(
            when,
            row.ticket_number,
            row.kind,
            row.destination,
            row.state,
            delay,
            str(row.attempts),
            row.reason or "",
        )
    Console().print(table if rows else "No notices yet.")
    return 0


async def _until_stopped(product: Product, stop: asyncio.Event, *, with_worker: bool) -> None:
    """Run worker and watchers until told to stop, then let the worker finish what it has begun.

    Raises: whatever ends the worker or a watcher by itself, because then nothing would be done any more.
    """
    waiting = asyncio.create_task(stop.wait(), name="stop")
    if not with_worker:
        await waiting
        return
    worker = product.worker()
    working = asyncio.create_task(worker.run(), name="worker")
    watching = asyncio.create_task(product.watching.run(), name="watch")
    await asyncio.wait({waiting, working, watching}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    watching.cancel()
    worker.stop()
    with suppress(asyncio.CancelledError):
        await watching
    await working
