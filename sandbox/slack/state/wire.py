"""The JSON Slack shows for its objects; reads the workspace and changes nothing.

Source: docs.slack.dev/reference/objects, docs.slack.dev/reference/interaction-payloads.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.state.inputs import values_of
from sandbox.slack.state.records import Channel, Json, Message, StoredFile, User, View
from sandbox.slack.state.workspace import Workspace


def _profile(space: Workspace, user: User) -> Json:
    first, _, last = user.name.partition(" ")
    profile: Json = {
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.key,
        "display_name_normalized": user.key,
        "first_name": first,
        "last_name": last,
        "team": user.team_id,
    }
    if user.email and user.kind != "stranger" and "users:read.email" in space.scopes:
        profile["email"] = user.email
    if user.kind == "bot":
        profile |= {"bot_id": space.install.bot_id, "api_app_id": space.install.app_id}
    return profile


def user_json(space: Workspace, user: User, *, with_locale: bool = False) -> Json:
    """A `user` object; e-mail only with its scope and never for people of other workspaces."""
    is_bot = user.kind == "bot"
    body: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.key,
        "deleted": user.deleted,
        "real_name": user.name,
        "profile": _profile(space, user),
        "is_bot": is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if user.deleted:
        return body
    body |= {
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.kind == "guest",
        "is_ultra_restricted": user.kind == "guest",
    }
    if user.kind == "stranger":
        body["is_stranger"] = False
    if not is_bot:
        offset = datetime.now(ZoneInfo(user.tz)).utcoffset()
        seconds = int(offset.total_seconds()) if offset else 0
        body |= {"tz": user.tz, "tz_label": user.tz.replace("_", " "), "tz_offset": seconds}
    if with_locale:
        body["locale"] = user.locale
    return body


def channel_json(space: Workspace, channel: Channel) -> Json:
    """A `conversation` object as the bot sees it."""
    if channel.user is not None:
        deleted = space.users[channel.user].deleted
        return {
            "id": channel.id,
            "created": 1_700_000_000,
            "is_im": True,
            "is_org_shared": False,
            "user": channel.user,
            "is_user_deleted": deleted,
            "is_archived": False,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": 1_700_000_000,
        "creator": "U0DEEPAK",
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_member": space.install.bot_user_id in channel.members,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "context_team_id": space.install.team_id,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def message_json(space: Workspace, message: Message) -> Json:
    """A `message` object."""
    body: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    body["team"] = space.users[message.user].team_id
    if message.by_bot:
        install = space.install
        body |= {"bot_id": install.bot_id, "app_id": install.app_id}
        body["bot_profile"] = {
            "id": install.bot_id,
            "app_id": install.app_id,
            "name": "Ticketbot",
            "team_id": install.team_id,
            "deleted": False,
        }
    optional: dict[str, Any] = {
        "blocks": message.blocks,
        "attachments": message.attachments,
        "metadata": message.metadata,
        "thread_ts": message.thread_ts,
        "edited": message.edited,
        "files": message.files,
    }
    body |= {name: value for name, value in optional.items() if value}
    if message.files and not message.by_bot:
        body["subtype"] = "file_share"
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    answers = space.answers(message.channel, message.ts)
    if answers:
        body |= {
            "thread_ts": message.ts,
            "reply_count": len(answers),
            "reply_users": sorted({entry.user for entry in answers}),
            "latest_reply": answers[-1].ts,
        }
    return body


def message_state(message: Message, user_id: str) -> Json:
    """`state` of a message for one person: what that person has put into its inputs."""
    return {"values": values_of(message.blocks or [], message.typed.get(user_id, {}))}


def view_json(space: Workspace, view: View) -> Json:
    """A `view` object."""
    install, payload = space.install, view.payload
    return {
        "id": view.id,
        "team_id": install.team_id,
        "type": payload["type"],
        "blocks": payload["blocks"],
        "private_metadata": payload.get("private_metadata", ""),
        "callback_id": payload.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": payload.get("title"),
        "clear_on_close": payload.get("clear_on_close", False),
        "notify_on_close": payload.get("notify_on_close", False),
        "close": payload.get("close"),
        "submit": payload.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": install.app_id,
        "external_id": payload.get("external_id", ""),
        "app_installed_team_id": install.team_id,
        "bot_id": install.bot_id,
    }


def file_json(space: Workspace, file: StoredFile) -> Json:
    """A `file` object with all its members."""
    address = f"{space.base_url}/files-pri/{space.install.team_id}-{file.id}"
    kind = file.name.rpartition(".")[2].lower() or "text"
    return {
        "id": file.id,
        "created": 1_700_000_000,
        "timestamp": 1_700_000_000,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": True,
        "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}",
        "permalink": f"https://{space.install.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
    }


def event_file(space: Workspace, file: StoredFile) -> Json:
    """A file as events carry it; of another workspace's file only that one has to ask files.info."""
    if file.is_foreign:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    return file_json(space, file)
