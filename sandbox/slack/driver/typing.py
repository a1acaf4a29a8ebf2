"""From what a person types to what Slack sends: escapes, links, mentions, and the rich text beside it.

Source: docs.slack.dev/messaging/formatting-message-text; docs.slack.dev/interactivity/implementing-slash-commands.
"""

import re
from html import escape
from typing import Final

from sandbox.slack.state.records import Json
from sandbox.slack.state.workspace import Workspace

_WORD: Final = re.compile(r"(https?://[^\s<>]+|[@#][a-z0-9][a-z0-9_-]*)")


def _entity(space: Workspace, word: str) -> tuple[str, Json] | None:
    if word.startswith("http"):
        return "link", {"type": "link", "url": word}
    if word.startswith("@"):
        for user in space.users.values():
            if user.key == word[1:]:
                return "user", {"type": "user", "user_id": user.id}
    for channel in space.channels.values():
        if word == f"#{channel.name}" and channel.user is None:
            return "channel", {"type": "channel", "channel_id": channel.id}
    return None


def sent_text(space: Workspace, typed: str, *, in_command: bool = False) -> str:
    """The `text` of what was typed: `@key` and `#room` become mentions, addresses become links in messages.

    Shape: a command's mentions carry their names, as with the manifest's `should_escape`; its addresses stay as typed.
    """
    parts = []
    for word in _WORD.split(typed):
        entity = _entity(space, word)
        if entity is None or (entity[0] == "link" and in_command):
            parts.append(escape(word, quote=False))
        elif entity[0] == "link":
            parts.append(f"<{escape(word, quote=False)}>")
        else:
            sign, target = ("@", entity[1].get("user_id")) if entity[0] == "user" else ("#", word)
            target = target if sign == "@" else entity[1]["channel_id"]
            parts.append(f"<{sign}{target}|{word[1:]}>" if in_command else _mention(sign, str(target), word))
    return "".join(parts)


def _mention(sign: str, target: str, word: str) -> str:
    return f"<@{target}>" if sign == "@" else f"<#{target}|{word[1:]}>"


def rich_text(space: Workspace, typed: str) -> list[Json]:
    """The `blocks` Slack adds to what a person typed: one rich_text block, nothing escaped."""
    elements = []
    for word in _WORD.split(typed):
        entity = _entity(space, word)
        if entity is not None:
            elements.append(entity[1])
        elif word:
            elements.append({"type": "text", "text": word})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]
