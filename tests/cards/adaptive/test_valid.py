"""Everything drawn for Teams is a card Teams takes: by the typed models, and by rules that those do not hold."""

import json
from typing import Any, get_args

import pytest
from microsoft_teams.cards import core
from pydantic import BaseModel

from tests.cards.drawn import CARDS, objects

# What Adaptive Cards 1.5 has; newer elements of Teams are in no published schema.
KNOWN = {
    "AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "Container", "ColumnSet", "Column", "ActionSet",
    "Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle", "Input.ChoiceSet", "Data.Query",
    "Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "mention", "task/fetch",
}  # fmt: skip


def _models() -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    for model in vars(core).values():
        if isinstance(model, type) and issubclass(model, BaseModel) and "type" in model.model_fields:
            for name in get_args(model.model_fields["type"].annotation):
                found[str(name)] = model
    return found


MODELS = _models()


@pytest.mark.parametrize("name", sorted(CARDS))
def test_each_object_passes_its_typed_model(name: str) -> None:
    """Every element and action is one that Teams knows, its members are declared and of the right type."""
    for thing in objects(CARDS[name]):
        if "type" not in thing:
            continue
        assert thing["type"] in KNOWN
        model = MODELS[thing["type"]]
        declared = {
            core.SerializableObject.serialization_alias_generator(name) for name in model.model_fields
        }
        assert set(thing) - declared - {"$schema"} == set()
        model.model_validate(thing)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_each_card_survives_the_typed_model(name: str) -> None:
    """The whole card is a card of version 1.5."""
    card = core.AdaptiveCard.model_validate(CARDS[name])

    assert card.version == "1.5"
    assert card.body
    assert card.fallback_text


@pytest.mark.parametrize("name", sorted(CARDS))
def test_each_card_has_unique_input_ids_and_labels(name: str) -> None:
    """No two inputs share an id, and every input has a label for screen readers."""
    inputs = [thing for thing in objects(CARDS[name]) if str(thing.get("type", "")).startswith("Input.")]
    ids = [one["id"] for one in inputs]

    assert sorted(set(ids)) == sorted(ids)
    assert [one["id"] for one in inputs if not one.get("label")] == []
    assert [one["id"] for one in inputs if one.get("isRequired") and not one.get("errorMessage")] == []


@pytest.mark.parametrize("name", sorted(CARDS))
def test_each_card_fits_a_message(name: str) -> None:
    """Teams takes about 100 KB of UTF-16 and asks to stay under 80."""
    assert len(json.dumps(CARDS[name], ensure_ascii=False).encode("utf-16-le")) <= 80_000


def _choices(card: Any) -> list[str]:
    return [one["value"] for thing in objects(card) for one in thing.get("choices", [])]


@pytest.mark.parametrize("name", sorted(CARDS))
def test_no_choice_has_a_comma(name: str) -> None:
    """Several choices come back joined by commas, so none may have one, and none may be empty."""
    assert [value for value in _choices(CARDS[name]) if "," in value or not value] == []


@pytest.mark.parametrize("name", sorted(CARDS))
def test_every_execute_has_the_same_submit_as_fallback(name: str) -> None:
    """A client without Action.Execute sends the same data."""
    for thing in objects(CARDS[name]):
        if thing.get("type") == "Action.Execute":
            assert thing["fallback"]["type"] == "Action.Submit"
            assert thing["fallback"]["data"] == thing["data"]
