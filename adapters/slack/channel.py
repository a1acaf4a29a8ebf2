"""Slack as the core uses it: answers where the person acted, posts elsewhere, edits.

Where an answer goes is kept in `inbound.surface`:
    view_id        a modal is open for this answer
    response_url   a private answer can be given in a room (5 times in 30 minutes)
    ephemeral      the clicked message is itself seen by this person alone
    blocks, text   what the clicked message looks like, to put it back
    working...     what says that it takes a moment (`working.py`)
What is for the person alone goes to the modal, the direct chat, or a whisper; never to where others read.
"""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

import structlog

from adapters.slack.client import SlackClient
from adapters.slack.errors import outcome_of
from adapters.slack.modals import Modals, first_view, notice_view
from adapters.slack.places import Places, drawn
from adapters.slack.working import (
    Working,
    replaces_whisper,
    without_view,
    without_working,
    working_message,
)
from bot.domain.ids import ChannelName, WorkspaceId
from bot.errors import OutsideFault, Refused
from bot.ports.channel import Answered, Delivered, Destination, Outcome, Undeliverable
from bot.texts.say import say
from bot.ui.action import Button
from bot.ui.form import Form
from bot.ui.inbound import Click, Inbound, MessageRef
from bot.ui.message import Actions, Message, Paragraph
from bot.ui.replies import Replace, Reply, Say, SayToAll, ShowForm
from bot.ui.rich import rich
from cards.errors import NotDrawable

log = structlog.get_logger(__name__)


