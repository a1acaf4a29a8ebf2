"""The page of all settings is made from them and never out of date."""

from pathlib import Path

from adapters.entrypoints.configuration.page import settings_page
from adapters.entrypoints.configuration.tree import walk
from adapters.entrypoints.settings import Settings

ROOT = Path(__file__).parents[4]


def test_the_committed_page_is_current() -> None:
    """docs/settings.md is what `make docs` writes now."""
    assert (ROOT / "docs/settings.md").read_text(encoding="utf-8") == settings_page(Settings)


def test_every_setting_is_described() -> None:
    """No setting is without a description, those of connections included."""
    bare = [".".join(leaf.path) for leaf in walk(Settings) if not leaf.field.description]

    assert bare == []
