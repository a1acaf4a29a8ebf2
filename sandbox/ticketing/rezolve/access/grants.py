"""The token address: client credentials for the bot, and passwords for the people of demos and tests.

No page shows this call; it is RFC 6749 as the client registration page's grants and client authentication
methods imply. Source: docs.rezolve.ai "Create OAuth Client".
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from sandbox import world
from sandbox.ticketing.people import Directory
from sandbox.ticketing.rezolve.access.tokens import issue_service_token, issue_token

DEMO_PASSWORD: Final = "sandbox"
_SCOPES: Final = "tickets:read tickets:write ticketing:read ticketing:write"


def _oauth_error(status: int, error: str, description: str) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="sandbox"'
    return web.json_response(
        {"error": error, "error_description": description}, status=status, headers=headers
    )


def _client(request: web.Request, form: Mapping[str, object]) -> tuple[str, str]:
    """The client's id and secret, from the basic header or from the form."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            text = base64.b64decode(credentials, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        client_id, _, secret = text.partition(":")
        return client_id, secret
    return str(form.get("client_id", "")), str(form.get("client_secret", ""))


def _matches(given: str, known: str) -> bool:
    return secrets.compare_digest(given.encode(), known.encode())


def _answer(token: str, life_s: int) -> web.Response:
    return web.json_response(
        {"access_token": token, "token_type": "Bearer", "expires_in": life_s, "scope": _SCOPES},
        headers={"Cache-Control": "no-store"},
    )


def _password_grant(form: Mapping[str, object], people: Directory, life_s: int) -> web.Response:
    person = people.by_email(str(form.get("username", "")))
    if person is None or form.get("password") != DEMO_PASSWORD:
        return _oauth_error(400, "invalid_grant", "Invalid user credentials")
    return _answer(issue_token(person.key, life_s=life_s), life_s)


async def issue(request: web.Request, *, people: Directory, life_s: int) -> web.Response:
    """Answer POST /oauth/token.

    Shape: form-encoded; client_secret_post or client_secret_basic; grants client_credentials and password.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        return _oauth_error(400, "invalid_request", "The body must be form-encoded")
    form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    client_id, secret = _client(request, form)
    known = _matches(client_id, world.REZOLVE_CLIENT_ID) and _matches(secret, world.REZOLVE_CLIENT_SECRET)
    if not known:
        return _oauth_error(401, "invalid_client", "Invalid client or Invalid client credentials")
    grant = form.get("grant_type")
    if grant == "client_credentials":
        return _answer(issue_service_token(life_s=life_s), life_s)
    if grant == "password":
        return _password_grant(form, people, life_s)
    return _oauth_error(400, "unsupported_grant_type", f"Unsupported grant type {grant!r}")
