"""The least a Teams bot can do: aiohttp, the token checked with PyJWT each time, one reply posted.

Arguments: port, app id, address of the keys.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiohttp
import jwt
from aiohttp import web


def build_app(app_id: str, keys_url: str) -> web.Application:
    """The whole bot."""
    keys: dict[str, jwt.PyJWK] = {}
    sessions: list[aiohttp.ClientSession] = []

    async def open_session(_: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            sessions.append(session)
            async with session.get(keys_url) as answer:
                document = await answer.json()
            keys.update({key["kid"]: jwt.PyJWK(key) for key in document["keys"]})
            yield

    async def messages(request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        key = keys[jwt.get_unverified_header(token)["kid"]]
        jwt.decode(token, key, algorithms=["RS256"], audience=app_id, issuer="https://api.botframework.com")
        activity: dict[str, Any] = await request.json()
        conversation = activity["conversation"]["id"]
        async with sessions[0].post(
            f"{activity['serviceUrl']}v3/conversations/{conversation}/activities",
            json={"type": "message", "text": f"echo: {activity['text']}"},
            headers={"Authorization": "Bearer bench"},
        ) as answer:
            await answer.read()
        return web.Response(status=201)

    app = web.Application()
    app.cleanup_ctx.append(open_session)
    app.router.add_post("/api/messages", messages)
    return app


if __name__ == "__main__":
    with suppress(asyncio.CancelledError):
        web.run_app(
            build_app(*sys.argv[2:4]), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None
        )
