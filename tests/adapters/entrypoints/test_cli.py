"""The command line: help, exit codes, and what it prints."""

import json

import pytest
from typer.testing import CliRunner

from adapters.entrypoints.cli import app

SETTINGS = {
    "TICKETBOT_SLACK__BOT_TOKEN": "xoxb-very-secret",
    "TICKETBOT_SLACK__SIGNING_SECRET": "very-secret-indeed",
    "TICKETBOT_CONNECTIONS__HELPDESK__KIND": "teamswork",
    "TICKETBOT_CONNECTIONS__HELPDESK__BASE_URL": "https://example.com/v1",
    "TICKETBOT_CONNECTIONS__HELPDESK__KEY": "very-secret",
}

pytestmark = pytest.mark.usefixtures("bare")


def _run(*words: str, environment: dict[str, str] | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(words), env=environment or {})
    return result.exit_code, result.stdout, result.stderr


def test_help_names_every_command() -> None:
    """`ticketbot --help` lists what there is."""
    code, out, _ = _run("--help")

    commands = ["demo", "serve", "worker", "migrate", "config", "deliveries", "chat", "sandbox"]
    assert (code, [name for name in commands if name not in out]) == (0, [])


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "config", "deliveries"])
def test_wrong_settings_end_with_2_and_all_sentences(command: str) -> None:
    """Every command that needs settings says what is wrong with them and does nothing else."""
    code, out, err = _run(command, environment={**SETTINGS, "TICKETBOT_SERVER__PORT": "many"})

    assert (code, out) == (2, "")
    assert err == (
        "These settings cannot work:\n"
        "  - server.port must be a whole number. Example: port = 3978. Environment: TICKETBOT_SERVER__PORT.\n"
    )


def test_config_shows_what_is_in_effect_without_secrets() -> None:
    """`config` prints JSON with stars for secrets."""
    code, out, _ = _run("config", environment=SETTINGS)

    assert (code, "very-secret" in out, json.loads(out)["server"]["port"]) == (0, False, 3978)


def test_config_prints_the_schema() -> None:
    """`config --schema` is a JSON schema of all sections and needs no settings."""
    code, out, _ = _run("config", "--schema")

    assert (code, "slack" in json.loads(out)["properties"]) == (0, True)


def test_deliveries_cannot_be_failed_and_held() -> None:
    """Two filters that exclude each other are refused."""
    code, _, err = _run("deliveries", "--failed", "--held")

    assert (code, "choose one of --failed and --held" in err) == (2, True)


def test_chat_without_a_demo_says_so() -> None:
    """`chat` names the ports it tried and what to start."""
    code, _, err = _run("chat", "--port", "1")

    assert (code, err) == (
        1,
        "ticketbot: no demo answers on the ports from 1; start one with `make demo`, or say where with --port\n",
    )


def test_chat_as_nobody_names_everybody() -> None:
    """`chat --as` with an unknown name lists the people."""
    code, _, err = _run("chat", "--as", "nobody")

    assert (code, err.startswith("ticketbot: There is nobody called nobody here; there are jane, ")) == (
        2,
        True,
    )
