"""Slack's error codes in our words: faults for the core, outcomes for the ledger. Carries codes, never an answer.

Source: docs.slack.dev, reference/methods (errors of chat.postMessage, chat.update, views.open, users.info).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import Busy, CredentialsRevoked, OutsideFault, Refused, Unreachable
from bot.ports.channel import Later, Undeliverable

REVOKED: Final = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "org_login_required"}
)
# Slack's own troubles: whether it did what was asked is not known.
PASSING: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
# What users.info and users.lookupByEmail say of accounts that are not there, or not for us to see.
NO_SUCH_ACCOUNT: Final = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
# Slack asks for one second where it names no time.
DEFAULT_RETRY_AFTER_S: Final = 1.0
UNKNOWN_RETRY_S: Final = 5.0


def code_of(error: SlackApiError) -> str:
    """Slack's word for what went wrong; `http_<status>` when it said none that can be read."""
    status = _status_of(error)
    if status == 429:
        return "ratelimited"
    data = getattr(error.response, "data", None)
    if isinstance(data, Mapping) and data.get("error"):
        return str(data["error"])
    return f"http_{status}"


def retry_after_s(error: SlackApiError) -> float:
    """How long Slack asks to wait. Units: seconds."""
    headers: Mapping[str, str] = getattr(error.response, "headers", {}) or {}
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return max(float(value), 0.0)
            except ValueError:
                return DEFAULT_RETRY_AFTER_S
    return DEFAULT_RETRY_AFTER_S


def fault_of(error: SlackApiError) -> OutsideFault:
    """The fault the core understands. Shape: `Refused.code` is Slack's own word."""
    code = code_of(error)
    if code == "ratelimited":
        return Busy("slack: ratelimited", retry_after_s=retry_after_s(error))
    if code in REVOKED:
        return CredentialsRevoked(code)
    if code in PASSING or code.startswith("http_"):
        return Unreachable(code, may_have_happened=True)
    return Refused(code)


def no_answer(error: Exception) -> Unreachable:
    """The fault for a call without any answer: only a connection that was never made did certainly nothing."""
    return Unreachable(
        type(error).__name__, may_have_happened=not isinstance(error, aiohttp.ClientConnectorError)
    )


def outcome_of(fault: OutsideFault, *, now: datetime) -> Later | Undeliverable:
    """What becomes of a post that Slack did not take."""
    if isinstance(fault, Busy):
        return Later(at=now + timedelta(seconds=fault.retry_after_s), reason="ratelimited")
    if isinstance(fault, Refused):
        return Undeliverable(reason=fault.code)
    if isinstance(fault, CredentialsRevoked):
        return Undeliverable(reason=str(fault))
    return Later(
        at=now + timedelta(seconds=UNKNOWN_RETRY_S),
        reason=str(fault),
        may_have_happened=fault.may_have_happened,
    )


def _status_of(error: SlackApiError) -> int:
    """The HTTP status; slack_sdk hands out its own answer or, when that was no JSON, aiohttp's."""
    response = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
