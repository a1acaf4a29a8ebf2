"""The whole product and the whole offline world in one process, for stories that talk to it over HTTP only."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar

import aiohttp
import pytest

from adapters.entrypoints.composition import Product, open_product
from adapters.entrypoints.server import build_app, serve
from adapters.entrypoints.settings import Settings, load
from sandbox.offline import OfflineWorld, start_offline_world
from sandbox.slack.user import SlackUser
from sandbox.teams.state import Settings as TeamsOptions
from sandbox.teams.user import TeamsUser
from sandbox.ticketing.options import Options
from sandbox.user import ChatUser, Screen

ChannelName = Literal["slack", "teams"]
Vendor = Literal["rezolve", "teamswork"]
T = TypeVar("T")

PATIENCE_S = 15.0
# A story's watching may use what is otherwise kept free for people.
CALLS: Final[Mapping[Vendor, Mapping[str, str]]] = {
    "rezolve": {},
    "teamswork": {
        "TICKETBOT_CONNECTIONS__HELPDESK__CALLS_PER_MINUTE": "99",
        "TICKETBOT_CONNECTIONS__HELPDESK__RESERVE_FOR_PEOPLE": "15",
    },
}


@dataclass
class Stage:
    """A running world. Shape: `channel` and `vendor` are what this story is told on."""

    channel: ChannelName
    vendor: Vendor
    world: OfflineWorld
    bot_url: str
    product: Product
    session: aiohttp.ClientSession
    _users: dict[tuple[str, str, str], ChatUser] = field(default_factory=dict)

    def user(self, person: str, *, on: ChannelName | None = None, device: str = "desk") -> ChatUser:
        """Somebody at one of their clients, on this story's platform unless another is named."""
        platform = on or self.channel
        if (platform, person, device) not in self._users:
            self._users[platform, person, device] = (
                SlackUser(self.world.slack.url, person)
                if platform == "slack"
                else TeamsUser(self.world.teams.url, person)
            )
        return self._users[platform, person, device]

    async def see(
        self,
        user: ChatUser,
        what: str | Callable[[Screen], bool],
        *,
        place: str = "direct",
        within_s: float = PATIENCE_S,
    ) -> Screen:
        """The newest message there that contains these words (or fits), as soon as it is there.

        Raises: AssertionError with everything that is there instead.
        """
        fits = (lambda screen: what in screen.text) if isinstance(what, str) else what

        async def look() -> Screen | None:
            screens = [screen for screen in await user.messages(place=place) if fits(screen)]
            return screens[-1] if screens else None

        try:
            return await until(look, within_s=within_s)
        except TimeoutError:
            there = [screen.text for screen in await user.messages(place=place)]
            raise AssertionError(
                f"{user.person} does not see {what!r} in {place}; there is {there}"
            ) from None

    async def form(self, user: ChatUser, *, place: str = "direct", within_s: float = PATIENCE_S) -> Screen:
        """The form this person has before them: a modal, a dialog, or a card in the chat."""

        async def look() -> Screen | None:
            dialog = await user.dialog()
            if dialog is not None and dialog.inputs:
                return dialog
            cards = [screen for screen in await user.messages(place=place) if screen.inputs and screen.submit]
            return cards[-1] if cards else None

        return await until(look, within_s=within_s)

    async def said(
        self, user: ChatUser, words: str, *, place: str = "direct", within_s: float = PATIENCE_S
    ) -> Screen:
        """These words, wherever the bot answers this person: the dialog they have open or a message."""

        async def look() -> Screen | None:
            dialog = await user.dialog()
            if dialog is not None and words in dialog.text:
                return dialog
            for where in dict.fromkeys((place, "direct")):
                for screen in reversed(await user.messages(place=where)):
                    if words in screen.text:
                        return screen
            return None

        try:
            return await until(look, within_s=within_s)
        except TimeoutError:
            dialog = await user.dialog()
            there = [screen.text for screen in await user.messages(place="direct")]
            raise AssertionError(f"{words!r} is not said; dialog: {dialog}; direct: {there}") from None

    async def control(self, method: str, what: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The sandbox ticketing service's control: tickets, act, clock, faults, people, requests."""
        async with self.session.request(
            method, f"{self.world.ticketing.url}/_sandbox/{what}", json=body
        ) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status < 400, found
            return found

    async def act(self, who: str, do: str, **what: Any) -> dict[str, Any]:
        """Somebody does something on the ticketing side."""
        ticket: dict[str, Any] = (await self.control("POST", "act", {"as": who, "do": do, **what}))["ticket"]
        return ticket

    async def advance(self, seconds: float) -> None:
        """Let the whole world's time go on, and the bot notice it."""
        clock = await self.control("POST", "clock", {"advance_s": seconds})

        async def noticed() -> bool | None:
            behind = (self.product.clock.now() - _moment(clock["now"])).total_seconds()
            return True if behind > -1 else None

        await until(noticed)

    async def tickets(self) -> list[dict[str, Any]]:
        """Every ticket on the ticketing side, with comments and history."""
        found: list[dict[str, Any]] = (await self.control("GET", "tickets"))["tickets"]
        return found

    async def ticket(self, reference: str) -> dict[str, Any]:
        """One ticket on the ticketing side."""
        found: dict[str, Any] = (await self.control("GET", f"tickets?ticket={reference}"))["tickets"][0]
        return found

    async def fault(self, kind: str, **where: Any) -> None:
        """Make the ticketing side fail."""
        await self.control("POST", "faults", {"kind": kind, **where})

    async def platform_fault(self, fault: Mapping[str, Any], *, on: ChannelName | None = None) -> None:
        """Make the chat platform fail, in its own emulator's words."""
        url = {"slack": self.world.slack.url, "teams": self.world.teams.url}[on or self.channel]
        async with self.session.post(f"{url}/_sandbox/faults", json=fault) as answer:
            assert answer.status == 200, await answer.text()

    async def platform_is_well(self, *, on: ChannelName | None = None) -> None:
        """No more faults of the chat platform."""
        url, method = {
            "slack": (self.world.slack.url, "DELETE"),
            "teams": (self.world.teams.url, "POST"),
        }[on or self.channel]
        async with self.session.request(method, f"{url}/_sandbox/faults", json={"clear": True}) as answer:
            assert answer.status == 200, await answer.text()

    async def close(self) -> None:
        """Everybody leaves."""
        for user in self._users.values():
            await user.close()


async def until(look: Callable[[], Awaitable[T | None]], *, within_s: float = PATIENCE_S) -> T:
    """What `look` finds, as soon as it finds something. Raises: TimeoutError."""
    async with asyncio.timeout(within_s):
        while True:
            found = await look()
            if found is not None:
                return found
            await asyncio.sleep(0.05)


@asynccontextmanager
async def open_stage(
    *,
    channel: ChannelName,
    vendor: Vendor,
    database_url: str,
    sandbox_dsn: str,
    monkeypatch: pytest.MonkeyPatch,
    announce: bool = True,
    environment: Mapping[str, str] | None = None,
    **settings: Any,
) -> AsyncIterator[Stage]:
    """Start the world, and the bot in it with the settings an operator would write.

    Shape: without `announce` the bot has met nobody yet; `environment` are settings on top of the stage's own.
    """
    async with AsyncExitStack() as stack:
        world = await start_offline_world(
            dsn=sandbox_dsn,
            bot_url="http://127.0.0.1:9",  # told below, when the bot has a port
            announce=False,
            options=Options(teamswork_limit=100_000),
            slack_rates=False,
            retry_delays_s=(0.1, 0.5, 2.0),
            teams_settings=TeamsOptions(enforce_rates=False),
        )
        stack.push_async_callback(world.close)
        product = await stack.enter_async_context(
            open_product(
                bot_settings(world, vendor, database_url, monkeypatch, environment=environment, **settings)
            )
        )
        app = build_app(
            slack=product.slack,
            teams=product.teams,
            is_ready=product.is_ready,
            metrics=product.metrics.registry,
            max_body_bytes=product.settings.server.max_body_bytes,
        )
        runner, bot_url = await serve(app, host="127.0.0.1", port=0)
        stack.push_async_callback(runner.cleanup)
        worker = product.worker()
        working = asyncio.create_task(worker.run())
        watching = asyncio.create_task(product.watching.run())

        async def stop() -> None:
            watching.cancel()
            worker.stop()
            await asyncio.gather(working, watching, return_exceptions=True)

        stack.push_async_callback(stop)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await introduce(session, world, bot_url, announce=announce)
        stage = Stage(channel, vendor, world, bot_url, product, session)
        stack.push_async_callback(stage.close)
        await until(lambda: watches(product))
        yield stage


def bot_settings(
    world: OfflineWorld,
    vendor: Vendor,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    environment: Mapping[str, str] | None = None,
    **settings: Any,
) -> Settings:
    """The settings of a bot in this world, read from the environment as an operator's are."""
    for name in [name for name in os.environ if name.startswith("TICKETBOT_")]:
        monkeypatch.delenv(name)
    whole = (
        world.bot_environment(vendor=vendor)
        | {
            "TICKETBOT_DATABASE__URL": database_url,
            "TICKETBOT_FILE": os.devnull,
            # TeamsWork allows a hundred calls a minute: enough for a story that is over in seconds.
            "TICKETBOT_NOTICES__POLL_INTERVAL_S": "0.3" if vendor == "rezolve" else "0.6",
            "TICKETBOT_CONNECTIONS__HELPDESK__CACHE_S": "0.2" if vendor == "rezolve" else "20",
            "TICKETBOT_PEOPLE__WHO_TO_ASK": "the IT service desk",
        }
        | CALLS[vendor]
    )
    for name, value in {**whole, **(environment or {})}.items():
        monkeypatch.setenv(name, value)
    return load(**settings)


async def introduce(
    session: aiohttp.ClientSession, world: OfflineWorld, bot_url: str, *, announce: bool = True
) -> None:
    """Tell the platforms where the bot is; Teams announces where it is installed."""
    async with session.post(
        f"{world.slack.url}/_sandbox/bot", json={"url": f"{bot_url}/slack/events"}
    ) as answer:
        assert answer.status == 200
    body = {"url": f"{bot_url}/api/messages", "announce": announce}
    async with session.post(f"{world.teams.url}/_sandbox/bot", json=body) as answer:
        assert answer.status == 200


async def watches(product: Product) -> bool | None:
    """Whether watching has begun, so that what happens from now on is noticed."""
    for connection in product.backends:
        if await product.storage.notices.cursor(connection) is None:
            return None
    return True


def _moment(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)
