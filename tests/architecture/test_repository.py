"""What is committed names no machine and no mirror, and what is documented exists."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.conversation.router import COMMANDS

ROOT = Path(__file__).parents[2]
# In two parts, so that this file does not find itself.
NOT_TO_BE_NAMED = [
    "/ro" + "ot/", "/ho" + "me/", "pypi" + ".org", "files.python" + "hosted", "registry.npm" + "js",
    "deb.deb" + "ian",
]  # fmt: skip
TEXT = {".py", ".md", ".toml", ".txt", ".sql", ".json", ".yaml", ".yml", ".lock", ".cfg", ".sh", ""}
# What a package is called where it is imported or explained, when that is not its name in pyproject.toml.
ALSO_CALLED = {"pyjwt": "PyJWT"}


def _tracked() -> list[Path]:
    """Files that are committed or could be."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    files = [ROOT / line for line in listed.stdout.splitlines()]
    return [file for file in files if file.is_file() and file.suffix in TEXT]


@pytest.mark.parametrize("words", NOT_TO_BE_NAMED)
def test_no_file_names_a_machine_or_a_package_index(words: str) -> None:
    """Paths of somebody's machine and hosts of package indexes are in no file."""
    found = [
        str(file.relative_to(ROOT))
        for file in _tracked()
        if words in file.read_text(encoding="utf-8", errors="replace")
    ]

    assert found == []


def _documented_commands() -> set[str]:
    """The words in the README's list of commands, which ends with the free text."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    part = readme.split("- Commands,")[1].split("Free text")[0]
    return set(re.findall(r"`([a-z]+)`", part))


def test_every_documented_command_exists_and_the_other_way_round() -> None:
    """The README names exactly the commands that the router knows."""
    assert _documented_commands() == set(COMMANDS)


def _names(requirements: list[str]) -> set[str]:
    found = {re.split(r"[\[<>=~! ]", requirement)[0].lower() for requirement in requirements}
    return {ALSO_CALLED.get(name, name) for name in found}


def test_every_dependency_has_its_reason() -> None:
    """docs/dependencies.md has a row for each dependency of pyproject.toml, and for nothing else."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| ")]
    explained = {name.strip() for row in rows[1:] for name in row.split(",")}

    assert explained == _names(project["dependencies"])


def test_every_development_tool_is_named() -> None:
    """docs/dependencies.md names each package of the dev extra, stubs of types aside."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").split("For development:")[1]
    tools = {name.removeprefix("pytest-") for name in _names(project["optional-dependencies"]["dev"])}

    assert [tool for tool in sorted(tools) if not tool.startswith("types-") and tool not in page] == []
