"""From an HTTP request to a method and back: token, faults, limits, scopes, and the record of each call."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from sandbox.slack.announce import Platform
from sandbox.slack.api import response_url
from sandbox.slack.api.methods import METHODS, Method
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.faults import Fault
from sandbox.slack.state.records import Call, Json

_STRUCTURED: Final = ("blocks", "attachments", "metadata", "view", "unfurls", "files")
Run = Callable[[], Json]


def _decoded(args: Json) -> Json:
    """Arguments with those that are JSON inside a string (as forms send them) decoded. Raises: SlackError."""
    for name in _STRUCTURED:
        if isinstance(args.get(name), str):
            try:
                args[name] = json.loads(args[name])
            except ValueError:
                code = {"blocks": "invalid_blocks_format", "attachments": "invalid_attachments"}
                raise SlackError(code.get(name, "invalid_arguments")) from None
    return args


async def _arguments(request: web.Request, *, reads_json: bool) -> Json:
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return args | (body if reads_json else {})
    return args | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _check_token(platform: Platform, request: web.Request, args: Json) -> None:
    given = args.pop("token", None)
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else given
    if not token:
        raise SlackError("not_authed")
    if token != platform.space.install.bot_token:
        raise SlackError("invalid_auth")
    if platform.space.token_error:
        raise SlackError(platform.space.token_error)


def _check_scopes(platform: Platform, method: Method) -> None:
    held = platform.space.scopes
    if method.scopes and not held.intersection(method.scopes):
        raise SlackError("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(held)))


def _limited(retry_after_s: int) -> web.Response:
    headers = {"Retry-After": str(retry_after_s)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _answered(run: Run) -> Json:
    try:
        return {"ok": True} | run()
    except SlackError as refusal:
        return {"ok": False, "error": refusal.code} | refusal.extra


async def _faulty(request: web.Request, fault: Fault, run: Run) -> tuple[web.Response, Json]:
    """Go wrong as asked; the second value is what happened, for the record."""
    if fault.kind == "429":
        return _limited(fault.retry_after_s), {"ok": False, "error": "ratelimited"}
    if fault.kind == "500":
        return web.Response(status=500, text="Internal Server Error"), {"ok": False, "error": "fault: 500"}
    if fault.kind == "error":
        answer: Json = {"ok": False, "error": fault.error}
        return web.json_response(answer), answer
    answer = _answered(run) if fault.kind == "lost" else {"ok": False, "error": "fault: hang"}
    if fault.kind == "hang":
        await asyncio.sleep(fault.hang_s)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500), answer | {"lost": True}


async def serve(platform: Platform, request: web.Request) -> web.Response:
    """Answer one Web API call."""
    name = request.match_info["method"]
    method = METHODS.get(name)
    args: Json = {}
    try:
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        args = await _arguments(request, reads_json=method.reads_json)
        _check_token(platform, request, args)
        _decoded(args)
    except SlackError as refusal:
        args.pop("token", None)
        answer = {"ok": False, "error": refusal.code} | refusal.extra
        _record(platform, name, args, answer, 200)
        return web.json_response(answer)
    response, answer = await _attempt(platform, request, name, method, args)
    _record(platform, name, args, answer, response.status)
    return response


def _target(platform: Platform, args: Json) -> str | None:
    """The channel a call is about; a person's id means the direct conversation, as in chat.postMessage."""
    channel = args.get("channel")
    if not isinstance(channel, str):
        return None
    return platform.space.direct(channel).id if channel in platform.space.users else channel


async def _attempt(
    platform: Platform, request: web.Request, name: str, method: Method, args: Json
) -> tuple[web.Response, Json]:
    def run() -> Json:
        _check_scopes(platform, method)
        return method.run(platform, args)

    target = _target(platform, args)
    fault = platform.faults.take(name, target)
    if fault is not None:
        return await _faulty(request, fault, run)
    wait_s = platform.rates.retry_after_s(name, method.tier, target)
    if wait_s is not None:
        return _limited(wait_s), {"ok": False, "error": "ratelimited"}
    answer = _answered(run)
    scopes = {"X-OAuth-Scopes": ",".join(sorted(platform.space.scopes))}
    return web.json_response(answer, headers=scopes), answer


def _record(platform: Platform, method: str, args: Json, answer: Json, status: int) -> None:
    platform.space.calls.append(Call(method, args, answer, status, time.time()))


async def respond(platform: Platform, request: web.Request) -> web.Response:
    """Answer one use of a response_url."""
    body: Any = None
    try:
        body = json.loads(await request.text())
    except ValueError:
        return web.Response(status=400, text="invalid_payload")
    if not isinstance(body, dict):
        return web.Response(status=400, text="invalid_payload")
    secret = request.match_info["secret"]

    def run() -> Json:
        response_url.answer(platform, secret, body)
        return {}

    known = platform.space.response_urls.get(secret)
    fault = platform.faults.take("response_url", known.channel if known else None)
    if fault is not None:
        response, answer = await _faulty(request, fault, run)
        _record(platform, "response_url", body, answer, response.status)
        return response
    answer = _answered(run)
    gone = answer.get("error") in {"expired_url", "used_url"}
    status = 200 if answer["ok"] else 404 if gone else 400
    _record(platform, "response_url", body, answer, status)
    return web.Response(text="ok") if status == 200 else web.json_response(answer, status=status)
