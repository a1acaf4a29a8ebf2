"""Who may call at all: tokens, tenant, realm, query and roles."""

import base64
from typing import Any

import jwt
import pytest

from sandbox import world
from sandbox.ticketing.rezolve.access.tokens import SERVICE_ROLES, SIGNING_KEY, issue_token
from tests.sandbox.ticketing.rezolve.client import CLIENT_MAP, TICKETS, UNKNOWN, Client

CREDENTIALS = {"client_id": world.REZOLVE_CLIENT_ID, "client_secret": world.REZOLVE_CLIENT_SECRET}


async def grant(rezolve: Client, form: dict[str, str], **headers: str) -> tuple[int, Any]:
    """A call of the token address."""
    async with rezolve.session.post(f"{rezolve.url}/oauth/token", data=form, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_client_credentials_by_form(rezolve: Client) -> None:
    """The bot gets a token of an hour with its roles, by client_secret_post."""
    status, body = await grant(rezolve, {"grant_type": "client_credentials", **CREDENTIALS})
    claims = jwt.decode(body["access_token"], SIGNING_KEY, algorithms=["HS256"])
    assert (status, body["token_type"], body["expires_in"]) == (200, "Bearer", 3600)
    assert claims["exp"] - claims["iat"] == 3600
    assert tuple(claims["realm_access"]["roles"]) == SERVICE_ROLES


async def test_client_credentials_by_basic(rezolve: Client) -> None:
    """The bot gets a token by client_secret_basic too."""
    pair = base64.b64encode(f"{world.REZOLVE_CLIENT_ID}:{world.REZOLVE_CLIENT_SECRET}".encode()).decode()
    status, _ = await grant(rezolve, {"grant_type": "client_credentials"}, Authorization=f"Basic {pair}")
    assert status == 200


async def test_password_grant(rezolve: Client) -> None:
    """A person of the world signs in by e-mail, and the token speaks for that person."""
    form = {
        "grant_type": "password",
        "username": "Jane.Smith@example.com",
        "password": "sandbox",
        **CREDENTIALS,
    }
    _, body = await grant(rezolve, form)
    who = await rezolve.call(
        "bot", "GET", "/user/userinfo", headers={"authorization": f"Bearer {body['access_token']}"}
    )
    assert who.data["email"] == "jane.smith@example.com"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({**CREDENTIALS, "grant_type": "client_credentials", "client_secret": "no"}, (401, "invalid_client")),
        ({"grant_type": "client_credentials"}, (401, "invalid_client")),
        ({**CREDENTIALS, "grant_type": "implicit"}, (400, "unsupported_grant_type")),
        (
            {**CREDENTIALS, "grant_type": "password", "username": "jane.smith@example.com", "password": "x"},
            (400, "invalid_grant"),
        ),
        (
            {
                **CREDENTIALS,
                "grant_type": "password",
                "username": "uma.unknown@example.com",
                "password": "sandbox",
            },
            (400, "invalid_grant"),
        ),
    ],
)
async def test_refused_grants(rezolve: Client, form: dict[str, str], expected: tuple[int, str]) -> None:
    """Wrong clients, grants and passwords are refused in OAuth's own words."""
    status, body = await grant(rezolve, form)
    assert (status, body["error"]) == expected


@pytest.mark.parametrize(
    "authorization",
    [None, "Basic abc", "Bearer ", "Bearer x.y.z", "Bearer " + jwt.encode({"sub": "x"}, "k" * 32, "HS256")],
)
async def test_bad_tokens(rezolve: Client, authorization: str | None) -> None:
    """Absent, foreign and broken tokens get the pages' 401."""
    reply = await rezolve.call("bot", "GET", "/tenant/meta", headers={"authorization": authorization})
    assert reply.status == 401
    assert reply.error["code"] == "UNAUTHORIZED"
    assert reply.error["message"] == "Invalid or expired authentication token"


