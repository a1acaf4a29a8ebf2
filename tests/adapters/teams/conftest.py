"""A running rig for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.teams.rig import Rig, open_rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Emulated Teams, the adapter, a scripted core."""
    async with open_rig(rooms=("it-support",)) as opened:
        yield opened
