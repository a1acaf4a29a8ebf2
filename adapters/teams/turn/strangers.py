"""People of tenants the bot does not serve: a kind word at once, nothing stored, nothing looked up."""

from collections.abc import Mapping
from typing import Any

import structlog

from adapters.teams.calls.errors import ConnectorRefused
from adapters.teams.connector import Connector
from adapters.teams.turn.invokes import locale_of
from adapters.teams.wire import answers
from adapters.teams.wire.answers import InvokeAnswer
from adapters.teams.wire.inbound import is_bot, place_of
from adapters.teams.wire.outgoing import conversation_of, text_activity
from bot.errors import OutsideFault
from bot.texts.say import say

log = structlog.get_logger(__name__)


class Strangers:
    """Tells them why there is no answer."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def refuse(self, raw: Mapping[str, Any]) -> InvokeAnswer:
        """Answer the activity. Shape: it is acknowledged even when the word cannot be sent."""
        text = say("channel.stranger", locale_of(raw))
        if raw["type"] == "invoke":
            return answers.words(raw.get("name"), text) or InvokeAnswer(501)
        if raw["type"] == "message" and not is_bot(raw):
            try:
                await self._connector.post(
                    str(raw["serviceUrl"]), conversation_of(place_of(raw)), text_activity(text)
                )
            except (ConnectorRefused, OutsideFault) as error:
                log.info("teams.stranger_not_told", error=type(error).__name__)
        return InvokeAnswer(201)
