"""A small client of the Rezolve face, speaking as one person of the world or as the bot's account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from sandbox import world
from sandbox.ticketing.rezolve.access.tokens import issue_service_token, issue_token
from sandbox.ticketing.rezolve.fields import FIELDS

TICKETING = "/api/v2/ticketing"
PAGE = {"type": "template", "module": "ticketing"}
TICKETS = {"type": "ticket", "module": "ticketing"}
CLIENT_MAP = "/api/v1/ticketing/clientMap/findAndCountAll"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Shape: `body` is parsed JSON, None when there is none."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def error(self) -> Any:
        """The error member."""
        return self.body["error"]

    @property
    def data(self) -> Any:
        """The data member."""
        return self.body["data"]


def bearer(who: str) -> str:
    """The Authorization header of a person's key, or of "bot"."""
    return "Bearer " + (issue_service_token() if who == "bot" else issue_token(who))


@dataclass(frozen=True, slots=True)
class Client:
    """Calls with all headers the pages want; `headers` replaces some, None takes one away."""

    url: str
    session: aiohttp.ClientSession
    base: Mapping[str, str] = field(
        default_factory=lambda: {"x-tenantid": world.TENANT_ID, "realmname": world.REALM}
    )

    async def call(
        self,
        who: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Reply:
        """Any call. Shape: a path without /api is below /api/v2/ticketing."""
        wanted = {"authorization": bearer(who), **self.base, **(headers or {})}
        sent = {name: value for name, value in wanted.items() if value is not None}
        address = self.url + (path if path.startswith("/api") else TICKETING + path)
        params = dict(PAGE if query is None else query)
        async with self.session.request(method, address, json=body, headers=sent, params=params) as answer:
            text = await answer.text()
            return Reply(answer.status, await answer.json() if text else None, answer.headers)

    async def tickets(self, who: str, **body: Any) -> Reply:
        """The ticket list."""
        return await self.call(who, "POST", "/ticket/list", {"top": 100, "offset": 0, **body}, query=TICKETS)

    async def templates(self, who: str, **body: Any) -> Reply:
        """The template list."""
        return await self.call(who, "POST", "/ticket/list", body)

    async def create(
        self,
        who: str,
        offer: str = "tpl_general_request",
        answers: Mapping[str, Any] | None = None,
        *,
        team: str = "it",
        item_type: str = "ticket-type-001",
        **more: Any,
    ) -> Reply:
        """File a ticket. Shape: `answers` by field id; `more` are further members of the body."""
        body = {
            "source": "slack",
            "summary": "It broke",
            "ticketBody": {"offerId": offer, **(answers or {})},
            "attachments": {},
            "ticketRelation": None,
            **more,
        }
        return await self.call(who, "POST", f"/ticket/create/{team}/{item_type}", body, query=TICKETS)

    async def update(self, who: str, reference: str, etag: str, **named: Any) -> Reply:
        """Change standard fields by name."""
        changes = {FIELDS[name]: value for name, value in named.items()}
        body = {"etag": etag, "ticketUpdate": changes}
        return await self.call(who, "PATCH", f"/ticket/{reference}/update", body, query=TICKETS)

    async def read(self, who: str, reference: str) -> Reply:
        """One ticket."""
        return await self.call(who, "GET", f"/ticket/{reference}", query={})
