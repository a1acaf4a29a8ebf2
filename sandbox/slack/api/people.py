"""The users.* methods and auth.test. Source: docs.slack.dev/reference/methods (users.*, auth.test)."""

from sandbox.slack.announce import Platform
from sandbox.slack.api.posting import required
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.state.records import Json
from sandbox.slack.state.wire import user_json


def truthy(value: object) -> bool:
    """Whether a flag argument is on, in any of the ways a form can say so."""
    return str(value).lower() in {"1", "true"}


def page(entries: list[str], args: Json, *, default: int) -> tuple[list[str], str]:
    """One page of ids and the cursor of the next. Raises: SlackError (invalid_limit, invalid_cursor)."""
    try:
        limit = int(args.get("limit") or default)
    except (TypeError, ValueError):
        raise SlackError("invalid_limit") from None
    cursor = str(args.get("cursor") or "")
    if cursor and not cursor.startswith("from:"):
        raise SlackError("invalid_cursor")
    start = entries.index(cursor[5:]) if cursor and cursor[5:] in entries else 0
    end = start + max(1, min(limit, 1000))
    return entries[start:end], f"from:{entries[end]}" if end < len(entries) else ""


def auth_test(platform: Platform, args: Json) -> Json:
    """auth.test."""
    install = platform.space.install
    return {
        "url": f"https://{install.domain}.slack.com/",
        "team": "Sandbox",
        "user": "ticketbot",
        "team_id": install.team_id,
        "user_id": install.bot_user_id,
        "bot_id": install.bot_id,
        "is_enterprise_install": False,
    }


def info(platform: Platform, args: Json) -> Json:
    """users.info."""
    user = platform.space.users.get(required(args, "user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user_json(platform.space, user, with_locale=truthy(args.get("include_locale")))}


def lookup_by_email(platform: Platform, args: Json) -> Json:
    """users.lookupByEmail: finds neither deactivated people nor those of other workspaces."""
    email = required(args, "email").lower()
    for user in platform.space.users.values():
        own = user.kind != "stranger" and not user.deleted
        if own and user.email is not None and user.email.lower() == email:
            return {"user": user_json(platform.space, user)}
    raise SlackError("users_not_found")


def list_all(platform: Platform, args: Json) -> Json:
    """users.list."""
    space = platform.space
    shown, following = page(sorted(space.users), args, default=200)
    locale = truthy(args.get("include_locale"))
    members = [user_json(space, space.users[user_id], with_locale=locale) for user_id in shown]
    return {"members": members, "cache_ts": 0, "response_metadata": {"next_cursor": following}}
