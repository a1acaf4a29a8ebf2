"""Story 12: a comment is on the ticket under this person's name; an agent's public answer comes back, a note never."""

from typing import Any, Final

from tests.e2e import deeds
from tests.e2e.stage import Stage, until

NOTE: Final = "Gateway 2 again. Do not tell anybody."
HOSTILE: Final = "<!channel> *bold* _it_ [link](https://evil.example) &amp; <b>x</b>\nsecond line: `rm -rf`"


async def _last(stage: Stage, text: str) -> dict[str, Any]:
    """The comment with this text, as the ticketing side has it, as soon as it is there."""

    async def look() -> dict[str, Any] | None:
        found = [one for one in (await stage.ticket("1246"))["comments"] if one["text"] == text]
        return found[-1] if found else None

    return await until(look)


async def test_story_12_by_command(stage: Stage) -> None:
    """In one line: on the ticket, public, in Jane's name; she is told who reads it, herself left out."""
    jane = stage.user("jane")
    said = await deeds.answer_to(jane, "comment 1246 It also happens on Wi-Fi")
    assert "Your comment is on" in said.lines[0]
    assert "Support Agent and the IT Support team will read this." in said.lines[0]
    assert "Jane Smith" not in said.lines[0]
    comment = await _last(stage, "It also happens on Wi-Fi")
    assert (comment["author"]["name"], comment["is_private"]) == ("Jane Smith", False)


async def test_story_12_by_form(stage: Stage) -> None:
    """From the button of the ticket: the form says who will read it; the ticket shows it afterwards, once."""
    jane = stage.user("jane")
    shown = await deeds.answer_to(jane, "show 1246")
    await jane.click(shown, "Comment")
    form = await stage.form(jane)
    assert "Support Agent and the IT Support team will read this." in form.text
    await jane.submit(form, {"Your comment": HOSTILE})
    comment = await _last(stage, HOSTILE)
    assert (comment["author"]["name"], comment["is_private"]) == ("Jane Smith", False)
    drawn = await deeds.becomes(jane, shown, "<!channel> *bold*")
    assert "Jane Smith: " + " ".join(HOSTILE.split()) in drawn.text


async def test_story_12_answer_arrives(stage: Stage) -> None:
    """An agent's public answer appears on the ticket that Jane has before her, and when she asks; the note does not."""
    jane = stage.user("jane")
    shown = await deeds.answer_to(jane, "show 1246")
    await stage.act("sam", "note", ticket="1246", text=NOTE)
    await stage.act("sam", "comment", ticket="1246", text="Please restart the client.")
    await deeds.becomes(jane, shown, "Support Agent: Please restart the client.")
    again = await deeds.answer_to(jane, "show 1246")
    assert "Support Agent: Please restart the client." in again.text
    assert NOTE not in str([dict(screen.payload) for screen in await jane.messages()])


async def test_story_12_from_a_room(stage: Stage) -> None:
    """A comment given in a room reaches the ticket, and nobody else in the room reads the answer."""
    jane, sam = stage.user("jane"), stage.user("sam")
    await jane.command("comment 1246 Written in the room", place="it-support")
    assert (await _last(stage, "Written in the room"))["author"]["name"] == "Jane Smith"
    await stage.said(jane, "Your comment is on", place="it-support")
    assert "Your comment is on" not in await deeds.told(sam, place="it-support")


async def test_story_12_without_words(stage: Stage) -> None:
    """`comment` with no ticket is answered with an example; `comment 1246` with a form."""
    jane = stage.user("jane")
    assert "comment 1234 it works again" in (await deeds.answer_to(jane, "comment")).text
    form = await deeds.open_form(jane, "comment 1246")
    assert [entry.label for entry in form.inputs] == ["Your comment"]
