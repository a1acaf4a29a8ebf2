"""Clicks through the route: stored, acknowledged, and a modal opened while the trigger is fresh."""

from typing import Any

import pytest

from bot.errors import Unreachable
from bot.ui.inbound import Click
from bot.ui.replies import ShowForm
from sandbox.slack.user import SlackUser
from sandbox.user import PlatformRefused
from tests.adapters.slack.acts import posted, statuses
from tests.adapters.slack.running import FakeCore, Setup, last, texts
from tests.adapters.slack.samples import CLAIM, LINK, MENU, OPEN_FORM, a_form


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": [{"action_id": "unknown", "type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "do:1", "value": "{}", "type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "do:1", "value": "junk", "type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "menu:1:{", "type": "static_select"}]},
        {"type": "shortcut", "callback_id": "anything"},
        {"type": "message_action", "callback_id": "anything", "message": {}},
        {"type": "view_closed", "view": {"type": "modal", "callback_id": "form"}, "is_cleared": True},
    ],
    ids=lambda payload: str(payload["type"]),
)
async def test_4_4_unknown_actions_are_acknowledged(
    setup: Setup, core: FakeCore, payload: dict[str, Any]
) -> None:
    """What is not ours, old or forged gets a plain 200, and at once."""
    person = {"user": {"id": "U0JANE", "name": "jane"}, "trigger_id": "1.2.x", "response_url": "http://x"}
    assert statuses(await setup.deliver("interaction", person | payload)) == [200]
    assert core.deliveries == 0


async def test_3_15_a_button_with_an_address_is_acknowledged(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """Slack tells of a click on a link; there is nothing to do."""
    await jane.click(await posted(setup, jane, LINK), "Browser")
    assert core.deliveries == 1


async def test_a_menu_is_a_click_with_a_choice(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """A chosen option arrives with the verb of its menu."""
    await jane.click(await posted(setup, jane, MENU), "More", choice="Note")
    click = await core.next(2)
    assert isinstance(click, Click)
    assert (click.verb, click.args, click.choice) == ("more", {"ticket": "4711"}, "note")


async def test_1_8_the_trigger_is_used_before_anything_slow(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """A button that leads to a form opens a waiting modal at once; the click says which one."""
    await jane.click(await posted(setup, jane, OPEN_FORM), "Comment")
    dialog = await jane.dialog()
    assert dialog is not None
    assert (dialog.lines, dialog.submit) == (("One moment, the form is on its way.",), None)
    assert (await core.next(2)).surface["view_id"] == dialog.ref


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("error", {"error": "expired_trigger_id"}),
        ("error", {"error": "exchanged_trigger_id"}),
        ("429", {}),
        ("500", {}),
        ("lost", {}),
    ],
)
async def test_1_8_without_a_trigger_the_form_comes_as_a_button(
    setup: Setup, core: FakeCore, jane: SlackUser, kind: str, more: dict[str, Any]
) -> None:
    """A click whose modal could not be opened is stored all the same, and its form is offered in a message."""
    screen = await posted(setup, jane, OPEN_FORM)
    await setup.fault("views.open", kind, **more)
    await jane.click(screen, "Comment")
    click = await core.next(2)
    assert "view_id" not in click.surface
    await setup.channel.reply(click, ShowForm(form=a_form()))
    offered = await last(jane)
    assert offered.text == "Here is the form: Comment"
    await jane.click(offered, "Fill in the form")
    again = await core.next(3)
    assert isinstance(again, Click)
    assert (again.verb, again.args, "view_id" in again.surface) == ("open_form", {"token": "token-1"}, True)


async def test_a_click_that_cannot_be_stored_tells_so_in_the_modal(
    setup: Setup, core: FakeCore, jane: SlackUser
) -> None:
    """The waiting modal must not wait for ever for something that was never stored."""
    screen = await posted(setup, jane, OPEN_FORM)
    core.faults = [Unreachable("database")]
    with pytest.raises(PlatformRefused, match="did not respond"):
        await jane.click(screen, "Comment")
    dialog = await jane.dialog()
    assert dialog is not None
    assert dialog.text.startswith("Help desk\nSomething went wrong on our side. Please try again. (Ref ")


async def test_a_click_on_a_message_names_it(setup: Setup, core: FakeCore, jane: SlackUser) -> None:
    """A click carries the message it was made on and how to answer there."""
    screen = await posted(setup, jane, CLAIM)
    await jane.click(screen, "Take it")
    click = await core.next(2)
    assert isinstance(click, Click)
    assert click.message is not None
    assert f"{click.message.conversation}:{click.message.id}" == screen.ref
    assert {"response_url", "blocks", "text"} <= set(click.surface)
    assert await texts(jane) == ["Ticket 4711"]
