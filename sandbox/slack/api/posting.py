"""Writes the bot's messages into the workspace; shared by the chat methods, files and response_url."""

from typing import Any

from sandbox.slack import announce
from sandbox.slack.announce import Platform
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.checks.surfaces import TEXT_CUT_AT, check_message
from sandbox.slack.state.inputs import with_ids
from sandbox.slack.state.records import Channel, Json, Message, StoredFile
from sandbox.slack.state.wire import event_file
from sandbox.slack.state.workspace import Workspace


def text_arg(args: Json, name: str = "text") -> str:
    """A text argument. Raises: SlackError (invalid_arguments) when it is no text."""
    value = args.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise SlackError("invalid_arguments")
    return str(value)


def required(args: Json, name: str) -> str:
    """An argument that has to be there. Raises: SlackError (invalid_arguments)."""
    value = text_arg(args, name)
    if not value:
        message = f"[ERROR] missing required field: {name}"
        raise SlackError("invalid_arguments", response_metadata={"messages": [message]})
    return value


def known_channel(space: Workspace, name: str, *, by_name: bool = False) -> Channel:
    """A channel the bot may know of. Raises: SlackError (channel_not_found)."""
    channel = space.channels.get(name)
    if channel is None and by_name:
        wanted = name.removeprefix("#")
        named = [entry for entry in space.channels.values() if entry.name == wanted and entry.user is None]
        channel = named[0] if named else None
    hidden = channel is not None and channel.is_private and space.install.bot_user_id not in channel.members
    if channel is None or hidden:
        raise SlackError("channel_not_found")
    return channel


def target_channel(space: Workspace, name: str) -> Channel:
    """Where a post goes: a channel by id or name, or a person's direct conversation by user id.

    Raises: SlackError (channel_not_found, is_archived, not_in_channel).
    """
    if name in space.users:
        if space.users[name].deleted or space.users[name].kind == "bot":
            raise SlackError("channel_not_found")
        return space.direct(name)
    channel = known_channel(space, name, by_name=True)
    if channel.is_archived or (channel.user is not None and space.users[channel.user].deleted):
        raise SlackError("is_archived")
    if space.install.bot_user_id not in channel.members and "chat:write.public" not in space.scopes:
        raise SlackError("not_in_channel")
    return channel


def _check_content(args: Json) -> str:
    check_message(args)
    text = text_arg(args) or text_arg(args, "markdown_text")
    if not text and not args.get("blocks") and not args.get("attachments"):
        raise SlackError("no_text")
    return text[:TEXT_CUT_AT]


def _parts(args: Json) -> dict[str, Any]:
    blocks = args.get("blocks")
    attachments = args.get("attachments")
    if args.get("markdown_text"):
        blocks = [{"type": "markdown", "text": args["markdown_text"]}]
    return {
        "blocks": with_ids(blocks) if blocks else None,
        "attachments": list(attachments) if attachments else None,
        "metadata": args.get("metadata") or None,
    }


def write(
    platform: Platform,
    args: Json,
    channel: Channel,
    *,
    only_for: str | None = None,
    files: list[StoredFile] | None = None,
) -> Message:
    """Post a message as the bot and tell the bot of it as of any other.

    Raises: SlackError (everything `check_message` refuses, no_text, thread_not_found).
    """
    space = platform.space
    text = text_arg(args) if files else _check_content(args)
    thread_ts = text_arg(args, "thread_ts") or None
    if thread_ts and not only_for:
        parent = space.message(channel.id, thread_ts)
        if parent is None or parent.only_for:
            raise SlackError("thread_not_found")
        thread_ts = parent.thread_ts or parent.ts
    message = Message(
        channel=channel.id,
        ts=space.next_ts(),
        user=space.install.bot_user_id,
        text=text,
        by_bot=True,
        thread_ts=thread_ts,
        only_for=only_for,
        files=[event_file(space, file) for file in files or []],
        **_parts(args),
    )
    space.add(message)
    announce.posted(platform, message)
    return message


def rewrite(platform: Platform, message: Message, args: Json, *, keep_missing: bool) -> None:
    """Change a message in place; `keep_missing` keeps blocks, attachments and metadata that are not named.

    Raises: SlackError (everything `check_message` refuses, no_text).
    """
    check_message(args)
    parts = _parts(args)
    if "text" in args or "markdown_text" in args or not keep_missing:
        message.text = text_arg(args) or text_arg(args, "markdown_text")
    for name, value in parts.items():
        if not keep_missing or args.get(name) is not None or (name == "blocks" and value):
            setattr(message, name, value)
    if not message.text and not message.blocks and not message.attachments:
        raise SlackError("no_text")
