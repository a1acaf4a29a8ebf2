"""The help desk's time: the machine's, or in the sandbox the sandbox's, which can be advanced."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

import aiohttp
import structlog

log = structlog.get_logger(__name__)

LOOK_EVERY_S: Final = 0.5


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)


class SandboxClock:
    """The sandbox's clock: the machine's plus an offset that is asked for twice a second."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session
        self._offset = timedelta()

    def now(self) -> datetime:
        """This moment in the sandbox."""
        return datetime.now(UTC) + self._offset

    async def follow(self) -> None:
        """Keep the offset up to date until cancelled; a sandbox that does not answer keeps the last one."""
        while True:
            try:
                async with self._session.get(self._url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                    self._offset = timedelta(seconds=float((await answer.json())["offset_s"]))
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
                log.debug("sandbox.clock_unreachable", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_S)
