"""The driver's addresses, and how its refusals look over HTTP."""

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from aiohttp import web

from sandbox.slack.announce import Platform
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.driver import clicking, control, talking
from sandbox.slack.driver.surface import ClientRefused
from sandbox.slack.state.records import Json

Act = Callable[[Platform, Json], Awaitable[Json]]

ROUTES: Final[dict[tuple[str, str], Act]] = {
    ("POST", "command"): talking.command,
    ("POST", "message"): talking.message,
    ("POST", "edit"): talking.edit,
    ("POST", "delete"): talking.delete,
    ("POST", "reaction"): talking.reaction,
    ("POST", "upload"): talking.upload,
    ("POST", "shortcut"): talking.shortcut,
    ("POST", "home"): talking.home,
    ("POST", "fill"): clicking.fill,
    ("POST", "click"): clicking.click,
    ("POST", "options"): clicking.options,
    ("POST", "submit"): clicking.submit,
    ("POST", "close"): clicking.close,
    ("GET", "calls"): control.calls,
    ("DELETE", "calls"): control.clear_calls,
    ("GET", "deliveries"): control.deliveries,
    ("GET", "messages"): control.messages,
    ("GET", "views"): control.views,
    ("POST", "bot"): control.bot,
    ("GET", "faults"): control.list_faults,
    ("POST", "faults"): control.faults,
    ("DELETE", "faults"): control.clear_faults,
    ("POST", "rates"): control.rates,
    ("POST", "reset"): control.reset,
    ("POST", "token"): control.token,
    ("POST", "user"): control.user,
    ("POST", "channel"): control.channel,
    ("POST", "deliver"): control.deliver,
}


async def _serve(platform: Platform, act: Act, request: web.Request) -> web.Response:
    body: Json = dict(request.query)
    try:
        text = await request.text()
        body |= json.loads(text) if text else {}
        return web.json_response({"ok": True} | await act(platform, body))
    except ClientRefused as refusal:
        refused = {"ok": False, "error": str(refusal), "problems": refusal.problems}
        return web.json_response(refused, status=409)
    except SlackError as refusal:
        return web.json_response({"ok": False, "error": refusal.code, "problems": {}}, status=409)
    except (KeyError, TypeError, ValueError) as mistake:
        answer = {"ok": False, "error": f"bad request: {mistake!r}", "problems": {}}
        return web.json_response(answer, status=400)


def add_routes(app: web.Application, platform: Platform) -> None:
    """Serve every act below /_sandbox."""
    for (verb, name), act in ROUTES.items():
        app.router.add_route(verb, f"/_sandbox/{name}", partial(_serve, platform, act))
