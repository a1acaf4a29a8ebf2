"""The chat.* methods. Source: docs.slack.dev/reference/methods (chat.*)."""

from sandbox.slack import announce
from sandbox.slack.announce import Platform
from sandbox.slack.api.posting import known_channel, required, rewrite, target_channel, text_arg, write
from sandbox.slack.checks.blocks import check_blocks
from sandbox.slack.checks.problem import Problems, SlackError
from sandbox.slack.checks.surfaces import UPDATE_TEXT_MOST
from sandbox.slack.state.records import Json, Message
from sandbox.slack.state.wire import message_json


def post_message(platform: Platform, args: Json) -> Json:
    """chat.postMessage."""
    channel = target_channel(platform.space, required(args, "channel"))
    message = write(platform, args, channel)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(platform.space, message)}


def post_ephemeral(platform: Platform, args: Json) -> Json:
    """chat.postEphemeral."""
    space = platform.space
    channel = target_channel(space, required(args, "channel"))
    user_id = required(args, "user")
    if user_id not in space.users:
        raise SlackError("user_not_found")
    if user_id not in channel.members:
        raise SlackError("user_not_in_channel")
    return {"message_ts": write(platform, args, channel, only_for=user_id).ts}


def _own_message(platform: Platform, args: Json, refusal: str) -> Message:
    channel = known_channel(platform.space, required(args, "channel"))
    message = platform.space.message(channel.id, required(args, "ts"))
    if message is None or message.only_for is not None:
        raise SlackError("message_not_found")
    if not message.by_bot:
        raise SlackError(refusal)
    if channel.is_archived:
        raise SlackError("is_archived")
    return message


def update(platform: Platform, args: Json) -> Json:
    """chat.update: only own messages that are not ephemeral; what is not named stays as it was."""
    message = _own_message(platform, args, "cant_update_message")
    if len(text_arg(args)) > UPDATE_TEXT_MOST:
        raise SlackError("msg_too_long")
    if not any(args.get(name) for name in ("text", "blocks", "attachments", "markdown_text", "metadata")):
        raise SlackError("no_text")
    space = platform.space
    before = message_json(space, message)
    rewrite(platform, message, args, keep_missing=True)
    message.edited = {"user": space.install.bot_id, "ts": f"{space.next_ts()[:-6]}000000"}
    announce.changed(platform, message, before)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(space, message),
    }


def delete(platform: Platform, args: Json) -> Json:
    """chat.delete."""
    message = _own_message(platform, args, "cant_delete_message")
    platform.space.remove(message)
    announce.deleted(platform, message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(platform: Platform, args: Json) -> Json:
    """chat.getPermalink."""
    channel = known_channel(platform.space, required(args, "channel"))
    message = platform.space.message(channel.id, required(args, "message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"https://{platform.space.install.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def unfurl(platform: Platform, args: Json) -> Json:
    """chat.unfurl: shows previews below a message with the app's links, to everybody who reads it."""
    space = platform.space
    if args.get("unfurl_id"):
        message = space.unfurls.get(str(args["unfurl_id"]))
    else:
        message = space.message(required(args, "channel"), required(args, "ts"))
    if message is None:
        raise SlackError("cannot_find_message")
    unfurls = args.get("unfurls")
    if not isinstance(unfurls, dict) or not unfurls:
        raise SlackError("missing_unfurls")
    problems = Problems()
    attachments = []
    for url, preview in unfurls.items():
        if f"<{url}" not in message.text:
            raise SlackError("cannot_unfurl_url")
        if not isinstance(preview, dict):
            raise SlackError("cannot_parse_attachment")
        if "blocks" in preview:
            check_blocks(preview["blocks"], f"/unfurls/{url}/blocks", problems, most=50, in_view=False)
        attachments.append(preview | {"from_url": url, "app_unfurl_url": url, "is_app_unfurl": True})
    problems.refuse("cannot_parse_attachment")
    message.attachments = attachments
    return {}


def add_reaction(platform: Platform, args: Json) -> Json:
    """reactions.add."""
    space = platform.space
    channel = known_channel(space, required(args, "channel"))
    name = required(args, "name").strip(":")
    message = space.message(channel.id, required(args, "timestamp"))
    if message is None or message.only_for is not None:
        raise SlackError("message_not_found")
    if space.install.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    who = message.reactions.setdefault(name, [])
    if space.install.bot_user_id in who:
        raise SlackError("already_reacted")
    who.append(space.install.bot_user_id)
    announce.reacted(platform, message, space.install.bot_user_id, name)
    return {}
