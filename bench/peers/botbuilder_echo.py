"""botbuilder's CloudAdapter with an echo, on aiohttp.

Its package botbuilder-integration-aiohttp is no dependency of ours; the few lines it adds to CloudAdapterBase are
written here anew. Arguments: port, app id, address of the metadata. Source: learn.microsoft.com,
azure/bot-service/bot-service-quickstart-create-bot.
"""

import sys

from aiohttp import web
from botbuilder.core import ActivityHandler, CloudAdapterBase, TurnContext
from botbuilder.schema import Activity
from botframework.connector.auth import (
    BotFrameworkAuthenticationFactory,
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
)

ISSUER = "https://api.botframework.com"


class _Credentials(MicrosoftAppCredentials):  # type: ignore[misc]  # botbuilder ships no types
    """The bot's own token without asking for it, so that only the turn is measured."""

    def get_access_token(self, force_refresh: bool = False) -> str:
        return "bench"


class _Factory(PasswordServiceClientCredentialFactory):  # type: ignore[misc]  # as above
    async def create_credentials(self, app_id: str, *_: object, **__: object) -> _Credentials:
        return _Credentials(app_id, "bench")


class _Echo(ActivityHandler):  # type: ignore[misc]  # as above
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(f"echo: {turn_context.activity.text}")


def build_app(app_id: str, metadata_url: str) -> web.Application:
    """The whole bot."""
    authentication = BotFrameworkAuthenticationFactory.create(
        channel_service="",
        validate_authority=False,
        to_channel_from_bot_login_url="https://login.microsoftonline.com/botframework.com",
        to_channel_from_bot_oauth_scope="https://api.botframework.com",
        to_bot_from_channel_token_issuer=ISSUER,
        oauth_url="https://api.botframework.com",
        to_bot_from_channel_open_id_metadata_url=metadata_url,
        to_bot_from_emulator_open_id_metadata_url=metadata_url,
        caller_id="",
        credential_factory=_Factory(app_id, "bench"),
    )
    adapter, bot = CloudAdapterBase(authentication), _Echo()

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        await adapter.process_activity(request.headers.get("Authorization", ""), activity, bot.on_turn)
        return web.Response(status=201)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    return app


if __name__ == "__main__":
    web.run_app(
        build_app(*sys.argv[2:4]), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None
    )
