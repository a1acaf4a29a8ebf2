"""Which cards are refused, and that the refusal names the place."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.teams.cards.checks import CardRefused, check_card

Json = dict[str, Any]
CHOICES = [{"title": "One", "value": "1"}]
EMPTY = {"type": "AdaptiveCard"}
EXECUTE = {"type": "Action.Execute", "verb": "go"}


def test_a_rich_card_passes(make_card: Callable[..., Json]) -> None:
    """Every element and action of 1.5, with the Teams extras, is accepted."""
    card = make_card(
        {"type": "TextBlock", "text": "x", "size": "Large", "wrap": True, "spacing": "None"},
        {"type": "RichTextBlock", "inlines": ["a", {"type": "TextRun", "text": "b"}]},
        {"type": "FactSet", "facts": [{"title": "a", "value": "b"}]},
        {"type": "ColumnSet", "columns": [{"type": "Column", "width": 1, "items": []}, {"width": "auto"}]},
        {"type": "Container", "items": [], "selectAction": EXECUTE, "style": None},
        {"type": "Table", "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": []}]}]},
        {
            "type": "ActionSet",
            "actions": [{"type": "Action.OpenUrl", "title": "o", "url": "https://x.example"}],
        },
        {"type": "ImageSet", "images": [{"type": "Image", "url": "https://x.example/a.png"}]},
        {"type": "Input.ChoiceSet", "id": "p", "choices.data": {"type": "Data.Query", "dataset": "people"}},
        {"type": "Badge", "text": "new", "fallback": {"type": "TextBlock", "text": "new"}},
        {"type": "Input.Text", "id": "t", "fallback": {"type": "Input.Text", "id": "t"}},
        actions=[
            {"type": "Action.ShowCard", "card": {"type": "AdaptiveCard", "body": []}},
            {"type": "Action.ToggleVisibility", "targetElements": ["t", {"elementId": "p"}]},
            {"type": "Action.Submit", "data": {"msteams": {"type": "task/fetch"}}},
        ],
        refresh={"action": EXECUTE, "userIds": ["29:1"] * 60},
        msteams={"width": "Full"},
    )
    assert check_card(card) is None


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"type": "Carousel"}, "body.0.type"),
        ({"type": "TextBlock"}, "body.0.text"),
        ({"type": "TextBlock", "text": 7}, "body.0.text"),
        ({"type": "TextBlock", "text": "x", "wrap": "yes"}, "body.0.wrap"),
        ({"type": "TextBlock", "text": "x", "weight": "fat"}, "body.0.weight"),
        ({"type": "Container", "items": [{"type": "TextBlock"}]}, "body.0.items.0.text"),
        ({"type": "RichTextBlock", "inlines": [{"type": "Icon"}]}, "body.0.inlines.0.type"),
        ({"type": "FactSet", "facts": [{"title": "a"}]}, "body.0.facts.0.value"),
        ({"type": "Input.Text"}, "body.0.id"),
        ({"type": "Input.Text", "id": ""}, "body.0.id"),
        ({"type": "Input.Text", "id": "x", "regex": "("}, "body.0.regex"),
        ({"type": "Input.Number", "id": "x", "max": "9"}, "body.0.max"),
        ({"type": "Input.Toggle", "id": "x"}, "body.0.title"),
        ({"type": "Input.ChoiceSet", "id": "x"}, "body.0.choices"),
        ({"type": "Input.ChoiceSet", "id": "x", "choices": [{"title": "a"}]}, "body.0.choices.0.value"),
        (
            {"type": "Input.ChoiceSet", "id": "x", "isMultiSelect": True, "choices": [{"title": "a", "value": "a,b"}]},
            "body.0.choices.0.value",
        ),
        ({"type": "Input.ChoiceSet", "id": "x", "choices.data": {"type": "Data.Query"}}, "body.0.choices.data.dataset"),
        (
            {"type": "Container", "items": [], "selectAction": {"type": "Action.ShowCard", "card": EMPTY}},
            "body.0.selectAction.type",
        ),
    ],
)  # fmt: skip
def test_a_wrong_element_is_named(make_card: Callable[..., Json], body: Json, path: str) -> None:
    """A body element that Teams would not show is refused with its path."""
    with pytest.raises(CardRefused) as refused:
        check_card(make_card(body))
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ({"type": "Action.Http"}, "actions.0.type"),
        ({"type": "Action.Execute", "verb": 1}, "actions.0.verb"),
        ({"type": "Action.Execute", "data": [1]}, "actions.0.data"),
        ({"type": "Action.Submit", "associatedInputs": "some"}, "actions.0.associatedInputs"),
        ({"type": "Action.Submit", "data": {"msteams": {"type": "dance"}}}, "actions.0.data.msteams.type"),
        ({"type": "Action.OpenUrl"}, "actions.0.url"),
        ({"type": "Action.OpenUrl", "url": "javascript:alert(1)"}, "actions.0.url"),
        ({"type": "Action.ShowCard", "card": {"type": "Card"}}, "actions.0.card.type"),
        ({"type": "Action.ToggleVisibility", "targetElements": [{}]}, "actions.0.targetElements.0"),
    ],
)
def test_a_wrong_action_is_named(make_card: Callable[..., Json], action: Json, path: str) -> None:
    """An action that Teams would not show is refused with its path."""
    with pytest.raises(CardRefused) as refused:
        check_card(make_card(actions=[action]))
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"version": "1.6"}, "version"),
        ({"version": None}, "version"),
        ({"version": 1.5}, "version"),
        ({"type": "Card"}, "type"),
        ({"refresh": {"action": EXECUTE, "userIds": ["29:1"] * 61}}, "refresh.userIds"),
        ({"refresh": {"action": {"type": "Action.Submit"}}}, "refresh.action.type"),
        ({"body": {}}, "body"),
    ],
)
def test_a_wrong_card_is_named(make_card: Callable[..., Json], change: Json, path: str) -> None:
    """The card's own members are checked."""
    with pytest.raises(CardRefused) as refused:
        check_card(make_card(**change))
    assert refused.value.path == path


def test_an_id_is_used_once_even_inside_a_showcard(make_card: Callable[..., Json]) -> None:
    """Two inputs with one id would overwrite each other."""
    entry = {"type": "Input.Text", "id": "same"}
    inner = {"type": "AdaptiveCard", "body": [entry]}
    with pytest.raises(CardRefused) as refused:
        check_card(make_card(entry, actions=[{"type": "Action.ShowCard", "card": inner}]))
    assert refused.value.path == "actions.0.card.body.0.id"


def test_link_previews_are_limited_to_1_3(make_card: Callable[..., Json]) -> None:
    """A newer card in a link preview is refused."""
    with pytest.raises(CardRefused, match=r"1\.3"):
        check_card(make_card(version="1.4"), newest_minor=3)
