"""Users, conversations and the token, as the real SDK sees them."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.slack.conftest import Drive

ROOM = "C0123456789"
Json = dict[str, Any]


async def test_users_info_shows_zone_locale_and_email(client: AsyncWebClient) -> None:
    """The locale comes only when asked for."""
    user = (await client.users_info(user="U0ALICE", include_locale=True))["user"]
    bare = (await client.users_info(user="U0ALICE"))["user"]
    assert (user["tz"], user["locale"]) == ("Europe/Berlin", "de-DE")
    assert (user["profile"]["email"], "locale" in bare) == ("alice.johnson@example.com", False)


async def test_guests_strangers_and_bots_are_marked(client: AsyncWebClient) -> None:
    """A stranger has another team and no e-mail, whatever address they claim."""
    guest = (await client.users_info(user="U0GINA"))["user"]
    stranger = (await client.users_info(user="U0STAN"))["user"]
    robot = (await client.users_info(user="U0TICKETBOT"))["user"]
    assert (guest["is_restricted"], guest["team_id"]) == (True, "T0123456789")
    assert (stranger["team_id"], "email" in stranger["profile"]) == ("T0999999999", False)
    assert (robot["is_bot"], "tz" in robot) == (True, False)


async def test_lookup_by_email_finds_members_only(client: AsyncWebClient, drive: Drive) -> None:
    """Jane's address is Jane's although a stranger claims it; a deactivated person is not found."""
    assert (await client.users_lookupByEmail(email="Jane.Smith@example.com"))["user"]["id"] == "U0JANE"
    await drive("user", user="jane", deleted=True)
    with pytest.raises(SlackApiError, match="users_not_found"):
        await client.users_lookupByEmail(email="jane.smith@example.com")


async def test_lists_come_in_pages(client: AsyncWebClient) -> None:
    """The SDK's own paging walks all members of a room and all users."""
    members = [
        name
        async for page in await client.conversations_members(channel=ROOM, limit=3)
        for name in page["members"]
    ]
    users = [user["id"] async for page in await client.users_list(limit=4) for user in page["members"]]
    assert (len(members), len(set(members))) == (8, 8)
    assert (len(users), len(set(users))) == (11, 11)


async def test_threads_and_history_are_read_where_the_bot_is(client: AsyncWebClient) -> None:
    """Answers stand in replies and not in history; metadata only when asked for."""
    metadata = {"event_type": "ticket", "event_payload": {"id": "T-1"}}
    root = (await client.chat_postMessage(channel=ROOM, text="root", metadata=metadata))["ts"]
    await client.chat_postMessage(channel=ROOM, text="answer", thread_ts=root)
    replies = (await client.conversations_replies(channel=ROOM, ts=root))["messages"]
    history = (await client.conversations_history(channel=ROOM, include_all_metadata=True))["messages"]
    assert [entry["text"] for entry in replies] == ["root", "answer"]
    assert [(entry["text"], entry["metadata"]) for entry in history] == [("root", metadata)]
    assert (replies[0]["reply_count"], "metadata" in replies[0]) == (1, False)


REFUSED: list[tuple[str, Json, str]] = [
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("conversations.info", {"channel": "C0NOSUCH"}, "channel_not_found"),
    ("conversations.replies", {"channel": ROOM, "ts": "1.2"}, "thread_not_found"),
    ("conversations.history", {"channel": "C0NOBOTS000"}, "not_in_channel"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("files.info", {"file": "F0NOSUCH"}, "file_not_found"),
]


@pytest.mark.parametrize(("method", "args", "code"), REFUSED, ids=[f"{m}-{c}" for m, _, c in REFUSED])
async def test_a_wrong_lookup_is_refused(client: AsyncWebClient, method: str, args: Json, code: str) -> None:
    """Each mistake has Slack's own code."""
    with pytest.raises(SlackApiError) as refusal:
        await client.api_call(method, params=args)
    assert refusal.value.response["error"] == code


async def test_reading_methods_take_no_json(client: AsyncWebClient) -> None:
    """Arguments in a JSON body are not seen by methods that read forms only."""
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.api_call("users.info", json={"user": "U0JANE"})


async def test_the_token_is_checked(client: AsyncWebClient, drive: Drive) -> None:
    """Missing, wrong, revoked, deactivated and short of scopes each have their code."""
    assert (await client.auth_test())["bot_id"] == "B0TICKETBOT"
    codes = []
    for token in ("", "xoxb-wrong"):
        with pytest.raises(SlackApiError) as refusal:
            await client.auth_test(token=token)
        codes.append(refusal.value.response["error"])
    states: list[Json] = [{"state": "revoked"}, {"state": "inactive"}, {"scopes": []}]
    for state in states:
        await drive("token", **state)
        with pytest.raises(SlackApiError) as refusal:
            await client.users_info(user="U0JANE")
        codes.append(refusal.value.response["error"])
    assert codes == ["not_authed", "invalid_auth", "token_revoked", "account_inactive", "missing_scope"]


async def test_places_change(client: AsyncWebClient, drive: Drive) -> None:
    """Archived, left, private and deactivated places refuse posts."""
    changes: list[tuple[str, Json, str, str]] = [
        ("channel", {"channel": "hr-helpdesk", "archived": True}, "C9876543210", "is_archived"),
        ("channel", {"channel": "general", "bot_is_member": False}, "C0GENERAL00", "not_in_channel"),
        ("channel", {"channel": "general", "private": True}, "C0GENERAL00", "channel_not_found"),
        ("user", {"user": "tom", "deleted": True}, "U0TOM", "channel_not_found"),
    ]
    codes = []
    for act, change, target, _ in changes:
        await drive(act, **change)
        with pytest.raises(SlackApiError) as refusal:
            await client.chat_postMessage(channel=target, text="x")
        codes.append(refusal.value.response["error"])
    assert codes == [code for *_, code in changes]
