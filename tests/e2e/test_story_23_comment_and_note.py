"""Story 23: public comment and private note: who will read it is said, and a note never reaches the requester."""

from typing import Final

from tests.e2e.agent_deeds import (
    TEAM_ROOM,
    becomes,
    choose,
    file_ticket,
    fill_in,
    open_form,
    overdue_in_room,
    rounds,
)
from tests.e2e.stage import Stage

SUBJECT: Final = "The badge printer is on fire"
SECRET: Final = "Do not promise a date, purchasing said no"


async def test_story_23_the_audience_line_says_who_will_read_it(stage: Stage) -> None:
    """Before it is written and after: everybody on the ticket for a comment, agents alone for a note."""
    sam = stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    public = "Jane Smith and the IT Support team will read this."
    private = "Only agents of IT Support can read this. Jane Smith, who asked, never sees it."
    await sam.command(f"comment {number}")
    assert public in (await fill_in(stage, sam, Your_comment="We are on our way")).text
    await stage.said(sam, f"Your comment is on {number}. {public}")
    await sam.close_dialog()
    await sam.command(f"note {number}")
    assert private in (await fill_in(stage, sam, Private_note=SECRET)).text
    await stage.said(sam, f"Your note is on {number}. {private}")
    comments = [(one["text"], one["is_private"]) for one in (await stage.ticket(number))["comments"]]
    assert comments == [("We are on our way", False), (SECRET, True)]


async def test_story_23_a_note_never_reaches_the_requester(stage: Stage) -> None:
    """Not in her card, however often it is drawn, not by any command, not in a room she reads."""
    jane, sam = stage.user("jane"), stage.user("sam")
    number, posted = await overdue_in_room(stage, SUBJECT, who=sam)
    await jane.command(f"show {number}")
    card = await stage.said(jane, SUBJECT)
    await sam.click(posted, "Take it")
    in_room = await becomes(stage, sam, posted, "Assigned to Support Agent")
    await choose(sam, in_room, "More", "Private note")
    form = await open_form(stage, sam)
    await sam.submit(form, {"Private note": SECRET})
    await stage.said(sam, f"Your note is on {number}.")
    await sam.command(f"comment {number} A new one is ordered")
    await becomes(stage, jane, card, "A new one is ordered")
    for command in ("mine", f"show {number}", f"status {number}", "search badge", "search purchasing"):
        await jane.command(command)
    await stage.said(jane, "purchasing")
    await rounds(stage, 1)
    seen = [screen for place in ("direct", TEAM_ROOM) for screen in await jane.messages(place=place)]
    seen += [screen for screen in [await jane.dialog()] if screen is not None]
    leaks = [screen for screen in seen if SECRET in f"{screen.text}{screen.notification}{screen.payload}"]
    assert leaks == []
    assert len(seen) > 4


async def test_story_23_a_requester_cannot_write_notes(stage: Stage) -> None:
    """They are told what they can do instead, and nothing is written."""
    jane = stage.user("jane")
    number = await file_ticket(stage, SUBJECT)
    await jane.command(f"note {number} psst")
    await stage.said(jane, "Private notes are for agents. You can add a comment instead.")
    assert (await stage.ticket(number))["comments"] == []


async def test_story_23_an_agents_comment_reaches_the_requesters_card(stage: Stage) -> None:
    """The last public comment stands in the requester's own card, with the agent's name."""
    jane, sam = stage.user("jane"), stage.user("sam")
    number = await file_ticket(stage, SUBJECT)
    await jane.command(f"show {number}")
    card = await stage.said(jane, SUBJECT)
    await sam.command(f"comment {number} We are on our way")
    await becomes(stage, jane, card, "Support Agent We are on our way")
    (written,) = (await stage.ticket(number))["comments"]
    assert written["author"]["name"] == "Support Agent"
