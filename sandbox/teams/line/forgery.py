"""Posts to the bot what Teams would never send, so that a test can prove the bot refuses it.

It forges for the configured bot address only.
"""

import json
from typing import Any

from sandbox.teams.cloud.identity import Keys, claims_for_bot
from sandbox.teams.directory import JsonObject
from sandbox.teams.line.delivery import Answer, BotLink


async def deliver(link: BotLink, keys: Keys, activity: JsonObject, order: JsonObject) -> Answer:
    """Post one forged request.

    Shape: `order` may hold `overrides` (merged into the activity; null in `drop` lists removes members),
           `drop` (dotted names), `claims`, `drop_claims`, `key` (KeyChoice), `token` (used as it is),
           `drop_header`, `authorization` (the whole header), `raw_body`, `content_type`.
    """
    activity = _overlaid(activity, order.get("overrides") or {})
    for path in order.get("drop") or []:
        _drop(activity, path.split("."))
    claims = claims_for_bot(str(activity.get("serviceUrl"))) | (order.get("claims") or {})
    for name in order.get("drop_claims") or []:
        claims.pop(name, None)
    headers = {"Content-Type": order.get("content_type", "application/json; charset=utf-8")}
    if not order.get("drop_header"):
        token = order.get("token") or keys.sign(claims, key=order.get("key", "current"))
        headers["Authorization"] = order.get("authorization") or f"Bearer {token}"
    raw = order.get("raw_body")
    data = json.dumps(activity) if raw is None else str(raw)
    return await link.post_raw(data.encode(), headers=headers)


def _overlaid(base: JsonObject, over: JsonObject) -> JsonObject:
    result = dict(base)
    for name, value in over.items():
        mine = result.get(name)
        result[name] = _overlaid(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return result


def _drop(target: Any, path: list[str]) -> None:
    for step in path[:-1]:
        target = target.get(step, {})
    target.pop(path[-1], None)
