"""Story 7: done says number, link, expected time and who looks at it; the form is gone; the card follows the ticket."""

from typing import Final

from tests.e2e.deeds import becomes, open_request, raise_ticket, raised
from tests.e2e.requester_deeds import links
from tests.e2e.stage import ChannelName, Stage

WORDS: Final = "The projector in room 4 stays dark"
SAID: Final = {
    "rezolve": "{number} is raised. IT Support will look at it. It usually takes 1 business day.",
    "teamswork": "{number} is raised. The help desk will look at it.",
}
# The sandbox's portal knows Rezolve's tickets; TeamsWork tells no address of its own.
ADDRESS: Final = {"rezolve": "/portal/tickets/{number}", "teamswork": "{number}"}
FACTS: Final = {
    "rezolve": ("Open", "Medium", "nobody yet", "IT Support", "On track: due"),
    "teamswork": ("Open", "Medium", "nobody yet"),
}
HIGH: Final = {"rezolve": "High", "teamswork": "Important"}
STARTED: Final = {"rezolve": "In Progress", "teamswork": "Started"}
RESOLVED: Final = {"rezolve": "Resolved", "teamswork": "Resolved"}
OTHER: Final[dict[str, ChannelName]] = {"slack": "teams", "teams": "slack"}


async def test_story_07_done(stage: Stage) -> None:
    """One message with everything; the form is gone wherever it was; the help desk has what was typed."""
    jane = stage.user("jane")
    form = await open_request(stage, jane, WORDS)
    await jane.submit(form, {})
    done = await stage.see(jane, "is raised.")
    (number,) = await raised(stage, WORDS)
    assert SAID[stage.vendor].format(number=number) in done.text
    assert f"{number} {WORDS}" in done.lines
    assert [fact for fact in FACTS[stage.vendor] if fact not in done.text] == []
    assert ADDRESS[stage.vendor].format(number=number) in links(done)
    assert [screen.text for screen in await jane.messages() if screen.inputs] == []
    await jane.close_dialog()
    assert [screen.text for screen in await jane.messages() if "is raised." in screen.text] == [done.text]


async def test_story_07_the_dialog_says_so_too(stage: Stage) -> None:
    """What was sent can not be sent again: where the form stood is an answer, without inputs."""
    jane = stage.user("jane")
    form = await open_request(stage, jane, WORDS)
    await jane.submit(form, {})
    await stage.see(jane, "is raised.")
    dialog = await jane.dialog()
    shown = [*await jane.messages(), *([dialog] if dialog else [])]
    assert [screen.inputs for screen in shown if screen.ref == form.ref] == [()]


async def test_story_07_the_card_follows_the_ticket(stage: Stage) -> None:
    """The same message shows what an agent does in the other chat, and each change on the ticketing side."""
    jane = stage.user("jane")
    number = await raise_ticket(stage, jane, WORDS)
    card = await stage.see(jane, f"{number} is raised.")
    await stage.user("sam", on=OTHER[stage.channel]).command(f"claim {number}")
    assert "nobody yet" not in (await becomes(jane, card, "Support Agent")).text
    ticket = (await stage.tickets())[-1]["id"]
    await stage.act("sam", "priority", ticket=ticket, priority="high")
    await becomes(jane, card, HIGH[stage.vendor])
    await stage.act("sam", "comment", ticket=ticket, text="We bring you another one.")
    await becomes(jane, card, "Support Agent: We bring you another one.")
    await stage.act("sam", "status", ticket=ticket, status="in_progress")
    await becomes(jane, card, STARTED[stage.vendor])
    await stage.act("sam", "note", ticket=ticket, text="Jane broke it herself.")
    await stage.act("sam", "status", ticket=ticket, status="resolved", resolution="Lamp replaced")
    last = await becomes(jane, card, RESOLVED[stage.vendor])
    assert "broke it herself" not in links(last)
    assert f"{number} {WORDS}" in last.lines
