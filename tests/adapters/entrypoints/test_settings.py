"""Story 39: wrong settings are all named at once, in plain words, with an example, the variable, and no secret."""

from pathlib import Path

import pytest

from adapters.entrypoints.configuration.faults import SettingsWrong
from adapters.entrypoints.configuration.together import NO_CHAT, NO_TICKETING, NOTHING
from adapters.entrypoints.settings import Settings, load, masked

ROOT = Path(__file__).parents[3]
HELPDESK = {
    "TICKETBOT_CONNECTIONS__HELPDESK__KIND": "rezolve",
    "TICKETBOT_CONNECTIONS__HELPDESK__BASE_URL": "https://acme.rezolve.ai",
    "TICKETBOT_CONNECTIONS__HELPDESK__TENANT": "acme",
    "TICKETBOT_CONNECTIONS__HELPDESK__REALM": "acme",
    "TICKETBOT_CONNECTIONS__HELPDESK__CLIENT_ID": "ticketbot",
    "TICKETBOT_CONNECTIONS__HELPDESK__CLIENT_SECRET": "123456",
}
GOOD = HELPDESK | {
    "TICKETBOT_SLACK__BOT_TOKEN": "xoxb-very-secret",
    "TICKETBOT_SLACK__SIGNING_SECRET": "very-secret-indeed",
}
TEAMS = {
    "TICKETBOT_TEAMS__APP_ID": "app",
    "TICKETBOT_TEAMS__APP_PASSWORD": "very-secret",
    "TICKETBOT_TEAMS__TENANT_ID": "Tenant-1",
}
SECOND = {
    "TICKETBOT_CONNECTIONS__OTHER__KIND": "teamswork",
    "TICKETBOT_CONNECTIONS__OTHER__BASE_URL": "https://example.com/v1",
    "TICKETBOT_CONNECTIONS__OTHER__KEY": "very-secret",
}


