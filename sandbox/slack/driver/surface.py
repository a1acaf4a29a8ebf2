"""Where a person acts: a message, a modal or the home tab; finds elements and describes the place to the bot."""

from dataclasses import dataclass

from sandbox.slack.announce import Platform
from sandbox.slack.state.inputs import STATEFUL, find
from sandbox.slack.state.modals import top
from sandbox.slack.state.records import Json, Message, User, View
from sandbox.slack.state.wire import message_json, message_state, view_json


class ClientRefused(Exception):
    """The Slack client does not do that, or tells its user that the app failed.

    Shape: `problems` are field errors by block_id that the client shows without asking the bot.
    """

    def __init__(self, text: str, *, problems: dict[str, str] | None = None) -> None:
        """Keep what the client would show."""
        super().__init__(text)
        self.problems = problems or {}


@dataclass(frozen=True, slots=True)
class Surface:
    """One person's view of one message or view."""

    platform: Platform
    user: User
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[Json]:
        """The blocks shown."""
        if self.view is not None:
            return list(self.view.payload["blocks"])
        return list((self.message.blocks if self.message else None) or [])

    def element(self, block_id: str, action_id: str) -> tuple[Json, Json]:
        """A block and its element. Raises: ClientRefused when it is not shown."""
        found = find(self.blocks, block_id, action_id)
        if found is None:
            raise ClientRefused(f"there is no element {block_id!r} / {action_id!r} here")
        return found

    def put(self, block_id: str, action_id: str, value: Json) -> None:
        """Keep what the person entered."""
        if self.view is not None:
            self.view.values.setdefault(block_id, {})[action_id] = value
            self.view.errors.pop(block_id, None)
        elif self.message is not None:
            values = self.message.typed.setdefault(self.user.id, {})
            values.setdefault(block_id, {})[action_id] = value

    def description(self) -> Json:
        """The members of an interaction payload that say where it happened."""
        space = self.platform.space
        if self.view is not None:
            shown = view_json(space, self.view)
            return {"view": shown, "container": {"type": "view", "view_id": self.view.id}}
        message = self.message
        assert message is not None
        channel = space.channels[message.channel]
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.only_for is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        body: Json = {
            "container": container,
            "channel": {"id": channel.id, "name": channel.name},
            "state": message_state(message, self.user.id),
            "response_url": space.new_response_url(channel.id, self.user.id, message_ts=message.ts),
        }
        # Slack does not show the bot an ephemeral message again.
        return body if message.only_for else body | {"message": message_json(space, message)}


def surface_of(platform: Platform, body: Json) -> Surface:
    """The surface a request names by `view_id`, or by `ts` and `channel`.

    Raises: ClientRefused when that person does not see it; SlackError when there is no such person.
    """
    space = platform.space
    user = space.person(str(body["user"]))
    if body.get("view_id"):
        shown = [view for view in (top(space, user.id), space.homes.get(user.id)) if view is not None]
        for view in shown:
            if view.id == body["view_id"]:
                return Surface(platform, user, view=view)
        raise ClientRefused("that view is not open")
    channel = space.place(str(body["channel"]), user.id)
    for message in space.visible(channel.id, user.id):
        if message.ts == body.get("ts"):
            return Surface(platform, user, message=message)
    raise ClientRefused("that message is not there")


def interaction(platform: Platform, kind: str, user: User, *, view_id: str | None = None) -> Json:
    """The members every interaction payload has, with a fresh trigger id."""
    install = platform.space.install
    domain = install.domain if user.team_id == install.team_id else "elsewhere"
    return {
        "type": kind,
        "team": {"id": user.team_id, "domain": domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.key, "name": user.key, "team_id": user.team_id},
        "api_app_id": install.app_id,
        "token": "sandbox-verification-token",
        "trigger_id": platform.space.new_trigger(user.id, view_id=view_id),
    }


def is_stateful(element: Json) -> bool:
    """Whether an element holds a value."""
    return element["type"] in STATEFUL
