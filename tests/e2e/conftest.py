"""Every story is told on both channels and both ticketing systems, unless it names one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from tests.e2e.bot_processes import Houses, open_houses
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


@pytest.fixture
async def houses(
    channel: ChannelName,
    vendor: Vendor,
    database_url: str,
    empty_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Houses]:
    """A world whose bot runs in processes of its own; whatever befalls them, none of them tells a fault of ours."""
    async with open_houses(
        channel=channel,
        vendor=vendor,
        database_url=database_url,
        sandbox_dsn=empty_database_url,
        folder=tmp_path,
        monkeypatch=monkeypatch,
    ) as running:
        yield running
        assert running.faults() == []