class SlackChannel:
    """Posts, edits, modals and whispers in one workspace."""

    def __init__(self, client: SlackClient, *, now: Callable[[], datetime]) -> None:
        self._places = Places(client)
        self._modals = Modals(client)
        self._working = Working(self._places, self._modals)
        self._now = now

    @property
    def name(self) -> ChannelName:
        """Slack."""
        return "slack"

    async def show_working(self, inbound: Inbound, text: str) -> dict[str, str]:
        """Show that it takes a moment, in the place where the answer will appear. Raises: OutsideFault."""
        return await self._working.show(inbound, text)

    async def reply(self, inbound: Inbound, reply: Reply) -> Answered:
        """Draw one reply. Raises: OutsideFault; NotDrawable as a bug."""
        match reply:
            case Say():
                return await self._say(inbound, reply)
            case SayToAll():
                return await self._say_to_all(inbound, reply)
            case Replace():
                return await self._replace(inbound, reply)
            case ShowForm():
                return await self._show_form(inbound, reply.form)
            case _:
                assert_never(reply)

    async def post(self, destination: Destination, message: Message, *, thread: str | None = None) -> Outcome:
        """Post to a conversation or to somebody's direct chat."""
        try:
            body = drawn(message, None)
            if destination.account is not None:
                return Delivered(await self._places.post_direct(destination.account.id, body))
            return Delivered(await self._places.post(str(destination.conversation), body, thread=thread))
        except OutsideFault as fault:
            return outcome_of(fault, now=self._now())
        except NotDrawable as bug:
            return _not_drawable(bug)

    async def edit(self, workspace: WorkspaceId, ref: MessageRef, message: Message) -> Outcome:
        """Replace one of our messages."""
        del workspace  # there is only one
        try:
            await self._places.edit(ref, drawn(message, None))
        except OutsideFault as fault:
            return outcome_of(fault, now=self._now())
        except NotDrawable as bug:
            return _not_drawable(bug)
        return Delivered(ref)

    async def _say(self, inbound: Inbound, reply: Say) -> Answered:
        body = drawn(reply.message, inbound.locale)
        if "view_id" in inbound.surface:
            inbound, is_shown = await self._fill_modal(inbound, reply.message)
            if is_shown:
                # The modal goes away; what is to stay is in the direct chat too.
                stays = reply.tracks is not None or reply.lasts
                lasting = await self._places.post_direct(inbound.account.id, body) if stays else None
                return Answered(dict(inbound.surface), lasting)
        if inbound.place.kind == "room":
            replaces = replaces_whisper(inbound)
            surface = await self._working.clear(inbound)
            await self._places.whisper(inbound, body, replaces=replaces)
            lasting = await self._places.post_direct(inbound.account.id, body) if reply.lasts else None
            return Answered(surface, lasting)
        if shown := working_message(inbound.surface):
            try:
                await self._places.edit(shown, body)
            except Refused:
                pass  # it was deleted: posted anew below
            else:
                return Answered(without_working(inbound.surface), shown)
        surface = await self._working.clear(inbound)
        return Answered(surface, await self._places.post_here(inbound, body))

    async def _say_to_all(self, inbound: Inbound, reply: SayToAll) -> Answered:
        inbound, _ = await self._fill_modal(inbound, reply.message)
        surface = await self._working.clear(inbound)
        return Answered(surface, await self._places.tell_all(inbound, drawn(reply.message, inbound.locale)))

    async def _replace(self, inbound: Inbound, reply: Replace) -> Answered:
        if not (isinstance(inbound, Click) and inbound.message):
            return await self._say(inbound, Say(message=reply.message, tracks=reply.tracks))
        body = drawn(reply.message, inbound.locale)
        if inbound.surface.get("ephemeral"):
            await self._fill_modal(inbound, reply.message)
            await self._places.whisper(inbound, body, replaces=True)
            return Answered(without_view(dict(inbound.surface)))
        try:
            await self._places.edit(inbound.message, body)
        except Refused as refused:
            log.info("slack.not_replaced", code=refused.code)
            return await self._say(inbound, Say(message=reply.message, tracks=reply.tracks))
        filled, _ = await self._fill_modal(inbound, reply.message)
        surface = filled.surface
        if working_message(surface):
            surface = await self._working.clear(filled)
        return Answered(without_working(surface), inbound.message)

    async def _show_form(self, inbound: Inbound, form: Form) -> Answered:
        try:
            view = first_view(form, inbound)
        except NotDrawable as problem:
            # A template may hold more than Slack shows: said at once, in place of half a form.
            log.warning("slack.form_too_big", where=problem.where, reason=problem.reason)
            return await self._say(inbound, Say(message=_too_big(form, inbound.locale)))
        view_id = inbound.surface.get("view_id")
        if view_id and await self._modals.show(view_id, view):
            return Answered(without_view(inbound.surface))
        # No modal is open for this answer: offer a button, whose click brings a fresh trigger.
        without = inbound.model_copy(update={"surface": without_view(inbound.surface)})
        return await self._say(without, Say(message=_form_button(form, inbound.locale)))

    async def _fill_modal(self, inbound: Inbound, message: Message) -> tuple[Inbound, bool]:
        """The open modal shows this answer, and is spoken for: what follows is said elsewhere."""
        view_id = inbound.surface.get("view_id")
        if not view_id:
            return inbound, False
        is_shown = await self._modals.show(view_id, notice_view(message, inbound.locale))
        return inbound.model_copy(update={"surface": without_view(inbound.surface)}), is_shown


def _form_button(form: Form, locale: str | None) -> Message:
    title = say("channel.form_ready", locale, title=form.title)
    button = Button(
        label=say("channel.open_form", locale),
        verb="open_form",
        args={"token": form.token},
        style="primary",
        opens_form=True,
    )
    return Message(summary=title, blocks=(Paragraph(text=rich(title)), Actions(items=(button,))))


def _too_big(form: Form, locale: str | None) -> Message:
    text = say("channel.form_too_big", locale, title=form.title)
    return Message(summary=text, blocks=(Paragraph(text=rich(text)),))


def _not_drawable(bug: NotDrawable) -> Undeliverable:
    """A bug of ours, told by place and reason: no words of people are in them."""
    log.error("slack.not_drawable", where=bug.where, reason=bug.reason)
    return Undeliverable(reason="not_drawable")
