"""Comments and private notes: who may write which, in whose name, and who reads them."""

import base64
from typing import Any

import pytest

from tests.sandbox.ticketing.rezolve.client import TICKETS, Client, Reply

JANE = {"email": "jane.smith@example.com"}


@pytest.fixture
async def ticket(rezolve: Client) -> str:
    """The number of a new ticket of Jane's with the IT team."""
    created = await rezolve.create("jane", "tpl_vpn_problem", {"field_vpn_symptom": "slow"})
    return str(created.data["objectId"])


async def say(rezolve: Client, who: str, ticket: str, text: Any = "Hello", **more: Any) -> Reply:
    """A comment."""
    return await rezolve.call(
        who, "POST", f"/ticket/{ticket}/comments", {"comment": text, **more}, query=TICKETS
    )


async def heard(rezolve: Client, who: str, ticket: str) -> list[str]:
    """The texts a person reads."""
    data = (await rezolve.call(who, "GET", f"/ticket/{ticket}/comments", query={})).data
    return [one["comment"] for one in data["comments"]]


async def test_public_and_private(rezolve: Client, ticket: str) -> None:
    """The team reads notes, the requester does not and is not even told how many there are."""
    await say(rezolve, "jane", ticket, "Slow again")
    await say(rezolve, "sam", ticket, "Gateway 2", isPrivate=True)
    await say(rezolve, "sam", ticket, "On it", isPrivate=False)
    assert await heard(rezolve, "sam", ticket) == ["Slow again", "Gateway 2", "On it"]
    assert await heard(rezolve, "jane", ticket) == ["Slow again", "On it"]
    assert (await rezolve.read("jane", ticket)).data["commentCount"] == 2
    assert (await rezolve.read("sam", ticket)).data["commentCount"] == 3


async def test_on_behalf(rezolve: Client, ticket: str) -> None:
    """The bot's account comments in a person's name, files included."""
    files = {"log.txt": {"content": base64.b64encode(b"log").decode()}}
    reply = await say(rezolve, "bot", ticket, onBehalfOf=JANE, attachments=files)
    read = (await rezolve.read("jane", ticket)).data
    assert (reply.status, reply.data["author"]["name"], reply.data["isPrivate"]) == (201, "Jane Smith", False)
    assert [(one["name"], one["size"]) for one in reply.data["attachments"]] == [("log.txt", 3)]
    assert (read["etag"], read["attachments"]) == (reply.data["etag"], reply.data["attachments"])


@pytest.mark.parametrize(
    ("who", "more", "expected"),
    [
        ("jane", {"isPrivate": True}, 403),
        ("jane", {"onBehalfOf": {"email": "alice.johnson@example.com"}}, 403),
        ("bot", {"isPrivate": True, "onBehalfOf": JANE}, 403),
        ("bot", {"onBehalfOf": {"email": "alice.johnson@example.com"}}, 404),
        ("bot", {"onBehalfOf": {"email": "uma.unknown@example.com"}}, 422),
        ("alice", {}, 404),
        ("sarah", {}, 404),
        ("uma", {}, 401),
    ],
)
async def test_refused(rezolve: Client, ticket: str, who: str, more: dict[str, Any], expected: int) -> None:
    """No notes by users, no borrowed names but by the bot, nothing on tickets one does not see."""
    assert (await say(rezolve, who, ticket, **more)).status == expected


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [("", {}, 422), (" \n", {}, 422), ("x" * 65537, {}, 422), (5, {}, 400), ("x", {"isPrivate": "no"}, 400)],
)
async def test_bad_texts(
    rezolve: Client, ticket: str, text: Any, more: dict[str, Any], expected: int
) -> None:
    """An empty, endless or wrong text is refused."""
    assert (await say(rezolve, "jane", ticket, text, **more)).status == expected


async def test_a_file_of_a_note_stays_with_the_note(rezolve: Client, ticket: str) -> None:
    """The requester sees no file that came with a private note."""
    files = {"trace.txt": {"content": base64.b64encode(b"secret").decode()}}
    await say(rezolve, "sam", ticket, isPrivate=True, attachments=files)
    assert (await rezolve.read("jane", ticket)).data["attachments"] == []
    assert [one["name"] for one in (await rezolve.read("sam", ticket)).data["attachments"]] == ["trace.txt"]
