"""What the platforms sent to the bot, sent once more: as it was (a platform's own retry), or edited by a stranger.

A retry is byte for byte the same; an edited button keeps nothing of the true one but its shape.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from sandbox.user import ChatUser
from tests.e2e.stage import Stage, until

Json = dict[str, Any]

# Under which names each platform sends what a person does.
TALK: Final = {"slack": ("message",), "teams": ("message",)}
COMMAND: Final = {"slack": ("command",), "teams": ("message",)}
FORM: Final = {"slack": ("view_submission",), "teams": ("task/submit", "adaptiveCard/action")}
CLICK: Final = {"slack": ("block_actions",), "teams": ("task/fetch", "adaptiveCard/action")}


async def last_sent(stage: Stage, kinds: Mapping[str, tuple[str, ...]]) -> Json:
    """The last delivery of one of these kinds, as the platform remembers it."""

    async def look() -> Json | None:
        for entry in reversed((await _ask(stage, "GET", "deliveries"))["deliveries"]):
            if (entry.get("kind") or entry.get("name") or entry.get("type")) in kinds[stage.channel]:
                found: Json = entry
                return found
        return None

    return await until(look)


async def send_again(stage: Stage, sent: Json, *, times: int = 3) -> list[int]:
    """Deliver the same thing again, so many times; what the bot answered each time."""
    if stage.channel == "slack":
        headers = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
        order = {"kind": "raw", "payload": sent["body"], "content_type": sent["content_type"]}
        answers = (await _ask(stage, "POST", "deliver", order | {"headers": headers, "times": times}))[
            "answers"
        ]
        return [int(answer["status"]) for answer in answers]
    return [
        int((await _ask(stage, "POST", "deliver", {"activity": sent["activity"]}))["status"])
        for _ in range(times)
    ]


async def click_edited(stage: Stage, user: ChatUser, was: str, becomes: str) -> str:
    """Send this person's last click with another value in it; what the bot says to it."""
    sent = await last_sent(stage, CLICK)
    if stage.channel == "slack":
        seen = {screen.ref for screen in await user.messages()}
        payload = json.loads(parse_qs(sent["body"])["payload"][0].replace(was, becomes))
        payload["trigger_id"] = f"forged.{becomes}"
        await _ask(stage, "POST", "deliver", {"kind": "interaction", "payload": payload})

        async def look() -> str | None:
            new = [screen.text for screen in await user.messages() if screen.ref not in seen]
            return new[-1] if new else None

        return await until(look)
    activity = json.loads(json.dumps(sent["activity"]).replace(was, becomes))
    answer = await _ask(stage, "POST", "deliver", {"activity": activity | {"id": f"f:forged-{becomes}"}})
    return json.dumps(answer["body"])


async def _ask(stage: Stage, method: str, name: str, body: Json | None = None) -> Json:
    url = {"slack": stage.world.slack.url, "teams": stage.world.teams.url}[stage.channel]
    async with stage.session.request(method, f"{url}/_sandbox/{name}", json=body) as answer:
        found: Json = await answer.json()
        assert answer.status == 200, found
        return found
