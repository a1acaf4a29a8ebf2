"""What a person reads on a card, and which inputs a button sends."""

from typing import Any

import pytest

from sandbox.teams.cards.render import read_card
from sandbox.world import WORLD

JANE = WORLD.person("jane")
Json = dict[str, Any]
PEOPLE = "graph.microsoft.com/users?scope=currentContext"


def text(words: str, **more: Any) -> Json:
    """A TextBlock."""
    return {"type": "TextBlock", "text": words, **more}


def test_lines_come_top_to_bottom() -> None:
    """Every element of 1.5 is read in the order it stands; hidden ones are not."""
    body = [
        text("**Title**"),
        text("secret", isVisible=False),
        {"type": "RichTextBlock", "inlines": ["**raw** ", {"type": "TextRun", "text": "run"}]},
        {"type": "FactSet", "facts": [{"title": "Status:", "value": "*open*"}]},
        {"type": "ColumnSet", "columns": [{"items": [text("left")]}, {"type": "Column", "items": [text("right")]},
                                          {"type": "Column", "isVisible": False, "items": [text("gone")]}]},
        {"type": "Container", "isVisible": False, "items": [text("gone")]},
        {"type": "Container", "items": [{"type": "Container", "items": [text("deep")]}]},
        {"type": "Table", "columns": [{"width": 1}], "rows": [
            {"type": "TableRow", "cells": [{"type": "TableCell", "items": [text("cell 1")]},
                                           {"type": "TableCell", "items": [text("cell 2")]}]}]},
        {"type": "ImageSet", "images": [{"type": "Image", "url": "u", "altText": "a cat"}]},
        {"type": "Badge", "fallback": text("plan B")},
    ]  # fmt: skip
    assert read_card({"body": body}, JANE).lines == [
        "Title", "**raw** run", "Status: open", "left", "right", "deep", "cell 1", "cell 2", "[a cat]", "plan B",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ({"type": "Input.Text"}, "text"),
        ({"type": "Input.Text", "isMultiline": True}, "textarea"),
        ({"type": "Input.Number"}, "number"),
        ({"type": "Input.Date"}, "date"),
        ({"type": "Input.Time"}, "time"),
        ({"type": "Input.Toggle", "title": "t"}, "toggle"),
        ({"type": "Input.ChoiceSet"}, "select"),
        ({"type": "Input.ChoiceSet", "style": "filtered"}, "select"),
        ({"type": "Input.ChoiceSet", "style": "expanded"}, "radio"),
        ({"type": "Input.ChoiceSet", "isMultiSelect": True}, "multiselect"),
        ({"type": "Input.ChoiceSet", "isMultiSelect": True, "style": "expanded"}, "checkboxes"),
        ({"type": "Input.ChoiceSet", "choices.data": {"dataset": "items"}}, "lookup"),
        ({"type": "Input.ChoiceSet", "choices.data": {"dataset": PEOPLE}}, "user"),
    ],
)  # fmt: skip
def test_kinds_of_inputs(entry: Json, kind: str) -> None:
    """Each input is shown as its own control."""
    assert read_card({"body": [{"id": "x", **entry}]}, JANE).fields[0].as_input().kind == kind


def test_a_button_sends_its_own_card_and_those_around() -> None:
    """A ShowCard's button sends the outer inputs too; the outer button sends none of the inner ones."""
    inner = {
        "type": "AdaptiveCard",
        "body": [{"type": "Input.Text", "id": "inner"}],
        "actions": [{"type": "Action.Submit", "title": "In"}],
    }
    card = {
        "body": [{"type": "Input.Text", "id": "outer"}],
        "actions": [
            {"type": "Action.ShowCard", "title": "More", "card": inner},
            {"type": "Action.Submit", "title": "Out"},
            {"type": "Action.Submit", "title": "Bare", "associatedInputs": "none"},
        ],
    }
    closed = read_card(card, JANE)
    opened = read_card(card, JANE, opened=["0/actions/0"])
    sent = {one.label: [entry.id for entry in opened.fields_of(one)] for one in opened.actions}
    assert [one.label for one in closed.actions] == ["More", "Out", "Bare"]
    assert (sent["In"], sent["Out"], sent["Bare"]) == (["outer", "inner"], ["outer"], [])


def test_hidden_inputs_stay_in_the_form() -> None:
    """A hidden input is not shown and still belongs to the form; toggled, it is shown."""
    card = {"body": [{"type": "Input.Text", "id": "x", "isVisible": False}]}
    hidden, shown = read_card(card, JANE), read_card(card, JANE, toggled={"x": True})
    assert [reading.fields[0].is_visible for reading in (hidden, shown)] == [False, True]


def test_buttons_are_found_everywhere() -> None:
    """Action sets, select actions and inline actions are buttons; a link carries its address."""
    submit = {"type": "Action.Submit"}
    card = {
        "body": [
            {"type": "ActionSet", "actions": [{**submit, "title": "A", "style": "positive"}]},
            {"type": "Container", "items": [], "selectAction": {**submit, "title": "B"}},
            {"type": "Input.Text", "id": "x", "inlineAction": {**submit, "title": "C"}},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "D", "url": "https://x.example"}],
    }
    buttons = [one.as_button() for one in read_card(card, JANE).actions]
    assert [(one.label, one.url, one.style) for one in buttons] == [
        ("A", None, "positive"), ("B", None, None), ("C", None, None), ("D", "https://x.example", None),
    ]  # fmt: skip
