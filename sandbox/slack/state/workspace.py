"""The workspace in memory: look-ups, time stamps and short-lived secrets; it sends nothing to anybody."""

import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from sandbox import world
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.state.records import (
    ALL_SCOPES,
    Attempt,
    Call,
    Channel,
    Install,
    Message,
    ResponseUrl,
    StoredFile,
    Trigger,
    User,
    View,
)

TRIGGER_S: Final = 3.0
RESPONSE_URL_S: Final = 30 * 60.0
RESPONSE_URL_USES: Final = 5
# A demo may run for days; older calls and deliveries are forgotten.
RECORDS_MOST: Final = 50_000
BOT_NAME: Final = "Ticketbot"


def random_id(prefix: str) -> str:
    """A fresh id in Slack's manner."""
    return prefix + secrets.token_hex(5).upper()


def _users(install: Install) -> dict[str, User]:
    people = {
        person.slack_id: User(
            id=person.slack_id,
            key=person.key,
            name=person.name,
            email=person.email,
            team_id=world.SLACK_FOREIGN_TEAM_ID if person.kind == "stranger" else install.team_id,
            tz=person.time_zone,
            locale=person.locale,
            kind=person.kind,
        )
        for person in world.WORLD.people
    }
    bot_id = install.bot_user_id
    bot = User(bot_id, "ticketbot", BOT_NAME, None, install.team_id, "America/Los_Angeles", "en-US", "bot")
    return people | {bot_id: bot}


def _channels(install: Install) -> dict[str, Channel]:
    found = {}
    for room in world.WORLD.rooms:
        people = [world.WORLD.person(key) for key in room.members]
        members = {person.slack_id for person in people}
        members |= {install.bot_user_id} if room.bot_is_member else set()
        shared = any(person.kind == "stranger" for person in people)
        found[room.slack_id] = Channel(room.slack_id, room.key, members, is_ext_shared=shared)
    return found


class Workspace:
    """Everything the emulator knows.

    Shape: `base_url` is where this emulator is reached, `bot_url` where the bot takes its requests.
    """

    def __init__(
        self, install: Install, *, bot_url: str | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """An empty workspace with the people and rooms of `sandbox.world`; `clock` runs in seconds."""
        self.install = install
        self.clock = clock
        self.bot_url = bot_url
        self.base_url = ""
        self.reset()

    def reset(self) -> None:
        """Forget everything that happened; addresses stay."""
        self.users = _users(self.install)
        self.channels = _channels(self.install)
        self._messages: dict[str, dict[str, Message]] = {}
        self._answers: dict[tuple[str, str], list[Message]] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, StoredFile] = {}
        self.uploads: dict[str, str] = {}
        self.unfurls: dict[str, Message] = {}
        self.calls: deque[Call] = deque(maxlen=RECORDS_MOST)
        self.attempts: deque[Attempt] = deque(maxlen=RECORDS_MOST)
        self.token_error: str | None = None
        self.scopes: frozenset[str] = ALL_SCOPES
        self._last_us = 0

    def next_ts(self) -> str:
        """A message time stamp, later than all before it."""
        self._last_us = max(time.time_ns() // 1000, self._last_us + 1)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def person(self, key: str) -> User:
        """The user with this key or id. Raises: SlackError (user_not_found)."""
        for user in self.users.values():
            if key in {user.key, user.id}:
                return user
        raise SlackError("user_not_found")

    def direct(self, user_id: str) -> Channel:
        """The direct conversation between the bot and one person, opened if need be."""
        channel_id = "D0" + user_id.removeprefix("U0")
        if channel_id not in self.channels:
            members = {user_id, self.install.bot_user_id}
            self.channels[channel_id] = Channel(channel_id, "directmessage", members, user=user_id)
        return self.channels[channel_id]

    def place(self, place: str, user_id: str) -> Channel:
        """The channel a person means by "direct", a room's key, or an id. Raises: SlackError."""
        if place == "direct":
            return self.direct(user_id)
        for channel in self.channels.values():
            if place in {channel.id, channel.name} and channel.user in {None, user_id}:
                return channel
        raise SlackError("channel_not_found")

    def add(self, message: Message) -> None:
        """Keep a new message."""
        self._messages.setdefault(message.channel, {})[message.ts] = message
        if message.thread_ts and not message.only_for:
            self._answers.setdefault((message.channel, message.thread_ts), []).append(message)

    def remove(self, message: Message) -> None:
        """Forget a message."""
        self._messages[message.channel].pop(message.ts, None)
        answers = self._answers.get((message.channel, message.thread_ts or ""), [])
        if message in answers:
            answers.remove(message)

    def posted_in(self, channel_id: str) -> list[Message]:
        """All messages of a channel, ephemeral ones included, oldest first."""
        return list(self._messages.get(channel_id, {}).values())

    def visible(self, channel_id: str, user_id: str) -> list[Message]:
        """What a person sees in a channel, oldest first."""
        if user_id not in self.channels[channel_id].members:
            return []
        return [entry for entry in self.posted_in(channel_id) if entry.only_for in {None, user_id}]

    def message(self, channel_id: str, ts: str) -> Message | None:
        """One message by its address."""
        return self._messages.get(channel_id, {}).get(ts)

    def answers(self, channel_id: str, ts: str) -> list[Message]:
        """The answers in a thread that everybody sees."""
        return list(self._answers.get((channel_id, ts), []))

    def thread(self, channel_id: str, ts: str) -> list[Message]:
        """A thread's first message and its answers; empty when there is neither."""
        first = self.message(channel_id, ts)
        shown = [first] if first is not None and not first.only_for else []
        return [*shown, *self.answers(channel_id, ts)]

    def new_trigger(self, user_id: str, *, view_id: str | None = None) -> str:
        """A trigger id good for three seconds and one use."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(user_id, self.clock() + TRIGGER_S, view_id)
        return trigger_id

    def exchange(self, trigger_id: object) -> Trigger:
        """Use up a trigger id. Raises: SlackError (invalid_, expired_, exchanged_trigger_id)."""
        trigger = self.triggers.get(trigger_id) if isinstance(trigger_id, str) else None
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock() > trigger.expires_at:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, channel_id: str, user_id: str, *, message_ts: str | None = None) -> str:
        """An address for five answers within thirty minutes."""
        secret = secrets.token_hex(12)
        expires_at = self.clock() + RESPONSE_URL_S
        self.response_urls[secret] = ResponseUrl(channel_id, user_id, expires_at, message_ts)
        return f"{self.base_url}/response/{secret}"

    def open_views(self) -> Iterator[View]:
        """All modals open now, anywhere, and all home tabs."""
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()
