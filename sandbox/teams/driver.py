"""The driver's HTTP API under `/_sandbox`: people act here, and tests turn the world's screws.

Errors: 409 `{"refused": words}` is what the person would see; 404 an unknown person, room or message; 400 a
malformed order.
"""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.teams.actions import Actions
from sandbox.teams.cloud.routes import Cloud
from sandbox.teams.directory import DIRECT, JsonObject, Place
from sandbox.teams.line import activities
from sandbox.teams.line.delivery import BotLink, Refused
from sandbox.teams.line.forgery import deliver
from sandbox.teams.state import Message, State
from sandbox.teams.views import dialog_json, message_json
from sandbox.world import Person

Order = Callable[[JsonObject], Awaitable[Any]]


class Driver:
    """Handlers of the driver's routes; each takes a JSON order and returns JSON."""

    def __init__(self, cloud: Cloud, link: BotLink, connect: Callable[[str, bool], None]) -> None:
        self._cloud = cloud
        self._state: State = cloud.state
        self._link = link
        self._connect = connect
        self._actions = Actions(self._state, link)

    def routes(self) -> list[web.RouteDef]:
        """All routes."""
        orders: dict[str, Order] = {
            "bot": self._bot, "command": self._command, "message": self._message, "edit": self._edit,
            "delete": self._delete, "react": self._react, "click": self._click, "submit": self._submit,
            "close": self._close, "search": self._search, "extension": self._extension,
            "file-consent": self._file_consent, "install": self._install, "block": self._block,
            "keys": self._keys, "keys/rotate": self._rotate, "tokens/revoke": self._revoke,
            "settings": self._settings, "faults": self._faults, "rates": self._rates, "reset": self._reset,
            "deliver": self._deliver,
        }  # fmt: skip
        looks: dict[str, Order] = {
            "messages": self._messages, "dialog": self._dialog, "calls": self._calls,
            "deliveries": self._deliveries,
        }  # fmt: skip
        return [
            *(web.post(f"/_sandbox/{name}", _ordered(order)) for name, order in orders.items()),
            *(web.get(f"/_sandbox/{name}", _asked(look)) for name, look in looks.items()),
        ]

    async def _bot(self, order: JsonObject) -> None:
        self._connect(order["url"], bool(order.get("announce", self._state.settings.announce)))

    async def _command(self, order: JsonObject) -> JsonObject:
        return await self._message({**order, "mention": True})

    async def _message(self, order: JsonObject) -> JsonObject:
        message = await self._actions.write(
            self._person(order),
            self._place(order),
            str(order["text"]),
            mentions_bot=bool(order.get("mention")),
            files=order.get("files"),
        )
        return {"id": message.id}

    async def _edit(self, order: JsonObject) -> None:
        await self._actions.edit(self._person(order), self._found(order), str(order["text"]))

    async def _delete(self, order: JsonObject) -> None:
        await self._actions.delete(self._person(order), self._found(order))

    async def _react(self, order: JsonObject) -> None:
        added = not order.get("remove", False)
        await self._actions.react(
            self._person(order), self._found(order), str(order["reaction"]), added=added
        )

    async def _click(self, order: JsonObject) -> None:
        await self._actions.click(
            self._person(order), self._found(order), order["action"], order.get("inputs") or {}
        )

    async def _submit(self, order: JsonObject) -> None:
        await self._actions.submit_dialog(self._person(order), order["action"], order.get("inputs") or {})

    async def _close(self, order: JsonObject) -> None:
        self._state.dialogs.pop(self._person(order).key, None)

    async def _search(self, order: JsonObject) -> JsonObject:
        found = await self._actions.search(
            self._person(order),
            self._place(order),
            order["query"],
            text=str(order.get("text", "")),
            message_id=order.get("message"),
        )
        return {"results": found}

    async def _extension(self, order: JsonObject) -> JsonObject:
        message = self._found(order) if order.get("message") else None
        result = await self._actions.extension(
            self._person(order),
            self._place(order) if message is None else message.place,
            str(order["kind"]),
            order.get("value") or {},
            message=message,
        )
        return {"result": result}

    async def _file_consent(self, order: JsonObject) -> None:
        accepted = bool(order.get("accept", True))
        await self._actions.answer_file_consent(self._person(order), self._found(order), accepted=accepted)

    async def _install(self, order: JsonObject) -> None:
        place = self._subject(order)
        actor = self._state.world.person(order.get("by") or place.member_keys[0])
        await self._actions.install(actor, place, added=not order.get("remove", False))

    async def _block(self, order: JsonObject) -> None:
        base_id = self._subject(order).base_id
        if order.get("code"):
            self._state.blocked[base_id] = str(order["code"])
        else:
            self._state.blocked.pop(base_id, None)

    async def _keys(self, order: JsonObject) -> None:
        self._cloud.keys.is_down = bool(order["down"])

    async def _rotate(self, order: JsonObject) -> JsonObject:
        return {"kid": self._cloud.keys.rotate(keep_old=bool(order.get("keep_old", False)))}

    async def _revoke(self, order: JsonObject) -> None:
        self._cloud.entra.revoke_all()

    async def _settings(self, order: JsonObject) -> JsonObject:
        if "not_installed" in order:
            order["not_installed"] = frozenset(order["not_installed"])
        changed = dataclasses.replace(self._state.settings, **order)
        self._state.settings = changed
        self._cloud.entra.lifetime_s = changed.token_lifetime_s
        self._cloud.rates.is_on = changed.enforce_rates
        return {**dataclasses.asdict(changed), "not_installed": sorted(changed.not_installed)}

    async def _faults(self, order: JsonObject) -> None:
        if order.get("clear"):
            self._cloud.faults.pending.clear()
        else:
            self._cloud.faults.add(order)

    async def _rates(self, order: JsonObject) -> None:
        self._cloud.rates.is_on = bool(order["enabled"])
        self._cloud.rates.windows.clear()

    async def _reset(self, order: JsonObject) -> None:
        self._state.reset()
        self._cloud.faults.pending.clear()
        self._cloud.rates.windows.clear()
        self._cloud.keys.is_down = False

    async def _deliver(self, order: JsonObject) -> JsonObject:
        activity = order.get("activity")
        if activity is None:
            person, place = self._person(order), self._place(order)
            base = activities.envelope(
                "message",
                person=person,
                place=place,
                service_url=self._state.service_url,
                activity_id=self._state.next_id(),
            )
            in_room = place.room is not None
            text = str(order.get("text", "help"))
            activity = activities.with_text(base, text, mentions_bot=in_room, files=[])
        answer = await deliver(self._link, self._cloud.keys, activity, order)
        return {"status": answer.status, "body": answer.body, "problem": answer.problem}

    async def _messages(self, order: JsonObject) -> JsonObject:
        person, place = self._person(order), self._place(order)
        if person.key not in place.member_keys:
            raise Refused("You are not a member of this channel.")
        seen = self._state.visible_to(person.key, place)
        if self._state.settings.refresh_cards:
            for message in seen:
                await self._actions.invokes.refresh(person, message)
            seen = self._state.visible_to(person.key, place)
        return {"messages": [message_json(message, person.key) for message in seen]}

    async def _dialog(self, order: JsonObject) -> JsonObject:
        dialog = self._state.dialogs.get(self._person(order).key)
        if dialog is None:
            return {"dialog": None}
        return {"dialog": dialog_json(dialog)}

    async def _calls(self, order: JsonObject) -> JsonObject:
        since, wanted = int(order.get("since", 0)), order.get("call")
        return {
            "calls": [
                call for call in self._state.calls if call["n"] > since and wanted in {None, call["call"]}
            ]
        }

    async def _deliveries(self, order: JsonObject) -> JsonObject:
        return {"deliveries": self._state.deliveries}

    def _person(self, order: JsonObject) -> Person:
        return self._state.world.person(order["person"])

    def _place(self, order: JsonObject) -> Place:
        return self._state.directory.place_of(
            order["person"], order.get("place", DIRECT), thread=order.get("thread")
        )

    def _subject(self, order: JsonObject) -> Place:
        if "room" in order:
            return Place(
                self._state.world.room(order["room"]).teams_id, room=self._state.world.room(order["room"])
            )
        return self._state.directory.direct(self._person(order))

    def _found(self, order: JsonObject) -> Message:
        message = self._state.message(str(order["message"]))
        if message is None:
            raise Refused("This message has been deleted.")
        return message


def _ordered(order: Order) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        body = await request.json() if request.body_exists else {}
        return await _respond(order, body)

    return handler


def _asked(look: Order) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        return await _respond(look, dict(request.query))

    return handler


async def _respond(order: Order, body: JsonObject) -> web.Response:
    try:
        result = await order(body)
    except Refused as refused:
        return web.json_response({"refused": str(refused)}, status=409)
    except KeyError as unknown:
        return web.json_response({"error": f"unknown or missing: {unknown}"}, status=404)
    except (TypeError, ValueError) as malformed:
        return web.json_response({"error": str(malformed)}, status=400)
    return web.json_response(result if result is not None else {"ok": True})
