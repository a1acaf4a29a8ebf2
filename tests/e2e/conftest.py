"""Every story is told on both channels and both ticketing systems, unless it names one."""

from collections.abc import AsyncIterator
from typing import cast

import pytest

from tests.e2e.stage import ChannelName, Stage, Vendor, open_stage


@pytest.fixture(params=["slack", "teams"])
def channel(request: pytest.FixtureRequest) -> ChannelName:
    """The platform this story is told on."""
    return cast("ChannelName", request.param)


@pytest.fixture(params=["rezolve", "teamswork"])
def vendor(request: pytest.FixtureRequest) -> Vendor:
    """The ticketing system this story is told on; a story of one overrides it by `parametrize`."""
    return cast("Vendor", request.param)


@pytest.fixture
async def stage(
    channel: ChannelName,
    vendor: Vendor,
    database_url: str,
    empty_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Stage]:
    """A running world with the bot in it."""
    async with open_stage(
        channel=channel,
        vendor=vendor,
        database_url=database_url,
        sandbox_dsn=empty_database_url,
        monkeypatch=monkeypatch,
    ) as running:
        yield running
