"""What comes in may be anything: it is read or refused as BadPayload, and never does anything else."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalog import Option
from bot.ui.check import check
from bot.ui.options import Offered
from cards.adaptive import parse as adaptive
from cards.blockkit import parse as blockkit
from cards.errors import BadPayload
from cards.wire import ParsedAction
from tests.cards.cases import FORMS
from tests.cards.drawn import CARDS, SLACK_MESSAGES, objects
from tests.cards.strategies import JUNK

patient = settings(deadline=None, max_examples=200)
NAMES = ["token", "zone", "verb", "args", "menu", "choice", "msteams", "menu:0", "words:text", "many:multiselect",
         "one:radio", "flag:checkbox", "day:datetime", "time:datetime", "words:number", "words:date"]  # fmt: skip
STATES = [
    "plain_text_input",
    "static_select",
    "multi_static_select",
    "checkboxes",
    "datetimepicker",
    "nonsense",
]


@patient
@given(st.dictionaries(st.sampled_from(NAMES), JUNK))
def test_any_data_from_teams_is_read_or_refused(data: dict[str, object]) -> None:
    """No data of an action can raise anything but BadPayload, in reading or in the check after it."""
    with contextlib.suppress(BadPayload):
        adaptive.parse_action(data)
    with contextlib.suppress(BadPayload):
        adaptive.lookup_of(data.get("choice"))
    with contextlib.suppress(BadPayload):
        _, raw = adaptive.parse_submission(data)
        check(FORMS["all_types"], raw, today=date(2026, 11, 22), locale=None)


@patient
@given(
    JUNK,
    st.dictionaries(
        st.sampled_from([f"field:{field.id}" for field in FORMS["all_types"].fields]),
        st.fixed_dictionaries(
            {"answer": st.fixed_dictionaries({"type": st.sampled_from(STATES), "value": JUNK, "selected_option": JUNK,
                                              "selected_options": JUNK, "selected_date_time": JUNK})}
        ),
    ),
)  # fmt: skip
def test_any_view_from_slack_is_read_or_refused(junk: object, values: dict[str, object]) -> None:
    """No view can raise anything but BadPayload, in reading or in the check after it."""
    for state in ({"values": values}, {"values": junk}, junk):
        with contextlib.suppress(BadPayload):
            _, raw = blockkit.parse_submission({"private_metadata": '{"token":"t"}', "state": state})
            check(FORMS["all_types"], raw, today=date(2026, 11, 22), locale=None)
    for view in ({"private_metadata": junk}, {"private_metadata": str(junk)}):
        with contextlib.suppress(BadPayload):
            blockkit.parse_submission(view)


@patient
@given(st.fixed_dictionaries({"action_id": st.one_of(st.sampled_from(["do:1", "menu:1:{}", "open:1"]), JUNK),
                              "value": JUNK, "selected_option": JUNK, "view": JUNK, "block_id": JUNK}))  # fmt: skip
def test_any_action_from_slack_is_read_or_refused(action: dict[str, object]) -> None:
    """No action can raise anything but BadPayload."""
    with contextlib.suppress(BadPayload):
        blockkit.parse_action(action)
    with contextlib.suppress(BadPayload):
        blockkit.parse_suggestion(action)
    assert blockkit.opens_url(action) in {True, False}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"v":""}',
        '{"v":1}',
        '{"v":"x","a":[]}',
        '{"v":"x","a":{"k":1}}',
        "[" * 5000,
    ],
)
def test_a_forged_button_is_refused(value: str) -> None:
    """Whatever is not the value of a button of ours is a bad payload."""
    with pytest.raises(BadPayload):
        blockkit.parse_action({"action_id": "do:1", "value": value})


def test_slack_buttons_are_read_as_they_were_drawn() -> None:
    """Verb, arguments and whether a form is awaited survive the way to Slack and back."""
    drawn = [
        one for one in objects(SLACK_MESSAGES["blockkit_message/ticket_card"]) if one.get("type") == "button"
    ]
    read = [blockkit.parse_action(one) for one in drawn if not blockkit.opens_url(one)]

    assert read[0] == ParsedAction("comment", {"ticket": "4711"}, opens_form=True)
    assert read[1:] == [ParsedAction("close", {"ticket": "4711"}), ParsedAction("claim", {"ticket": "4711"})]
    assert len(drawn) == 4


def test_slack_menus_are_read_as_they_were_drawn() -> None:
    """A chosen option says what the menu does and which choice it was."""
    menus = [
        one
        for one in objects(SLACK_MESSAGES["blockkit_message/catalog"])
        if one.get("type") == "static_select"
    ]
    read = [blockkit.parse_action({**menu, "selected_option": menu["options"][1]}) for menu in menus]

    assert read == [
        ParsedAction("open", {}, choice="t1", opens_form=True),
        ParsedAction("category", {}, choice="sw"),
    ]


def test_teams_actions_are_read_as_they_were_drawn() -> None:
    """Buttons, menus as buttons and menus as a list give verb, arguments, choice and whether a form is awaited."""
    cards = [CARDS["adaptive_message/ticket_card"], CARDS["adaptive_message/catalog"]]
    clicks = [
        one
        for card in cards
        for one in objects(card)
        if one.get("type") in {"Action.Execute", "Action.Submit"}
    ]
    read = {repr(adaptive.parse_action({**one["data"], "menu:0": "t7"})) for one in clicks}

    assert read == {
        repr(one)
        for one in [
            ParsedAction("comment", {"ticket": "4711"}, opens_form=True),
            ParsedAction("close", {"ticket": "4711"}),
            ParsedAction("claim", {"ticket": "4711"}),
            ParsedAction("more", {"ticket": "4711"}, choice="priority"),
            ParsedAction("more", {"ticket": "4711"}, choice="note"),
            ParsedAction("more", {"ticket": "4711"}, choice="close"),
            ParsedAction("open", {}, choice="t7", opens_form=True),
            ParsedAction("category", {}, choice="hw"),
            ParsedAction("category", {}, choice="sw"),
        ]
    }


def test_type_ahead_is_read_and_answered_on_both_platforms() -> None:
    """What is searched is read from the request, and what is found comes back as the answer it becomes."""
    found = [Option(value="a,1", label="Laptop"), Option(value="x" * 151, label="Too long for Slack")]
    asked = {"view": {"private_metadata": '{"token":"t"}'}, "block_id": "field:asset", "value": "lap"}

    assert blockkit.parse_suggestion(asked) == ("t", "asset", "lap")
    assert [one["value"] for one in blockkit.render_options(Offered(found))["options"]] == ["a,1"]
    assert [one["value"] for one in blockkit.render_options(Offered(found, found))["options"]] == [
        "a,1",
        "~1",
    ]
    assert adaptive.lookup_of("lookup:t:asset:2") == ("t", "asset:2")
    results = adaptive.render_search(Offered(found))["value"]["results"]
    assert adaptive.parse_submission({"token": "t", "one:asset": results[0]["value"]}) == (
        "t",
        {"asset": "a,1"},
    )
