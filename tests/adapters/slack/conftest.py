"""Everything running, its parts by name, and two people at their clients."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.channel import SlackChannel
from sandbox.slack.user import SlackUser
from tests.adapters.slack.running import FakeCore, Setup, set_up


@pytest.fixture
async def setup() -> AsyncIterator[Setup]:
    """Everything, started."""
    async with set_up() as running:
        yield running


@pytest.fixture
async def core(setup: Setup) -> FakeCore:
    """The product, as far as the route sees it."""
    return setup.core


@pytest.fixture
async def channel(setup: Setup) -> SlackChannel:
    """The channel under test."""
    return setup.channel


@pytest.fixture
async def jane(setup: Setup) -> AsyncIterator[SlackUser]:
    """Jane at her client."""
    async with SlackUser(setup.slack.url, "jane") as user:
        yield user


@pytest.fixture
async def sam(setup: Setup) -> AsyncIterator[SlackUser]:
    """Sam at his client."""
    async with SlackUser(setup.slack.url, "sam") as user:
        yield user
