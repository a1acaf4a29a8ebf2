"""What people do before the tests of this folder look: a message is there, a form is open."""

from typing import Any

from adapters.slack.channel import SlackChannel
from bot.domain.ids import AccountId, WorkspaceId
from bot.domain.people import AccountRef
from bot.texts.say import say
from bot.ui.form import Form
from bot.ui.inbound import Click, Inbound
from bot.ui.replies import SayToAll, ShowForm
from sandbox.slack.user import SlackUser
from sandbox.user import Screen
from sandbox.world import SLACK_TEAM_ID
from tests.adapters.slack.running import FakeCore, Setup, last
from tests.adapters.slack.samples import OPEN_FORM, a_form, a_message, a_say

COMMAND = {
    "command": "/ticket",
    "text": "help",
    "user_id": "U0JANE",
    "user_name": "jane",
    "team_id": SLACK_TEAM_ID,
    "channel_id": "D0JANE",
    "channel_name": "directmessage",
    "trigger_id": "1.2.abc",
}
MESSAGE = {
    "type": "message",
    "channel": "D0JANE",
    "channel_type": "im",
    "user": "U0JANE",
    "text": "help",
    "ts": "1700000000.000100",
}
JANE = AccountRef(channel="slack", workspace=WorkspaceId(SLACK_TEAM_ID), id=AccountId("U0JANE"))


def statuses(answers: list[dict[str, Any]]) -> list[int]:
    """What was answered."""
    return [answer["status"] for answer in answers]


async def posted(setup: Setup, jane: SlackUser, *actions: Any) -> Screen:
    """A message of ours in Jane's direct chat."""
    await jane.command("hello")
    inbound = await setup.core.next()
    await setup.channel.reply(inbound, a_say("Ticket 4711").model_copy(
        update={"message": a_message("Ticket 4711", *actions)}
    ))  # fmt: skip
    return await last(jane)


async def opened(setup: Setup, jane: SlackUser, form: Form | None = None) -> Screen:
    """A form that Jane has open, from a message of ours."""
    form = form or a_form()
    screen = await posted(setup, jane, OPEN_FORM)
    await jane.click(screen, "Comment")
    await setup.channel.reply(await setup.core.next(2), ShowForm(form=form))
    setup.core.forms[form.token] = (JANE, form)
    dialog = await jane.dialog()
    assert dialog is not None
    return dialog


ROOM = "it-support"
WORKING = say("talk.working")
KEPT = say("fault.kept")


async def command(core: FakeCore, jane: SlackUser, place: str = "direct") -> Inbound:
    """Jane gives a command there."""
    await jane.command("mine", place=place)
    return await core.next(len(core.accepted))


async def notice(setup: Setup, jane: SlackUser, place: str, *actions: Any) -> Screen:
    """A message for all that Jane sees there."""
    inbound = await command(setup.core, jane, place)
    await setup.channel.reply(inbound, SayToAll(message=a_message("Ticket 4711", *actions)))
    return await last(jane, place)


async def click(setup: Setup, jane: SlackUser, place: str, *actions: Any) -> Click:
    """Jane clicks the first of these buttons on a message there."""
    screen = await notice(setup, jane, place, *actions)
    await jane.click(screen, screen.buttons[0].label)
    clicked = await setup.core.next(len(setup.core.accepted))
    assert isinstance(clicked, Click)
    return clicked


async def modal(jane: SlackUser) -> Screen:
    """The modal Jane has open."""
    dialog = await jane.dialog()
    assert dialog is not None
    return dialog


async def working(channel: SlackChannel, inbound: Inbound, text: str = WORKING) -> Inbound:
    """The inbound once the sign is shown."""
    surface = await channel.show_working(inbound, text)
    return inbound.model_copy(update={"surface": surface})
