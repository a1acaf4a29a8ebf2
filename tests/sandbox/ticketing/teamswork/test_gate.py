"""The budget of calls per key."""

from typing import Any

import pytest

from sandbox.ticketing.options import Options
from sandbox.world import TEAMSWORK_SECONDARY_KEY


@pytest.fixture
def options() -> Options:
    """Three calls a minute."""
    return Options(teamswork_limit=3)


async def test_the_budget_is_per_key_and_comes_back_with_time(service: Any) -> None:
    """The fourth call is 429 with Retry-After; the other key is free; after that time it works again."""
    statuses = [(await service.teamswork("GET", "/tags")).status for _ in range(3)]
    refused = await service.teamswork("GET", "/tags")
    other = await service.teamswork("GET", "/tags", key=TEAMSWORK_SECONDARY_KEY)
    wait_s = int(refused.headers["Retry-After"])
    await service.control("POST", "/clock", {"advance_s": wait_s})
    after = await service.teamswork("GET", "/tags")
    assert (statuses, refused.status, refused.body["statusCode"]) == ([200] * 3, 429, 429)
    assert (other.status, after.status) == (200, 200)
    assert 1 <= wait_s <= 61
