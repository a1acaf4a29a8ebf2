"""What must hold between settings. Works on what was given, right or wrong, so that every fault is named at once."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

Path = tuple[str, ...]
Fault = tuple[Path, str]

NOTHING: Final = (
    "Nothing is set up yet. Copy ticketbot.example.toml to ticketbot.toml and fill in a chat platform and a "
    "ticketing system; docs/admin.md walks through it. `ticketbot demo` needs no settings at all."
)
NO_CHAT: Final = "No chat platform is set up: fill in [slack] or [teams], as ticketbot.example.toml shows."
NO_TICKETING: Final = (
    "No ticketing system is set up: add one under a name of your choice, such as [connections.helpdesk] with "
    'kind = "rezolve" or kind = "teamswork".'
)
WHO_SERVES_WHOM: Final = (
    "There are several connections ({names}), so [workspaces] must say which one serves which workspace, such as "
    '"slack:T0123456789" = "{first}". Environment: TICKETBOT_WORKSPACES, as JSON.'
)

_CONNECTION_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
_WORKSPACE: Final = re.compile(r"(slack|teams):\S+")


def missing_parts(given: Mapping[str, Any]) -> list[str]:
    """What is not there at all."""
    connections = _table(given.get("connections"))
    if not (given.get("slack") or given.get("teams") or connections):
        return [NOTHING]
    problems = []
    if given.get("slack") is None and given.get("teams") is None:
        problems.append(NO_CHAT)
    if not given.get("connections"):
        problems.append(NO_TICKETING)
    if len(connections) > 1 and not given.get("workspaces"):
        names = sorted(connections)
        problems.append(WHO_SERVES_WHOM.format(names=", ".join(names), first=names[0]))
    return problems


def faults(given: Mapping[str, Any]) -> Iterator[Fault]:
    """What does not fit together or may not be used for real, as (path, what is wrong)."""
    yield from _names(given)
    yield from _unserved_tenants(given)
    for path, address in _addresses(given):
        what = address_fault(address)
        if what is not None:
            yield path, what
    clock = _table(given.get("sandbox")).get("clock_url")
    if isinstance(clock, str) and not is_loopback(clock):
        yield ("sandbox", "clock_url"), "is only for a sandbox on this machine; leave it out"


def address_fault(address: str) -> str | None:
    """What is wrong with an address that the bot sends secrets to."""
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        return "must be an address that begins with https://"
    if parts.scheme == "http" and not is_loopback(address):
        return "must begin with https://; http:// is only for a sandbox on this machine"
    return None


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names(given: Mapping[str, Any]) -> Iterator[Fault]:
    connections = _table(given.get("connections"))
    for name in connections:
        if not _CONNECTION_NAME.fullmatch(name):
            yield ("connections", name), 'must have a name of small letters, digits, "-" and "_"'
    for workspace, connection in _table(given.get("workspaces")).items():
        if not _WORKSPACE.fullmatch(workspace):
            what = 'must be "slack:" with a team id such as slack:T0123456789, or "teams:" with a tenant id'
            yield ("workspaces", workspace), what
        if connection not in connections:
            there = ", ".join(sorted(connections)) or "none"
            yield ("workspaces", workspace), f"names a connection that does not exist; there are: {there}"


def _unserved_tenants(given: Mapping[str, Any]) -> Iterator[Fault]:
    workspaces = {str(name).lower() for name in _table(given.get("workspaces"))}
    teams = _table(given.get("teams"))
    tenants = teams.get("allowed_tenants") or [teams.get("tenant_id")]
    if not workspaces or not isinstance(tenants, list | tuple):
        return
    for tenant in tenants:
        if isinstance(tenant, str) and tenant and f"teams:{tenant.lower()}" not in workspaces:
            yield (
                ("workspaces",),
                f'leaves out the Teams tenant {tenant}: add "teams:{tenant}" = a connection',
            )


def _addresses(given: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    slack, teams = _table(given.get("slack")), _table(given.get("teams"))
    places: list[tuple[Path, Any]] = [(("slack", "api_base"), slack.get("api_base"))]
    places += [(("teams", name), teams.get(name)) for name in ("login_base", "openid_url", "service_url")]
    for name, connection in _table(given.get("connections")).items():
        settings = _table(connection)
        places.append((("connections", name, "base_url"), settings.get("base_url")))
        token = settings.get("token_path")
        if isinstance(token, str) and "://" in token:
            places.append((("connections", name, "token_path"), token))
    yield from ((path, address) for path, address in places if isinstance(address, str))


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
