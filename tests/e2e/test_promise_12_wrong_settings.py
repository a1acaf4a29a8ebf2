"""Promise 12: wrong settings say so at start, all at once, with variable and example, and never a secret's value."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
DEADLINE_S: Final = 60.0
# What operators paste in the wrong place; none of it may be said back, wherever it stands.
SECRET: Final = "hunter2"
RIGHT: Final = {
    "TICKETBOT_SLACK__BOT_TOKEN": f"xoxb-{SECRET}",
    "TICKETBOT_SLACK__SIGNING_SECRET": f"8f742231b10e8888{SECRET}",
    "TICKETBOT_CONNECTIONS__HELPDESK__KIND": "teamswork",
    "TICKETBOT_CONNECTIONS__HELPDESK__BASE_URL": "https://example.com/v1",
    "TICKETBOT_CONNECTIONS__HELPDESK__KEY": SECRET,
}
WRONG: Final = {
    "TICKETBOT_SERVER__PORT": "99999",
    "TICKETBOT_LOG__LEVEL": "loud",
    "TICKETBOT_DATABASE__URL": f"postgres//ticketbot:{SECRET}@db/x",
    "TICKETBOT_NOTICES__POLL_INTERVAL_S": "often",
    "TICKETBOT_SLACK__SIGNING_SECRET": SECRET[:6],
    "TICKETBOT_SLACK__API_BASE": f"http://{SECRET}.example.com/api/",
    "TICKETBOT_TEAMS__APP_PASSWORD": SECRET,
    "TICKETBOT_CONNECTIONS__HELPDESK__KIND": "rezolve",
    "TICKETBOT_CONNECTIONS__HELPDESK__BASE_URL": f"http://admin:{SECRET}@example.com",
    "TICKETBOT_CONNECTIONS__HELPDESK__CLIENT_SECRET": SECRET,
}
# Set to something impossible, or needed beside what is set.
NAMED: Final = {
    "TICKETBOT_SERVER__PORT", "TICKETBOT_LOG__LEVEL", "TICKETBOT_DATABASE__URL",
    "TICKETBOT_NOTICES__POLL_INTERVAL_S", "TICKETBOT_SLACK__SIGNING_SECRET", "TICKETBOT_SLACK__API_BASE",
    "TICKETBOT_SLACK__BOT_TOKEN", "TICKETBOT_TEAMS__APP_ID", "TICKETBOT_TEAMS__TENANT_ID",
    "TICKETBOT_CONNECTIONS__HELPDESK__TENANT", "TICKETBOT_CONNECTIONS__HELPDESK__REALM",
    "TICKETBOT_CONNECTIONS__HELPDESK__CLIENT_ID", "TICKETBOT_CONNECTIONS__HELPDESK__BASE_URL",
}  # fmt: skip


def ticketbot(folder: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """What this command says in an empty folder, with nothing set but this."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("TICKETBOT_")}
    return subprocess.run(  # noqa: S603  our own command with our own words
        [sys.executable, "-m", "adapters.entrypoints", *words],
        cwd=folder,
        env=bare | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def sentences(said: str) -> list[str]:
    """What is wrong, one sentence a setting."""
    return [line.removeprefix("  - ") for line in said.splitlines() if line.startswith("  - ")]


@pytest.mark.parametrize("command", ["config", "serve"])
def test_promise_12_everything_wrong_is_said_at_once(tmp_path: Path, command: str) -> None:
    """Exit 2; each wrong or missing setting by its variable, each with an example; no value that was given."""
    said = ticketbot(tmp_path, WRONG, command)
    found = sentences(said.stderr)
    variables = {line.partition("Environment: ")[2].rstrip(".") for line in found}
    assert (said.returncode, said.stdout, variables) == (2, "", NAMED)
    assert [line for line in found if "Example: " not in line] == []
    given = (SECRET, SECRET[:6], "99999", "loud", "often")
    assert [value for value in given if value in said.stderr] == []
    assert "Traceback" not in said.stderr
    assert [path.name for path in tmp_path.iterdir()] == []


def test_promise_12_misspelt_names_are_said(tmp_path: Path) -> None:
    """A name that is no setting is never silently nothing, in the environment and in the file."""
    (tmp_path / "ticketbot.toml").write_text(f'[slack]\nbot_tokn = "{SECRET}"\n', encoding="utf-8")
    said = ticketbot(tmp_path, RIGHT | {"TICKETBOT_SLAK__SIGNING_SECRET": SECRET}, "config")
    assert said.returncode == 2
    assert [line.split(";")[1] for line in sentences(said.stderr)] == [
        " did you mean TICKETBOT_SLACK__SIGNING_SECRET?",
        " did you mean slack.bot_token? Environment: TICKETBOT_SLACK__BOT_TOKEN.",
    ]
    assert SECRET not in said.stderr


def test_promise_12_a_broken_file_is_said_with_its_line(tmp_path: Path) -> None:
    """A file that is no TOML: where it breaks off, not what stands there."""
    (tmp_path / "ticketbot.toml").write_text(f'[slack]\nbot_token = "{SECRET}\n', encoding="utf-8")
    said = ticketbot(tmp_path, {}, "config")
    assert (said.returncode, SECRET in said.stderr) == (2, False)
    assert sentences(said.stderr)[0].startswith("ticketbot.toml, line 2, column ")


def test_promise_12_right_settings_are_shown_without_secrets(tmp_path: Path) -> None:
    """The counter-proof: what can work is shown, with stars for secrets."""
    said = ticketbot(tmp_path, RIGHT, "config")
    assert (said.returncode, said.stderr, SECRET in said.stdout) == (0, "", False)
