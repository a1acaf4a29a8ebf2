"""The Bot Connector's REST API for conversations, activities and members. It never calls the bot.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference;
        learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages.
"""

from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.teams.cloud.replies import ConnectorError, bad_argument, check_activity
from sandbox.teams.directory import (
    TEAM_GROUP_ID,
    TEAM_ID,
    TEAM_NAME,
    JsonObject,
    Place,
    member_json,
)
from sandbox.teams.state import Message, State


class Connector:
    """Handlers of one emulated connector."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def create_conversation(self, request: web.Request) -> web.Response:
        """POST v3/conversations: a 1:1 chat, or a new thread of a channel."""
        body = await json_object(request)
        data = body.get("channelData") or {}
        if data.get("channel"):
            return self._create_thread(body, str(data["channel"].get("id")))
        return self._create_chat(body, (data.get("tenant") or {}).get("id"))

    def _create_thread(self, body: JsonObject, channel_id: str) -> web.Response:
        place = self._place(channel_id)
        self._must_be_open(place)
        if body.get("activity") is None:
            raise bad_argument("activity: a new thread needs its first message")
        message = self._store(replace(place, root=None), body["activity"])
        return web.json_response({"id": message.place.conversation_id, "activityId": message.id}, status=201)

    def _create_chat(self, body: JsonObject, data_tenant: str | None) -> web.Response:
        members = body.get("members")
        if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], dict):
            raise bad_argument("members: a bot can only open a chat with one person")
        person = self._state.directory.person(str(members[0].get("id")))
        if person is None:
            raise bad_argument("members.0.id: failed to decrypt pairwise id")
        place = self._state.directory.direct(person)
        tenant = body.get("tenantId") or data_tenant
        if tenant != place.tenant:
            raise bad_argument("tenantId: is missing or is not the member's tenant")
        if place.base_id not in self._state.installed:
            raise ConnectorError(
                403, "ForbiddenOperationException", "The bot is not installed in the user's personal scope"
            )
        self._must_be_open(place)
        answer: JsonObject = {"id": place.conversation_id}
        if body.get("activity") is not None:
            answer["activityId"] = self._store(place, body["activity"]).id
        return web.json_response(answer, status=201)

    async def send(self, request: web.Request) -> web.Response:
        """POST activities, or a reply to one: a message, or a sign of typing."""
        place = self._place(request.match_info["conversation"])
        self._must_be_open(place)
        activity = await json_object(request)
        replied = self._state.message(request.match_info.get("activity", ""), base_id=place.base_id)
        if place.room is not None and place.root is None and replied is not None:
            place = replied.place
        if activity.get("type") != "message":
            check_activity(activity, is_direct=place.room is None)
            return web.json_response({"id": self._state.next_id()}, status=201)
        return web.json_response({"id": self._store(place, activity).id}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        """PUT an activity: it is replaced for everyone, personal views included."""
        message = self._own_message(request)
        activity = check_activity(await json_object(request), is_direct=message.place.room is None)
        message.activity = activity
        message.version += 1
        message.views.clear()
        message.refreshed.clear()
        return web.json_response({"id": message.id})

    async def delete(self, request: web.Request) -> web.Response:
        """DELETE an activity for everyone."""
        self._own_message(request).is_deleted = True
        return web.Response(status=200)

    async def members(self, request: web.Request) -> web.Response:
        """GET members, all at once."""
        return web.json_response(self._members(request))

    async def paged_members(self, request: web.Request) -> web.Response:
        """GET pagedmembers with pageSize and continuationToken."""
        members = self._members(request)
        try:
            size = min(max(int(request.query.get("pageSize", "500")), 1), 500)
            start = int(request.query.get("continuationToken") or 0)
        except ValueError as broken:
            raise bad_argument("pageSize, continuationToken: not a number") from broken
        answer: JsonObject = {"members": members[start : start + size]}
        if start + size < len(members):
            answer["continuationToken"] = str(start + size)
        return web.json_response(answer)

    async def member(self, request: web.Request) -> web.Response:
        """GET one member by `29:` id or AAD object id."""
        place = self._place(request.match_info["conversation"])
        self._must_be_open(place)
        person = self._state.directory.person(request.match_info["member"])
        if person is None or person.key not in place.member_keys:
            raise ConnectorError(404, "MemberNotFoundInConversation", "Member not found in conversation.")
        return web.json_response(member_json(person))

    async def team(self, request: web.Request) -> web.Response:
        """GET v3/teams/{id}."""
        self._must_be_team(request)
        people = {key for room in self._rooms() for key in room.member_keys}
        return web.json_response(
            {
                "id": TEAM_ID,
                "name": TEAM_NAME,
                "aadGroupId": TEAM_GROUP_ID,
                "type": "standard",
                "channelCount": len(self._rooms()),
                "memberCount": len(people),
            }
        )

    async def team_conversations(self, request: web.Request) -> web.Response:
        """GET v3/teams/{id}/conversations: the channels the bot is in."""
        self._must_be_team(request)
        channels = [
            {"id": place.base_id, "name": place.room.key, "type": "standard"}
            for place in self._rooms()
            if place.room is not None
        ]
        return web.json_response({"conversations": channels})

    async def attachment(self, request: web.Request) -> web.Response:
        """GET a picture pasted into a message."""
        stored = self._state.files.get(request.match_info["attachment"])
        if stored is None:
            raise ConnectorError(404, "AttachmentNotFound", "Attachment not found.")
        return web.Response(body=stored.content, content_type=stored.content_type)

    def _store(self, place: Place, activity: Any) -> Message:
        return self._state.add_message(place, "bot", check_activity(activity, is_direct=place.room is None))

    def _place(self, conversation_id: str) -> Place:
        place = self._state.directory.place(conversation_id)
        if place is None:
            raise ConnectorError(404, "ConversationNotFound", "Conversation not found.")
        if place.root is not None and self._root(place) is None:
            raise ConnectorError(404, "ConversationNotFound", "Conversation not found.")
        return place

    def _root(self, place: Place) -> Message | None:
        # A deleted first message leaves its thread standing, so deleted ones count.
        for message in self._state.messages:
            if message.id == place.root and message.place.base_id == place.base_id:
                return message
        return None

    def _must_be_open(self, place: Place) -> None:
        if code := self._state.blocked.get(place.base_id):
            status = 404 if code.endswith("NotFound") else 403
            raise ConnectorError(status, code, f"The conversation refuses the bot: {code}.")
        if place.base_id not in self._state.installed:
            raise ConnectorError(
                403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
            )

    def _own_message(self, request: web.Request) -> Message:
        place = self._place(request.match_info["conversation"])
        self._must_be_open(place)
        message = self._state.message(request.match_info["activity"], base_id=place.base_id)
        if message is None or message.only_for is not None:
            raise ConnectorError(
                404, "ActivityNotFoundInConversation", "The activity is not in the conversation."
            )
        if message.author != "bot":
            raise ConnectorError(
                403, "ForbiddenOperationException", "A bot can change its own messages only."
            )
        return message

    def _members(self, request: web.Request) -> list[JsonObject]:
        conversation_id = request.match_info["conversation"]
        if conversation_id == TEAM_ID:
            keys = sorted({key for room in self._rooms() for key in room.member_keys})
        else:
            place = self._place(conversation_id)
            self._must_be_open(place)
            keys = list(place.member_keys)
        return [member_json(self._state.world.person(key)) for key in keys]

    def _rooms(self) -> list[Place]:
        rooms = [Place(room.teams_id, room=room) for room in self._state.world.rooms]
        return [place for place in rooms if place.base_id in self._state.installed]

    def _must_be_team(self, request: web.Request) -> None:
        if request.match_info["team"] != TEAM_ID:
            raise ConnectorError(404, "TeamNotFound", "Team not found.")
        if not self._rooms():
            raise ConnectorError(403, "BotNotInConversationRoster", "The bot is not part of the team.")


async def json_object(request: web.Request) -> JsonObject:
    """The request's body. Raises: ConnectorError."""
    try:
        body = await request.json()
    except ValueError as broken:
        raise ConnectorError(400, "BadSyntax", "The body is not JSON.") from broken
    if not isinstance(body, dict):
        raise ConnectorError(400, "BadSyntax", "The body must be an object.")
    return body
