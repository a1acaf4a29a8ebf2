"""Activities exactly as Teams sends them to a bot. Pure: it builds, it never sends.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages,
        .../channel-and-group-conversations, .../subscribe-to-conversation-events.
"""

import html
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sandbox.teams.directory import (
    BOT_ID,
    BOT_MENTION,
    BOT_NAME,
    TEAM_GROUP_ID,
    TEAM_ID,
    TEAM_NAME,
    JsonObject,
    Place,
    user_id,
)
from sandbox.world import Person


def envelope(
    kind: str, *, person: Person, place: Place, service_url: str, activity_id: str = ""
) -> JsonObject:
    """What all activities share: who, where, when, and the sender's locale and zone."""
    now = datetime.now(UTC)
    local = now.astimezone(ZoneInfo(person.time_zone))
    country = person.locale.partition("-")[2]
    return {
        "type": kind,
        "id": activity_id or f"f:{uuid4()}",
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "localTimestamp": local.isoformat(timespec="milliseconds"),
        "localTimezone": person.time_zone,
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": {"id": user_id(person), "name": person.name, "aadObjectId": person.aad_id},
        "conversation": conversation_json(place),
        "recipient": {"id": BOT_ID, "name": BOT_NAME},
        "locale": person.locale,
        "entities": [
            {
                "type": "clientInfo",
                "locale": person.locale,
                "country": country,
                "platform": "Windows",
                "timezone": person.time_zone,
            }
        ],
        "channelData": channel_data(place),
    }


def conversation_json(place: Place) -> JsonObject:
    """The `conversation` member."""
    if place.room is None:
        return {"conversationType": "personal", "tenantId": place.tenant, "id": place.conversation_id}
    return {
        "isGroup": True,
        "conversationType": "channel",
        "tenantId": place.tenant,
        "id": place.conversation_id,
    }


def channel_data(place: Place) -> JsonObject:
    """The `channelData` member: the tenant alone in a personal chat."""
    tenant = {"tenant": {"id": place.tenant}}
    if place.room is None:
        return tenant
    return {
        "teamsChannelId": place.base_id,
        "teamsTeamId": TEAM_ID,
        "channel": {"id": place.base_id, "name": place.room.key},
        "team": {"id": TEAM_ID, "name": TEAM_NAME, "aadGroupId": TEAM_GROUP_ID},
        **tenant,
    }


def with_text(activity: JsonObject, text: str, *, mentions_bot: bool, files: list[JsonObject]) -> JsonObject:
    """A message's text, its HTML twin, its attachments and, in a room, the mention of the bot."""
    markup = html.escape(text).replace("\n", "<br>")
    if mentions_bot:
        activity["entities"].append(
            {"type": "mention", "mentioned": {"id": BOT_ID, "name": BOT_NAME}, "text": BOT_MENTION}
        )
        text = f"{BOT_MENTION}&nbsp;{text}"
        name = f'<span itemtype="http://schema.skype.com/Mention" itemscope itemid="0">{BOT_NAME}</span>'
        markup = f"{name}&nbsp;{markup}"
    layout = {"contentType": "text/html", "content": f"<p>{markup}</p>"}
    return activity | {"text": text, "textFormat": "plain", "attachments": [*files, layout]}


def invoke(activity: JsonObject, name: str, value: Any, *, reply_to: str | None = None) -> JsonObject:
    """Turn an envelope into an invoke."""
    result = activity | {"type": "invoke", "name": name, "value": value}
    result["channelData"] = {**activity["channelData"], "source": {"name": "message"}}
    return result | ({"replyToId": reply_to} if reply_to else {})


def installation(activity: JsonObject, *, added: bool) -> JsonObject:
    """`installationUpdate` as it comes when the app is added or removed."""
    data = activity["channelData"]
    if "channel" in data:
        data = {**data, "settings": {"selectedChannel": {"id": data["channel"]["id"]}}}
    return activity | {
        "type": "installationUpdate",
        "action": "add" if added else "remove",
        "channelData": data,
    }


def members_changed(activity: JsonObject, *, added: bool) -> JsonObject:
    """`conversationUpdate` about the bot itself."""
    in_team = "team" in activity["channelData"]
    event = {"eventType": "teamMemberAdded" if added else "teamMemberRemoved"} if in_team else {}
    return activity | {
        "type": "conversationUpdate",
        "membersAdded" if added else "membersRemoved": [{"id": BOT_ID}],
        "channelData": {**activity["channelData"], **event},
    }


def reaction(activity: JsonObject, kind: str, *, message_id: str, added: bool) -> JsonObject:
    """`messageReaction`: only the id of the message, never its text."""
    member = "reactionsAdded" if added else "reactionsRemoved"
    return activity | {"type": "messageReaction", "replyToId": message_id, member: [{"type": kind}]}


def file_attachment(name: str, file_id: str, download_url: str) -> JsonObject:
    """A file a person put into a personal chat.

    Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4.
    """
    return {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "contentUrl": f"https://leebird.sharepoint.example/personal/{name}",
        "name": name,
        "content": {
            "downloadUrl": download_url,
            "uniqueId": file_id,
            "fileType": name.rpartition(".")[2],
        },
    }


def inline_picture(url: str) -> JsonObject:
    """A picture pasted into the text; its address wants the bot's token."""
    return {"contentType": "image/*", "contentUrl": url}


def upload_info(name: str, file_id: str, upload_url: str) -> JsonObject:
    """Where a file goes that a person agreed to take."""
    return {
        "contentUrl": f"https://leebird.sharepoint.example/personal/{name}",
        "name": name,
        "uploadUrl": upload_url,
        "uniqueId": file_id,
        "fileType": name.rpartition(".")[2],
    }


def message_payload(message_id: str, place: Place, author: Person | None, activity: JsonObject) -> JsonObject:
    """The message a message extension was started from: its body is HTML.

    Source: learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands.
    """
    sender = None
    if author is not None:
        user = {"userIdentityType": "aadUser", "id": author.aad_id, "displayName": author.name}
        sender = {"user": user}
    return {
        "id": message_id,
        "replyToId": None if place.root in {None, message_id} else place.root,
        "messageType": "message",
        "importance": "normal",
        "locale": "en-us",
        "linkToMessage": f"https://teams.microsoft.com/l/message/{place.base_id}/{message_id}",
        "from": sender,
        "body": {"contentType": "html", "content": f"<p>{html.escape(str(activity.get('text') or ''))}</p>"},
        "attachments": activity.get("attachments") or [],
        "mentions": [],
        "reactions": [],
    }
