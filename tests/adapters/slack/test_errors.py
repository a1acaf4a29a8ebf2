"""Slack's words for what went wrong, as faults and as outcomes."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.errors import code_of, fault_of, no_answer, outcome_of
from bot.errors import Busy, CredentialsRevoked, OutsideFault, Refused, Unreachable
from bot.ports.channel import Later, Outcome, Undeliverable
from tests.fakes.clock import START


@dataclass
class Response:
    """An answer as slack_sdk hands it out."""

    data: Any = None
    status_code: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class NoJson:
    """aiohttp's answer, which slack_sdk hands out when it was no JSON."""

    status: int


def refusal(response: object) -> SlackApiError:
    """The exception for it."""
    return SlackApiError("failed", response)  # type: ignore[no-untyped-call]  # slack_sdk leaves it untyped


@pytest.mark.parametrize(
    ("response", "code", "kind"),
    [
        (Response({"ok": False, "error": "is_archived"}), "is_archived", Refused),
        (Response({"ok": False, "error": "not_in_channel"}), "not_in_channel", Refused),
        (Response({"ok": False, "error": "message_not_found"}), "message_not_found", Refused),
        (Response({"ok": False, "error": "token_revoked"}), "token_revoked", CredentialsRevoked),
        (Response({"ok": False, "error": "account_inactive"}), "account_inactive", CredentialsRevoked),
        (Response({"ok": False, "error": "internal_error"}), "internal_error", Unreachable),
        (Response({"ok": False, "error": "ratelimited"}, 429), "ratelimited", Busy),
        (Response("", 429), "ratelimited", Busy),
        (Response("Internal Server Error", 500), "http_500", Unreachable),
        (Response({}, 200), "http_200", Unreachable),
        (NoJson(502), "http_502", Unreachable),
    ],
    ids=str,
)
def test_every_refusal_is_a_fault(response: object, code: str, kind: type[OutsideFault]) -> None:
    """Never a UserFault: what Slack refuses us is not the person's mistake."""
    assert (code_of(refusal(response)), type(fault_of(refusal(response)))) == (code, kind)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "30"}, 30.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"Retry-After": "-1"}, 0.0),
        ({"Retry-After": "soon"}, 1.0),
        ({}, 1.0),
    ],
)
def test_slack_says_how_long_to_wait(headers: dict[str, str], wait_s: float) -> None:
    """Retry-After in seconds; one second when it says nothing that can be read."""
    fault = fault_of(refusal(Response({}, 429, headers)))
    assert isinstance(fault, Busy)
    assert fault.retry_after_s == wait_s


def test_only_a_connection_never_made_did_certainly_nothing() -> None:
    """Every other silence may hide that it happened."""
    key = aiohttp.client_reqrep.ConnectionKey("h", 80, False, True, None, None, None)
    refused = aiohttp.ClientConnectorError(key, OSError())
    silences = [refused, TimeoutError(), aiohttp.ServerDisconnectedError(), AttributeError()]
    assert [no_answer(error).may_have_happened for error in silences] == [False, True, True, True]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Busy(retry_after_s=30), Later(at=START + timedelta(seconds=30), reason="ratelimited")),
        (
            Unreachable("http_500", may_have_happened=True),
            Later(at=START + timedelta(seconds=5), reason="http_500", may_have_happened=True),
        ),
        (
            Unreachable("ClientConnectorError"),
            Later(at=START + timedelta(seconds=5), reason="ClientConnectorError"),
        ),
        (Refused("is_archived"), Undeliverable(reason="is_archived")),
        (CredentialsRevoked("token_revoked"), Undeliverable(reason="token_revoked")),
    ],
    ids=str,
)
def test_every_fault_has_an_outcome(fault: OutsideFault, outcome: Outcome) -> None:
    """Later, and when; or never, and Slack's word for why."""
    assert outcome_of(fault, now=START) == outcome
