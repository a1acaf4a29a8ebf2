"""Everything a bot may call, behind one gate: recorded, faulted, paced and checked for its token."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

from aiohttp import web

from sandbox.teams.cloud.connector import Connector
from sandbox.teams.cloud.identity import ISSUER, Entra, Keys, token_refusal
from sandbox.teams.cloud.limits import Call, Faults, RateLimits, default_code
from sandbox.teams.cloud.replies import ConnectorError, error_response
from sandbox.teams.directory import JsonObject
from sandbox.teams.state import State

Handler = Callable[[web.Request], Awaitable[web.Response]]

_OPEN: Final = frozenset({"openid", "keys", "token", "upload", "download"})
# A hang outlives every client's patience; it ends with the emulator.
_HANG_S: Final = 3600


class Cloud:
    """The services a bot calls, with what a test may do to them."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.keys = Keys()
        self.entra = Entra(state.settings.token_lifetime_s)
        self.faults = Faults()
        self.rates = RateLimits(state.settings.enforce_rates)
        self._hanging = asyncio.Event()

    def stop(self) -> None:
        """Let hanging requests go."""
        self._hanging.set()

    def routes(self) -> list[web.RouteDef]:
        """All routes."""
        connector = Connector(self.state)
        conversations = "/connector/v3/conversations"
        one = f"{conversations}/{{conversation}}"
        activity = f"{one}/activities/{{activity}}"
        return [
            web.get("/openid/.well-known/openidconfiguration", self._gate("openid", self._openid)),
            web.get("/openid/keys", self._gate("keys", self._jwks)),
            web.post("/{tenant}/oauth2/v2.0/token", self._gate("token", self._token)),
            web.post(conversations, self._gate("create_conversation", connector.create_conversation)),
            web.post(f"{one}/activities", self._gate("send", connector.send)),
            web.post(activity, self._gate("reply", connector.send)),
            web.put(activity, self._gate("update", connector.update)),
            web.delete(activity, self._gate("delete", connector.delete)),
            web.get(f"{one}/members", self._gate("members", connector.members)),
            web.get(f"{one}/pagedmembers", self._gate("paged_members", connector.paged_members)),
            web.get(f"{one}/members/{{member}}", self._gate("member", connector.member)),
            web.get("/connector/v3/teams/{team}", self._gate("team", connector.team)),
            web.get(
                "/connector/v3/teams/{team}/conversations",
                self._gate("team_conversations", connector.team_conversations),
            ),
            web.get(
                "/connector/v3/attachments/{attachment}/views/original",
                self._gate("attachment", connector.attachment),
            ),
            web.put("/files/{file}", self._gate("upload", self._upload)),
            web.get("/files/{file}", self._gate("download", self._download)),
        ]

    def _gate(self, call: Call, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.Response:
            body = await _body(request)
            entry = self._record(call, request, body)
            response = await self._answer(call, _thread(request, body), handler, request)
            is_json = response.content_type == "application/json"
            entry |= {"status": response.status, "answer": response.text if is_json else None}
            return response

        return guarded

    async def _answer(self, call: Call, thread: str, handler: Handler, request: web.Request) -> web.Response:
        fault = self.faults.take(call, thread)
        if fault is not None and fault.kind == "hang":
            await asyncio.wait_for(self._hanging.wait(), _HANG_S)
            return web.Response(status=503)
        if fault is not None and fault.kind == "status":
            code = fault.code or default_code(fault.status)
            return error_response(fault.status, code, fault.message, retry_after_s=fault.retry_after_s)
        response = await self._checked(call, thread, handler, request)
        if fault is not None and request.transport is not None:
            request.transport.close()
        return response

    async def _checked(self, call: Call, thread: str, handler: Handler, request: web.Request) -> web.Response:
        if call not in _OPEN:
            if not self.entra.accepts(request.headers.get("Authorization")):
                return web.json_response(
                    {"message": "Authorization has been denied for this request."}, status=401
                )
            if wait_s := self.rates.retry_after_s(call, thread):
                return error_response(429, "TooManyRequests", "Too many requests.", retry_after_s=wait_s)
        try:
            return await handler(request)
        except ConnectorError as refused:
            return error_response(refused.status, refused.code, str(refused))

    def _record(self, call: Call, request: web.Request, body: Any) -> JsonObject:
        if isinstance(body, dict) and "client_secret" in body:
            body = body | {"client_secret": "***"}
        entry: JsonObject = {
            "n": len(self.state.calls) + 1,
            "at": datetime.now(UTC).isoformat(),
            "call": call,
            "method": request.method,
            "path": request.path,
            "conversation": request.match_info.get("conversation"),
            "activity": request.match_info.get("activity"),
            "body": body,
            "status": None,
        }
        self.state.calls.append(entry)
        return entry

    async def _openid(self, request: web.Request) -> web.Response:
        if self.keys.is_down:
            return web.Response(status=503)
        return web.json_response(
            {
                "issuer": ISSUER,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{self.state.base_url}/openid/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def _jwks(self, request: web.Request) -> web.Response:
        if self.keys.is_down:
            return web.Response(status=503)
        return web.json_response({"keys": [key.jwk() for key in self.keys.listed]})

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        refusal = token_refusal(request.match_info["tenant"], form, self.entra.secret)
        if refusal is not None:
            return refusal
        lifetime_s = self.entra.lifetime_s
        return web.json_response(
            {
                "token_type": "Bearer",
                "expires_in": lifetime_s,
                "ext_expires_in": lifetime_s,
                "access_token": self.entra.issue(),
            }
        )

    async def _upload(self, request: web.Request) -> web.Response:
        stored = self.state.files.get(request.match_info["file"])
        if stored is None:
            return web.Response(status=404)
        stored.content = await request.read()
        return web.json_response({"name": stored.name, "size": len(stored.content)}, status=201)

    async def _download(self, request: web.Request) -> web.Response:
        stored = self.state.files.get(request.match_info["file"])
        if stored is None:
            return web.Response(status=404)
        return web.Response(body=stored.content, content_type=stored.content_type)


async def _body(request: web.Request) -> Any:
    """The body for the record: JSON, a form, or its size."""
    if request.content_type == "application/x-www-form-urlencoded":
        return {name: str(value) for name, value in (await request.post()).items()}
    if not request.body_exists:
        return None
    try:
        return await request.json()
    except ValueError:
        return {"bytes": len(await request.read())}


def _thread(request: web.Request, body: Any) -> str:
    """The chat thread a call counts for: limits are per chat or channel, not per reply chain."""
    conversation = request.match_info.get("conversation") or request.match_info.get("team")
    if conversation is None and isinstance(body, dict):
        conversation = _new_conversation_key(body)
    return (conversation or "").partition(";")[0]


def _new_conversation_key(body: JsonObject) -> str:
    data = body.get("channelData")
    channel = data.get("channel") if isinstance(data, dict) else None
    if isinstance(channel, dict):
        return str(channel.get("id"))
    members = body.get("members")
    if isinstance(members, list) and members and isinstance(members[0], dict):
        return str(members[0].get("id"))
    return ""
