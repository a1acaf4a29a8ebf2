"""Invokes and what the client makes of their answers: another card, a notice, a dialog, search results, an error.

Every answer is checked as strictly as the client reads it; what does not fit ends as "Something went wrong".
Source: learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model;
        learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots;
        .../task-modules-and-cards/cards/dynamic-search; .../messaging-extensions.
"""

from dataclasses import replace
from typing import Any, Final, Literal

from sandbox.teams.cards.checks import CardRefused, check_card
from sandbox.teams.directory import JsonObject, Place, user_id
from sandbox.teams.line import activities
from sandbox.teams.line.delivery import SORRY, BotLink, Refused
from sandbox.teams.state import ADAPTIVE_CARD, Dialog, Message, State, cards_of
from sandbox.world import Person

MAX_RESULTS: Final = 15
_NOTICE: Final = "application/vnd.microsoft.activity.message"
_SEARCH: Final = "application/vnd.microsoft.search.searchResponse"
_SIZES: Final = {"small", "medium", "large"}
Trigger = Literal["manual", "automatic"]


class Invokes:
    """Asks the bot and shows the answer to one person."""

    def __init__(self, state: State, link: BotLink) -> None:
        self._state = state
        self._link = link

    async def ask(
        self,
        person: Person,
        place: Place,
        name: str,
        value: Any,
        *,
        reply_to: str | None = None,
        attempts: int = 1,
    ) -> Any:
        """Send an invoke and return the answer's body. Raises: Refused."""
        base = activities.envelope("invoke", person=person, place=place, service_url=self._state.service_url)
        return await self._link.invoke(
            activities.invoke(base, name, value, reply_to=reply_to), attempts=attempts
        )

    async def execute(
        self, person: Person, message: Message, action: JsonObject, *, trigger: Trigger
    ) -> None:
        """An Action.Execute: the answered card is this person's view, a message a notice. Raises: Refused."""
        order = {"action": action, "trigger": trigger}
        body = await self.ask(person, message.place, "adaptiveCard/action", order, reply_to=message.id)
        if not isinstance(body, dict) or not isinstance(body.get("statusCode"), int):
            raise Refused(f"{SORRY} (the answer has no statusCode)")
        kind = body.get("type")
        result: Any = body.get("value")
        if body["statusCode"] != 200:
            words = result.get("message") if isinstance(result, dict) else None
            raise Refused(f"{words or SORRY} ({kind} {body['statusCode']})")
        if kind == ADAPTIVE_CARD:
            _check(result, "value")
            message.views[person.key] = result
            message.refreshed.add(person.key)
        elif kind == _NOTICE and isinstance(result, str):
            notice = {"type": "message", "text": result, "textFormat": "plain"}
            self._state.add_message(message.place, "bot", notice, only_for=person.key)
        else:
            raise Refused(f"{SORRY} (the answer's type {kind!r} does not fit its value)")

    async def refresh(self, person: Person, message: Message) -> None:
        """Let the client refresh a card it shows, once per person and version; a failure is not shown."""
        for card in cards_of(message.activity):
            refresh = card.get("refresh")
            if not refresh or person.key in message.refreshed:
                continue
            users = refresh.get("userIds")
            is_asked = users is None or user_id(person) in users
            if is_asked and len(message.place.member_keys) <= 60:
                message.refreshed.add(person.key)
                try:
                    await self.execute(person, message, refresh["action"], trigger="automatic")
                except Refused:
                    continue

    async def fetch_task(self, person: Person, place: Place, data: Any, *, message_id: str | None) -> None:
        """A button that opens a dialog. Raises: Refused."""
        value = {"data": data, "context": {"theme": "default"}, "tabContext": None}
        body = await self.ask(person, place, "task/fetch", value, reply_to=message_id)
        self.show_task(person, body, Dialog(place, "", message_id=message_id))

    async def submit_task(self, person: Person, data: Any) -> None:
        """Send the open dialog's form. Raises: Refused, the dialog stays open."""
        dialog = self._state.dialogs[person.key]
        if dialog.command is None:
            value: JsonObject = {"data": data, "context": {"theme": "default"}, "tabContext": None}
            body = await self.ask(person, dialog.place, "task/submit", value, reply_to=dialog.message_id)
        else:
            value = {"commandId": dialog.command, "commandContext": dialog.context, "data": data}
            value |= {"context": {"theme": "default"}}
            if dialog.message_payload is not None:
                value["messagePayload"] = dialog.message_payload
            # The client asks twice more before it gives up.
            name = "composeExtension/submitAction"
            body = await self.ask(person, dialog.place, name, value, attempts=3)
        self.show_task(person, body, dialog)

    def show_task(self, person: Person, body: Any, origin: Dialog) -> JsonObject | None:
        """Open, replace or close the dialog by an answer; a message extension's result is returned."""
        if body in (None, "", {}):
            self._state.dialogs.pop(person.key, None)
            return None
        if not isinstance(body, dict):
            raise Refused(f"{SORRY} (the answer is no object)")
        if isinstance(body.get("composeExtension"), dict):
            self._state.dialogs.pop(person.key, None)
            return check_extension(body, newest_minor=5)
        task = body.get("task")
        if not isinstance(task, dict):
            raise Refused(f"{SORRY} (the answer has no task)")
        self._state.dialogs[person.key] = _dialog(task.get("type"), task.get("value"), origin)
        return None

    async def search(
        self,
        person: Person,
        place: Place,
        value: JsonObject,
        *,
        message_id: str | None,
    ) -> list[JsonObject]:
        """Type-ahead of a choice set: the first 15 results. Raises: Refused."""
        body = await self.ask(person, place, "application/search", value, reply_to=message_id)
        if not isinstance(body, dict) or body.get("statusCode") != 200 or body.get("type") != _SEARCH:
            raise Refused(f"{SORRY} (the answer is no search response)")
        found = body.get("value")
        results = found.get("results") if isinstance(found, dict) else None
        if not isinstance(results, list):
            raise Refused(f"{SORRY} (the answer has no results)")
        for result in results:
            is_pair = isinstance(result, dict) and all(
                isinstance(result.get(name), str) for name in ("title", "value")
            )
            if not is_pair:
                raise Refused(f"{SORRY} (a result has no title and value)")
        return results[:MAX_RESULTS]


