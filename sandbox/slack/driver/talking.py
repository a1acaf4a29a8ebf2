"""What people do in conversations: commands, messages, edits, reactions, uploads, shortcuts, the home tab."""

import base64
import mimetypes
from typing import Any

from sandbox.slack import announce
from sandbox.slack.announce import Platform
from sandbox.slack.api.response_url import post
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.driver.surface import ClientRefused, interaction
from sandbox.slack.driver.typing import rich_text, sent_text
from sandbox.slack.state.records import Channel, Json, Message, StoredFile, User
from sandbox.slack.state.wire import event_file, file_json, message_json
from sandbox.slack.state.workspace import random_id


def _where(platform: Platform, body: Json) -> tuple[User, Channel]:
    user = platform.space.person(str(body["user"]))
    channel = platform.space.place(str(body.get("channel", "direct")), user.id)
    if user.id not in channel.members or user.deleted:
        raise ClientRefused("you are not in that conversation")
    if channel.is_archived:
        raise ClientRefused("this channel is archived")
    return user, channel


def _command_fields(platform: Platform, user: User, channel: Channel) -> dict[str, str]:
    space, install = platform.space, platform.space.install
    return {
        "token": "sandbox-verification-token",
        "team_id": install.team_id,
        "team_domain": install.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user.id,
        "user_name": user.key,
        "api_app_id": install.app_id,
        "is_enterprise_install": "false",
        "response_url": space.new_response_url(channel.id, user.id),
        "trigger_id": space.new_trigger(user.id),
    }


async def command(platform: Platform, body: Json) -> Json:
    """Give a slash command and show the immediate answer.

    Raises: ClientRefused (in a thread, by somebody of another workspace, no 200 within three seconds).
    """
    user, channel = _where(platform, body)
    space, install = platform.space, platform.space.install
    name = str(body.get("command", "/ticket"))
    if body.get("thread"):
        raise ClientRefused(f"{name} is not supported in threads. Sorry!")
    if user.team_id != install.team_id:
        raise ClientRefused(f"{name} is not a valid command")
    fields = _command_fields(platform, user, channel) | {"command": name}
    fields["text"] = sent_text(space, str(body.get("text", "")), in_command=True)
    response_url = fields["response_url"]
    answer = await platform.deliver.command(fields)
    if answer.failure == "http_timeout":
        raise ClientRefused(f"{name} failed with the error “operation_timeout”")
    if not answer.ok:
        raise ClientRefused(f"{name} failed with the error “dispatch_failed”")
    reply: Any = answer.json()
    if not isinstance(reply, dict):
        reply = {"text": answer.body}
    if reply.get("text") or reply.get("blocks") or reply.get("attachments"):
        try:
            post(platform, space.response_urls[response_url.rpartition("/")[2]], reply)
        except SlackError as refusal:
            raise ClientRefused(f"{name} failed: {refusal.code}") from None
    return {"trigger_id": fields["trigger_id"], "response_url": response_url}


async def message(platform: Platform, body: Json) -> Json:
    """Post a message as a person, with files if any were uploaded."""
    user, channel = _where(platform, body)
    space = platform.space
    typed = str(body.get("text", ""))
    if body.get("mention"):
        typed = f"@ticketbot {typed}"
    thread_ts = body.get("thread")
    if thread_ts and not space.thread(channel.id, thread_ts):
        raise ClientRefused("that thread is gone")
    files = [space.files[file_id] for file_id in body.get("files", [])]
    posted = Message(
        channel=channel.id,
        ts=space.next_ts(),
        user=user.id,
        text=sent_text(space, typed),
        blocks=rich_text(space, typed) if typed else None,
        thread_ts=thread_ts,
        files=[event_file(space, file) for file in files],
    )
    space.add(posted)
    announce.posted(platform, posted)
    return {"channel": channel.id, "ts": posted.ts}


def _own(platform: Platform, body: Json) -> Message:
    user, channel = _where(platform, body)
    found = platform.space.message(channel.id, str(body["ts"]))
    if found is None or found.user != user.id:
        raise ClientRefused("that is not your message")
    return found


async def edit(platform: Platform, body: Json) -> Json:
    """Edit an own message."""
    found = _own(platform, body)
    before = message_json(platform.space, found)
    found.text = sent_text(platform.space, str(body["text"]))
    found.blocks = rich_text(platform.space, str(body["text"]))
    found.edited = {"user": found.user, "ts": f"{platform.space.next_ts()[:-6]}000000"}
    announce.changed(platform, found, before)
    return {}


async def delete(platform: Platform, body: Json) -> Json:
    """Delete an own message."""
    found = _own(platform, body)
    platform.space.remove(found)
    announce.deleted(platform, found)
    return {}


async def reaction(platform: Platform, body: Json) -> Json:
    """Add a reaction to a message, or take it back with `remove`."""
    user, channel = _where(platform, body)
    found = platform.space.message(channel.id, str(body["ts"]))
    if found is None:
        raise ClientRefused("that message is gone")
    name = str(body["name"]).strip(":")
    who = found.reactions.setdefault(name, [])
    if body.get("remove"):
        if user.id in who:
            who.remove(user.id)
        if not who:
            found.reactions.pop(name)
    elif user.id not in who:
        who.append(user.id)
    announce.reacted(platform, found, user.id, name, added=not body.get("remove"))
    return {}


async def upload(platform: Platform, body: Json) -> Json:
    """Upload a file (`content` is base64) to use in a message or a file input."""
    space = platform.space
    user = space.person(str(body["user"]))
    name, content = str(body["name"]), base64.b64decode(str(body["content"]))
    mimetype = str(body.get("mimetype") or mimetypes.guess_type(name)[0] or "application/octet-stream")
    foreign = user.team_id != space.install.team_id
    file = StoredFile(random_id("F0"), name, mimetype, user.id, len(content), content, name, True, foreign)
    space.files[file.id] = file
    return {"file": file_json(space, file)}


async def shortcut(platform: Platform, body: Json) -> Json:
    """Use a global shortcut, or with `ts` a message shortcut. Raises: ClientRefused when the bot did not answer."""
    space = platform.space
    user = space.person(str(body["user"]))
    if user.team_id != space.install.team_id:
        raise ClientRefused("there is no such shortcut")
    kind = "message_action" if body.get("ts") else "shortcut"
    payload = interaction(platform, kind, user) | {"callback_id": str(body["callback_id"])}
    payload["action_ts"] = space.next_ts()
    if kind == "message_action":
        user, channel = _where(platform, body)
        found = space.message(channel.id, str(body["ts"]))
        if found is None:
            raise ClientRefused("that message is gone")
        payload |= {
            "channel": {"id": channel.id, "name": channel.name},
            "message_ts": found.ts,
            "message": message_json(space, found),
            "response_url": space.new_response_url(channel.id, user.id),
        }
    answer = await platform.deliver.interaction(payload)
    if not answer.ok:
        raise ClientRefused("the app did not respond")
    return {"trigger_id": payload["trigger_id"]}


async def home(platform: Platform, body: Json) -> Json:
    """Open the app's home or messages tab."""
    user = platform.space.person(str(body["user"]))
    announce.home_opened(platform, user.id, str(body.get("tab", "home")), platform.space.homes.get(user.id))
    return {}
