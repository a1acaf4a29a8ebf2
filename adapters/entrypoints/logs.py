"""Logging: one line an event, names and ids only. What a library would log of people's words is kept out here."""

import logging
import sys
import traceback
from typing import Final, Literal

import structlog
from structlog.typing import ExcInfo

# These log addresses, headers or whole bodies at levels an operator may well switch on.
KEPT_QUIET: Final = (
    "aiohttp.access", "httpx", "httpcore", "slack_bolt", "slack_sdk", "msrest", "botbuilder", "botframework",
    "urllib3", "psycopg", "psycopg.pool",
)  # fmt: skip


def configure(*, level: str, form: Literal["text", "json"]) -> None:
    """Set up logging for this process."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_where),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in KEPT_QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("procrastinate").setLevel(logging.WARNING)


def _where(exc_info: ExcInfo) -> str:
    """What kind of fault and where, causes first; neither messages nor values: they could quote people's words."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        told.insert(0, f"{frames}{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(told)
