"""The sandbox's own routes under /_sandbox: time, deeds, faults, what was asked. Answered to this machine only."""

import ipaddress
import json
from dataclasses import asdict
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    field_validator,
    model_validator,
)

from sandbox.ticketing.acting import ACT, act
from sandbox.ticketing.desk import Desk
from sandbox.ticketing.errors import NotFound, Refused
from sandbox.ticketing.faults import Fault, Faults
from sandbox.ticketing.model import Change, Comment, Ticket
from sandbox.ticketing.recorder import Recorder
from sandbox.ticketing.rezolve.documents.tenant_meta import switch_names
from sandbox.ticketing.rows import plain
from sandbox.ticketing.teamswork.gate import Gate
from sandbox.ticketing.teamswork.webhooks import DEFAULT_HEADER, Entity, Registration, Webhooks

ROOT: Final = "/_sandbox"


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Advance(_Body):
    """How time goes on. Shape: exactly one of both."""

    advance_s: float | None = Field(default=None, ge=0)
    to: Literal["next_business_day"] | None = None

    @model_validator(mode="after")
    def _one(self) -> "Advance":
        if (self.advance_s is None) == (self.to is None):
            raise ValueError("give advance_s or to, one of both")
        return self


class Hook(_Body):
    """An address to tell; only on this machine."""

    url: str
    entity: Entity = "All"
    header: str = Field(default=DEFAULT_HEADER, pattern=r"^[A-Za-z0-9-]+$")

    @model_validator(mode="after")
    def _near(self) -> "Hook":
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not _is_loopback(parts.hostname):
            raise ValueError("only addresses of this machine are called")
        return self


class Roles(_Body):
    """A person's roles from now on; none makes the help desk forget the person."""

    person: str
    roles: tuple[str, ...]


class Switches(_Body):
    """What the tenant wants to be told of, from now on. Shape: by the names of the tenant metadata; others stay."""

    notification_settings: dict[str, StrictBool] = Field(alias="notificationSettings")

    @field_validator("notification_settings")
    @classmethod
    def _known(cls, given: dict[str, bool]) -> dict[str, bool]:
        if unknown := sorted(set(given) - set(switch_names())):
            raise ValueError(f"no such switch: {', '.join(unknown)}; there are {', '.join(switch_names())}")
        return given


