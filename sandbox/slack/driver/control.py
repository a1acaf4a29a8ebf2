"""Controls no Slack client has: what was called, faults, limits, who is where, raw deliveries."""

import asyncio
import json
from dataclasses import asdict
from typing import Final
from urllib.parse import urlencode

from sandbox.slack import announce
from sandbox.slack.announce import Platform
from sandbox.slack.deliver import FORM_TYPE, JSON_TYPE
from sandbox.slack.driver.surface import ClientRefused
from sandbox.slack.faults import Fault
from sandbox.slack.state.modals import top
from sandbox.slack.state.records import ALL_SCOPES, Json, View
from sandbox.slack.state.wire import message_json, message_state, view_json

_TOKEN_ERRORS: Final = {"active": None, "revoked": "token_revoked", "inactive": "account_inactive"}


async def calls(platform: Platform, body: Json) -> Json:
    """What the bot called, oldest first; `method` filters."""
    wanted = body.get("method")
    return {"calls": [asdict(call) for call in platform.space.calls if wanted in {None, call.method}]}


async def clear_calls(platform: Platform, body: Json) -> Json:
    """Forget what the bot called and what was delivered."""
    platform.space.calls.clear()
    platform.space.attempts.clear()
    return {}


async def deliveries(platform: Platform, body: Json) -> Json:
    """What was sent to the bot, every attempt; `kind` filters by event or interaction type."""
    wanted = body.get("kind")
    found = [asdict(entry) for entry in platform.space.attempts if wanted in {None, entry.kind}]
    return {"deliveries": found}


async def messages(platform: Platform, body: Json) -> Json:
    """What one person sees in one channel, oldest first."""
    space = platform.space
    user = space.person(str(body["user"]))
    channel = space.place(str(body.get("channel", "direct")), user.id)
    shown = [
        {
            "message": message_json(space, entry),
            "state": message_state(entry, user.id),
            "channel": channel.id,
            "ephemeral": entry.only_for is not None,
            "author": space.users[entry.user].name,
        }
        for entry in space.visible(channel.id, user.id)
    ]
    return {"channel": channel.id, "messages": shown}


def _shown(platform: Platform, view: View | None) -> Json | None:
    return None if view is None else {"view": view_json(platform.space, view), "errors": dict(view.errors)}


async def views(platform: Platform, body: Json) -> Json:
    """What one person has open: `modal` (the top one), `stack` (all, bottom first), `home`."""
    space = platform.space
    user = space.person(str(body["user"]))
    stack = [_shown(platform, view) for view in space.stacks.get(user.id, [])]
    home = _shown(platform, space.homes.get(user.id))
    return {"modal": _shown(platform, top(space, user.id)), "stack": stack, "home": home}


async def bot(platform: Platform, body: Json) -> Json:
    """Say where the bot takes its requests (the whole address)."""
    platform.space.bot_url = body["url"]
    return {}


async def faults(platform: Platform, body: Json) -> Json:
    """Ask for a fault; the members are those of `Fault`, `channel` an id, a room's key or a person's key.

    Raises: ClientRefused.
    """
    space = platform.space
    if body.get("channel"):
        person = [entry.id for entry in space.users.values() if body["channel"] in {entry.key, entry.id}]
        place = space.direct(person[0]) if person else space.place(body["channel"], "")
        body = body | {"channel": place.id}
    try:
        platform.faults.waiting.append(Fault(**body))
    except (TypeError, ValueError) as problem:
        raise ClientRefused(str(problem)) from None
    return {}


async def list_faults(platform: Platform, body: Json) -> Json:
    """The faults still waiting."""
    return {"faults": [asdict(fault) for fault in platform.faults.waiting]}


async def clear_faults(platform: Platform, body: Json) -> Json:
    """Forget all faults waiting."""
    platform.faults.waiting.clear()
    return {}


