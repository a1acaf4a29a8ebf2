"""What an admin sets for Teams. The defaults are the public cloud's; sovereign clouds and the sandbox set addresses."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class TeamsSettings(BaseModel):
    """One bot registration (Azure Bot) with a client secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    app_id: str = Field(
        min_length=1,
        description="The bot's Microsoft App ID; empty would switch authentication off, so it may not be.",
        examples=["0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"],
    )
    app_password: SecretStr = Field(
        min_length=1,
        description="A client secret of the app registration.",
        examples=["a client secret value"],
    )
    tenant_id: str = Field(
        min_length=1,
        description="The tenant the bot is registered in (single tenant), or botframework.com for an older "
        "multi-tenant registration.",
        examples=["5f1c2a9e-1111-4a2b-8c3d-0123456789ab"],
    )
    allowed_tenants: tuple[str, ...] = Field(
        default=(), description="Tenants whose people may talk to the bot; empty: only tenant_id."
    )
    login_base: str = Field(
        default="https://login.microsoftonline.com", description="Where the bot gets its own tokens."
    )
    scope: str = Field(
        default="https://api.botframework.com/.default", description="What those tokens are for."
    )
    openid_url: str = Field(
        default="https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="The document that names the keys of tokens sent to the bot.",
    )
    issuer: str = Field(
        default="https://api.botframework.com", description="Who must have issued those tokens."
    )
    service_url: str = Field(
        default="https://smba.trafficmanager.net/teams/",
        description="The connector address for people the bot has not heard from yet.",
    )
    service_hosts: tuple[str, ...] = Field(
        default=(
            "smba.trafficmanager.net",
            "smba.infra.gcc.teams.microsoft.com",
            "smba.infra.gov.teams.microsoft.us",
            "smba.infra.dod.teams.microsoft.us",
        ),
        description="Hosts the bot may send its token to; a serviceUrl elsewhere is refused.",
    )
    timeout_s: float = Field(
        default=10.0, gt=0, le=60, description="How long one call to Teams may take, in seconds."
    )

    @property
    def tenants(self) -> frozenset[str]:
        """The tenants whose people are served."""
        return frozenset(tenant.lower() for tenant in self.allowed_tenants or (self.tenant_id,))
