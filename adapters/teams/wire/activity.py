"""An activity as botbuilder wants it. Pure.

Only what botbuilder dispatches on and addresses answers with: the rest is read from the JSON itself. Not by its own
deserialiser, which tries every known member of every object and took a third of the time of a whole turn.
"""

from collections.abc import Mapping
from typing import Any

from botbuilder.schema import Activity, ChannelAccount, ConversationAccount


def sdk_activity(raw: Mapping[str, Any]) -> Activity:
    """The activity, with the JSON as it came under `additional_properties["raw"]`. Raises: ValueError."""
    conversation, sender, recipient = (_object(raw, name) for name in ("conversation", "from", "recipient"))
    activity = Activity(
        type=_word(raw, "type"),
        id=_word(raw, "id"),
        name=_word(raw, "name"),
        action=_word(raw, "action"),
        channel_id=_word(raw, "channelId"),
        service_url=_word(raw, "serviceUrl"),
        reply_to_id=_word(raw, "replyToId"),
        conversation=ConversationAccount(id=_word(conversation, "id")),
        from_property=ChannelAccount(id=_word(sender, "id")),
        recipient=ChannelAccount(id=_word(recipient, "id")),
    )
    activity.additional_properties["raw"] = raw
    return activity


def _word(raw: Mapping[str, Any], name: str) -> str | None:
    value = raw.get(name)
    if isinstance(value, Mapping | list):
        raise ValueError(f"{name} is no word")
    return None if value is None else str(value)


def _object(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = raw.get(name)
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(f"{name} is no object")
    return value or {}