def loopback_only() -> Middleware:
    """What keeps the control routes to this machine, and turns their faults into answers."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(ROOT):
            return await handler(request)
        if not _is_loopback(request.remote) or not _is_loopback(urlsplit(f"//{request.host}").hostname):
            return _problem(403, "only from this machine")
        try:
            return await handler(request)
        except ValidationError as error:
            text = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            return _problem(400, text)
        except (ValueError, RecursionError):
            return _problem(400, "the body or the query cannot be read")
        except KeyError as error:
            return _problem(404, f"there is no person {error.args[0]!r}")
        except NotFound as error:
            return _problem(404, f"there is no ticket {error.args[0]!r}")
        except Refused as error:
            return web.json_response({"error": error.message, "code": error.code}, status=409)

    return guard


class Control:
    """The handlers."""

    def __init__(
        self, desk: Desk, *, faults: Faults, recorder: Recorder, webhooks: Webhooks, gate: Gate
    ) -> None:
        """Over everything the sandbox has."""
        self._desk = desk
        self._faults = faults
        self._recorder = recorder
        self._webhooks = webhooks
        self._gate = gate

    def add_routes(self, app: web.Application) -> None:
        """Mount under /_sandbox."""
        app.router.add_get(f"{ROOT}/clock", self.read_clock)
        app.router.add_post(f"{ROOT}/clock", self.move_clock)
        app.router.add_post(f"{ROOT}/act", self.act)
        app.router.add_get(f"{ROOT}/tickets", self.list_tickets)
        app.router.add_get(f"{ROOT}/requests", self.list_requests)
        app.router.add_delete(f"{ROOT}/requests", self.forget_requests)
        app.router.add_get(f"{ROOT}/faults", self.list_faults)
        app.router.add_post(f"{ROOT}/faults", self.add_fault)
        app.router.add_delete(f"{ROOT}/faults", self.remove_faults)
        app.router.add_post(f"{ROOT}/people", self.set_roles)
        app.router.add_post(f"{ROOT}/meta", self.set_switches)
        app.router.add_get(f"{ROOT}/webhooks", self.list_webhooks)
        app.router.add_post(f"{ROOT}/webhooks", self.add_webhook)
        app.router.add_delete(f"{ROOT}/webhooks", self.remove_webhooks)
        app.router.add_post(f"{ROOT}/reset", self.reset)

    async def read_clock(self, _: web.Request) -> web.Response:
        """GET clock."""
        return web.json_response(self._time())

    async def move_clock(self, request: web.Request) -> web.Response:
        """POST clock; deadlines passed on the way are told to subscribers before this answers."""
        wanted = Advance.model_validate(await request.json())
        if wanted.advance_s is None:
            self._desk.clock.to_next_business_day()
        else:
            self._desk.clock.advance(wanted.advance_s)
        told = await self._desk.store.note_sla()
        return web.json_response(self._time() | {"sla_changes": [_change(change) for change in told]})

    async def act(self, request: web.Request) -> web.Response:
        """POST act."""
        ticket = await act(self._desk, ACT.validate_python(await request.json()))
        return web.json_response({"ticket": _ticket(ticket)})

    async def list_tickets(self, request: web.Request) -> web.Response:
        """GET tickets, each with its comments and history; `?ticket=` for one."""
        store, wanted = self._desk.store, request.query.get("ticket")
        tickets = [await store.get(wanted)] if wanted else await store.tickets()
        items = [
            _ticket(ticket)
            | {
                "comments": [_comment(comment) for comment in await store.comments(ticket.id)],
                "history": [_change(change) for change in await store.history(ticket.id)],
            }
            for ticket in tickets
        ]
        return web.json_response({"tickets": items})

    async def list_requests(self, request: web.Request) -> web.Response:
        """GET requests; `?vendor=` for one face."""
        vendor = request.query.get("vendor")
        found = [asdict(item) for item in self._recorder.requests if vendor in (None, item.vendor)]
        return web.json_response({"requests": found})

    async def forget_requests(self, _: web.Request) -> web.Response:
        """DELETE requests."""
        self._recorder.requests.clear()
        return web.json_response({})

    async def list_faults(self, _: web.Request) -> web.Response:
        """GET faults."""
        return web.json_response({"faults": self._faults.listed()})

    async def add_fault(self, request: web.Request) -> web.Response:
        """POST faults."""
        fault_id = self._faults.add(Fault.model_validate(await request.json()))
        return web.json_response({"id": fault_id}, status=201)

    async def remove_faults(self, request: web.Request) -> web.Response:
        """DELETE faults, or `?id=` one."""
        self._faults.remove(_id(request))
        return web.json_response({})

    async def set_roles(self, request: web.Request) -> web.Response:
        """POST people."""
        wanted = Roles.model_validate(await request.json())
        self._desk.people.set_roles(wanted.person, wanted.roles)
        return web.json_response({})

    async def set_switches(self, request: web.Request) -> web.Response:
        """POST meta."""
        wanted = Switches.model_validate(await request.json())
        self._desk.switches.update(wanted.notification_settings)
        return web.json_response({"notificationSettings": self._desk.switches})

    async def list_webhooks(self, _: web.Request) -> web.Response:
        """GET webhooks."""
        return web.json_response({"webhooks": [_hook(item) for item in self._webhooks.registered()]})

    async def add_webhook(self, request: web.Request) -> web.Response:
        """POST webhooks."""
        wanted = Hook.model_validate(await request.json())
        made = self._webhooks.register(wanted.url, entity=wanted.entity, header=wanted.header)
        return web.json_response({"id": made.id}, status=201)

    async def remove_webhooks(self, request: web.Request) -> web.Response:
        """DELETE webhooks, or `?id=` one."""
        await self._webhooks.forget(_id(request))
        return web.json_response({})

    async def reset(self, _: web.Request) -> web.Response:
        """POST reset: tickets, clock, roles, switches, faults, requests and budgets as at the start; webhooks stay."""
        self._faults.remove(None)
        self._recorder.requests.clear()
        self._gate.reset()
        await self._desk.reset()
        return web.json_response(self._time())

    def _time(self) -> dict[str, Any]:
        return {"now": self._desk.clock.now().isoformat(), "offset_s": self._desk.clock.offset_s}


def _ticket(ticket: Ticket) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        json.dumps({name: plain(value) for name, value in asdict(ticket).items()})
    )
    return found


def _comment(comment: Comment) -> dict[str, Any]:
    return {name: plain(value) for name, value in asdict(comment).items()}


def _change(change: Change) -> dict[str, Any]:
    return {name: plain(value) for name, value in asdict(change).items()}


def _hook(item: Registration) -> dict[str, Any]:
    names = ("id", "url", "entity", "header", "delivered", "failed")
    return {name: getattr(item, name) for name in names}


def _id(request: web.Request) -> int | None:
    text = request.query.get("id")
    return int(text) if text else None


def _problem(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
