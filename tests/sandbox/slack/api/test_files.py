"""Files go up and down as in Slack."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.user import SlackUser
from sandbox.world import SLACK_BOT_TOKEN
from tests.sandbox.slack.fake_bot import FakeBot


async def test_the_sdk_uploads_a_file_to_a_room(client: AsyncWebClient, jane: SlackUser) -> None:
    """`files_upload_v2` does its three steps and the file is shown."""
    await client.files_upload_v2(channel="C0123456789", content=b"hello", filename="a.txt", title="A file")
    shown = (await jane.messages(place="it-support"))[-1]
    info = await client.files_info(file=shown.payload["files"][0]["id"])
    assert (shown.lines, info["file"]["size"]) == (("A file",), 5)


async def test_a_persons_file_is_downloaded_with_the_token_only(
    client: AsyncWebClient, jane: SlackUser, bot: FakeBot
) -> None:
    """Without the token Slack answers 200 with a page to sign in, not with the file."""
    file = await jane.upload("log.txt", b"boom")
    await jane.write("see", place="it-support", files=(file["id"],))
    event = (await bot.wait_for("message"))[0].payload["event"]
    url = event["files"][0]["url_private_download"]
    answers = []
    async with aiohttp.ClientSession() as session:
        for token in (SLACK_BOT_TOKEN, "xoxb-wrong"):
            async with session.get(url, headers={"Authorization": f"Bearer {token}"}) as response:
                answers.append((response.status, response.content_type, (await response.read())[:4]))
    assert event["subtype"] == "file_share"
    assert answers == [(200, "text/plain", b"boom"), (200, "text/html", b"<!DO")]


async def test_a_strangers_file_has_to_be_asked_for(
    client: AsyncWebClient, slack_stan: SlackUser, bot: FakeBot
) -> None:
    """The event carries only its id; files.info has the rest."""
    file = await slack_stan.upload("a.txt", b"x")
    await slack_stan.write("see", place="it-support", files=(file["id"],))
    event = (await bot.wait_for("message"))[0].payload["event"]
    assert event["files"] == [{"id": file["id"], "mode": "file_access", "file_access": "check_file_info"}]
    assert (await client.files_info(file=file["id"]))["file"]["name"] == "a.txt"
