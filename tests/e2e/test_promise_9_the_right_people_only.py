"""Promise 9: who may do what is decided at the server; what a client sends proves nothing, a failed look-up refuses."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID

import pytest

from sandbox.user import ChatUser, Screen
from tests.e2e.agent_deeds import becomes_taken, file_ticket
from tests.e2e.deeds import answer_to, mend, open_form, told
from tests.e2e.deliveries import CLICK, FORM, last_sent
from tests.e2e.forged import drive
from tests.e2e.stage import ChannelName, Stage, Vendor, open_stage, until

Json = dict[str, Any]

SUBJECT: Final = "My salary is wrong"
KEPT: Final = "Your request is kept"
NO_SUCH: Final = "I could not find a ticket {number}. Please check the number."
NOWHERE: Final = {
    "rezolve": ("TKT-2026-999999", "TKT-2026-999999"),
    "teamswork": (str(UUID(int=9)), "999999"),
}


async def named(stage: Stage, number: str) -> tuple[str, str]:
    """How a button names a ticket to the bot: what the system knows it by, and its number."""
    ticket = await stage.ticket(number)
    known_as = {"rezolve": number, "teamswork": str(ticket["id"])}
    return known_as[stage.vendor], number


async def resend(stage: Stage, sent: Json, swaps: dict[str, str]) -> str:
    """What a client sent, once more as a new act with these words swapped; the bot's answer in the request."""
    if stage.channel == "slack":
        text = parse_qs(sent["body"])["payload"][0]
        payload = json.loads(_swapped(text, swaps))
        payload["trigger_id"] = f"edited.{'.'.join(swaps.values())}"
        answer = await drive(stage, "slack", "deliver", kind="interaction", payload=payload)
        assert [one["status"] for one in answer["answers"]] == [200]
        return str(answer["answers"][0]["body"])
    activity = json.loads(_swapped(json.dumps(sent["activity"]), swaps))
    activity["id"] = f"f:edited.{'.'.join(swaps.values())}"
    answer = await drive(stage, "teams", "deliver", activity=activity)
    assert answer["status"] == 200
    return json.dumps(answer["body"], ensure_ascii=False)


async def says(stage: Stage, user: ChatUser, sent: Json, swaps: dict[str, str], words: str) -> None:
    """An edited act is answered with these words: in the request, or in the chat soon after."""
    in_request = await resend(stage, sent, swaps)

    async def look() -> bool | None:
        return True if words in f"{in_request}\n{await told(user)}" else None

    try:
        await until(look)
    except TimeoutError:
        raise AssertionError(f"{words!r} is not said: {in_request}\n{await told(user)}") from None


def _swapped(text: str, swaps: dict[str, str]) -> str:
    for was, instead in swaps.items():
        text = text.replace(was, instead)
    return text


async def test_promise_9_an_edited_button(stage: Stage) -> None:
    """Pointed at somebody else's ticket, a button gives exactly the answer for a number that does not exist."""
    jane = stage.user("jane")
    own = await named(stage, await file_ticket(stage, "Mine", requester="jane"))
    theirs = await named(stage, await file_ticket(stage, SUBJECT, requester="alice"))
    card = await answer_to(jane, f"show {own[1]}")
    await jane.click(card, "Comment")
    await stage.form(jane)
    sent = await last_sent(stage, CLICK)
    await jane.close_dialog()
    for target in (theirs, NOWHERE[stage.vendor]):
        await says(
            stage, jane, sent, dict(zip(own, target, strict=True)), NO_SUCH.replace("{number}", target[1])
        )
    for command in (f"show {theirs[1]}", f"comment {theirs[1]} hello", f"close {theirs[1]}"):
        assert (await answer_to(jane, command)).text == NO_SUCH.replace("{number}", theirs[1])
    assert SUBJECT not in await told(jane)
    assert (await stage.ticket(theirs[1]))["comments"] == []


async def test_promise_9_a_form_of_somebody_else(stage: Stage) -> None:
    """Sent by another account it is refused, writes nothing, and its owner can still send it."""
    jane, alice = stage.user("jane"), stage.user("alice")
    janes = await file_ticket(stage, "Jane's", requester="jane")
    alices = await file_ticket(stage, "Alice's", requester="alice")
    form = await open_form(jane, f"comment {janes}")
    mine = await open_form(alice, f"comment {alices}")
    await alice.submit(mine, {"Your comment": "by Alice"})
    await stage.said(alice, "Your comment is on")
    sent = await last_sent(stage, FORM)
    await says(stage, alice, sent, {_token(mine.payload): _token(form.payload)}, "This form was sent already")
    assert (await stage.ticket(janes))["comments"] == []
    await jane.submit(form, {"Your comment": "by Jane"})
    await stage.said(jane, "Your comment is on")
    comments = (await stage.ticket(janes))["comments"]
    assert [(one["text"], one["author"]["name"]) for one in comments] == [("by Jane", "Jane Smith")]


def _token(payload: Any) -> str:
    """The name of the stored form that a screen is of."""
    text = json.dumps(dict(payload)).replace('\\"', '"')
    return text.partition('"token": "' if '"token": "' in text else '"token":"')[2].partition('"')[0]


