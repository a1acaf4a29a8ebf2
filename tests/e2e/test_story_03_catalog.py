"""Story 3: raise from the catalog, by category and by search; what is not for this person does not exist for them."""

from functools import partial
from typing import Final

import pytest

from sandbox.ticketing.rezolve.catalog.shelf import is_for, is_live
from sandbox.user import Screen
from sandbox.world import WORLD
from tests.e2e.deeds import number_in
from tests.e2e.deliveries import click_edited
from tests.e2e.requester_deeds import CATALOG, item_form, pick, shown_items
from tests.e2e.stage import Stage

HIDDEN: Final = ("Company phone", "Printer toner", "Fax line")
CATEGORIES: Final = ("Hardware", "Software", "Network", "Account")
# Found by the id of the true item that the edited click is made of.
TRUE_ID: Final = "tpl_vpn_problem"


def everything_for(person: str) -> set[str]:
    """What this person may ask for, by the help desk's own rule."""
    teams = WORLD.person(person).helpdesk_teams
    return {name for name, item in CATALOG.items() if is_live(item) and is_for(item, teams)}


def is_headed(title: str, screen: Screen) -> bool:
    """Whether this is the first line."""
    return screen.lines[:1] == (title,)


@pytest.mark.parametrize("vendor", ["rezolve"])
@pytest.mark.parametrize("person", ["jane", "alice", "sam", "deepak"])
async def test_story_03_by_category(stage: Stage, person: str) -> None:
    """Through the categories one comes to all that is for one's teams and published, and to nothing else.

    Deepak administers the catalog and could read drafts: they are nothing to ask for, so he is shown none either.
    """
    user = stage.user(person)
    found: set[str] = set()
    await user.command("catalog")
    for category in CATEGORIES:
        await pick(user, await stage.see(user, "Pick a category"), category)
        items = await stage.see(user, partial(is_headed, category))
        found |= set(shown_items(items))
        await user.click(items, "All categories")
    assert found == everything_for(person)


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_03_by_search(stage: Stage) -> None:
    """A search finds by name, tag and description; its item is raised, and says its time and team."""
    jane, before = stage.user("jane"), len(await stage.tickets())
    form = await item_form(stage, jane, "New Laptop Request")
    await jane.submit(
        form,
        {
            "In one line": "A laptop for the new colleague",
            "What happened, or what do you need?": "She starts in May.",
            "Laptop Type": "Developer",
            "Business Justification": "She writes code.",
        },
    )
    done = await stage.said(
        jane, "is raised. IT Support will look at it. It usually takes 3-5 business days."
    )
    assert "It needs an approval first." in done.text
    ticket = (await stage.tickets())[-1]
    assert (ticket["number"], len(await stage.tickets())) == (number_in(done), before + 1)
    assert (ticket["template_id"], ticket["values"]["field_laptop_type"]) == ("tpl_01HQRST456", "Developer")


@pytest.mark.parametrize("vendor", ["rezolve"])
@pytest.mark.parametrize("word", ["phone", "toner", "fax", "ledger", "onbording", "root cause"])
async def test_story_03_search_finds_only_what_is_mine(stage: Stage, word: str) -> None:
    """Drafts, unpublished, inactive and other teams' items are not found by their own words; slips are forgiven."""
    jane = stage.user("jane")
    await jane.command(f"catalog {word}")
    answer = await stage.see(jane, f"“{word}”")
    assert set(shown_items(answer)) <= everything_for("jane")
    assert [name for name in HIDDEN if name in answer.text] == []


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_03_only_finance_sees_the_ledger(stage: Stage) -> None:
    """Alice, of finance, can ask for it; for Jane it is not there."""
    jane, alice = stage.user("jane"), stage.user("alice")
    await alice.command("catalog ledger")
    assert shown_items(await stage.see(alice, "“ledger”")) == ["Access to the ledger"]
    await jane.command("catalog ledger")
    await stage.see(jane, "Nothing in the catalog fits “ledger”.")


@pytest.mark.parametrize("vendor", ["rezolve"])
@pytest.mark.parametrize(
    "item",
    ["tpl_draft_phone", "tpl_unpublished_toner", "tpl_inactive_fax", "tpl_finance_ledger", "tpl_no_such"],
)
async def test_story_03_not_even_by_id(stage: Stage, item: str) -> None:
    """A click edited to name a hidden item gets what one for an unknown item gets, and opens no form."""
    jane = stage.user("jane")
    await jane.command("catalog vpn")
    await pick(jane, await stage.see(jane, "VPN problem"), "VPN problem")
    await stage.form(jane)
    await jane.close_dialog()
    said = await click_edited(stage, jane, TRUE_ID, item)
    assert "I could not find that catalog item." in said
    assert await jane.dialog() is None


@pytest.mark.parametrize("vendor", ["rezolve"])
async def test_story_03_a_form_kept_open_is_not_a_way_around(stage: Stage) -> None:
    """Whoever may not ask any more when the form is sent is refused kindly, and nothing is created."""
    alice, before = stage.user("alice"), len(await stage.tickets())
    form = await item_form(stage, alice, "Access to the ledger")
    await stage.control("POST", "people", {"person": "alice", "roles": []})
    await alice.submit(
        form,
        {
            "In one line": "The ledger",
            "What happened, or what do you need?": "For the audit.",
            "Books": ["Tax"],
            "Access": "Read",
            "I know the four-eyes rule": True,
        },
    )
    await stage.said(alice, "The help desk does not know")
    assert len(await stage.tickets()) == before


@pytest.mark.parametrize("vendor", ["teamswork"])
async def test_story_03_no_catalog(stage: Stage) -> None:
    """Where the help desk's system has no catalog, that is said in one sentence, with the one form a click away."""
    jane = stage.user("jane")
    await jane.command("catalog")
    answer = await stage.see(jane, "Your help desk has no catalog")
    assert [button.label for button in answer.buttons] == ["New ticket"]
    await jane.click(answer, "New ticket")
    assert (await stage.form(jane)).input("In one line").required
