"""Answers of the Bot Connector: errors in its words, and the checks an outgoing activity must pass.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages (status codes);
        .../bots/how-to/format-your-bot-messages (size).
"""

import json
import re
from typing import Any, Final

from aiohttp import web

from sandbox.teams.cards.checks import CardRefused, check_card
from sandbox.teams.directory import JsonObject
from sandbox.teams.state import ADAPTIVE_CARD, FILE_CONSENT

MAX_BYTES: Final = 100 * 1024
_BASE64_PICTURE: Final = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+")
_ATTACHMENTS: Final = {ADAPTIVE_CARD, FILE_CONSENT, "application/vnd.microsoft.teams.card.file.info"}
_TYPES: Final = {"message", "typing", "event", "trace"}
_FORMATS: Final = {"plain", "markdown", "xml", "extendedmarkdown"}


class ConnectorError(Exception):
    """A refusal with the connector's status and code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def error_response(status: int, code: str, message: str, *, retry_after_s: int | None = None) -> web.Response:
    """The connector's error body."""
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return web.json_response({"error": {"code": code, "message": message}}, status=status, headers=headers)


def bad_argument(message: str) -> ConnectorError:
    """The refusal of a body the connector cannot use."""
    return ConnectorError(400, "BadArgument", message)


def size_bytes(activity: JsonObject) -> int:
    """The size Teams counts: UTF-16, base64 pictures left out."""
    text = json.dumps(activity, ensure_ascii=False, separators=(",", ":"))
    return len(_BASE64_PICTURE.sub("", text).encode("utf-16-le", "surrogatepass"))


def check_activity(activity: Any, *, is_direct: bool) -> JsonObject:
    """The activity, if Teams would show it. Raises: ConnectorError."""
    if not isinstance(activity, dict):
        raise ConnectorError(400, "BadSyntax", "The activity must be an object.")
    if activity.get("type") not in _TYPES:
        raise bad_argument(f"Unknown activity type {activity.get('type')!r}.")
    if size_bytes(activity) > MAX_BYTES:
        raise ConnectorError(413, "MessageSizeTooBig", "Message size too large.")
    if activity["type"] != "message":
        return activity
    attachments = activity.get("attachments") or []
    if not isinstance(attachments, list):
        raise bad_argument("attachments: must be a list")
    if not activity.get("text") and not attachments:
        raise bad_argument("Activity must have a text or an attachment.")
    if activity.get("textFormat", "markdown") not in _FORMATS:
        raise bad_argument(f"textFormat: unknown {activity['textFormat']!r}")
    for number, attachment in enumerate(attachments):
        _check_attachment(attachment, f"attachments.{number}", is_direct=is_direct)
    _check_suggestions(activity.get("suggestedActions"))
    return activity


def _check_attachment(attachment: Any, path: str, *, is_direct: bool) -> None:
    content_type = attachment.get("contentType") if isinstance(attachment, dict) else None
    if not isinstance(content_type, str) or not (
        content_type in _ATTACHMENTS or content_type.startswith("image/")
    ):
        raise bad_argument(f"{path}: unknown attachment type {content_type!r}")
    if content_type == FILE_CONSENT and not is_direct:
        raise bad_argument(f"{path}: file consent cards are for personal chats")
    if content_type == ADAPTIVE_CARD:
        try:
            check_card(attachment.get("content"))
        except CardRefused as refused:
            raise bad_argument(f"{path}.content.{refused}") from refused


def _check_suggestions(suggestions: Any) -> None:
    if suggestions is None:
        return
    actions = suggestions.get("actions") if isinstance(suggestions, dict) else None
    if not isinstance(actions, list) or len(actions) > 6:
        raise bad_argument("suggestedActions.actions: must be a list of at most 6")
    for number, action in enumerate(actions):
        if not isinstance(action, dict) or action.get("type") != "imBack":
            raise bad_argument(f"suggestedActions.actions.{number}.type: must be imBack")
