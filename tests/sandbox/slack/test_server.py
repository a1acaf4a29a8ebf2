"""A real Bolt app works against the emulator, over HTTP alone."""

import time
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.server import start
from sandbox.slack.user import SlackUser
from sandbox.user import PlatformRefused
from sandbox.world import SLACK_SIGNING_SECRET
from tests.sandbox.slack.conftest import Drive
from tests.sandbox.slack.forms import TEXT, button, modal, question


def ticket_app(client: AsyncWebClient) -> AsyncApp:
    """A bot with a command, a form with an error, a mention and a button."""
    app = AsyncApp(client=client, signing_secret=SLACK_SIGNING_SECRET, process_before_response=True)

    @app.command("/ticket")
    async def command(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await ack()
        view = modal(question("q", "Subject", TEXT), callback_id="new")
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("new")
    async def submitted(ack: Any, view: Any, body: Any, client: AsyncWebClient) -> None:
        subject = view["state"]["values"]["q"]["answer"]["value"]
        answers: dict[str, dict[str, Any]] = {
            "x": {"response_action": "errors", "errors": {"q": "Longer, please"}}
        }
        await ack(**answers.get(subject, {}))
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Filed: {subject}")

    @app.event("app_mention")
    async def mentioned(say: Any, event: Any) -> None:
        actions = {"type": "actions", "elements": [button("Claim", "claim")]}
        await say(text="Ticket", blocks=[actions], thread_ts=event["ts"])

    @app.action("claim")
    async def claim(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Claimed", replace_original=True, response_type="in_channel")

    return app


async def test_bolt_runs_on_the_emulator(client: AsyncWebClient, drive: Drive, jane: SlackUser) -> None:
    """Command, modal with an error and a success, mention, thread answer, button and response_url."""
    bolt = ticket_app(client)

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await drive("bot", url=f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")

    await jane.command("new")
    form = await jane.dialog()
    assert form is not None
    await jane.submit(form, {"Subject": "x"})
    wrong = await jane.dialog()
    assert wrong is not None
    await jane.submit(form, {"Subject": "VPN"})
    ref = await jane.mention("help", place="it-support")
    await _called(drive, "chat.postMessage", 3)
    answer = (await jane.messages(place="it-support"))[-1]
    await jane.click(answer, "Claim")
    claimed = (await jane.messages(place="it-support"))[-1]
    await runner.cleanup()

    assert (wrong.input("Subject").error, await jane.dialog()) == ("Longer, please", None)
    assert [entry.text for entry in await jane.messages()] == ["Filed: x", "Filed: VPN"]
    assert (answer.thread, claimed.ref, claimed.text) == (ref, answer.ref, "Claimed")


async def _called(drive: Drive, method: str, count: int) -> None:
    """Poll until the bot has made so many calls. Raises: AssertionError after five seconds."""
    deadline = time.monotonic() + 5
    while len((await drive("calls", verb="GET", method=method))["calls"]) < count:
        assert time.monotonic() < deadline, method


async def test_without_a_bot_people_can_still_write() -> None:
    """Events vanish, commands fail, nothing breaks."""
    running = await start()
    async with SlackUser(running.url, "jane") as jane:
        await jane.write("hello")
        texts = [entry.text for entry in await jane.messages()]
        with pytest.raises(PlatformRefused, match="dispatch_failed"):
            await jane.command("help")
    await running.close()
    assert texts == ["hello"]
