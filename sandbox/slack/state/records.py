"""The things a workspace holds; they change as people and the bot act, so they are not frozen."""

from dataclasses import dataclass, field
from typing import Any, Final

from sandbox import world

Json = dict[str, Any]

ALL_SCOPES: Final = frozenset(
    {
        "chat:write",
        "commands",
        "users:read",
        "users:read.email",
        "channels:read",
        "groups:read",
        "im:read",
        "im:write",
        "mpim:read",
        "channels:history",
        "groups:history",
        "im:history",
        "reactions:read",
        "reactions:write",
        "files:read",
        "files:write",
        "links:read",
        "links:write",
        "app_mentions:read",
    }
)


@dataclass(frozen=True, slots=True)
class Install:
    """The identity and secrets of the one installation of the bot.

    Shape: defaults are the well-known ones of `sandbox.world`.
    """

    team_id: str = world.SLACK_TEAM_ID
    app_id: str = world.SLACK_APP_ID
    bot_user_id: str = world.SLACK_BOT_USER_ID
    bot_id: str = world.SLACK_BOT_ID
    bot_token: str = world.SLACK_BOT_TOKEN
    signing_secret: str = world.SLACK_SIGNING_SECRET
    domain: str = "sandbox"


@dataclass(slots=True)
class User:
    """One account Slack knows, the bot's included."""

    id: str
    key: str
    name: str
    email: str | None
    team_id: str
    tz: str
    locale: str
    kind: str
    deleted: bool = False


@dataclass(slots=True)
class Channel:
    """A channel, or the direct conversation between the bot and one person (`user`)."""

    id: str
    name: str
    members: set[str]
    user: str | None = None
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False

    @property
    def kind(self) -> str:
        """Slack's `channel_type`."""
        if self.user is not None:
            return "im"
        return "group" if self.is_private else "channel"


@dataclass(slots=True)
class Message:
    """One message; `only_for` makes it ephemeral, `by_bot` makes it the bot's own."""

    channel: str
    ts: str
    user: str
    text: str
    by_bot: bool = False
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str | None = None
    only_for: str | None = None
    edited: Json | None = None
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    # What each person has typed into inputs of this message: block_id -> action_id -> value.
    typed: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class View:
    """One modal or home tab as the server holds it; `values` is `state.values`, `errors` is by block_id."""

    id: str
    user: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Trigger:
    """A trigger id: whose, until when, from which view, and whether it was exchanged."""

    user: str
    expires_at: float
    view_id: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """A response_url: where it may post, until when, how often it was used."""

    channel: str
    user: str
    expires_at: float
    message_ts: str | None = None
    uses: int = 0


@dataclass(slots=True)
class StoredFile:
    """A file's bytes and what the API says about it."""

    id: str
    name: str
    mimetype: str
    user: str
    expected_length: int
    content: bytes = b""
    title: str = ""
    complete: bool = False
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One thing the bot called, for tests and the page; `args` never holds the token."""

    method: str
    args: Json
    answer: Json
    status: int
    at: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery to the bot and what came of it, with its raw body so that it can be sent again.

    Shape: `event_id` is empty for commands and interactions; `status` is None without an answer.
    """

    event_id: str
    kind: str
    number: int
    status: int | None
    reason: str | None
    body: str
    content_type: str
    at: float
