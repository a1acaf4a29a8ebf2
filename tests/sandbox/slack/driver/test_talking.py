"""What people do in conversations reaches the bot as Slack sends it."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.user import SlackUser
from tests.sandbox.slack.conftest import Drive
from tests.sandbox.slack.fake_bot import FakeBot

Json = dict[str, Any]


async def test_a_direct_message_is_one_event(bot: FakeBot, jane: SlackUser) -> None:
    """It says where, who and when, inside a full envelope."""
    ref = await jane.write("My <VPN> & https://x.example/a?b=1&c=2")
    payload = (await bot.wait_for("message"))[0].payload
    event = payload["event"]
    assert (event["channel"], event["channel_type"], event["user"]) == ("D0JANE", "im", "U0JANE")
    assert event["text"] == "My &lt;VPN&gt; &amp; <https://x.example/a?b=1&amp;c=2>"
    assert f"{event['channel']}:{event['ts']}" == ref
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == (
        "event_callback",
        "T0123456789",
        "A0TICKETBOT",
    )
    assert payload["authorizations"][0]["user_id"] == "U0TICKETBOT"


async def test_a_mention_in_a_room_is_two_events(bot: FakeBot, jane: SlackUser) -> None:
    """message.channels and app_mention have the same ts and different ids."""
    await jane.mention("help @sam #general", place="general")
    mention = (await bot.wait_for("app_mention"))[0].payload
    message = (await bot.wait_for("message"))[0].payload
    assert mention["event"]["text"] == "<@U0TICKETBOT> help <@U0SAM> <#C0GENERAL00|general>"
    assert mention["event"]["ts"] == message["event"]["ts"]
    assert mention["event_id"] != message["event_id"]


async def test_a_room_without_the_bot_stays_unheard(bot: FakeBot, jane: SlackUser) -> None:
    """Nothing is delivered from there, not even a mention; a later message elsewhere is."""
    await jane.mention("psst", place="no-bots")
    await jane.write("hello")
    heard = await bot.wait_for("message")
    assert [entry.payload["event"]["text"] for entry in heard] == ["hello"]
    assert bot.heard("app_mention") == []


async def test_the_bots_own_posts_are_events_too(bot: FakeBot, client: AsyncWebClient) -> None:
    """They carry bot_id and app_id."""
    await client.chat_postMessage(channel="U0JANE", text="hi")
    event = (await bot.wait_for("message"))[0].payload["event"]
    assert (event["bot_id"], event["app_id"], event["user"]) == ("B0TICKETBOT", "A0TICKETBOT", "U0TICKETBOT")


async def test_edits_and_deletes_are_told_with_what_was(bot: FakeBot, jane: SlackUser) -> None:
    """message_changed and message_deleted carry the message before."""
    ref = await jane.write("one")
    await jane.edit(ref, "two")
    await jane.delete(ref)
    await bot.wait_for("message", 3)
    events = {entry.payload["event"].get("subtype"): entry.payload["event"] for entry in bot.received}
    changed, deleted = events["message_changed"], events["message_deleted"]
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("one", "two")
    assert (deleted["previous_message"]["text"], deleted["deleted_ts"]) == ("two", ref.split(":")[1])


async def test_a_stranger_carries_their_own_team(bot: FakeBot, drive: Drive, slack_stan: SlackUser) -> None:
    """Events of a shared channel say so, and slash commands are not there for strangers."""
    await slack_stan.write("hello", place="it-support")
    payload = (await bot.wait_for("message"))[0].payload
    command = await drive("command", user="stan", channel="it-support", text="help")
    assert (payload["is_ext_shared_channel"], payload["event"]["user_team"]) == (True, "T0999999999")
    assert (payload["team_id"], command["ok"]) == ("T0123456789", False)


async def test_a_command_has_slacks_fields(bot: FakeBot, drive: Drive) -> None:
    """Mentions carry their names; in a thread there are no commands."""
    await drive("command", user="jane", channel="it-support", text="assign @sam <now>")
    refused = await drive("command", user="jane", channel="it-support", text="x", thread="1.2")
    fields = (await bot.wait_for("command"))[0].payload
    assert (fields["command"], fields["text"]) == ("/ticket", "assign <@U0SAM|sam> &lt;now&gt;")
    assert (fields["channel_id"], fields["channel_name"], fields["user_id"]) == (
        "C0123456789",
        "it-support",
        "U0JANE",
    )
    assert (fields["is_enterprise_install"], "not supported in threads" in refused["error"]) == (
        "false",
        True,
    )


async def test_shortcuts_and_reactions(bot: FakeBot, jane: SlackUser) -> None:
    """A message shortcut brings the message along, a global one only a trigger."""
    ref = await jane.write("broken", place="it-support")
    await jane.shortcut("new_ticket")
    await jane.shortcut("from_message", ref=ref)
    await jane.react(ref, "ticket")
    everywhere = bot.heard("shortcut")[0].payload
    here = bot.heard("message_action")[0].payload
    reaction = (await bot.wait_for("reaction_added"))[0].payload["event"]
    assert ("response_url" in everywhere, everywhere["callback_id"]) == (False, "new_ticket")
    assert (here["message"]["text"], here["message_ts"]) == ("broken", ref.split(":")[1])
    assert ("response_url" in here, reaction["reaction"], reaction["item_user"]) == (True, "ticket", "U0JANE")


async def test_the_home_tab_tells_the_bot_each_time(bot: FakeBot, jane: SlackUser) -> None:
    """app_home_opened names the tab and the person."""
    await jane.open_home()
    event = (await bot.wait_for("app_home_opened"))[0].payload["event"]
    assert (event["user"], event["tab"], event["channel"]) == ("U0JANE", "home", "D0JANE")


async def test_the_workspace_tells_of_its_changes(bot: FakeBot, drive: Drive) -> None:
    """Being invited, removed, archived, a changed profile and an uninstallation are events."""
    await drive("channel", channel="no-bots", bot_is_member=True)
    await drive("channel", channel="no-bots", bot_is_member=False)
    await drive("channel", channel="general", archived=True)
    await drive("user", user="jane", tz="Asia/Tokyo")
    await drive("token", state="revoked", announce=True)
    for kind in (
        "member_joined_channel",
        "channel_left",
        "channel_archive",
        "tokens_revoked",
        "app_uninstalled",
    ):
        await bot.wait_for(kind)
    assert (await bot.wait_for("user_change"))[0].payload["event"]["user"]["tz"] == "Asia/Tokyo"


async def test_a_reset_forgets(drive: Drive, jane: SlackUser) -> None:
    """Messages and calls are gone afterwards."""
    await jane.write("one")
    await drive("reset")
    assert (await jane.messages(), (await drive("calls", verb="GET"))["calls"]) == ([], [])
