"""The bot gets activities in the exact shape Teams sends."""

from typing import Any

import pytest

from sandbox.teams.directory import BOT_ID, TEAM_ID, user_id
from sandbox.world import TEAMS_FOREIGN_TENANT_ID, TEAMS_TENANT_ID, WORLD


async def test_a_personal_message(hand: Any) -> None:
    """Personal messages carry the tenant alone, and the sender's ids, locale and zone."""
    await hand.user("alice").write("hello <b>")
    found = hand.bot.of("message")[0]
    alice = WORLD.person("alice")
    assert (found["from"], found["recipient"]["id"], found["channelId"], found["text"]) == (
        {"id": user_id(alice), "name": alice.name, "aadObjectId": alice.aad_id},
        BOT_ID,
        "msteams",
        "hello <b>",
    )
    assert (
        found["channelData"],
        found["conversation"]["conversationType"],
        found["conversation"]["tenantId"],
    ) == (
        {"tenant": {"id": TEAMS_TENANT_ID}},
        "personal",
        TEAMS_TENANT_ID,
    )
    assert (
        found["locale"],
        found["localTimezone"],
        found["entities"][0]["timezone"],
        found["serviceUrl"],
    ) == (
        "de-DE",
        "Europe/Berlin",
        "Europe/Berlin",
        f"{hand.running.url}/connector/",
    )


async def test_a_room_message_mentions_the_bot(hand: Any) -> None:
    """In a channel the text holds the mention, the entity names it, the conversation its thread."""
    ref = await hand.user("jane").mention("help", place="it-support")
    found = hand.bot.of("message")[0]
    mention = found["entities"][1]
    assert (found["text"], mention["text"], mention["mentioned"]["id"]) == (
        "<at>Ticketbot</at>&nbsp;help",
        "<at>Ticketbot</at>",
        BOT_ID,
    )
    assert (found["conversation"]["id"], found["conversation"]["isGroup"]) == (
        f"19:it-support@thread.tacv2;messageid={ref}",
        True,
    )
    data = found["channelData"]
    assert (data["channel"]["id"], data["team"]["id"], data["tenant"]["id"]) == (
        "19:it-support@thread.tacv2",
        TEAM_ID,
        TEAMS_TENANT_ID,
    )


async def test_a_reply_stays_in_its_thread(hand: Any) -> None:
    """A mention inside a thread comes with the thread's conversation id."""
    root = await hand.user("jane").write("broken", place="it-support")
    await hand.user("sam").mention("help", place="it-support", thread=root)
    found = [one["conversation"]["id"] for one in hand.bot.of("message")]
    assert found == [f"19:it-support@thread.tacv2;messageid={root}"]


async def test_a_stranger_comes_with_the_own_tenant(hand: Any) -> None:
    """A person of another organisation writes from another tenant."""
    await hand.user("stan").write("hello")
    assert hand.bot.of("message")[0]["channelData"]["tenant"]["id"] == TEAMS_FOREIGN_TENANT_ID


@pytest.mark.parametrize(
    ("order", "action", "is_group", "event", "member"),
    [
        ({"person": "jane"}, "add", None, None, "membersAdded"),
        ({"room": "it-support"}, "add", True, "teamMemberAdded", "membersAdded"),
        ({"room": "it-support", "remove": True}, "remove", True, "teamMemberRemoved", "membersRemoved"),
    ],
)
async def test_installation_sends_both_events(
    hand: Any, order: dict[str, Any], action: str, is_group: bool | None, event: str | None, member: str
) -> None:
    """Adding and removing the app sends installationUpdate and conversationUpdate."""
    await hand.drive("install", **order)
    first, second = hand.bot.seen
    assert (first["type"], first["action"], first["conversation"].get("isGroup")) == (
        "installationUpdate",
        action,
        is_group,
    )
    assert (second["type"], second["channelData"].get("eventType"), second[member]) == (
        "conversationUpdate",
        event,
        [{"id": BOT_ID}],
    )


async def test_edits_deletions_and_reactions(hand: Any) -> None:
    """Each comes as its own activity with the message's id; a reaction has no text."""
    jane = hand.user("jane")
    ref = await jane.write("one")
    chat = hand.bot.of("message")[0]["conversation"]["id"]
    _, mine, _ = await hand.call(
        "POST", f"conversations/{chat}/activities", {"type": "message", "text": "hi"}
    )
    await jane.edit(ref, "two")
    await jane.react(mine["id"], "like")
    await jane.delete(ref)
    update, reaction, deletion = hand.bot.seen[1:]
    assert (update["type"], update["id"], update["text"], update["channelData"]["eventType"]) == (
        "messageUpdate",
        ref,
        "two",
        "editMessage",
    )
    assert (reaction["type"], reaction["replyToId"], reaction["reactionsAdded"]) == (
        "messageReaction",
        mine["id"],
        [{"type": "like"}],
    )
    assert (deletion["type"], deletion["id"], deletion["channelData"]["eventType"]) == (
        "messageDelete",
        ref,
        "softDeleteMessage",
    )
