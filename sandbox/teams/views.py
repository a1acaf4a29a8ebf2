"""What one person's client is shown of messages and dialogs, as the driver's JSON. It changes nothing."""

from sandbox.teams.directory import DIRECT, JsonObject
from sandbox.teams.state import ADAPTIVE_CARD, Dialog, Message


def message_json(message: Message, person_key: str) -> JsonObject:
    """A message with the card this person has instead of everybody's."""
    activity = message.activity
    if view := message.views.get(person_key):
        others = [one for one in activity["attachments"] if one.get("contentType") != ADAPTIVE_CARD]
        activity = activity | {"attachments": [*others, {"contentType": ADAPTIVE_CARD, "content": view}]}
    root = message.place.root
    return {
        "id": message.id,
        "author": message.author,
        "conversation": message.place.conversation_id,
        "thread": None if root in {None, message.id} else root,
        "version": message.version,
        "edited": message.version > 1,
        "private": message.only_for is not None or person_key in message.views,
        "activity": activity,
    }


def dialog_json(dialog: Dialog) -> JsonObject:
    """An open dialog."""
    place = dialog.place.room.key if dialog.place.room is not None else DIRECT
    kept = {name: getattr(dialog, name) for name in ("title", "card", "url", "text", "message_id")}
    return {"place": place, **kept}
