"""Story 11: one's tickets newest first, in pages, with how the deadline stands; nothing found suggests what next."""

from typing import Final

import pytest

from tests.e2e import deeds
from tests.e2e.requester_deeds import row
from tests.e2e.stage import Stage

TEN_DAYS_S: Final = 10 * 24 * 3600.0
SEEN_BY_VENDOR: Final = {"rezolve": ("it", "hr", "operation", "global"), "teamswork": ("it",)}


async def _titles(stage: Stage, person: str) -> list[str]:
    """What a person asked for, latest change first, as the ticketing side has it."""
    tickets = [
        one
        for one in await stage.tickets()
        if one["requester"]["name"] == person and one["team"] in SEEN_BY_VENDOR[stage.vendor]
    ]
    tickets.sort(key=lambda one: str(one["updated_at"]), reverse=True)
    return [f"{deeds.shown_number(stage, one)} {one['subject']}" for one in tickets]


async def test_story_11_mine_in_pages(stage: Stage) -> None:
    """Five at a time, latest change first; Next and Back change the same message; nobody else's is among them."""
    jane = stage.user("jane")
    await stage.act("jane", "create", subject="A sixth one, for a second page")
    await stage.act("sam", "priority", ticket="1241", priority="medium")
    titles = await _titles(stage, "Jane Smith")
    assert "Licence for the drawing program" in titles[0]
    first = await deeds.answer_to(jane, "mine")
    assert [line for line in first.lines if line in titles] == titles[:5]
    await jane.click(first, "Next")
    second = await deeds.becomes(jane, first, titles[5])
    assert [line for line in second.lines if line in titles] == titles[5:10]
    assert "Next" not in [button.label for button in second.buttons]
    await jane.click(second, "Back")
    again = await deeds.becomes(jane, first, titles[0])
    assert again.lines == first.lines


async def test_story_11_a_row_opens_its_ticket(stage: Stage) -> None:
    """The button beside a row shows that ticket, and the list stays."""
    jane = stage.user("jane")
    listed = await deeds.answer_to(jane, "mine")
    title = next(line for line in listed.lines if "VPN drops every hour" in line)
    await jane.click(row(listed, title), "Open")
    shown = await stage.see(jane, lambda screen: "It just happened again" in screen.text)
    assert title in shown.text
    assert "Do not promise a date" not in shown.text
    assert (await deeds.at(jane, listed)).lines == listed.lines


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_11_deadlines(stage: Stage) -> None:
    """A ticket in time says when it is due; ten days later by how much it is overdue; a waiting one that it waits."""
    jane = stage.user("jane")
    listed = await deeds.answer_to(jane, "mine")
    due = [line for line in listed.lines if "On track: due" in line]
    assert (len(due), "clock is stopped" in listed.text) == (4, True)
    await stage.advance(TEN_DAYS_S)
    late = await deeds.answer_to(jane, "mine")
    assert len([line for line in late.lines if "Overdue by" in line]) == 4
    shown = await deeds.answer_to(jane, "show 1246")
    assert "Overdue by" in shown.text


@pytest.mark.parametrize("vendor", ["teamswork"])
async def test_story_11_without_deadlines(stage: Stage) -> None:
    """A system that tells no deadline: nothing is claimed about one."""
    jane = stage.user("jane")
    listed = await deeds.answer_to(jane, "mine")
    assert [word for word in ("due", "On track", "Overdue") if word in listed.text] == []


@pytest.mark.parametrize("named", ["show 1246", "1246", "#1246", "show 001246", "status 1246", "view #1246"])
@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_story_11_show_by_digits(stage: Stage, named: str) -> None:
    """A ticket is found by its digits, however they are written."""
    shown = await deeds.answer_to(stage.user("jane"), named)
    assert "VPN drops every hour" in shown.text


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_11_show_by_number_and_link(stage: Stage) -> None:
    """By its whole number in any case, by the id, and by the link that people paste."""
    jane, ticket = stage.user("jane"), await stage.ticket("1246")
    link = f"{stage.world.ticketing.url}/portal/tickets/{ticket['number']}"
    for named in (ticket["number"].lower(), ticket["id"], link, f"<{link}|the ticket>"):
        shown = await deeds.answer_to(jane, f"show {named}")
        assert (named, "VPN drops every hour" in shown.text) == (named, True)


async def test_story_11_search(stage: Stage) -> None:
    """Finds what is mine, never what is another's; an agent finds what their teams have."""
    jane, sam = stage.user("jane"), stage.user("sam")
    await stage.act("alice", "create", subject="VPN for Alice alone")
    mine = await deeds.answer_to(jane, "search VPN")
    assert ("VPN drops every hour" in mine.text, "Alice" in mine.text) == (True, False)
    theirs = await deeds.answer_to(sam, "search VPN")
    assert ("VPN drops every hour" in theirs.text, "VPN for Alice alone" in theirs.text) == (True, True)


async def test_story_11_nothing_found(stage: Stage) -> None:
    """Says so, suggests other words or a new ticket, and the button brings the way to one."""
    jane = stage.user("jane")
    nothing = await deeds.answer_to(jane, "search unicorn")
    assert (
        "No ticket of yours mentions “unicorn”. Try fewer or other words, or raise a new one." in nothing.text
    )
    await jane.click(nothing, "New ticket")
    await stage.said(
        jane, {"rezolve": "What do you need?", "teamswork": "Tell us what you need."}[stage.vendor]
    )


async def test_story_11_nobody_s_list(stage: Stage) -> None:
    """Somebody without tickets is told so, with the way to raise one."""
    nothing = await deeds.answer_to(stage.user("mike"), "mine")
    assert "You have no tickets." in nothing.text
    assert "New ticket" in [button.label for button in nothing.buttons]


@pytest.mark.parametrize("words", ["show", "search", "reopen"])
async def test_story_11_said_wrongly(stage: Stage, words: str) -> None:
    """What is missing is said with an example to copy."""
    said = (await deeds.answer_to(stage.user("jane"), words)).text
    assert {"search": "Write search vpn."}.get(words, f"Write {words} 1234.") in said
