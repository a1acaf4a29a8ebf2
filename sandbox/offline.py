"""Starts the whole offline world in one process: the ticketing service, Slack and Teams."""

import json
from dataclasses import dataclass, replace
from typing import Final

from sandbox import world
from sandbox.slack import server as slack
from sandbox.teams import server as teams
from sandbox.teams.state import Settings as TeamsOptions
from sandbox.ticketing import server as ticketing
from sandbox.ticketing.options import Options

# What a message is delivered with again when the bot does not answer; the platforms take minutes.
RETRY_DELAYS_S: Final = (0.2, 5.0, 25.0)
# The vendor's page shows a tenant that is not told in Teams; this one wants to see its notices there.
SWITCHES: Final = {"teamsNotifications": True}


@dataclass(frozen=True, slots=True)
class OfflineWorld:
    """The three emulators while they answer. Shape: addresses without a trailing slash."""

    ticketing: ticketing.Running
    slack: slack.Running
    teams: teams.Running

    def bot_environment(self, *, vendor: str) -> dict[str, str]:
        """The settings, as environment variables, with which a bot lives in this world."""
        return {**_chats(self), **(_rezolve(self) if vendor == "rezolve" else _teamswork(self))}

    async def close(self) -> None:
        """Stop all three."""
        await self.slack.close()
        await self.teams.close()
        await self.ticketing.close()


async def start_offline_world(
    *,
    dsn: str,
    bot_url: str,
    ports: tuple[int, int, int] = (0, 0, 0),
    announce: bool = True,
    options: Options | None = None,
    slack_rates: bool = True,
    retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S,
    teams_settings: TeamsOptions | None = None,
) -> OfflineWorld:
    """Start on these ports (0: any) and send what people do to the bot at `bot_url`."""
    chosen = options or Options()
    chosen = replace(chosen, switches={**SWITCHES, **chosen.switches})
    desk = await ticketing.start(ticketing.build_app(dsn=dsn, options=chosen), port=ports[0])
    try:
        chat = await slack.start(
            port=ports[1],
            bot_url=f"{bot_url}/slack/events",
            rates_enabled=slack_rates,
            retry_delays_s=retry_delays_s,
        )
    except BaseException:
        await desk.close()
        raise
    try:
        other = await teams.start(
            port=ports[2], bot_url=f"{bot_url}/api/messages", announce=announce, settings=teams_settings
        )
    except BaseException:
        await chat.close()
        await desk.close()
        raise
    return OfflineWorld(desk, chat, other)


def _chats(running: OfflineWorld) -> dict[str, str]:
    return {
        "TICKETBOT_SLACK__BOT_TOKEN": world.SLACK_BOT_TOKEN,
        "TICKETBOT_SLACK__SIGNING_SECRET": world.SLACK_SIGNING_SECRET,
        "TICKETBOT_SLACK__API_BASE": f"{running.slack.url}/api/",
        "TICKETBOT_TEAMS__APP_ID": world.TEAMS_BOT_APP_ID,
        "TICKETBOT_TEAMS__APP_PASSWORD": world.TEAMS_BOT_PASSWORD,
        "TICKETBOT_TEAMS__TENANT_ID": world.TEAMS_TENANT_ID,
        "TICKETBOT_TEAMS__LOGIN_BASE": running.teams.url,
        "TICKETBOT_TEAMS__OPENID_URL": f"{running.teams.url}/openid/.well-known/openidconfiguration",
        "TICKETBOT_TEAMS__SERVICE_URL": f"{running.teams.url}/connector/",
        "TICKETBOT_TEAMS__SERVICE_HOSTS": '["127.0.0.1"]',
        "TICKETBOT_SANDBOX__CLOCK_URL": f"{running.ticketing.url}/_sandbox/clock",
    }


def _rezolve(running: OfflineWorld) -> dict[str, str]:
    section = "TICKETBOT_CONNECTIONS__HELPDESK__"
    return {
        f"{section}KIND": "rezolve",
        f"{section}BASE_URL": running.ticketing.url,
        f"{section}TENANT": world.TENANT_ID,
        f"{section}REALM": world.REALM,
        f"{section}CLIENT_ID": world.REZOLVE_CLIENT_ID,
        f"{section}CLIENT_SECRET": world.REZOLVE_CLIENT_SECRET,
        f"{section}PORTAL_URL": f"{running.ticketing.url}/portal/tickets/{{number}}",
    }


def _teamswork(running: OfflineWorld) -> dict[str, str]:
    section = "TICKETBOT_CONNECTIONS__HELPDESK__"
    return {
        f"{section}KIND": "teamswork",
        f"{section}BASE_URL": f"{running.ticketing.url}/teamswork/v1",
        f"{section}KEY": world.TEAMSWORK_PRIMARY_KEY,
        f"{section}ROUTES": json.dumps(_routes("it")),
    }


def _routes(team: str) -> list[dict[str, str]]:
    """Where this team is told, on both platforms; this system knows no chats, so the operator says it."""
    workspaces = {"slack": world.SLACK_TEAM_ID, "teams": world.TEAMS_TENANT_ID}
    return [
        {
            "channel": channel,
            "workspace": workspace,
            "conversation": room.slack_id if channel == "slack" else room.teams_id,
            "name": room.key,
            "team": team,
        }
        for room in world.ROOMS
        if room.helpdesk_team == team
        for channel, workspace in workspaces.items()
    ]