def _dialog(kind: Any, value: Any, origin: Dialog) -> Dialog:
    if kind == "message" and isinstance(value, str):
        return replace(origin, text=value, card=None, url=None)
    if kind != "continue" or not isinstance(value, dict):
        raise Refused(f"{SORRY} (the task's type {kind!r} does not fit its value)")
    for side in ("height", "width"):
        size = value.get(side, "medium")
        if size not in _SIZES and (isinstance(size, bool) or not isinstance(size, int)):
            raise Refused(f"{SORRY} (task.value.{side} must be pixels, small, medium or large)")
    title = value.get("title", "")
    if not isinstance(title, str):
        raise Refused(f"{SORRY} (task.value.title must be a text)")
    if isinstance(value.get("url"), str):
        return replace(origin, title=title, url=value["url"], card=None, text=None)
    card = value.get("card")
    if not isinstance(card, dict) or card.get("contentType") != ADAPTIVE_CARD:
        raise Refused(f"{SORRY} (task.value.card must be an attachment with an Adaptive Card)")
    _check(card.get("content"), "task.value.card.content")
    return replace(origin, title=title, card=card["content"], url=None, text=None)


def check_extension(body: Any, *, newest_minor: int) -> JsonObject:
    """A message extension's result. Raises: Refused."""
    result = body.get("composeExtension") if isinstance(body, dict) else None
    if not isinstance(result, dict):
        raise Refused(f"{SORRY} (the answer has no composeExtension)")
    if result.get("type") not in {"result", "message", "auth", "config", "silentAuth", "botMessagePreview"}:
        raise Refused(f"{SORRY} (composeExtension.type {result.get('type')!r})")
    for number, attachment in enumerate(result.get("attachments") or []):
        if attachment.get("contentType") == ADAPTIVE_CARD:
            _check(
                attachment.get("content"),
                f"composeExtension.attachments.{number}.content",
                newest_minor=newest_minor,
            )
    return result


def _check(card: Any, path: str, *, newest_minor: int = 5) -> None:
    try:
        check_card(card, newest_minor=newest_minor)
    except CardRefused as refused:
        raise Refused(f"{SORRY} ({path}.{refused})") from refused
