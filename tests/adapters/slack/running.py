"""The emulated Slack, our adapter on a free port, and a core that does what a test tells it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import SecretStr

from adapters.slack.app import SlackRoute
from adapters.slack.channel import SlackChannel
from adapters.slack.client import SlackClient
from adapters.slack.directory import SlackDirectory
from adapters.slack.settings import SlackSettings
from bot.conversation.form_steps import Press
from bot.domain.catalog import Option
from bot.domain.ids import FieldId, FormToken, ReceiptId
from bot.domain.people import AccountRef
from bot.ui.form import Form
from bot.ui.inbound import Inbound, Submit
from bot.ui.options import Offered
from bot.ui.replies import FieldErrors, NextPage
from sandbox.slack.server import Running, start
from sandbox.slack.user import SlackUser
from sandbox.user import Screen
from sandbox.world import SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET
from tests.fakes.clock import START

Json = dict[str, Any]
FOUND_WITHIN_S = 5.0


@dataclass
class FakeCore:
    """Remembers what it accepted, once each.

    Shape: `faults` are raised by the next accepts; `forms` are open, by token; `outcome` is given by `press`;
           `sources` maps a field to its options; `answering` unset holds pressing and look-ups up.
    """

    accepted: list[Inbound] = field(default_factory=list)
    deliveries: int = 0
    faults: list[Exception] = field(default_factory=list)
    forms: dict[FormToken, tuple[AccountRef, Form]] = field(default_factory=dict)
    outcome: FieldErrors | NextPage | None = None
    sources: dict[str, Sequence[Option]] = field(default_factory=dict)
    pressed: list[tuple[Press, Submit]] = field(default_factory=list)
    searched: list[tuple[str, str, str, str]] = field(default_factory=list)
    fault_of_press: Exception | None = None
    fault_of_options: Exception | None = None
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    answering: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Answer at once unless a test holds it up."""
        self.answering.set()

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """Keep it unless its key is known. Raises: the next fault."""
        self.deliveries += 1
        if self.faults:
            raise self.faults.pop(0)
        if any(known.key == inbound.key for known in self.accepted):
            return None
        self.accepted.append(inbound)
        async with self.arrived:
            self.arrived.notify_all()
        return ReceiptId(str(len(self.accepted)))

    async def press(
        self, submit: Submit, *, what: Press = "send", live: bool
    ) -> FieldErrors | NextPage | None:
        """The outcome a test put here. Raises: the fault."""
        assert live
        self.pressed.append((what, submit))
        await self.answering.wait()
        if self.fault_of_press is not None:
            raise self.fault_of_press
        return self.outcome

    async def form(self, token: FormToken, owner: AccountRef) -> Form | None:
        """The form if this account has it open."""
        known_owner, form = self.forms.get(token, (None, None))
        return form if known_owner == owner else None

    async def options(self, account: AccountRef, token: FormToken, field_id: FieldId, text: str) -> Offered:
        """The options of this field. Raises: the fault."""
        self.searched.append((account.id, token, field_id, text))
        await self.answering.wait()
        if self.fault_of_options is not None:
            raise self.fault_of_options
        return Offered(self.sources.get(field_id, ()))

    async def next(self, count: int = 1) -> Inbound:
        """The count-th thing accepted, once it is."""
        async with asyncio.timeout(FOUND_WITHIN_S), self.arrived:
            await self.arrived.wait_for(lambda: len(self.accepted) >= count)
        return self.accepted[count - 1]


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that runs."""

    slack: Running
    core: FakeCore
    client: SlackClient
    directory: SlackDirectory
    channel: SlackChannel
    session: aiohttp.ClientSession
    url: str

    async def drive(self, name: str, *, verb: str = "POST", **body: Any) -> Json:
        """Call the emulator's driver."""
        sent: Json = {"params": body} if verb == "GET" else {"json": body}
        async with self.session.request(verb, f"{self.slack.url}/_sandbox/{name}", **sent) as response:
            answer: Json = await response.json()
            return answer

    async def calls(self, method: str) -> list[Json]:
        """The arguments of what was called, oldest first."""
        known = await self.drive("calls", verb="GET", method=method)
        return [call["args"] for call in known["calls"]]

    async def fault(self, method: str, kind: str, **more: Any) -> None:
        """The next call of this method goes wrong."""
        assert (await self.drive("faults", method=method, kind=kind, **more))["ok"]

    async def deliver(self, kind: str, payload: Any, **more: Any) -> list[Json]:
        """Send something signed, as Slack does, and see the answers."""
        answers: list[Json] = (await self.drive("deliver", kind=kind, payload=payload, **more))["answers"]
        return answers


@asynccontextmanager
async def set_up(**options: Any) -> AsyncIterator[Setup]:
    """The emulator and our adapter, each knowing the other. Shape: `options` are those of the emulator."""
    slack = await start(**{"rates_enabled": False, "retry_delays_s": (0.0, 0.01, 0.02), **options})
    async with aiohttp.ClientSession() as session:
        settings = SlackSettings(
            bot_token=SecretStr(SLACK_BOT_TOKEN),
            signing_secret=SecretStr(SLACK_SIGNING_SECRET),
            api_base=f"{slack.url}/api/",
            timeout_s=1.0,
        )
        client, core = SlackClient(settings, session), FakeCore()
        directory = SlackDirectory(client)
        app = web.Application(client_max_size=200_000)
        app.router.add_post("/slack/events", SlackRoute(settings, client, directory, core).handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        setup = Setup(slack, core, client, directory, SlackChannel(client, now=lambda: START), session, url)
        await setup.drive("bot", url=url)
        yield setup
        await slack.close()
        await runner.cleanup()


async def last(user: SlackUser, place: str = "direct") -> Screen:
    """The newest message this person sees there."""
    return (await user.messages(place=place))[-1]


async def texts(user: SlackUser, place: str = "direct") -> list[str]:
    """What this person reads there."""
    return [screen.text for screen in await user.messages(place=place)]
