"""The Rezolve face of the running sandbox service."""

from typing import Any

import pytest

from tests.sandbox.ticketing.rezolve.client import Client


@pytest.fixture
def rezolve(service: Any) -> Client:
    """A client of the Rezolve face."""
    return Client(service.url, service.session)