async def test_expired_token(rezolve: Client) -> None:
    """A token that is over says so: in the words of most pages, of userinfo, and of the template list."""
    over = {"authorization": f"Bearer {issue_token('jane', life_s=-5)}"}
    usual = await rezolve.call("bot", "GET", "/user/list", headers=over)
    info = await rezolve.call("bot", "GET", "/user/userinfo", headers=over)
    templates = await rezolve.call("bot", "POST", "/ticket/list", {}, headers=over)
    assert (usual.status, usual.error) == (
        401,
        {
            "code": "UNAUTHORIZED",
            "message": "Invalid or expired authentication token",
            "details": "The provided JWT token has expired. Please re-authenticate.",
        },
    )
    assert (info.status, info.error) == (
        401,
        {
            "code": "TOKEN_EXPIRED",
            "message": "Authentication token has expired",
            "details": "Please re-authenticate to obtain a new token",
        },
    )
    assert (templates.status, templates.body) == (
        401,
        {"success": False, "error": {"code": "UNAUTHORIZED", "message": "Invalid or expired access token"}},
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-tenantid": None}, (400, "INVALID_REQUEST")),
        ({"x-tenantid": "leebird"}, (400, "INVALID_REQUEST")),
        ({"x-tenantid": UNKNOWN}, (404, "TENANT_NOT_FOUND")),
        ({"realmname": None}, (400, "INVALID_REQUEST")),
        ({"realmname": "other"}, (404, "REALM_NOT_FOUND")),
    ],
)
async def test_tenant_and_realm(
    rezolve: Client, headers: dict[str, str | None], expected: tuple[int, str]
) -> None:
    """Tenant and realm must be there (400) and known (404) on every v2 call."""
    reply = await rezolve.call("bot", "GET", "/tenant/meta", headers=headers)
    assert (reply.status, reply.error["code"]) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"module": "ticketing"}, (400, "INVALID_REQUEST")),
        ({"type": "template"}, (400, "INVALID_REQUEST")),
        ({"type": "car", "module": "ticketing"}, (400, "INVALID_REQUEST")),
        ({"type": "template", "module": "cooking"}, (400, "INVALID_REQUEST")),
        ({"type": "template", "module": "chat"}, (404, "MODULE_NOT_CONFIGURED")),
    ],
)
async def test_type_and_module(rezolve: Client, query: dict[str, str], expected: tuple[int, str]) -> None:
    """Type and module must be there and be words of the page; a module the tenant lacks is a 404."""
    reply = await rezolve.call("bot", "GET", "/tenant/meta", query=query)
    assert (reply.status, reply.error["code"]) == expected


@pytest.mark.parametrize(
    ("who", "method", "path", "message"),
    [
        ("jane", "GET", CLIENT_MAP, "Insufficient permissions to access client mappings"),
        ("sam", "GET", CLIENT_MAP, "Insufficient permissions to access client mappings"),
        ("jane", "GET", "/queue/list", "Insufficient permissions to access queue list"),
        ("uma", "GET", "/tenant/meta", "Insufficient permissions to access tenant metadata"),
        ("uma", "POST", "/ticket/list", "Insufficient permissions to access catalog templates"),
    ],
)
async def test_missing_roles(rezolve: Client, who: str, method: str, path: str, message: str) -> None:
    """Who lacks the page's roles gets its 403."""
    reply = await rezolve.call(who, method, path, {})
    assert (reply.status, reply.error["code"], reply.error["message"]) == (403, "FORBIDDEN", message)


async def test_missing_role_on_a_write(rezolve: Client) -> None:
    """Create and update answer 401 USER_PERMISSION_FAILURE to a token without a writing role."""
    create = await rezolve.create("uma")
    update = await rezolve.update("uma", "1234", "x", subject="y")
    assert (create.status, create.error["code"]) == (401, "USER_PERMISSION_FAILURE")
    assert (update.status, update.error["code"]) == (401, "USER_PERMISSION_FAILURE")


async def test_a_right_taken_away(rezolve: Client, service: Any) -> None:
    """A role that is taken away is gone with the next call, though the token is still good."""
    before = await rezolve.call("sam", "GET", "/queue/list")
    service.desk.people.set_roles("sam", ("ticket_user",))
    after = await rezolve.call("sam", "GET", "/queue/list")
    assert (before.status, after.status) == (200, 403)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"{}", "text/plain"),
        (b"", "application/json"),
        (b'{"top": NaN}', "application/json"),
        (b'{"search": "\\u0000"}', "application/json"),
        (b'{"search": "\\ud800"}', "application/json"),
        (b"[" * 5000, "application/json"),
    ],
)
async def test_bad_bodies(rezolve: Client, content: bytes, kind: str) -> None:
    """A body that is no JSON object, or does not say it is JSON, is a 400."""
    headers = {**rezolve.base, "authorization": f"Bearer {issue_token('jane')}", "content-type": kind}
    address = f"{rezolve.url}/api/v2/ticketing/ticket/list"
    async with rezolve.session.post(address, data=content, headers=headers, params=TICKETS) as answer:
        body = await answer.json()
    assert (answer.status, body["error"]["code"]) == (400, "INVALID_REQUEST")


async def test_health(rezolve: Client) -> None:
    """Both health calls answer without a token."""
    async with rezolve.session.get(f"{rezolve.url}/health") as root:
        root_status = (await root.json())["status"]
    async with rezolve.session.get(f"{rezolve.url}/api/v1/health") as api:
        api_body = await api.json()
    assert (root_status, api_body["status"], api_body["version"]) == ("healthy", "healthy", "1.5.2")
