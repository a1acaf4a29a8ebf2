"""The connector answers and refuses as the vendor's does."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.teams.directory import TEAM_ID, Directory, user_id
from sandbox.world import TEAMS_FOREIGN_TENANT_ID, TEAMS_TENANT_ID, WORLD

Json = dict[str, Any]
TEXT = {"type": "message", "text": "hello"}
ROOM = "19:it-support@thread.tacv2"
ODD = {"type": "message", "attachments": [{"contentType": "x/y"}]}
BIG = {"type": "message", "text": "x" * 60_000}
JANE = Directory(WORLD).direct(WORLD.person("jane")).base_id


def new_thread(channel_id: str) -> Json:
    """The order for a new thread."""
    return {"channelData": {"channel": {"id": channel_id}}, "activity": TEXT}


async def test_a_chat_is_opened_once(hand: Any) -> None:
    """Opening a 1:1 chat twice, by either id, gives the same conversation."""
    jane = WORLD.person("jane")
    bodies = [
        {"members": [{"id": user_id(jane)}], "tenantId": TEAMS_TENANT_ID},
        {"members": [{"id": jane.aad_id}], "channelData": {"tenant": {"id": TEAMS_TENANT_ID}}},
    ]
    answers = [await hand.call("POST", "conversations", body) for body in bodies]
    assert [(status, body["id"]) for status, body, _ in answers] == [(201, JANE), (201, JANE)]


async def test_a_thread_is_opened_in_a_channel(hand: Any) -> None:
    """A new thread has its root in its id; a reply goes into it, also by the activity's id."""
    body = {"isGroup": True, "channelData": {"channel": {"id": ROOM}}, "activity": TEXT}
    _, made, _ = await hand.call("POST", "conversations", body)
    await hand.call("POST", f"conversations/{made['id']}/activities", TEXT)
    await hand.call("POST", f"conversations/{ROOM}/activities/{made['activityId']}", TEXT)
    await hand.call("POST", f"conversations/{ROOM}/activities", TEXT)
    seen = await hand.user("jane").messages(place="it-support")
    root = made["activityId"]
    assert (made["id"], [one.thread for one in seen]) == (
        f"{ROOM};messageid={root}",
        [None, root, root, None],
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "conversations", {"members": [{"id": "29:nobody"}], "tenantId": TEAMS_TENANT_ID}, 400, "BadArgument"),
        ("POST", "conversations", {"members": [{"id": WORLD.person("jane").aad_id}]}, 400, "BadArgument"),
        ("POST", "conversations", {"members": [{"id": "a"}, {"id": "b"}]}, 400, "BadArgument"),
        ("POST", "conversations", {"channelData": {"channel": {"id": ROOM}}}, 400, "BadArgument"),
        ("POST", "conversations", new_thread("19:x"), 404, "ConversationNotFound"),
        ("POST", "conversations", new_thread("19:no-bots@thread.tacv2"), 403, "BotNotInConversationRoster"),
        ("POST", "conversations/nowhere/activities", TEXT, 404, "ConversationNotFound"),
        ("POST", f"conversations/{ROOM};messageid=1/activities", TEXT, 404, "ConversationNotFound"),
        ("POST", f"conversations/{JANE}/activities", {"type": "message"}, 400, "BadArgument"),
        ("POST", f"conversations/{JANE}/activities", {"type": "dance"}, 400, "BadArgument"),
        ("POST", f"conversations/{JANE}/activities", [1], 400, "BadSyntax"),
        ("POST", f"conversations/{JANE}/activities", ODD, 400, "BadArgument"),
        ("POST", f"conversations/{JANE}/activities", BIG, 413, "MessageSizeTooBig"),
        ("PUT", f"conversations/{JANE}/activities/1", TEXT, 404, "ActivityNotFoundInConversation"),
        ("DELETE", f"conversations/{JANE}/activities/1", None, 404, "ActivityNotFoundInConversation"),
        ("GET", f"conversations/{ROOM}/members/29:nobody", None, 404, "MemberNotFoundInConversation"),
        ("GET", "teams/19:other", None, 404, "TeamNotFound"),
    ],
)  # fmt: skip
async def test_refusals(hand: Any, method: str, path: str, body: Any, status: int, code: str) -> None:
    """Each refusal has the vendor's status and code."""
    found, answer, _ = await hand.call(method, path, body)
    assert (found, answer["error"]["code"]) == (status, code)


async def test_a_token_is_needed(hand: Any) -> None:
    """Without the bot's token nothing is answered."""
    status, _, _ = await hand.call("POST", f"conversations/{JANE}/activities", TEXT, token="wrong")
    assert status == 401