async def rates(platform: Platform, body: Json) -> Json:
    """Switch rate limits (`enabled`) or set `workspace_posts_per_minute`; counts start anew."""
    platform.rates.enabled = bool(body.get("enabled", platform.rates.enabled))
    cap = body.get("workspace_posts_per_minute", platform.rates.workspace_posts_per_minute)
    platform.rates.workspace_posts_per_minute = int(cap)
    platform.rates.reset()
    return {"enabled": platform.rates.enabled}


async def reset(platform: Platform, body: Json) -> Json:
    """Forget everything that happened, faults and counts included; addresses stay."""
    platform.space.reset()
    platform.rates.reset()
    platform.faults.waiting.clear()
    return {}


async def token(platform: Platform, body: Json) -> Json:
    """Set the bot token's `state` (active, revoked, inactive) and its `scopes` (None: all). Raises: ClientRefused."""
    state = str(body.get("state", "active"))
    if state not in _TOKEN_ERRORS:
        raise ClientRefused(f"unknown state {state!r}; there are {sorted(_TOKEN_ERRORS)}")
    platform.space.token_error = _TOKEN_ERRORS[state]
    scopes = body.get("scopes")
    platform.space.scopes = ALL_SCOPES if scopes is None else frozenset(scopes)
    if body.get("announce"):
        announce.uninstalled(platform)
    return {}


async def user(platform: Platform, body: Json) -> Json:
    """Change a person (`deleted`, `email`, `tz`, `locale`, `name`) and tell the bot by user_change."""
    person = platform.space.person(str(body["user"]))
    for name in ("deleted", "email", "tz", "locale", "name"):
        if name in body:
            setattr(person, name, body[name])
    announce.user_changed(platform, person.id)
    return {}


async def channel(platform: Platform, body: Json) -> Json:
    """Change a room: `archived`, `private`, `bot_is_member`, `add` or `remove` a person."""
    space = platform.space
    by = space.person("deepak").id
    room = space.place(str(body["channel"]), by)
    members, bot_user_id = room.members, space.install.bot_user_id
    if "private" in body:
        room.is_private = bool(body["private"])
    if "add" in body:
        members.add(space.person(body["add"]).id)
    if "remove" in body:
        members.discard(space.person(body["remove"]).id)
    if body.get("bot_is_member") is True and bot_user_id not in members:
        members.add(bot_user_id)
        announce.bot_invited(platform, room, by=by)
    if body.get("bot_is_member") is False and bot_user_id in members:
        members.discard(bot_user_id)
        announce.channel_event(platform, room, "channel_left", by=by)
    if "archived" in body and room.is_archived != bool(body["archived"]):
        room.is_archived = bool(body["archived"])
        kind = "channel_archive" if room.is_archived else "channel_unarchive"
        announce.channel_event(platform, room, kind, by=by)
    return {}


def _raw_body(platform: Platform, body: Json) -> tuple[bytes, str]:
    kind, payload = body["kind"], body["payload"]
    if kind == "raw":
        return str(payload).encode(), str(body.get("content_type", JSON_TYPE))
    if kind == "event":
        whole = (
            payload if "event" in payload or "challenge" in payload else platform.deliver.envelope(payload)
        )
        return json.dumps(whole).encode(), JSON_TYPE
    if kind == "command":
        return urlencode(payload).encode(), FORM_TYPE
    if kind == "interaction":
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM_TYPE
    raise ClientRefused(f"unknown kind {kind!r}; there are raw, event, command, interaction")


async def deliver(platform: Platform, body: Json) -> Json:
    """Send the bot anything, `times` over, one after the other or at once with `concurrently`; returns its answers."""
    raw, content_type = _raw_body(platform, body)
    sends = [
        platform.deliver.raw(
            raw,
            content_type,
            headers=body.get("headers"),
            timestamp_offset_s=int(body.get("timestamp_offset_s", 0)),
            bad_signature=bool(body.get("bad_signature")),
        )
        for _ in range(int(body.get("times", 1)))
    ]
    at_once = bool(body.get("concurrently"))
    answers = await asyncio.gather(*sends) if at_once else [await send for send in sends]
    shown = [{"status": entry.status, "body": entry.body, "failure": entry.failure} for entry in answers]
    return {"answers": shown}
