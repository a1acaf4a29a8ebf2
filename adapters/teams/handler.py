"""What each kind of activity becomes: a receipt, or an answer inside the request."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.activity_handler import ActivityHandler

from adapters.teams.references import TENANT, References
from adapters.teams.turn.core import Core
from adapters.teams.turn.invokes import Invokes
from adapters.teams.wire import inbound as wire
from bot.domain.people import AccountRef
from cards.errors import BadPayload

log = structlog.get_logger(__name__)


class TicketHandler(ActivityHandler):
    """One activity at a time; holds no state. Reads `activity.additional_properties["raw"]`, the JSON as it came.

    Not TeamsActivityHandler: all that it adds is overridden here, and it reads members of the activity that the
    route does not deserialise.
    """

    def __init__(self, core: Core, references: References, *, invokes: Invokes | None = None) -> None:
        super().__init__()
        self._core = core
        self._references = references
        self._invokes = invokes or Invokes(core)

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """A message, or a click of an old client (Action.Submit), which comes as a message with a value."""
        raw = _raw(turn_context)
        account = await self._met(raw)
        if account is None:
            return
        if isinstance(raw.get("value"), Mapping):
            try:
                await self._invokes.old_click(raw, account)
            except BadPayload:
                log.info("teams.bad_value", id=uuid.uuid4().hex[:12])
            return
        command = wire.command_from_wire(raw, account, at=datetime.now(UTC))
        if command is not None:
            await self._core.accept(command)

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        """The bot was added to a chat or team."""
        await self._arrived(_raw(turn_context))

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Somebody was added; the bot itself counts as its arrival."""
        raw = _raw(turn_context)
        recipient, added = raw.get("recipient"), raw.get("membersAdded")
        bot = recipient.get("id") if isinstance(recipient, Mapping) else None
        members = (
            [member for member in added if isinstance(member, Mapping)] if isinstance(added, list) else []
        )
        if any(member.get("id") == bot for member in members):
            await self._arrived(raw)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse | None:
        """Cards, dialogs and type-ahead."""
        raw = _raw(turn_context)
        account = await self._met(raw)
        if account is None:
            return InvokeResponse(status=400)
        answer = await self._invokes.answer(raw, account)
        return None if answer is None else InvokeResponse(status=answer.status, body=answer.body)

    async def _met(self, raw: Mapping[str, Any]) -> AccountRef | None:
        """Who acted, remembered so that they can be reached later."""
        account = wire.account_of(raw)
        if account is not None:
            await self._references.learn(account, wire.reference_facts(raw))
            tenant = account.model_copy(update={"id": TENANT})
            await self._references.learn(tenant, {"service_url": str(raw.get("serviceUrl", ""))})
        return account

    async def _arrived(self, raw: Mapping[str, Any]) -> None:
        account = await self._met(raw)
        if account is not None and wire.place_of(raw).kind == "direct":
            await self._core.accept(wire.arrival_from_wire(raw, account, at=datetime.now(UTC)))


def _raw(turn_context: TurnContext) -> dict[str, Any]:
    raw: dict[str, Any] = turn_context.activity.additional_properties["raw"]
    return raw