async def test_a_card_is_refused_with_its_path(
    hand: Any, make_card: Callable[..., Json], carry: Callable[..., Json]
) -> None:
    """The message names the attachment and the place in the card."""
    wrong = carry(make_card({"type": "TextBlock"}))
    status, answer, _ = await hand.call("POST", f"conversations/{JANE}/activities", wrong)
    assert (status, answer["error"]["message"]) == (400, "attachments.0.content.body.0.text: is required")


@pytest.mark.parametrize(
    ("order", "path", "status", "code"),
    [
        ({"person": "jane", "code": "ConversationBlockedByUser"}, JANE, 403, "ConversationBlockedByUser"),
        ({"room": "it-support", "code": "BotDisabledByAdmin"}, ROOM, 403, "BotDisabledByAdmin"),
        ({"room": "it-support", "code": "ConversationNotFound"}, ROOM, 404, "ConversationNotFound"),
    ],
)
async def test_a_conversation_can_refuse_the_bot(
    hand: Any, order: Json, path: str, status: int, code: str
) -> None:
    """A blocked conversation refuses every message until it is released."""
    await hand.drive("block", **order)
    found, answer, _ = await hand.call("POST", f"conversations/{path}/activities", TEXT)
    await hand.drive("block", **(order | {"code": None}))
    after, _, _ = await hand.call("POST", f"conversations/{path}/activities", TEXT)
    assert (found, answer["error"]["code"], after) == (status, code, 201)


async def test_removal_closes_a_conversation(hand: Any) -> None:
    """Removed from a room or a person, the bot may neither post nor open."""
    await hand.drive("install", room="it-support", remove=True)
    await hand.drive("install", person="jane", remove=True)
    _, room, _ = await hand.call("POST", f"conversations/{ROOM}/activities", TEXT)
    body = {"members": [{"id": WORLD.person("jane").aad_id}], "tenantId": TEAMS_TENANT_ID}
    _, chat, _ = await hand.call("POST", "conversations", body)
    assert (room["error"]["code"], chat["error"]["code"]) == (
        "BotNotInConversationRoster",
        "ForbiddenOperationException",
    )


async def test_only_own_messages_are_changed(hand: Any) -> None:
    """An update shows as edited, a deleted message is gone, another's message is refused."""
    mine = (await hand.call("POST", f"conversations/{JANE}/activities", TEXT))[1]["id"]
    theirs = await hand.user("jane").write("mine")
    path = f"conversations/{JANE}/activities"
    updated, _, _ = await hand.call("PUT", f"{path}/{mine}", TEXT | {"text": "new"})
    refused, _, _ = await hand.call("PUT", f"{path}/{theirs}", TEXT)
    shown = (await hand.user("jane").messages())[0]
    deleted, _, _ = await hand.call("DELETE", f"{path}/{mine}")
    left = [one.text for one in await hand.user("jane").messages()]
    assert (updated, refused, shown.text, shown.edited, deleted, left) == (
        200,
        403,
        "new",
        True,
        200,
        ["mine"],
    )


async def test_members_have_all_ids(hand: Any) -> None:
    """A member carries e-mail, ids, tenant and role; a guest and a stranger can be told apart."""
    _, gina, _ = await hand.call(
        "GET", f"conversations/19:general@thread.tacv2/members/{WORLD.person('gina').aad_id}"
    )
    _, room, _ = await hand.call("GET", f"conversations/{ROOM}/members")
    stan = next(one for one in room if one["name"] == "Stan Stranger")
    assert (gina["userRole"], gina["email"], stan["tenantId"], stan["id"]) == (
        "guest", "gina.guest@partner.example", TEAMS_FOREIGN_TENANT_ID, user_id(WORLD.person("stan")),
    )  # fmt: skip


async def test_members_come_in_pages(hand: Any) -> None:
    """A continuation token leads through all members."""
    _, first, _ = await hand.call("GET", f"conversations/{ROOM}/pagedmembers?pageSize=4")
    token = first["continuationToken"]
    _, second, _ = await hand.call(
        "GET", f"conversations/{ROOM}/pagedmembers?pageSize=4&continuationToken={token}"
    )
    assert (len(first["members"]), len(second["members"]), second.get("continuationToken")) == (4, 3, None)


async def test_the_team_lists_its_channels(hand: Any) -> None:
    """A team's channels are those the bot is in."""
    _, team, _ = await hand.call("GET", f"teams/{TEAM_ID}")
    _, channels, _ = await hand.call("GET", f"teams/{TEAM_ID}/conversations")
    names = [one["name"] for one in channels["conversations"]]
    assert (team["channelCount"], names) == (4, ["it-support", "hr-helpdesk", "operations", "general"])
