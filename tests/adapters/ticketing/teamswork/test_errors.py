"""TeamsWork's answers that say no as our faults."""

from typing import Any

import pytest

from adapters.ticketing.teamswork.errors import fault_from, says_no
from bot.errors import BotError, CredentialsRevoked, NotFound, Refused, Unreachable


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": True, "message": "m"}, Refused),
        (401, None, CredentialsRevoked),
        (403, {"message": "This key may only read."}, Refused),
        (404, None, NotFound),
        (405, None, Refused),
        (200, {"error": True, "message": "m", "statusCode": 400}, Refused),
        (200, {"error": True, "statusCode": 404}, NotFound),
        (200, {"error": True, "statusCode": 500}, Unreachable),
        (200, {"error": True}, Refused),
        (418, "odd", Refused),
    ],
)
def test_the_table(status: int, body: Any, kind: type[BotError]) -> None:
    """One fault for each status; at 200 the body's own status counts."""
    assert says_no(status, body)
    assert type(fault_from(status, body, name="call", is_write=True)) is kind


def test_a_success_says_yes() -> None:
    """error false and no error at all."""
    assert [says_no(200, {"error": False}), says_no(201, {}), says_no(200, [])] == [False, False, False]


def test_a_wrong_method_names_the_setting() -> None:
    """The page contradicts itself about methods and paths; the fault says what to change."""
    assert "status_method" in str(fault_from(405, None, name="status", is_write=True))
