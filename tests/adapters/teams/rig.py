"""The Teams adapter between the emulated Teams and a scripted core."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import SecretStr

from adapters.teams.app import TeamsRoute
from adapters.teams.auth import SigningKeys, TokenCheck
from adapters.teams.channel import TeamsChannel
from adapters.teams.connector import Connector
from adapters.teams.directory import TeamsDirectory
from adapters.teams.handler import TicketHandler
from adapters.teams.references import References
from adapters.teams.settings import TeamsSettings
from adapters.teams.turn.invokes import Invokes
from bot.domain.ids import AccountId, WorkspaceId
from bot.domain.people import AccountRef
from bot.ui.inbound import Inbound
from sandbox.teams.server import Running, start
from sandbox.teams.state import Settings
from sandbox.teams.user import TeamsUser
from sandbox.world import TEAMS_BOT_APP_ID, TEAMS_BOT_PASSWORD, TEAMS_TENANT_ID, WORLD
from tests.adapters.teams.scripted_core import ScriptedCore
from tests.fakes.clock import FakeClock
from tests.fakes.storage import FakeAccounts

Json = dict[str, Any]
INLINE_S = 0.4


@dataclass
class Rig:
    """Everything a test needs."""

    running: Running
    session: aiohttp.ClientSession
    settings: TeamsSettings
    core: ScriptedCore
    accounts: FakeAccounts
    references: References
    connector: Connector
    channel: TeamsChannel
    directory: TeamsDirectory
    keys: SigningKeys
    people: dict[str, TeamsUser] = field(default_factory=dict)

    def user(self, key: str) -> TeamsUser:
        """This person's client."""
        return self.people.setdefault(key, TeamsUser(self.running.url, key))

    async def drive(self, name: str, **order: Any) -> Json:
        """One order to the emulator."""
        async with self.session.post(f"{self.running.url}/_sandbox/{name}", json=order) as response:
            result: Json = await response.json()
        return result

    async def deliver(self, **order: Any) -> tuple[int, Any]:
        """Post a forged or true activity of Jane's to the bot: status and body."""
        answer = await self.drive("deliver", **({"person": "jane", "place": "direct"} | order))
        return answer["status"], answer["body"]

    async def calls(self, call: str) -> list[Json]:
        """The calls of this kind that the bot made."""
        url = f"{self.running.url}/_sandbox/calls"
        async with self.session.get(url, params={"call": call}) as response:
            found: list[Json] = (await response.json())["calls"]
        return found

    async def invoke(self, name: str, value: Any, **order: Any) -> tuple[int, Any]:
        """An invoke of Jane's."""
        overrides = {"type": "invoke", "name": name, "value": value} | order.pop("overrides", {})
        return await self.deliver(overrides=overrides, **order)

    async def meet(self, person: str, *, place: str = "direct") -> Inbound:
        """A person says hello; the inbound it became."""
        known = len(self.core.accepted)
        await self.user(person).command("hello", place=place)
        return self.core.accepted[known]

    async def lines(self, person: str, *, place: str = "direct") -> list[str]:
        """What the bot said there, as this person sees it."""
        screens = await self.user(person).messages(place=place)
        return [screen.text for screen in screens if screen.author == "Ticketbot"]


def ref_of(person: str) -> AccountRef:
    """A person's account."""
    account_id = AccountId(WORLD.person(person).aad_id)
    return AccountRef(channel="teams", workspace=WorkspaceId(TEAMS_TENANT_ID), id=account_id)


async def until(is_so: Callable[[], Awaitable[bool]], *, seconds: float = 10) -> None:
    """Poll until it is so."""
    deadline = time.monotonic() + seconds
    while not await is_so():
        assert time.monotonic() < deadline, "it never came to be so"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def open_rig(*, sandbox: Settings | None = None, rooms: Sequence[str] = ()) -> AsyncIterator[Rig]:
    """A running rig. Shape: `rooms` are keys of rooms whose rosters may be read."""
    async with AsyncExitStack() as stack:
        running = await start(settings=sandbox or Settings(enforce_rates=False))
        stack.push_async_callback(running.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        settings = settings_for(running.url)
        core, accounts = ScriptedCore(), FakeAccounts()
        references, connector = References(accounts, settings), Connector(settings, session)
        keys = SigningKeys(settings.openid_url, session)
        route = TeamsRoute(
            tokens=TokenCheck(app_id=settings.app_id, issuer=settings.issuer, keys=keys),
            connector=connector,
            handler=TicketHandler(core, references, invokes=Invokes(core, inline_s=INLINE_S)),
            tenants=settings.tenants,
        )
        url = await _serve(route, stack)

        async def readable(_: WorkspaceId) -> Sequence[str]:
            return [WORLD.room(key).teams_id for key in rooms]

        rig = Rig(
            running=running,
            session=session,
            settings=settings,
            core=core,
            accounts=accounts,
            references=references,
            connector=connector,
            channel=TeamsChannel(connector, references, now=FakeClock().now),
            directory=TeamsDirectory(connector, references, tenants=settings.tenants, rooms=readable),
            keys=keys,
        )
        await rig.drive("bot", url=url)
        yield rig
        for user in rig.people.values():
            await user.close()


def settings_for(url: str, **changes: Any) -> TeamsSettings:
    """Settings for the emulator at this address."""
    return TeamsSettings(
        app_id=TEAMS_BOT_APP_ID,
        app_password=SecretStr(TEAMS_BOT_PASSWORD),
        tenant_id=TEAMS_TENANT_ID,
        login_base=url,
        openid_url=f"{url}/openid/.well-known/openidconfiguration",
        service_url=f"{url}/connector/",
        service_hosts=("127.0.0.1",),
        **changes,
    )


async def _serve(route: TeamsRoute, stack: AsyncExitStack) -> str:
    app = web.Application(client_max_size=64 * 1024)
    app.router.add_post("/api/messages", route.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
