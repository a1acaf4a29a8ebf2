"""Every port is held to one contract suite that its fake and its real implementations pass."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Ports without a suite in tests/contracts, and why.
WITHOUT_SUITE = {
    "Clock": "one member that returns an aware time; tests/adapters/entrypoints/test_clock.py holds the real ones",
    "Directory": "each platform vouches for people in its own way; tests/adapters/{slack,teams}/test_directory.py",
    "Exclusive": "one member; tests/adapters/database/test_exclusive.py holds the real one between two databases",
}


def _ports() -> dict[str, str]:
    """Every Protocol under bot/ports with its module."""
    found = {}
    for file in (ROOT / "bot/ports").glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and "Protocol" in {ast.unparse(base) for base in node.bases}:
                found[node.name] = file.stem
    return found


def test_every_port_has_a_contract_or_a_reason() -> None:
    """A port's module is tested in tests/contracts under its name, or stands in the list with its reason."""
    suites = {file.stem.removeprefix("test_") for file in (ROOT / "tests/contracts").glob("test_*.py")}
    without = {name for name, module in _ports().items() if module not in suites}

    assert without == set(WITHOUT_SUITE)


def test_every_exception_is_still_a_port() -> None:
    """The list of exceptions names only ports that exist."""
    assert set(WITHOUT_SUITE) - set(_ports()) == set()
