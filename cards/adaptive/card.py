"""The envelope of every Adaptive Card and the bound on its size."""

import json
from typing import Final

from cards.adaptive.markup import Json, Mentions, inert
from cards.fit import shorten
from cards.limits import BLOCK_TEXT, TEAMS_CARD_VERSION, TEAMS_MESSAGE_BYTES

SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"
_SPOKEN: Final = str.maketrans("<>", "‹›")


def envelope(body: list[Json], words: str, mentions: Mentions, *, actions: list[Json] | None = None) -> Json:
    """A card with this body. Shape: `words` is the whole sense, spoken and shown where the card cannot be drawn."""
    # `speak` may be read as SSML, so nothing in it may look like a tag.
    spoken = inert(shorten(words, BLOCK_TEXT))
    teams: Json = {"width": "full"}
    if entities := mentions.entities():
        teams["entities"] = entities
    card: Json = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": TEAMS_CARD_VERSION,
        "fallbackText": spoken,
        "speak": spoken.translate(_SPOKEN),
        "msteams": teams,
        "body": body,
    }
    if actions:
        card["actions"] = actions
    return card


def fits(card: Json) -> bool:
    """Whether Teams takes a message with this card.

    Source: learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/format-your-bot-messages, message size.
    """
    text = json.dumps(card, ensure_ascii=False)
    return len(text.encode("utf-16-le", "surrogatepass")) <= TEAMS_MESSAGE_BYTES
