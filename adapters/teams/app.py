"""The one Teams route: the token is checked before the body is read as anything, and what the SDK lets pass is not."""

import traceback
import uuid
from collections.abc import Mapping
from typing import Any, Final

import structlog
from aiohttp import web
from botbuilder.schema import Activity

from adapters.teams.auth import Caller, TokenCheck, TokenRefused
from adapters.teams.connector import Connector
from adapters.teams.handler import TicketHandler
from adapters.teams.turn.adapter import TeamsAdapter
from adapters.teams.turn.invokes import locale_of
from adapters.teams.turn.strangers import Strangers
from adapters.teams.wire import answers
from adapters.teams.wire.activity import sdk_activity
from adapters.teams.wire.answers import InvokeAnswer
from adapters.teams.wire.body import object_from_body
from adapters.teams.wire.inbound import account_of, is_bot, tenant_of
from bot.texts.say import say

log = structlog.get_logger(__name__)

CHANNEL_ID: Final = "msteams"


class TeamsRoute:
    """Answers `POST /api/messages`."""

    def __init__(
        self, *, tokens: TokenCheck, connector: Connector, handler: TicketHandler, tenants: frozenset[str]
    ) -> None:
        self._tokens = tokens
        self._connector = connector
        self._handler = handler
        self._tenants = tenants
        self._adapter = TeamsAdapter(connector)
        self._strangers = Strangers(connector)

    async def handle(self, request: web.Request) -> web.Response:
        """Check the caller, check the shape, run the turn."""
        try:
            caller = await self._tokens.caller(request.headers.get("Authorization"))
        except TokenRefused as refusal:
            return _refused(refusal.status, str(refusal))
        if request.content_type != "application/json":
            return _refused(415, "content type")
        raw = object_from_body(await request.read())
        if raw is None:
            return _refused(400, "malformed")
        if (problem := self._problem(raw, caller)) is not None:
            return _refused(*problem)
        try:
            activity = sdk_activity(raw)
        except ValueError:
            return _refused(400, "not an activity")
        try:
            answer = await self._answer(raw, activity)
        except Exception as error:  # noqa: BLE001  the HTTP boundary: not stored, so Teams is to send it again
            answer = _failed(raw, error)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    async def _answer(self, raw: Mapping[str, Any], activity: Activity) -> InvokeAnswer:
        is_anonymous = account_of(raw) is None and not is_bot(raw)
        if tenant_of(raw) not in self._tenants or is_anonymous:
            return await self._strangers.refuse(raw)
        return await self._adapter.run(activity, self._handler)

    def _problem(self, raw: Mapping[str, Any], caller: Caller) -> tuple[int, str] | None:
        """What is wrong with an activity that came with a good token."""
        if not isinstance(raw.get("type"), str) or not raw["type"]:
            return 400, "no type"
        if not isinstance(raw.get("conversation"), Mapping) or not isinstance(raw.get("from"), Mapping):
            return 400, "no conversation or sender"
        channel_id, service_url = raw.get("channelId"), raw.get("serviceUrl")
        if not isinstance(channel_id, str) or not channel_id:
            return 400, "no channelId"
        if not isinstance(service_url, str) or not service_url:
            return 400, "no serviceUrl"
        if channel_id != CHANNEL_ID:
            return 403, "channelId"
        if CHANNEL_ID not in caller.endorsements:
            return 403, "key not endorsed"
        if service_url.rstrip("/") != caller.service_url.rstrip("/"):
            return 401, "serviceUrl is not the token's"
        if not self._connector.allows(service_url):
            return 403, "serviceUrl host"
        if tenant_of(raw) is None:
            return 403, "no tenant"
        return None


def _failed(raw: Mapping[str, Any], error: Exception) -> InvokeAnswer:
    """A bug or a database that is away. Shape: a message comes again after 500; a click is told."""
    log_id = uuid.uuid4().hex[:12]
    # Not the fault's own words: they may quote what somebody wrote.
    where = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    log.error("teams.failed", id=log_id, error=type(error).__name__, where=where)
    told = None
    if raw["type"] == "invoke":
        text = say("channel.trouble", locale_of(raw), id=log_id)
        told = answers.words(raw.get("name"), text, failed=True)
    return told or InvokeAnswer(500, {"error": log_id})


def _refused(status: int, reason: str) -> web.Response:
    log.warning("teams.refused", status=status, reason=reason, id=uuid.uuid4().hex[:12])
    return web.json_response({"error": reason}, status=status)
