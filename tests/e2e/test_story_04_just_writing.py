"""Story 4: what somebody just writes in the direct chat is offered as a ticket, never created; "No, thanks" counts."""

from typing import Final

from tests.e2e.deeds import SUBJECT, at, becomes, raised
from tests.e2e.requester_deeds import typed
from tests.e2e.stage import Stage

WORDS: Final = "the screen in the meeting room flickers since Monday"
OFFER: Final = {"rezolve": "Which fits best?", "teamswork": "Shall I raise this as a ticket?"}
# What raises it with the words as they are.
AS_IT_IS: Final = {"rezolve": "Something else", "teamswork": "Raise a ticket"}


async def test_story_04_offered_not_created(stage: Stage) -> None:
    """The words come back as an offer; the help desk knows nothing of them."""
    jane, before = stage.user("jane"), len(await stage.tickets())
    await jane.write(WORDS)
    offer = await stage.see(jane, OFFER[stage.vendor])
    assert WORDS in offer.text
    assert {AS_IT_IS[stage.vendor], "No, thanks"} <= {button.label for button in offer.buttons}
    assert len(await stage.tickets()) == before


async def test_story_04_no_thanks(stage: Stage) -> None:
    """The offer goes away with its buttons, nothing is created, and the next words are offered as before."""
    jane, before = stage.user("jane"), len(await stage.tickets())
    await jane.write(WORDS)
    offer = await stage.see(jane, OFFER[stage.vendor])
    await jane.click(offer, "No, thanks")
    gone = await becomes(jane, offer, "nothing was raised")
    assert (WORDS in gone.text, gone.buttons) == (False, ())
    await jane.write("the printer is on strike again")
    await stage.see(jane, "the printer is on strike again")
    assert (await at(jane, offer)).text == gone.text
    assert len(await stage.tickets()) == before


async def test_story_04_accepted(stage: Stage) -> None:
    """A click takes the offer up: the form has the words, and sending it raises one ticket."""
    jane = stage.user("jane")
    await jane.write(WORDS)
    await jane.click(await stage.see(jane, OFFER[stage.vendor]), AS_IT_IS[stage.vendor])
    form = await stage.form(jane)
    assert typed(form)[SUBJECT] == WORDS
    await jane.submit(form, {})
    done = await stage.said(jane, "is raised.")
    assert [number in done.text for number in await raised(stage, WORDS)] == [True]


async def test_story_04_talk_in_a_room_is_left_alone(stage: Stage) -> None:
    """In a room people talk to each other: only a mention is answered, and only for who wrote it."""
    jane, sam = stage.user("jane"), stage.user("sam")
    await jane.write("my VPN drops, does anybody else have this?", place="it-support")
    await jane.mention("my VPN drops every hour", place="it-support")
    await stage.said(jane, OFFER[stage.vendor], place="it-support")
    private = [screen.text for screen in await sam.messages(place="it-support")]
    assert [text for text in private if "No, thanks" in text or OFFER[stage.vendor] in text] == []
    assert [screen for screen in await jane.messages() if "anybody else" in screen.text] == []
