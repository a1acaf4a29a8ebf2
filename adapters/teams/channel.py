"""Teams as the core uses it: answers where the person acted, posts elsewhere, edits.

What is for one person is never posted in a room: it goes to the direct chat, and the room gets one line that
says so. `inbound.surface` keeps: service_url; `card` and `card_in` (a message of ours in the direct chat that
the next answer replaces); `pointed` (they know where the answer is); `no_way` (they know that it cannot be given).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, assert_never

import structlog

from adapters.teams.calls.errors import NO_WAY_THERE, ConnectorRefused, fault_of, outcome_of
from adapters.teams.connector import Connector
from adapters.teams.references import References
from adapters.teams.wire.outgoing import (
    conversation_of,
    form_activity,
    in_thread,
    message_activity,
    place_of_post,
    text_activity,
)
from bot.domain.ids import ChannelName, ConversationId, WorkspaceId
from bot.domain.people import AccountRef
from bot.errors import CredentialsRevoked, OutsideFault, Unreachable
from bot.ports.channel import Answered, Delivered, Destination, Outcome, Undeliverable
from bot.texts.say import say
from bot.ui.form import Form
from bot.ui.inbound import Click, Inbound, MessageRef
from bot.ui.message import Message
from bot.ui.replies import Replace, Reply, Say, SayToAll, ShowForm
from cards.errors import NotDrawable

log = structlog.get_logger(__name__)

Json = dict[str, Any]
Surface = dict[str, str]


class TeamsChannel:
    """Posts, edits and direct chats in the served tenants."""

    def __init__(self, connector: Connector, references: References, *, now: Callable[[], datetime]) -> None:
        self._connector = connector
        self._references = references
        self._now = now

    @property
    def name(self) -> ChannelName:
        """Teams."""
        return "teams"

    async def show_working(self, inbound: Inbound, text: str) -> dict[str, str]:
        """Show that it takes a moment, in the direct chat; the answer takes its place. Raises: OutsideFault."""
        surface = dict(inbound.surface)
        try:
            ref = await self._put(inbound, surface, text_activity(text))
        except ConnectorRefused as error:
            raise fault_of(error) from error
        return surface | {"card": ref.id, "card_in": ref.conversation}

    async def reply(self, inbound: Inbound, reply: Reply) -> Answered:
        """Draw one reply. Raises: OutsideFault."""
        try:
            match reply:
                case Say():
                    return await self._private(
                        inbound, message_activity(reply.message, locale=inbound.locale)
                    )
                case ShowForm():
                    return await self._private(inbound, _form_or_why_not(reply.form, inbound.locale))
                case SayToAll():
                    return await self._for_all(
                        inbound, message_activity(reply.message, locale=inbound.locale)
                    )
                case Replace():
                    return await self._replace(
                        inbound, message_activity(reply.message, locale=inbound.locale)
                    )
                case _:
                    assert_never(reply)
        except ConnectorRefused as error:
            raise fault_of(error) from error

    async def post(self, destination: Destination, message: Message, *, thread: str | None = None) -> Outcome:
        """Post to a conversation or to somebody's direct chat."""
        try:
            activity = message_activity(message)
            if destination.account is not None:
                return Delivered(await self._post_direct(destination.account, activity))
            service_url = await self._references.service_url(destination.workspace)
            conversation = in_thread(str(destination.conversation), thread)
            return Delivered(await self._post(service_url, conversation, activity))
        except (ConnectorRefused, CredentialsRevoked, Unreachable) as error:
            return outcome_of(error, now=self._now())
        except NotDrawable as error:
            log.error("teams.not_drawable", where=error.where, reason=error.reason)
            return Undeliverable(reason="NotDrawable")

    async def edit(self, workspace: WorkspaceId, ref: MessageRef, message: Message) -> Outcome:
        """Replace one of our messages."""
        try:
            service_url = await self._references.service_url(workspace)
            await self._connector.update(service_url, ref.conversation, ref.id, message_activity(message))
        except (ConnectorRefused, CredentialsRevoked, Unreachable) as error:
            return outcome_of(error, now=self._now())
        except NotDrawable as error:
            log.error("teams.not_drawable", where=error.where, reason=error.reason)
            return Undeliverable(reason="NotDrawable")
        return Delivered(ref)

    async def _private(self, inbound: Inbound, activity: Json) -> Answered:
        """Show it to the person alone; when there is no way to, the place is told so instead."""
        surface = dict(inbound.surface)
        try:
            ref = await self._put(inbound, surface, activity)
        except ConnectorRefused as error:
            if inbound.place.kind == "direct" or error.status not in NO_WAY_THERE:
                raise
            log.info("teams.no_direct", code=error.code)
            if "no_way" not in surface:
                await self._tell_room(inbound, "channel.no_direct")
            return Answered(surface | {"no_way": "1"})
        if inbound.place.kind == "room" and "pointed" not in surface:
            try:
                await self._tell_room(inbound, "channel.see_direct")
            except (ConnectorRefused, OutsideFault) as error:
                # The answer is there; to fail now would post it twice.
                log.info("teams.not_pointed", error=type(error).__name__)
            surface["pointed"] = "1"
        return Answered(surface, ref)

    async def _put(self, inbound: Inbound, surface: Surface, activity: Json) -> MessageRef:
        """Into the message that waits for it, else as a new one in the direct chat. Takes `card` from the surface."""
        card, card_in = surface.pop("card", None), surface.pop("card_in", inbound.place.conversation)
        service_url = await self._service_url(inbound)
        if card is not None:
            try:
                await self._connector.update(service_url, card_in, card, activity)
                return MessageRef(conversation=ConversationId(card_in), id=card)
            except ConnectorRefused as error:
                if error.status != 404:
                    raise
        if inbound.place.kind == "direct":
            return await self._post(service_url, inbound.place.conversation, activity)
        return await self._post_direct(inbound.account, activity)

    async def _for_all(self, inbound: Inbound, activity: Json) -> Answered:
        place = conversation_of(inbound.place)
        ref = await self._post(await self._service_url(inbound), place, activity)
        return Answered(await self._without_working(inbound), ref)

    async def _replace(self, inbound: Inbound, activity: Json) -> Answered:
        clicked = inbound.message if isinstance(inbound, Click) else None
        if clicked is None:
            return await self._private(inbound, activity)
        try:
            await self._connector.update(
                await self._service_url(inbound), clicked.conversation, clicked.id, activity
            )
        except ConnectorRefused as error:
            if error.status != 404:
                raise
            # It was deleted meanwhile.
            return await self._for_all(inbound, activity)
        return Answered(await self._without_working(inbound), clicked)

    async def _without_working(self, inbound: Inbound) -> Surface:
        """The surface after the working line, if there is one, has been taken away."""
        surface = dict(inbound.surface)
        card, card_in = surface.pop("card", None), surface.pop("card_in", inbound.place.conversation)
        if card is not None:
            try:
                await self._connector.delete(await self._service_url(inbound), card_in, card)
            except (ConnectorRefused, OutsideFault) as error:
                log.info("teams.working_left", error=type(error).__name__)
        return surface

    async def _tell_room(self, inbound: Inbound, sentence: str) -> None:
        name = inbound.name or say("channel.hello", inbound.locale)
        line = text_activity(say(sentence, inbound.locale, name=name))
        await self._post(await self._service_url(inbound), conversation_of(inbound.place), line)

    async def _post(self, service_url: str, conversation: str, activity: Json) -> MessageRef:
        sent = await self._connector.post(service_url, conversation, activity)
        return MessageRef(conversation=ConversationId(place_of_post(conversation, sent)), id=sent)

    async def _service_url(self, inbound: Inbound) -> str:
        known = inbound.surface.get("service_url")
        return known or await self._references.service_url(inbound.account.workspace)

    async def _post_direct(self, account: AccountRef, activity: Json) -> MessageRef:
        """Post in the 1:1 chat, which is opened when none is known or the known one is gone."""
        facts = await self._references.facts(account)
        service_url = await self._references.service_url(account.workspace, facts)
        if known := facts.get("direct"):
            try:
                return await self._post(service_url, known, activity)
            except ConnectorRefused as error:
                if error.status != 404:
                    raise
        opened = await self._connector.open_direct(
            service_url, tenant=account.workspace, user=facts.get("user") or account.id
        )
        await self._references.learn(account, {"direct": opened, "service_url": service_url})
        return await self._post(service_url, opened, activity)


def _form_or_why_not(form: Form, locale: str | None) -> Json:
    """The form as a card. Shape: a template may hold more than Teams shows: then a sentence, never half a form."""
    try:
        return form_activity(form, locale=locale)
    except NotDrawable as problem:
        log.warning("teams.form_too_big", where=problem.where, reason=problem.reason)
        return text_activity(say("channel.form_too_big", locale, title=form.title))
