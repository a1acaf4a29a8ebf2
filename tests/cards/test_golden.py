"""What every renderer draws is what was looked at and committed."""

from pathlib import Path

import pytest

from tests.cards.drawn import DRAWN, GOLDEN, as_json


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_each_case_is_drawn_as_its_golden_file(name: str, is_updating: bool) -> None:
    """A renderer cannot change what people see without a changed golden file."""
    path = GOLDEN / f"{name}.json"
    drawn = as_json(DRAWN[name])
    _write(path, drawn, is_updating)

    assert path.is_file(), "no golden file: run pytest tests/cards --update-golden and look at it"
    assert drawn == path.read_text(encoding="utf-8")


def _write(path: Path, drawn: str, is_updating: bool) -> None:
    if is_updating:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drawn, encoding="utf-8")


def test_there_is_no_golden_file_without_a_case() -> None:
    """A case that was removed takes its golden files with it."""
    found = {path.relative_to(GOLDEN).with_suffix("").as_posix() for path in GOLDEN.rglob("*.json")}

    assert found - set(DRAWN) == set()
