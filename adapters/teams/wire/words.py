"""What a person typed, without what Teams makes of it: mentions, entities, markup. Pure.

Source: learn.microsoft.com, microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations.
"""

import html
import re
from collections.abc import Mapping
from typing import Any, Final

_AT: Final = re.compile(r"<at[^>]*>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>")
_BREAK: Final = re.compile(r"<br\s*/?>|</(?:p|div|li)>", re.IGNORECASE)
_BLANK: Final = re.compile(r"[ \t\u00a0]+")


def words_of(activity: Mapping[str, Any]) -> str:
    """What was typed; the bot's own mention taken out once, other people's as @Name."""
    typed = str(activity.get("text") or "")
    text = _AT.sub(r"@\1", _without_own_mention(typed, activity))
    if activity.get("textFormat") == "xml":
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    elif _is_escaped(typed, activity):
        text = html.unescape(text)
    else:
        text = text.replace("&nbsp;", " ")
    return _BLANK.sub(" ", text).strip()


def _without_own_mention(text: str, activity: Mapping[str, Any]) -> str:
    """By the mention's own words: the SDK's helper takes out every occurrence of the bot's name."""
    recipient = activity.get("recipient")
    bot = recipient.get("id") if isinstance(recipient, Mapping) else None
    entities = activity.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        if not isinstance(entity, Mapping) or entity.get("type") != "mention":
            continue
        mentioned, said = entity.get("mentioned"), entity.get("text")
        if not isinstance(mentioned, Mapping) or mentioned.get("id") != bot or not isinstance(said, str):
            continue
        if said and said in text:
            return text.replace(said, " ", 1)
        # `<at id="0">Name</at>` in the text, `<at>Name</at>` in the entity, or the other way round.
        name = _AT.sub(r"\1", said)
        for match in _AT.finditer(text):
            if match[1] == name:
                return f"{text[: match.start()]} {text[match.end() :]}"
    return text


def _is_escaped(typed: str, activity: Mapping[str, Any]) -> bool:
    """Whether `&amp;` in the text stands for `&`: the message's HTML twin knows; without one it does."""
    attachments = activity.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else []:
        if isinstance(attachment, Mapping) and attachment.get("contentType") == "text/html":
            twin = html.unescape(_TAG.sub("", str(attachment.get("content") or "")))
            shown = _AT.sub(r"\1", typed).replace("&nbsp;", "")
            return "".join(shown.split()) != "".join(twin.split())
    return True
