"""The conversations.* methods. Source: docs.slack.dev/reference/methods (conversations.*)."""

from sandbox.slack.announce import Platform
from sandbox.slack.api.people import page, truthy
from sandbox.slack.api.posting import known_channel, required, text_arg
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.state.records import Channel, Json, Message
from sandbox.slack.state.wire import channel_json, message_json


def open_direct(platform: Platform, args: Json) -> Json:
    """conversations.open with one person (group conversations are not part of the sandbox)."""
    space = platform.space
    if args.get("channel"):
        channel = known_channel(space, text_arg(args, "channel"))
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    given = args.get("users")
    names = given if isinstance(given, list) else str(given or "").split(",")
    user_ids = [str(name).strip() for name in names if str(name).strip()]
    if not user_ids:
        raise SlackError("users_list_not_supplied")
    if len(user_ids) > 8:
        raise SlackError("too_many_users")
    if any(user_id not in space.users for user_id in user_ids):
        raise SlackError("user_not_found")
    if len(user_ids) > 1:
        raise SlackError("invalid_user_combination")
    if space.users[user_ids[0]].deleted:
        raise SlackError("user_disabled")
    if space.users[user_ids[0]].kind == "bot":
        raise SlackError("cannot_dm_bot")
    channel = space.direct(user_ids[0])
    return {"channel": channel_json(space, channel) if truthy(args.get("return_im")) else {"id": channel.id}}


def info(platform: Platform, args: Json) -> Json:
    """conversations.info."""
    channel = known_channel(platform.space, required(args, "channel"))
    shown = channel_json(platform.space, channel)
    if not truthy(args.get("include_num_members")):
        shown.pop("num_members", None)
    return {"channel": shown}


def members(platform: Platform, args: Json) -> Json:
    """conversations.members."""
    channel = known_channel(platform.space, required(args, "channel"))
    shown, following = page(sorted(channel.members), args, default=100)
    return {"members": shown, "response_metadata": {"next_cursor": following}}


def list_all(platform: Platform, args: Json) -> Json:
    """conversations.list; private channels only where the bot is."""
    space = platform.space
    types = {entry.strip() for entry in str(args.get("types") or "public_channel").split(",")}
    names = {"im": "im", "group": "private_channel", "channel": "public_channel"}
    bot = space.install.bot_user_id
    ids = [
        channel.id
        for channel in space.channels.values()
        if names[channel.kind] in types
        and (channel.kind == "channel" or bot in channel.members)
        and not (channel.is_archived and truthy(args.get("exclude_archived")))
    ]
    shown, following = page(ids, args, default=100)
    listed = [channel_json(space, space.channels[channel_id]) for channel_id in shown]
    return {"channels": listed, "response_metadata": {"next_cursor": following}}


def _readable(platform: Platform, args: Json) -> Channel:
    channel = known_channel(platform.space, required(args, "channel"))
    if platform.space.install.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _within(entries: list[Message], args: Json) -> list[Message]:
    oldest = str(args.get("oldest") or "0")
    latest = str(args.get("latest") or "9999999999")
    inclusive = truthy(args.get("inclusive"))
    return [
        entry
        for entry in entries
        if oldest < entry.ts < latest or (inclusive and entry.ts in {oldest, latest})
    ]


def replies(platform: Platform, args: Json) -> Json:
    """conversations.replies: the first message and its answers, oldest first."""
    channel = _readable(platform, args)
    ts = required(args, "ts")
    entries = platform.space.thread(channel.id, ts)
    if not entries:
        raise SlackError("thread_not_found")
    return _listed(platform, _within(entries, args), args, default=1000)


def history(platform: Platform, args: Json) -> Json:
    """conversations.history: newest first, without answers in threads."""
    channel = _readable(platform, args)
    entries = [
        entry
        for entry in platform.space.posted_in(channel.id)
        if entry.only_for is None and entry.thread_ts is None
    ]
    return _listed(platform, _within(entries, args)[::-1], args, default=100)


def _listed(platform: Platform, entries: list[Message], args: Json, *, default: int) -> Json:
    by_ts = {entry.ts: entry for entry in entries}
    shown, following = page(list(by_ts), args, default=default)
    with_metadata = truthy(args.get("include_all_metadata"))
    listed = []
    for ts in shown:
        body = message_json(platform.space, by_ts[ts])
        if not with_metadata:
            body.pop("metadata", None)
        listed.append(body)
    metadata = {"next_cursor": following}
    return {"messages": listed, "has_more": bool(following), "response_metadata": metadata}
