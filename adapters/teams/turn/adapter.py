"""Our own BotAdapter: runs a turn through botbuilder's handler and sends through our connector.

Not botbuilder's CloudAdapter: in 4.17 it answers every invoke that has a body with 500 and builds a client
and an Entra call per turn.
"""

from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.core.activity_handler import ActivityHandler
from botbuilder.schema import Activity, ActivityTypes, ConversationReference, ResourceResponse

from adapters.teams.connector import Connector
from adapters.teams.wire.answers import InvokeAnswer


class TeamsAdapter(BotAdapter):
    """Turns activities into calls of a handler and keeps what it answers to an invoke."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def run(self, activity: Activity, handler: ActivityHandler) -> InvokeAnswer:
        """One turn. Shape: what is no invoke is answered with 201 and no body, an unknown invoke with 501."""
        context = TurnContext(self, activity)
        await self.run_pipeline(context, handler.on_turn)
        if activity.type != ActivityTypes.invoke:
            return InvokeAnswer(201)
        answered = context.turn_state.get(BotAdapter._INVOKE_RESPONSE_KEY)
        if answered is None:
            return InvokeAnswer(501)
        response: InvokeResponse = answered.value
        return InvokeAnswer(int(response.status), response.body)

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Post activities; an invoke's answer is kept for the HTTP response instead."""
        sent: list[ResourceResponse] = []
        for activity in activities:
            if activity.type == ActivityTypes.invoke_response:
                context.turn_state[BotAdapter._INVOKE_RESPONSE_KEY] = activity
                sent.append(ResourceResponse())
                continue
            posted = await self._connector.post(
                activity.service_url, activity.conversation.id, activity.serialize()
            )
            sent.append(ResourceResponse(id=posted))
        return sent

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace one of our activities."""
        await self._connector.update(
            activity.service_url, activity.conversation.id, activity.id, activity.serialize()
        )
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Delete one of our activities."""
        await self._connector.delete(reference.service_url, reference.conversation.id, reference.activity_id)
