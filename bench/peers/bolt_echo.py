"""slack-bolt as its own pages show it: an AsyncApp that echoes a command.

Arguments: port, signing secret (it stands in for the bot token too: nothing is called).
Source: docs.slack.dev/tools/bolt-python/concepts/async.
"""

import sys
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult


async def authorize() -> AuthorizeResult:
    """Who we are, without asking Slack."""
    return AuthorizeResult(
        enterprise_id=None, team_id="T0123456789", bot_user_id="U0BOT", bot_id="B0BOT", bot_token=sys.argv[2]
    )


async def echo(ack: Any, command: dict[str, Any]) -> None:
    """Say it again."""
    await ack(command.get("text", ""))


if __name__ == "__main__":
    app = AsyncApp(signing_secret=sys.argv[2], authorize=authorize)
    app.command("/ticket")(echo)
    app.start(int(sys.argv[1]), path="/slack/events", host="127.0.0.1")
