"""What people do in the emulated Teams, turned into what the bot gets.

It keeps to what a real client would send; `driver.py` is its only caller.
"""

import base64
from typing import Any
from uuid import uuid4

from sandbox.teams.cards.render import PEOPLE_DATASET
from sandbox.teams.directory import JsonObject, Place
from sandbox.teams.line import activities
from sandbox.teams.line.delivery import SORRY, BotLink, Refused
from sandbox.teams.line.invokes import Invokes, check_extension
from sandbox.teams.state import FILE_CONSENT, Dialog, Message, State, StoredFile
from sandbox.world import Person


class Actions:
    """One method per thing a person can do."""

    def __init__(self, state: State, link: BotLink) -> None:
        self._state = state
        self._link = link
        self.invokes = Invokes(state, link)

    async def write(
        self,
        person: Person,
        place: Place,
        text: str,
        *,
        mentions_bot: bool = False,
        files: list[JsonObject] | None = None,
    ) -> Message:
        """Post a message; in a room the bot hears of it only when it is mentioned. Raises: Refused."""
        self._must_be_member(person, place)
        stored = [self._attach(entry) for entry in files or []]
        shown = {"type": "message", "text": text, "textFormat": "plain", "attachments": stored}
        message = self._state.add_message(place, person.key, shown)
        message.heard_by_bot = place.room is None or (mentions_bot and self._is_installed(place))
        if message.heard_by_bot:
            await self._add_app(person, place)
            base = self._envelope("message", person, message.place, message.id)
            is_mention = mentions_bot and place.room is not None
            await self._link.send(activities.with_text(base, text, mentions_bot=is_mention, files=stored))
        return message

    async def click(self, person: Person, message: Message, action: JsonObject, inputs: JsonObject) -> None:
        """Press a card's button with the values of its inputs. Raises: Refused."""
        self._must_be_member(person, message.place)
        data = _merged(action.get("data"), inputs)
        if action.get("type") == "Action.Execute":
            kept = {name: action[name] for name in ("type", "id", "title", "verb") if name in action}
            pressed = kept | {"data": data}
            await self.invokes.execute(person, message, pressed, trigger="manual")
            return
        if action.get("type") != "Action.Submit":
            raise Refused(f"{SORRY} ({action.get('type')!r} is not sent to the bot)")
        teams: Any = data.get("msteams") if isinstance(data, dict) else None
        match teams.get("type") if isinstance(teams, dict) else None:
            case None:
                await self._submit(person, message, data)
            case "task/fetch":
                await self.invokes.fetch_task(person, message.place, data, message_id=message.id)
            case "imBack":
                await self.write(person, message.place, str(teams["value"]), mentions_bot=True)
            case "messageBack":
                await self._message_back(person, message, teams)
            case other:
                raise Refused(f"{SORRY} (msteams.type {other!r} is not emulated)")

    async def submit_dialog(self, person: Person, action: JsonObject, inputs: JsonObject) -> None:
        """Send the open dialog. Raises: Refused."""
        if person.key not in self._state.dialogs:
            raise Refused("No dialog is open.")
        if action.get("type") != "Action.Submit":
            raise Refused(f"{SORRY} ({action.get('type')} in a dialog is not sent to the bot)")
        await self.invokes.submit_task(person, _merged(action.get("data"), inputs))

    async def search(
        self, person: Person, place: Place, query: JsonObject, *, text: str, message_id: str | None
    ) -> list[JsonObject]:
        """Type into a choice set with a Data.Query; people come from the directory, not from the bot."""
        if str(query.get("dataset")).startswith(PEOPLE_DATASET):
            wanted = text.lower()
            return [
                {"title": one.name, "value": one.aad_id}
                for one in self._state.world.people
                if one.kind != "stranger" and (wanted in one.name.lower() or wanted in one.email.lower())
            ]
        value = {
            "queryText": text,
            "queryOptions": {"skip": query.get("skip", 0), "top": query.get("count", 15)},
            "dataset": query.get("dataset"),
        }
        if "data" in query:
            value["data"] = query["data"]
        return await self.invokes.search(person, place, value, message_id=message_id)

    async def edit(self, person: Person, message: Message, text: str) -> None:
        """Change one's own message. Raises: Refused."""
        self._must_be_author(person, message)
        message.activity["text"] = text
        message.version += 1
        if message.heard_by_bot:
            base = self._envelope("messageUpdate", person, message.place, message.id)
            base["channelData"] = {**base["channelData"], "eventType": "editMessage"}
            in_room = message.place.room is not None
            await self._link.send(activities.with_text(base, text, mentions_bot=in_room, files=[]))

    async def delete(self, person: Person, message: Message) -> None:
        """Delete one's own message. Raises: Refused."""
        self._must_be_author(person, message)
        message.is_deleted = True
        if message.heard_by_bot:
            base = self._envelope("messageDelete", person, message.place, message.id)
            base["channelData"] = {**base["channelData"], "eventType": "softDeleteMessage"}
            await self._link.send(base)

    async def react(self, person: Person, message: Message, kind: str, *, added: bool = True) -> None:
        """Put a reaction on a message or take it away; the bot hears of its own messages' reactions."""
        self._must_be_member(person, message.place)
        if message.author == "bot" and message.only_for is None:
            base = self._envelope("messageReaction", person, message.place)
            await self._link.send(activities.reaction(base, kind, message_id=message.id, added=added))

    async def install(self, person: Person, place: Place, *, added: bool = True) -> None:
        """Add the app to a chat or channel, or remove it: both events come. Raises: Refused."""
        if added:
            self._state.installed.add(place.base_id)
        else:
            self._state.installed.discard(place.base_id)
        for build in (activities.installation, activities.members_changed):
            base = self._envelope("installationUpdate", person, place)
            await self._link.send(build(base, added=added))

    async def extension(
        self, person: Person, place: Place, kind: str, value: JsonObject, *, message: Message | None
    ) -> JsonObject | None:
        """Use a message extension: query, queryLink, fetchTask, submitAction. Raises: Refused."""
        name = f"composeExtension/{kind}"
        if kind in {"query", "queryLink", "anonymousQueryLink"}:
            body = await self.invokes.ask(person, place, name, value)
            return check_extension(body, newest_minor=5 if kind == "query" else 3)
        payload = None if message is None else self._message_payload(message)
        context = "message" if message is not None else "compose"
        value = {"commandContext": context, "context": {"theme": "default"}, **value}
        if payload is not None:
            value["messagePayload"] = payload
        attempts = 3 if kind == "submitAction" else 1
        body = await self.invokes.ask(person, place, name, value, attempts=attempts)
        origin = Dialog(
            place,
            "",
            command=str(value.get("commandId")),
            context="message" if message is not None else "compose",
            message_payload=payload,
        )
        return self.invokes.show_task(person, body, origin)

    async def answer_file_consent(self, person: Person, message: Message, *, accepted: bool) -> None:
        """Accept or decline a file the bot offers. Raises: Refused."""
        offers = [
            part
            for part in message.activity.get("attachments") or []
            if part.get("contentType") == FILE_CONSENT
        ]
        if not offers:
            raise Refused("The message offers no file.")
        content = offers[0].get("content") or {}
        context = content.get("acceptContext" if accepted else "declineContext")
        value: JsonObject = {
            "type": "fileUpload",
            "action": "accept" if accepted else "decline",
            "context": context,
        }
        if accepted:
            value["uploadInfo"] = self._upload_info(str(offers[0].get("name", "file")))
        await self.invokes.ask(person, message.place, "fileConsent/invoke", value, reply_to=message.id)

    async def _submit(self, person: Person, message: Message, data: Any) -> None:
        base = self._envelope("message", person, message.place, self._state.next_id())
        await self._link.send(base | {"value": data, "replyToId": message.id})

    async def _message_back(self, person: Person, message: Message, back: JsonObject) -> None:
        base = self._envelope("message", person, message.place, self._state.next_id())
        if shown := back.get("displayText"):
            self._state.add_message(
                message.place, person.key, {"type": "message", "text": shown, "textFormat": "plain"}
            )
        sent = {"text": back.get("text", ""), "value": back.get("value"), "replyToId": message.id}
        await self._link.send(base | sent)

    async def _add_app(self, person: Person, place: Place) -> None:
        # Whoever writes to the bot has added it: the client offers nothing else.
        if place.room is None and not self._is_installed(place):
            await self.install(person, place)

    def _is_installed(self, place: Place) -> bool:
        return place.base_id in self._state.installed

    def _envelope(self, kind: str, person: Person, place: Place, activity_id: str = "") -> JsonObject:
        return activities.envelope(
            kind,
            person=person,
            place=place,
            service_url=self._state.service_url,
            activity_id=activity_id,
        )

    def _must_be_member(self, person: Person, place: Place) -> None:
        if person.key not in place.member_keys:
            raise Refused("You are not a member of this channel.")

    def _must_be_author(self, person: Person, message: Message) -> None:
        if message.author != person.key:
            raise Refused("You can only change your own messages.")

    def _attach(self, entry: JsonObject) -> JsonObject:
        name, file_id = str(entry["name"]), uuid4().hex
        kind = entry.get("content_type", "application/octet-stream")
        self._state.files[file_id] = StoredFile(name, base64.b64decode(entry["content_base64"]), kind)
        if entry.get("inline"):
            return activities.inline_picture(
                f"{self._state.service_url}v3/attachments/{file_id}/views/original"
            )
        return activities.file_attachment(name, file_id, f"{self._state.base_url}/files/{file_id}")

    def _upload_info(self, name: str) -> JsonObject:
        file_id = uuid4().hex
        self._state.files[file_id] = StoredFile(name, b"")
        return activities.upload_info(name, file_id, f"{self._state.base_url}/files/{file_id}")

    def _message_payload(self, message: Message) -> JsonObject:
        author = None if message.author == "bot" else self._state.world.person(message.author)
        return activities.message_payload(message.id, message.place, author, message.activity)


def _merged(data: Any, inputs: JsonObject) -> Any:
    """A button's data with the inputs laid over it, as the client does."""
    if isinstance(data, str) and not inputs:
        return data
    return {**(data if isinstance(data, dict) else {}), **inputs}
