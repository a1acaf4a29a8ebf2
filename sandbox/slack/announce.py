"""Which events an act causes, and to which the bot is entitled; `Platform` ties the emulator's parts together.

Source: docs.slack.dev/reference/events; docs.slack.dev/apis/events-api.
"""

import re
from dataclasses import dataclass

from sandbox.slack.deliver import Deliverer
from sandbox.slack.faults import Faults
from sandbox.slack.rates import Rates
from sandbox.slack.state.records import Channel, Json, Message, View
from sandbox.slack.state.wire import message_json, user_json, view_json
from sandbox.slack.state.workspace import Workspace, random_id


@dataclass(frozen=True, slots=True)
class Platform:
    """The emulator's parts: memory, the way to the bot, limits, faults; `unfurl_domains` are the app's link domains."""

    space: Workspace
    deliver: Deliverer
    rates: Rates
    faults: Faults
    unfurl_domains: tuple[str, ...] = ()

    def hears(self, channel: Channel) -> bool:
        """Whether the bot is told what happens there."""
        return self.space.install.bot_user_id in channel.members


def _send(platform: Platform, event: Json, channel: Channel) -> None:
    if platform.hears(channel):
        platform.deliver.event(event, is_ext_shared=channel.is_ext_shared)


def _message_event(platform: Platform, message: Message, channel: Channel) -> Json:
    body = message_json(platform.space, message)
    for name in ("reply_count", "reply_users", "latest_reply"):
        body.pop(name, None)
    return body | {"channel": channel.id, "channel_type": channel.kind, "event_ts": message.ts}


def posted(platform: Platform, message: Message) -> None:
    """A message appeared: message.im or message.channels, app_mention besides, link_shared for the app's links."""
    if message.only_for is not None:
        return
    space = platform.space
    channel = space.channels[message.channel]
    event = _message_event(platform, message, channel)
    if space.users[message.user].team_id != space.install.team_id:
        event |= {"user_team": event["team"], "source_team": event["team"]}
    _send(platform, event, channel)
    mentioned = f"<@{space.install.bot_user_id}>" in message.text
    if mentioned and not message.by_bot and channel.kind != "im":
        mention = {name: value for name, value in event.items() if name not in {"channel_type", "subtype"}}
        _send(platform, mention | {"type": "app_mention"}, channel)
    if not message.by_bot:
        _links_shared(platform, message, channel)


def _links_shared(platform: Platform, message: Message, channel: Channel) -> None:
    links = []
    for url in re.findall(r"<(https?://[^|>]+)", message.text):
        domain = url.split("/")[2]
        if any(domain == known or domain.endswith("." + known) for known in platform.unfurl_domains):
            links.append({"domain": domain, "url": url})
    if not links:
        return
    unfurl_id = random_id("Uf0")
    platform.space.unfurls[unfurl_id] = message
    event: Json = {
        "type": "link_shared",
        "channel": channel.id,
        "is_bot_user_member": platform.hears(channel),
        "user": message.user,
        "message_ts": message.ts,
        "unfurl_id": unfurl_id,
        "source": "conversations_history",
        "links": links,
        "event_ts": message.ts,
        "user_locale": platform.space.users[message.user].locale,
    }
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    platform.deliver.event(event, is_ext_shared=channel.is_ext_shared)


def changed(platform: Platform, message: Message, before: Json) -> None:
    """A message was edited: message_changed with the text before."""
    channel = platform.space.channels[message.channel]
    ts = platform.space.next_ts()
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": message_json(platform.space, message),
        "previous_message": before,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
    }
    _send(platform, event, channel)


def deleted(platform: Platform, message: Message) -> None:
    """A message is gone: message_deleted with what it was."""
    channel = platform.space.channels[message.channel]
    ts = platform.space.next_ts()
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": message.ts,
        "previous_message": message_json(platform.space, message),
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
    }
    _send(platform, event, channel)


def reacted(platform: Platform, message: Message, user_id: str, name: str, *, added: bool = True) -> None:
    """Somebody added or removed a reaction."""
    channel = platform.space.channels[message.channel]
    event = {
        "type": "reaction_added" if added else "reaction_removed",
        "user": user_id,
        "reaction": name,
        "item_user": message.user,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "event_ts": platform.space.next_ts(),
    }
    _send(platform, event, channel)


def home_opened(platform: Platform, user_id: str, tab: str, home: View | None) -> None:
    """A person opened the app's home or messages tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": user_id,
        "channel": platform.space.direct(user_id).id,
        "tab": tab,
        "event_ts": platform.space.next_ts(),
    }
    if home is not None and tab == "home":
        event["view"] = view_json(platform.space, home)
    platform.deliver.event(event)


def bot_invited(platform: Platform, channel: Channel, *, by: str) -> None:
    """The bot joined a channel."""
    install = platform.space.install
    platform.deliver.event(
        {
            "type": "member_joined_channel",
            "user": install.bot_user_id,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": install.team_id,
            "inviter": by,
            "event_ts": platform.space.next_ts(),
        }
    )


def channel_event(platform: Platform, channel: Channel, kind: str, *, by: str) -> None:
    """The bot was removed from a channel (channel_left) or the channel was archived or unarchived."""
    actor = "actor_id" if kind == "channel_left" else "user"
    event = {"type": kind, "channel": channel.id, actor: by, "event_ts": platform.space.next_ts()}
    platform.deliver.event(event)


def user_changed(platform: Platform, user_id: str) -> None:
    """A person's profile changed: user_change with the new object."""
    user = user_json(platform.space, platform.space.users[user_id], with_locale=True)
    platform.deliver.event({"type": "user_change", "user": user, "event_ts": platform.space.next_ts()})


def uninstalled(platform: Platform) -> None:
    """The app was removed: tokens_revoked and app_uninstalled, in no certain order."""
    bots = [platform.space.install.bot_user_id]
    platform.deliver.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": bots}})
    platform.deliver.event({"type": "app_uninstalled"})
