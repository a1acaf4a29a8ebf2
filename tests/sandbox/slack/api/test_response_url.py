"""A response_url answers five times, replaces and deletes."""

from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.slack.user import SlackUser
from tests.sandbox.slack.conftest import Drive
from tests.sandbox.slack.fake_bot import FakeBot, Reply


async def test_five_uses_and_no_more(drive: Drive, jane: SlackUser, sam: SlackUser) -> None:
    """Answers are for the person alone unless in_channel; the sixth use is refused."""
    command = await drive("command", user="jane", channel="it-support", text="help")
    hook = AsyncWebhookClient(command["response_url"])
    statuses = [(await hook.send(text=f"{number}")).status_code for number in range(4)]
    statuses.append((await hook.send(text="all", response_type="in_channel")).status_code)
    last = await hook.send(text="6")
    assert (statuses, last.status_code, "used_url" in last.body) == ([200] * 5, 404, True)
    assert [entry.text for entry in await jane.messages(place="it-support")] == ["0", "1", "2", "3", "all"]
    assert [entry.text for entry in await sam.messages(place="it-support")] == ["all"]


async def test_the_first_answer_can_be_replaced_and_deleted(drive: Drive, jane: SlackUser) -> None:
    """An ephemeral answer changes in place and goes away."""
    command = await drive("command", user="jane", channel="it-support", text="help")
    hook = AsyncWebhookClient(command["response_url"])
    await hook.send(text="working")
    await hook.send(text="done", replace_original=True)
    shown = [entry.text for entry in await jane.messages(place="it-support")]
    await hook.send(delete_original=True)
    assert (shown, await jane.messages(place="it-support")) == (["done"], [])


async def test_a_wrong_answer_is_refused(drive: Drive) -> None:
    """Bad blocks give 400, an unknown address 404."""
    command = await drive("command", user="jane", text="help")
    bad = await AsyncWebhookClient(command["response_url"]).send_dict({"blocks": [{"type": "x"}]})
    unknown = await AsyncWebhookClient(command["response_url"] + "x").send(text="x")
    assert (bad.status_code, unknown.status_code) == (400, 404)


async def test_the_immediate_answer_of_a_command_is_shown(bot: FakeBot, jane: SlackUser) -> None:
    """Text or JSON in the acknowledgement is a private message."""
    bot.replies["command"] = [
        Reply("one moment"),
        Reply({"text": "json", "response_type": "ephemeral"}),
        Reply(),
    ]
    for text in ("a", "b", "c"):
        await jane.command(text)
    assert [(entry.text, entry.private) for entry in await jane.messages()] == [
        ("one moment", True),
        ("json", True),
    ]
