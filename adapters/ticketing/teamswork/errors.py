"""TeamsWork's answers that say no as our faults: the one table.

The system has no error codes, only statuses, and `error: true` that may come with status 200.

Source: www.teamswork.app/ticketingapi, "Errors"; the body as public clients of the API read it.
"""

from typing import Any

from bot.errors import BotError, CredentialsRevoked, NotFound, Refused, Unreachable


def says_no(status: int, body: Any) -> bool:
    """Whether this answer is a failure."""
    return status >= 300 or (isinstance(body, dict) and body.get("error") is True)


def fault_from(status: int, body: Any, *, name: str, is_write: bool) -> BotError:
    """Our fault for an answer that says no. Shape: the message is the system's own sentence, for admins."""
    message = body.get("message") if isinstance(body, dict) else None
    text = message if isinstance(message, str) else ""
    if status == 200 and isinstance(body, dict):
        code = body.get("statusCode")
        status = code if isinstance(code, int) and code >= 400 else 400
        if status >= 500:
            return Unreachable(f"{name}: 200 with error {status}", may_have_happened=is_write)
    match status:
        case 401:
            return CredentialsRevoked(f"{name}: the key is not accepted")
        case 403:
            return Refused("FORBIDDEN", text or "this key may not do that; is it the secondary key?")
        case 404:
            return NotFound()
        case 405:
            return Refused(
                "HTTP_405", f"{name}: are the settings status_method, comment_path and note_path right?"
            )
        case _:
            return Refused(f"HTTP_{status}", text)