# What people are told who may not use the bot.
REFUSED: Final = {
    "stan": "I can only help people of",
    "gina": "I cannot help guests here yet.",
    "uma": "The help desk does not know uma.unknown@",
}
REFUSALS: Final = [
    ("stan", "rezolve"), ("stan", "teamswork"), ("gina", "rezolve"), ("gina", "teamswork"), ("uma", "rezolve"),
]  # fmt: skip
TRIED: Final = ("new my VPN drops", "mine", "show {number}", "close {number}", "comment {number} hello")
# Somebody of another organisation has no chat with the bot on Slack, only a shared room.
SHARED_ROOM: Final = {("slack", "stan"): "it-support"}
# Nobody is known from before, so that everybody must be looked up.
FORGETFUL: Final = {
    "rezolve": {"TICKETBOT_CONNECTIONS__HELPDESK__PEOPLE_CACHE_S": "0"},
    "teamswork": {"TICKETBOT_CONNECTIONS__HELPDESK__CACHE_S": "0"},
}
# How a platform fails to say who somebody is.
PLATFORM_FAULTS: Final[dict[str, tuple[Json, ...]]] = {
    "slack": ({"method": "users.info", "kind": "500", "times": 500},),
    "teams": (
        {"call": "member", "status": 500, "times": 500},
        {"call": "members", "status": 500, "times": 500},
    ),
}
# Where the ticketing systems say who may do what.
PEOPLE_PATH: Final = {"rezolve": "/user/list", "teamswork": "/instance"}


async def ask(stage: Stage, person: str, words: str) -> Screen:
    """What the bot says to this person, wherever they can speak to it."""
    user, room = stage.user(person), SHARED_ROOM.get((stage.channel, person))
    if room is None:
        return await answer_to(user, words)
    seen = {screen.ref for screen in await user.messages(place=room)}
    await user.mention(words, place=room)

    async def look() -> Screen | None:
        new = [
            one for one in await user.messages(place=room) if one.ref not in seen and words not in one.text
        ]
        return new[-1] if new else None

    return await until(look)


@pytest.mark.parametrize(("person", "vendor"), REFUSALS, indirect=["vendor"])
async def test_promise_9_who_is_nobody_here(stage: Stage, person: str) -> None:
    """A stranger, a guest and somebody the help desk does not know: a kind refusal to them alone, nothing done."""
    number = await file_ticket(stage, SUBJECT, requester="jane")
    before = await stage.tickets()
    answers = [await ask(stage, person, one.replace("{number}", number)) for one in TRIED]
    assert [answer.text for answer in answers if REFUSED[person] not in answer.text] == []
    assert [answer.text for answer in answers if "ask" not in answer.text] == []
    assert [answer.text for answer in answers if SUBJECT in answer.text] == []
    assert await stage.tickets() == before


@pytest.mark.parametrize("vendor", ["teamswork"], indirect=True)
async def test_promise_9_who_is_not_listed_is_an_end_user(stage: Stage) -> None:
    """Where the system lists only its agents, everybody else of the company is an end user and no more."""
    number = await file_ticket(stage, SUBJECT, requester="alice")
    answers = [await ask(stage, "uma", words) for words in (f"claim {number}", f"show {number}")]
    assert [answer.text for answer in answers] == [NO_SUCH.replace("{number}", number)] * 2
    assert (await stage.ticket(number))["assignee"] is None


@pytest.fixture
async def unmet(
    channel: ChannelName,
    vendor: Vendor,
    database_url: str,
    empty_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Stage]:
    """A running world with a bot that has met nobody and keeps nobody's rights."""
    async with open_stage(
        channel=channel,
        vendor=vendor,
        database_url=database_url,
        sandbox_dsn=empty_database_url,
        monkeypatch=monkeypatch,
        announce=False,
        environment=FORGETFUL[vendor],
    ) as running:
        yield running


async def test_promise_9_the_platform_cannot_say_who_it_is(unmet: Stage) -> None:
    """While the platform does not say who writes, nothing is shown and nothing done; afterwards it is."""
    jane, number = unmet.user("jane"), await file_ticket(unmet, SUBJECT, requester="jane")
    for fault in PLATFORM_FAULTS[unmet.channel]:
        await unmet.platform_fault(fault)
    await jane.command(f"show {number}")
    await jane.command(f"comment {number} hello")
    await unmet.said(jane, KEPT)
    assert SUBJECT not in await told(jane)
    assert (await unmet.ticket(number))["comments"] == []
    await unmet.platform_is_well()
    await unmet.said(jane, f"Your comment is on {number}")
    assert [one["text"] for one in (await unmet.ticket(number))["comments"]] == ["hello"]


async def test_promise_9_the_ticketing_system_cannot_say_who_it_is(unmet: Stage) -> None:
    """While the ticketing system does not say what somebody may do, nothing is done; afterwards it is."""
    sam, number = unmet.user("sam"), await file_ticket(unmet, SUBJECT, requester="alice")
    await unmet.fault("server_error", times=None, vendor=unmet.vendor, path=PEOPLE_PATH[unmet.vendor])
    await sam.command(f"show {number}")
    await sam.command(f"claim {number}")
    await unmet.said(sam, KEPT)
    assert SUBJECT not in await told(sam)
    assert (await unmet.ticket(number))["assignee"] is None
    await mend(unmet)
    assert (await becomes_taken(unmet, number))["assignee"]["name"] == "Support Agent"