def wrong(bare: pytest.MonkeyPatch, environment: dict[str, str], toml: str | None = None) -> list[str]:
    """What is said about these settings."""
    for name, value in environment.items():
        bare.setenv(name, value)
    if toml is not None:
        Path("ticketbot.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsWrong) as caught:
        load()
    return caught.value.problems


def right(bare: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    """The settings of this environment."""
    for name, value in environment.items():
        bare.setenv(name, value)
    return load()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SERVER__PORT", "99999", "server.port must be at most 65535. Example: port = 3978. Environment: @."),
        ("SERVER__PORT", "many", "server.port must be a whole number. Example: port = 3978. Environment: @."),
        (
            "LOG__LEVEL",
            "loud",
            (
                'log.level must be one of "debug", "info", "warning" or "error". '
                'Example: level = "info". Environment: @.'
            ),
        ),
        (
            "DATABASE__URL",
            "post gres://x:very-secret",
            (
                "database.url must be the address of a PostgreSQL database. "
                'Example: url = "postgresql://ticketbot:secret@db/ticketbot". Environment: @.'
            ),
        ),
        (
            "SLACK__SIGNING_SECRET",
            "secret",
            (
                "slack.signing_secret is too short: it has at least 8 characters. "
                'Example: signing_secret = "8f742231b10e8888abcd99yyyzzz85a5". Environment: @.'
            ),
        ),
        (
            "SLACK__API_BASE",
            "http://slack.example.com/api/",
            (
                "slack.api_base must begin with https://; http:// is only for a sandbox on this machine. "
                'Example: api_base = "https://slack.com/api/". Environment: @.'
            ),
        ),
        (
            "SLACK__BOT_TOKN",
            "x",
            (
                "slack.bot_tokn is not a setting; did you mean slack.bot_token? "
                "Environment: TICKETBOT_SLACK__BOT_TOKEN."
            ),
        ),
        (
            "NOTICES",
            "5",
            "notices must be a section with its settings below it. Environment: @.",
        ),
        (
            "NOTICES__POLL_INTERVAL_S",
            "0",
            "notices.poll_interval_s must be at least 0.2. Example: poll_interval_s = 5. Environment: @.",
        ),
        ("NOTICES__QQ", "1", "notices.qq is not a setting; there are poll_interval_s."),
        (
            "CONNECTIONS__HELPDESK__BASE_URL",
            "http://acme.rezolve.ai",
            (
                "connections.helpdesk.base_url must begin with https://; http:// is only for a sandbox on this "
                'machine. Example: base_url = "https://acme.rezolve.ai". Environment: @.'
            ),
        ),
        (
            "CONNECTIONS__HELPDESK__TOKEN_PATH",
            "http://login.example.com/token",
            (
                "connections.helpdesk.token_path must begin with https://; http:// is only for a sandbox on this "
                'machine. Example: token_path = "/oauth/token". Environment: @.'
            ),
        ),
        (
            "CONNECTIONS__HELPDESK__KIND",
            "jira",
            'connections.helpdesk.kind must be "rezolve" or "teamswork". Example: kind = "rezolve". Environment: @.',
        ),
        (
            "SANDBOX__CLOCK_URL",
            "http://192.0.2.7:3979/_sandbox/clock",
            "sandbox.clock_url is only for a sandbox on this machine; leave it out. Environment: @.",
        ),
        (
            "WORKSPACES",
            '{"slack:T1": "nowhere"}',
            'workspaces["slack:T1"] names a connection that does not exist; there are: helpdesk. Environment: @.',
        ),
        (
            "SLAK__BOT_TOKEN",
            "very-secret",
            "TICKETBOT_SLAK__BOT_TOKEN is not a setting; did you mean TICKETBOT_SLACK__BOT_TOKEN?",
        ),
        (
            "SLACK_BOT_TOKEN",
            "very-secret",
            "TICKETBOT_SLACK_BOT_TOKEN is not a setting; did you mean TICKETBOT_SLACK__BOT_TOKEN?",
        ),
    ],
)
def test_one_wrong_setting_is_one_sentence(
    bare: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    """Each kind of fault is said in plain words with an example and the variable."""
    found = wrong(bare, GOOD | {f"TICKETBOT_{name}": value})

    assert found == [sentence.replace("Environment: @", f"Environment: TICKETBOT_{name}")]


def test_everything_wrong_is_named_at_once(bare: pytest.MonkeyPatch) -> None:
    """Faults of several sections, misspelt names and what is missing come in one go."""
    found = wrong(
        bare,
        {
            "TICKETBOT_SERVER__PORT": "99999",
            "TICKETBOT_TEAMS__ALLOWED_TENANTS": "one",
            "TICKETBOT_SLAK__BOT_TOKEN": "very-secret",
            "TICKETBOT_SANDBOX__CLOCK_URL": "http://example.com/",
        },
    )

    assert [sentence.split()[0] for sentence in found] == [
        "TICKETBOT_SLAK__BOT_TOKEN",
        "No",
        "server.port",
        "teams.app_id",
        "teams.app_password",
        "teams.tenant_id",
        "teams.allowed_tenants",
        "sandbox.clock_url",
    ]
    assert NO_TICKETING in found


def test_no_secret_is_shown(bare: pytest.MonkeyPatch) -> None:
    """A value that was given never stands in a sentence, right or wrong."""
    secrets = {name: "very-secret" for name in GOOD if name.endswith(("SECRET", "TOKEN", "KIND", "BASE_URL"))}
    found = wrong(bare, GOOD | secrets | {"TICKETBOT_DATABASE__URL": "very-secret://"})

    assert [sentence for sentence in found if "very-secret" in sentence] == []


def test_nothing_configured_says_what_to_do_first(bare: pytest.MonkeyPatch) -> None:
    """Without any setting there is one sentence: what to do."""
    assert wrong(bare, {}) == [NOTHING]


def test_a_ticketing_system_alone_is_not_enough(bare: pytest.MonkeyPatch) -> None:
    """Without a chat platform the missing sections are named."""
    assert wrong(bare, HELPDESK) == [NO_CHAT]


def test_several_connections_need_workspaces(bare: pytest.MonkeyPatch) -> None:
    """With two ticketing systems it must be said who serves whom."""
    assert wrong(bare, GOOD | SECOND) == [
        (
            "There are several connections (helpdesk, other), so [workspaces] must say which one serves which "
            'workspace, such as "slack:T0123456789" = "helpdesk". Environment: TICKETBOT_WORKSPACES, as JSON.'
        )
    ]


def test_a_tenant_that_nobody_serves_is_named(bare: pytest.MonkeyPatch) -> None:
    """Where [workspaces] is filled in, every Teams tenant must stand in it."""
    found = wrong(bare, GOOD | TEAMS | {"TICKETBOT_WORKSPACES": '{"slack:T1": "helpdesk"}'})

    assert found == [
        (
            'workspaces leaves out the Teams tenant Tenant-1: add "teams:Tenant-1" = a connection. '
            'Example: workspaces = { "slack:T0123456789" = "helpdesk" }. Environment: TICKETBOT_WORKSPACES.'
        )
    ]


def test_tenants_are_compared_in_small_letters(bare: pytest.MonkeyPatch) -> None:
    """A tenant id in capitals serves the same tenant."""
    settings = right(bare, GOOD | TEAMS | {"TICKETBOT_WORKSPACES": '{"teams:TENANT-1": "helpdesk"}'})

    assert settings.workspaces == {"teams:tenant-1": "helpdesk"}


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        (
            '[slack]\nbot_token = "x\n',
            "ticketbot.toml, line 2, column 15: this cannot be read as TOML: a text in quotes is not closed.",
        ),
        (
            "[server]\nport 3978\n",
            (
                "ticketbot.toml, line 2, column 6: this cannot be read as TOML: "
                "expected '=' after a key in a key/value pair."
            ),
        ),
    ],
)
def test_broken_toml_says_where(bare: pytest.MonkeyPatch, toml: str, sentence: str) -> None:
    """A file that is no TOML is named with the line."""
    assert wrong(bare, {}, toml) == [sentence]


def test_misspelt_names_in_the_file_are_errors(bare: pytest.MonkeyPatch) -> None:
    """An unknown section or name in the file is never silently nothing."""
    found = wrong(bare, GOOD, "[server]\nprot = 1\n[notice]\npoll_interval_s = 3\n")

    assert found == [
        "server.prot is not a setting; did you mean server.port? Environment: TICKETBOT_SERVER__PORT.",
        "notice is not a setting; did you mean notices? Environment: TICKETBOT_NOTICES.",
    ]


def test_a_named_file_must_exist(bare: pytest.MonkeyPatch) -> None:
    """TICKETBOT_FILE that names nothing is said, instead of running without it."""
    assert wrong(bare, GOOD | {"TICKETBOT_FILE": "elsewhere.toml"}) == [
        "TICKETBOT_FILE names elsewhere.toml, which does not exist."
    ]


def test_the_environment_wins_over_the_file(bare: pytest.MonkeyPatch) -> None:
    """Both sources are merged name by name, the environment on top."""
    Path("ticketbot.toml").write_text("[server]\nport = 1\nhost = '::1'\n", encoding="utf-8")

    settings = right(bare, GOOD | {"TICKETBOT_SERVER__PORT": "2"})

    assert (settings.server.host, settings.server.port) == ("::1", 2)


def test_a_password_of_digits_stays_text(bare: pytest.MonkeyPatch) -> None:
    """Only lists and tables are read as JSON from the environment."""
    connection = right(bare, GOOD).connections["helpdesk"]

    assert connection.model_dump()["client_secret"].get_secret_value() == "123456"


def test_masked_settings_show_no_secret(bare: pytest.MonkeyPatch) -> None:
    """What `ticketbot config` prints holds stars instead of secrets."""
    shown = masked(right(bare, GOOD | {"TICKETBOT_DATABASE__URL": "postgresql://u:very-secret@db/x"}))

    assert "secret-" not in str(shown)
    assert "very-secret" not in str(shown)
    assert shown["slack"]["bot_token"] == "**********"


def test_the_example_file_is_complete_and_right(bare: pytest.MonkeyPatch) -> None:
    """The committed example loads, and shows both platforms and both ticketing systems."""
    settings = right(bare, {"TICKETBOT_FILE": str(ROOT / "ticketbot.example.toml")})

    assert sorted(connection.kind for connection in settings.connections.values()) == ["rezolve", "teamswork"]
    assert settings.slack is not None
    assert settings.teams is not None
