"""A bot that answers what a test tells it to and remembers what it was sent."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Received:
    """One request of the platform; `kind` is the event type, "command" or the interaction type."""

    kind: str
    payload: dict[str, Any]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """How the bot answers."""

    body: Any = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0


def _read(body: bytes, content_type: str) -> tuple[str, dict[str, Any]]:
    if content_type == "application/json":
        payload = json.loads(body)
        return payload.get("event", {}).get("type", payload.get("type", "?")), payload
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in fields:
        payload = json.loads(fields["payload"])
        return payload["type"], payload
    return "command", fields


class FakeBot:
    """Takes requests at `url`; `replies[kind]` is used up front to back, its last entry again and again."""

    def __init__(self) -> None:
        """A bot that has heard nothing."""
        self.received: list[Received] = []
        self.replies: dict[str, list[Reply]] = {}
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        """Remember one request and answer it."""
        body = await request.read()
        kind, payload = _read(body, request.content_type)
        self.received.append(Received(kind, payload, request.headers.copy(), body))
        waiting = self.replies.get(kind, [Reply()])
        reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        await asyncio.sleep(reply.delay_s)
        if isinstance(reply.body, str):
            return web.Response(text=reply.body, status=reply.status, headers=dict(reply.headers))
        return web.json_response(reply.body, status=reply.status, headers=dict(reply.headers))

    def heard(self, kind: str) -> list[Received]:
        """What arrived of one kind."""
        return [entry for entry in self.received if entry.kind == kind]

    async def wait_for(self, kind: str, count: int = 1) -> list[Received]:
        """Wait until so many of a kind arrived. Raises: AssertionError after five seconds."""
        deadline = time.monotonic() + 5
        while len(self.heard(kind)) < count:
            assert time.monotonic() < deadline, (kind, [entry.kind for entry in self.received])
            await asyncio.sleep(0.01)
        return self.heard(kind)
