"""The views.* methods: triggers, hashes, ids, and what stays typed."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.user import SlackUser
from tests.sandbox.slack.conftest import Drive
from tests.sandbox.slack.forms import TEXT, modal, question, section

Json = dict[str, Any]


async def trigger(drive: Drive) -> str:
    """A fresh trigger id of Jane's."""
    return str((await drive("command", user="jane", text="new"))["trigger_id"])


async def refused(call: Any) -> str:
    """The code a call is refused with."""
    with pytest.raises(SlackApiError) as refusal:
        await call
    return str(refusal.value.response["error"])


async def test_a_trigger_opens_one_view(client: AsyncWebClient, drive: Drive, jane: SlackUser) -> None:
    """The second use is refused, and so is an invented one."""
    trigger_id = await trigger(drive)
    await client.views_open(trigger_id=trigger_id, view=modal(question("q", "Why", TEXT)))
    dialog = await jane.dialog()
    assert dialog is not None
    assert (dialog.title, dialog.submit, dialog.input("Why").required) == ("Form", "Send", True)
    assert await refused(client.views_open(trigger_id=trigger_id, view=modal(section("x")))) == (
        "exchanged_trigger_id"
    )
    assert (
        await refused(client.views_open(trigger_id="1.2.x", view=modal(section("x")))) == "invalid_trigger_id"
    )


async def test_a_refused_view_does_not_use_up_the_trigger(client: AsyncWebClient, drive: Drive) -> None:
    """The payload is checked first."""
    trigger_id = await trigger(drive)
    assert (
        await refused(client.views_open(trigger_id=trigger_id, view={"type": "modal"})) == "invalid_arguments"
    )
    assert (await client.views_open(trigger_id=trigger_id, view=modal(section("x"))))["ok"]


async def test_an_update_keeps_what_was_typed_under_the_same_ids(
    client: AsyncWebClient, drive: Drive, jane: SlackUser
) -> None:
    """Same block_id and action_id keep the value, another block_id starts anew."""
    view = modal(question("a", "A", TEXT), question("b", "B", TEXT | {"initial_value": "preset"}))
    opened = (await client.views_open(trigger_id=await trigger(drive), view=view))["view"]
    address = {"user": "jane", "view_id": opened["id"], "action_id": "answer"}
    await drive("fill", **address, block_id="a", value="typed a")
    await drive("fill", **address, block_id="b", value="typed b")
    changed = modal(question("a", "A", TEXT | {"initial_value": "new"}), question("b2", "B", TEXT))
    updated = (await client.views_update(view_id=opened["id"], hash=opened["hash"], view=changed))["view"]
    values = updated["state"]["values"]
    assert opened["state"]["values"]["b"]["answer"] == {"type": "plain_text_input", "value": "preset"}
    assert (values["a"]["answer"]["value"], values["b2"]["answer"]["value"]) == ("typed a", None)


async def test_a_stale_hash_is_a_conflict(client: AsyncWebClient, drive: Drive) -> None:
    """The hash changes with each update."""
    opened = (await client.views_open(trigger_id=await trigger(drive), view=modal(section("x"))))["view"]
    await client.views_update(view_id=opened["id"], view=modal(section("y")))
    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(section("z")))
    assert await refused(stale) == "hash_conflict"


async def test_external_ids_address_a_view_and_are_unique(client: AsyncWebClient, drive: Drive) -> None:
    """An update finds it, a second one is refused, a closed view is not found."""
    view = modal(section("x"), external_id="mine")
    await client.views_open(trigger_id=await trigger(drive), view=view)
    assert (await client.views_update(external_id="mine", view=view))["ok"]
    other = await trigger(drive)
    assert await refused(client.views_open(trigger_id=other, view=view)) == "duplicate_external_id"
    await drive("close", user="jane")
    assert await refused(client.views_update(external_id="mine", view=view)) == "not_found"


async def test_three_views_stack_and_no_more(client: AsyncWebClient, drive: Drive) -> None:
    """A push needs a trigger from a view; the fourth view is over the limit."""
    view = modal(
        section("x"),
        {
            "type": "actions",
            "block_id": "b",
            "elements": [
                {"type": "button", "action_id": "next", "text": {"type": "plain_text", "text": "Next"}}
            ],
        },
    )
    opened = (await client.views_open(trigger_id=await trigger(drive), view=view))["view"]
    seen = [opened]
    for _ in range(2):
        click = await drive("click", user="jane", view_id=seen[-1]["id"], block_id="b", action_id="next")
        seen.append((await client.views_push(trigger_id=click["trigger_id"], view=view))["view"])
    click = await drive("click", user="jane", view_id=seen[-1]["id"], block_id="b", action_id="next")
    assert await refused(client.views_push(trigger_id=click["trigger_id"], view=view)) == "push_limit_reached"
    assert (
        await refused(client.views_push(trigger_id=await trigger(drive), view=view)) == "invalid_trigger_id"
    )
    assert [entry["previous_view_id"] for entry in seen] == [None, seen[0]["id"], seen[1]["id"]]
    assert {entry["root_view_id"] for entry in seen} == {opened["id"]}


async def test_the_home_tab_is_per_person(client: AsyncWebClient, jane: SlackUser, sam: SlackUser) -> None:
    """What is published for one is not there for another."""
    await client.views_publish(user_id="U0JANE", view={"type": "home", "blocks": [section("Yours")]})
    home = await jane.home()
    assert home is not None
    assert (home.lines, await sam.home()) == (("Yours",), None)
    missing = client.views_publish(user_id="U0NOBODY", view={"type": "home", "blocks": []})
    assert await refused(missing) == "user_not_found"
