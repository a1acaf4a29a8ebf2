"""The chat.* methods behave as Slack's towards the real SDK."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.user import SlackUser
from tests.sandbox.slack.fake_bot import FakeBot
from tests.sandbox.slack.forms import section

ROOM = "C0123456789"
Json = dict[str, Any]


async def test_a_post_answers_with_the_message_and_is_seen(client: AsyncWebClient, jane: SlackUser) -> None:
    """What is posted appears for the people of the room."""
    answer = await client.chat_postMessage(
        channel=ROOM, text="a &amp; b", blocks=[section("*Hi* &lt;you&gt;")]
    )
    assert answer["message"]["bot_id"] == "B0TICKETBOT"
    shown = (await jane.messages(place="it-support"))[-1]
    assert (shown.ref, shown.lines, shown.notification) == (f"{ROOM}:{answer['ts']}", ("Hi <you>",), "a & b")


CALLS: list[tuple[str, Json, str]] = [
    ("chat.postMessage", {"channel": "C0NOSUCH", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0NOBOTS000", "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": ROOM}, "no_text"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": ROOM, "blocks": '[{"type": "x"}]'}, "invalid_blocks"),
    ("chat.postMessage", {"channel": ROOM, "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
    ("chat.postEphemeral", {"channel": ROOM, "user": "U0NOBODY", "text": "x"}, "user_not_found"),
    ("chat.postEphemeral", {"channel": ROOM, "user": "U0GINA", "text": "x"}, "user_not_in_channel"),
    ("chat.update", {"channel": ROOM, "ts": "1.2", "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": ROOM, "ts": "1.2"}, "message_not_found"),
    ("chat.getPermalink", {"channel": ROOM, "message_ts": "1.2"}, "message_not_found"),
    ("chat.unfurl", {"channel": ROOM, "ts": "1.2", "unfurls": "{}"}, "cannot_find_message"),
    ("reactions.add", {"channel": ROOM, "timestamp": "1.2", "name": "eyes"}, "message_not_found"),
    ("chat.nonsense", {}, "unknown_method"),
]


@pytest.mark.parametrize(("method", "args", "code"), CALLS, ids=[f"{m}-{c}" for m, _, c in CALLS])
async def test_a_wrong_call_is_refused(client: AsyncWebClient, method: str, args: Json, code: str) -> None:
    """Each mistake has Slack's own code."""
    with pytest.raises(SlackApiError) as refusal:
        await client.api_call(method, params=args)
    assert refusal.value.response["error"] == code


async def test_an_update_keeps_what_it_does_not_name(client: AsyncWebClient, jane: SlackUser) -> None:
    """Blocks stay when only text is given, go with an empty list, and the message counts as edited."""
    ts = (await client.chat_postMessage(channel="U0JANE", text="one", blocks=[section("Block")]))["ts"]
    channel = (await client.conversations_open(users="U0JANE"))["channel"]["id"]
    await client.chat_update(channel=channel, ts=ts, text="two")
    kept = (await jane.messages())[-1]
    await client.chat_update(channel=channel, ts=ts, text="three", blocks=[])
    gone = (await jane.messages())[-1]
    assert (kept.lines, kept.notification, kept.edited) == (("Block",), "two", True)
    assert (gone.lines, gone.notification) == (("three",), "three")


async def test_only_own_lasting_messages_can_be_changed(client: AsyncWebClient, jane: SlackUser) -> None:
    """A person's message and an ephemeral one are refused; a text over 4,000 is too long."""
    ref = await jane.write("mine", place="it-support")
    fleeting = await client.chat_postEphemeral(channel=ROOM, user="U0JANE", text="psst")
    own = await client.chat_postMessage(channel=ROOM, text="x")
    wrong = {
        "cant_update_message": (ref.split(":")[1], "x"),
        "message_not_found": (fleeting["message_ts"], "x"),
        "msg_too_long": (own["ts"], "x" * 4001),
    }
    codes = []
    for ts, text in wrong.values():
        with pytest.raises(SlackApiError) as refusal:
            await client.chat_update(channel=ROOM, ts=ts, text=text)
        codes.append(refusal.value.response["error"])
    assert codes == list(wrong)


async def test_an_ephemeral_message_is_seen_by_one_person(
    client: AsyncWebClient, jane: SlackUser, sam: SlackUser
) -> None:
    """Nobody else in the room sees it."""
    await client.chat_postEphemeral(channel=ROOM, user="U0JANE", text="psst")
    assert [(entry.text, entry.private) for entry in await jane.messages(place="it-support")] == [
        ("psst", True)
    ]
    assert await sam.messages(place="it-support") == []


async def test_answers_in_threads_link_to_their_first_message(
    client: AsyncWebClient, jane: SlackUser
) -> None:
    """An answer to an answer joins the same thread, and permalinks say so."""
    root = (await client.chat_postMessage(channel=ROOM, text="root"))["ts"]
    first = (await client.chat_postMessage(channel=ROOM, text="a", thread_ts=root))["ts"]
    second = await client.chat_postMessage(channel=ROOM, text="b", thread_ts=first)
    link = await client.chat_getPermalink(channel=ROOM, message_ts=second["ts"])
    screens = await jane.messages(place="it-support")
    assert [entry.thread for entry in screens] == [None, f"{ROOM}:{root}", f"{ROOM}:{root}"]
    assert link["permalink"].endswith(f"?thread_ts={root}&cid={ROOM}")


async def test_long_text_is_cut_and_delete_removes(client: AsyncWebClient, jane: SlackUser) -> None:
    """Text over 40,000 characters is cut silently; a deleted message is gone."""
    answer = await client.chat_postMessage(channel=ROOM, text="x" * 40_001)
    await client.chat_delete(channel=ROOM, ts=answer["ts"])
    assert (len(answer["message"]["text"]), await jane.messages(place="it-support")) == (40_000, [])


async def test_the_apps_links_can_be_unfurled(client: AsyncWebClient, bot: FakeBot, jane: SlackUser) -> None:
    """A link in a message is told to the bot, whose preview then stands below it."""
    url = "https://tickets.example.com/T-1"
    await jane.write(f"see {url}", place="it-support")
    event = (await bot.wait_for("link_shared"))[0].payload["event"]
    preview = {url: {"blocks": [section("Ticket 1")]}}
    await client.chat_unfurl(channel=event["channel"], ts=event["message_ts"], unfurls=preview)
    shown = (await jane.messages(place="it-support"))[-1]
    assert (event["links"], shown.lines[-1]) == ([{"domain": "tickets.example.com", "url": url}], "Ticket 1")


async def test_a_reaction_counts_once(client: AsyncWebClient, jane: SlackUser, bot: FakeBot) -> None:
    """The bot's own reaction is an event too; a second one is refused."""
    ts = (await jane.write("help", place="it-support")).split(":")[1]
    await client.reactions_add(channel=ROOM, timestamp=ts, name="eyes")
    event = (await bot.wait_for("reaction_added"))[0].payload["event"]
    with pytest.raises(SlackApiError, match="already_reacted"):
        await client.reactions_add(channel=ROOM, timestamp=ts, name="eyes")
    assert (event["user"], event["item"]["ts"], event["item_user"]) == ("U0TICKETBOT", ts, "U0JANE")
