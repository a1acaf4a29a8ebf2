"""Who may import whom."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_import_contracts_hold() -> None:
    """Every contract of pyproject.toml is kept, as `make check` demands."""
    linter = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run(  # noqa: S603  our own tool with no arguments
        [str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert found.returncode == 0, found.stdout + found.stderr
