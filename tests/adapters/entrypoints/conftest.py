"""An environment without any setting, in an empty folder."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No TICKETBOT_ variable and no settings file; set what the test needs."""
    for name in [name for name in os.environ if name.startswith("TICKETBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch
