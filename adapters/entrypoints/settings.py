"""Everything an operator can set: from `ticketbot.toml` and the environment, checked as a whole at start.

Environment names: TICKETBOT_<SECTION>__<NAME>, such as TICKETBOT_SLACK__BOT_TOKEN; the environment wins.
"""

import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from adapters.entrypoints.configuration import together
from adapters.entrypoints.configuration.faults import SettingsWrong, explain, problem, unknown_variables
from adapters.entrypoints.configuration.sources import EnvironmentSource, FileSource
from adapters.entrypoints.configuration.tree import Part
from adapters.slack.settings import SlackSettings
from adapters.teams.settings import TeamsSettings
from adapters.ticketing.rezolve.settings import RezolveSettings
from adapters.ticketing.teamswork.settings import TeamsWorkSettings


class Section(BaseModel):
    """One section of the settings: a misspelt name is an error, not a silent nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(Section):
    """Where the bot listens."""

    host: str = Field(default="127.0.0.1", description="The address to listen on.", examples=["127.0.0.1"])
    port: int = Field(default=3978, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    max_body_bytes: int = Field(
        default=1024 * 1024, ge=1024, description="A larger request is refused (413), in bytes."
    )


class DatabaseSettings(Section):
    """Where the bot remembers things."""

    url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL to use; without one the bot runs its own, embedded.",
        examples=["postgresql://ticketbot:secret@db/ticketbot"],
    )
    data_dir: Path = Field(
        default=Path(".ticketbot/postgres"), description="Where the embedded database lives."
    )
    pool_size: int = Field(default=8, ge=2, le=100, description="Connections this process may hold.")

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: SecretStr | None) -> SecretStr | None:
        try:
            if url is not None and conninfo_to_dict(url.get_secret_value()):
                return url
        except ProgrammingError:
            pass
        else:
            if url is None:
                return None
        raise ValueError("must be the address of a PostgreSQL database")


class LogSettings(Section):
    """What is logged."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least level shown."
    )
    format: Literal["text", "json"] = Field(default="text", description="For people or for machines.")


class PeopleSettings(Section):
    """Who may use the bot."""

    guests: Literal["refuse", "end_user"] = Field(
        default="refuse",
        description="Whether guests of the workspace may raise and follow their own tickets.",
    )
    who_to_ask: str = Field(
        default="your help desk",
        description="Whom people are told to ask when the bot cannot help them.",
        examples=["the IT service desk (it@example.com)"],
    )


class NoticeSettings(Section):
    """How changes in the ticketing system are noticed."""

    poll_interval_s: float = Field(
        default=5.0,
        ge=0.2,
        le=300,
        description="How often each ticketing system is asked for changes, in seconds.",
    )


class WorkerSettings(Section):
    """How work is done."""

    concurrency: int = Field(default=8, ge=1, le=100, description="How many things are done at once.")
    stalled_after_s: float = Field(
        default=15.0, ge=2, le=600, description="A worker silent for this long is taken for dead, in seconds."
    )


class RetentionSettings(Section):
    """How long texts are kept."""

    texts_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="After how many days texts in receipts, forms and notices are erased.",
    )


class SandboxSettings(Section):
    """Only for the offline world."""

    clock_url: str | None = Field(
        default=None, description="The sandbox's clock, which can be advanced; real systems leave it out."
    )


class RezolveConnection(RezolveSettings):
    """A connection to Rezolve.ai."""

    kind: Literal["rezolve"] = Field(description="Which ticketing system this is.", examples=["rezolve"])


class TeamsWorkConnection(TeamsWorkSettings):
    """A connection to TeamsWork Ticketing As A Service."""

    kind: Literal["teamswork"] = Field(description="Which ticketing system this is.", examples=["teamswork"])


Connection = Annotated[RezolveConnection | TeamsWorkConnection, Field(discriminator="kind")]


class Settings(BaseSettings):
    """All settings.

    Raises: SettingsWrong naming everything that is wrong at once.
    """

    model_config = SettingsConfigDict(
        env_prefix="TICKETBOT_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    log: LogSettings = LogSettings()
    slack: SlackSettings | None = None
    teams: TeamsSettings | None = None
    connections: dict[str, Connection] = Field(
        default_factory=dict, description="The ticketing systems, by a name of your choice."
    )
    workspaces: dict[str, str] = Field(
        default_factory=dict,
        description="Which connection serves which workspace, when there is more than one connection.",
        examples=[{"slack:T0123456789": "helpdesk"}],
    )
    people: PeopleSettings = PeopleSettings()
    notices: NoticeSettings = NoticeSettings()
    worker: WorkerSettings = WorkerSettings()
    retention: RetentionSettings = RetentionSettings()
    sandbox: SandboxSettings = SandboxSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code, then the environment, then the file."""
        return init_settings, EnvironmentSource(settings_cls), FileSource(settings_cls)

    @field_validator("workspaces")
    @classmethod
    def _tenants_in_small_letters(cls, workspaces: dict[str, str]) -> dict[str, str]:
        return {
            name.lower() if name.startswith("teams:") else name: connection
            for name, connection in workspaces.items()
        }

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        problems: dict[tuple[Part, ...], str] = {
            path: problem(cls, path, what) for path, what in together.faults(given)
        }
        settings: Self | None = None
        try:
            settings = handler(given)
        except ValidationError as error:
            problems = explain(error, cls) | problems
        found = [*together.missing_parts(given), *problems.values()]
        if found or settings is None:
            raise SettingsWrong(found)
        return settings


def load(**given: Any) -> Settings:
    """The settings of this process. Raises: SettingsWrong with a sentence for each problem, all at once."""
    problems = unknown_variables(os.environ, Settings)
    try:
        settings = Settings(**given)
    except SettingsWrong as wrong:
        raise SettingsWrong([*problems, *wrong.problems]) from None
    if problems:
        raise SettingsWrong(problems)
    return settings


def masked(settings: Settings) -> dict[str, Any]:
    """The effective settings with every secret as stars, for showing."""
    return settings.model_dump(mode="json")
