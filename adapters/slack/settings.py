"""What an admin sets for Slack."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class SlackSettings(BaseModel):
    """One Slack workspace, installed with a bot token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bot_token: SecretStr = Field(
        description="The bot token of the installed app (OAuth & Permissions).", examples=["xoxb-..."]
    )
    signing_secret: SecretStr = Field(
        min_length=8,
        description="The signing secret of the app (Basic Information).",
        examples=["8f742231b10e8888abcd99yyyzzz85a5"],
    )
    api_base: str = Field(
        default="https://slack.com/api/",
        pattern=r"^https?://.+/$",
        description="Where the Slack Web API is; only a sandbox or a proxy changes it.",
    )
    timeout_s: float = Field(
        default=10.0, gt=0, le=60, description="How long one call to Slack may take, in seconds."
    )
