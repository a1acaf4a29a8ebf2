"""The option that rewrites the golden files of this folder."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/cards --update-golden` writes what is drawn now; look at the difference before committing."""
    parser.addoption("--update-golden", action="store_true", default=False, help="rewrite the golden files")


@pytest.fixture(scope="session")
def is_updating(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten; refused where nobody would look at them."""
    asked = bool(request.config.getoption("--update-golden", default=False))
    if asked and os.environ.get("CI"):
        pytest.exit("--update-golden is refused in CI", returncode=2)
    return asked
