"""Reads an Adaptive Card as one person sees it: lines, buttons, inputs. Pure; it never sends.

Every action and input keeps the card it belongs to, because a button sends the inputs of its own card and of the
cards around it, never those of a ShowCard beside or inside it.
Source: adaptivecards.io/explorer; learn.microsoft.com/adaptive-cards/authoring-cards/input-validation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.teams.cards.markup import expand_dates, read_markdown
from sandbox.teams.cards.shapes import ACTIONS, ELEMENTS
from sandbox.teams.directory import JsonObject
from sandbox.user import Button, Input, InputKind
from sandbox.world import Person

PEOPLE_DATASET: Final = "graph.microsoft.com/users"
_KINDS: Final[Mapping[str, InputKind]] = {
    "Input.Number": "number",
    "Input.Date": "date",
    "Input.Time": "time",
    "Input.Toggle": "toggle",
}


@dataclass(frozen=True, slots=True)
class Action:
    """A button.

    Shape: `path` addresses it in the message; `card` is the path of the card it belongs to; `above` counts the lines
           that stand above it.
    """

    path: str
    card: str
    label: str
    payload: JsonObject
    above: int

    @property
    def sends_inputs(self) -> bool:
        """Whether it takes the inputs along."""
        return str(self.payload.get("associatedInputs", "auto")).lower() != "none"

    def as_button(self, *, below: int = 0) -> Button:
        """The button a person sees, in a message with `below` lines before its cards."""
        url = self.payload.get("url") if self.payload["type"] == "Action.OpenUrl" else None
        return Button(self.label, self.path, url, self.payload.get("style"), above=below + self.above)


@dataclass(frozen=True, slots=True)
class Field:
    """An input with the card it belongs to; hidden ones count when a form is sent."""

    card: str
    is_visible: bool
    payload: JsonObject

    @property
    def id(self) -> str:
        """The name its value is sent under."""
        return str(self.payload["id"])

    @property
    def label(self) -> str:
        """What a person calls it: its label, a toggle's title, else its placeholder or id."""
        names = ("label", "title", "placeholder", "id")
        return next(str(self.payload[name]) for name in names if self.payload.get(name))

    @property
    def kind(self) -> InputKind:
        """The kind of control."""
        payload = self.payload
        if payload["type"] == "Input.Text":
            return "textarea" if payload.get("isMultiline") else "text"
        if payload["type"] != "Input.ChoiceSet":
            return _KINDS[payload["type"]]
        query = payload.get("choices.data")
        if query:
            return "user" if str(query.get("dataset")).startswith(PEOPLE_DATASET) else "lookup"
        is_expanded = str(payload.get("style")).lower() == "expanded"
        if payload.get("isMultiSelect"):
            return "checkboxes" if is_expanded else "multiselect"
        return "radio" if is_expanded else "select"

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Its choices as (value, label)."""
        return tuple((choice["value"], choice["title"]) for choice in self.payload.get("choices") or [])

    def as_input(self) -> Input:
        """The input a person sees."""
        payload = self.payload
        return Input(
            ref=self.id,
            label=self.label,
            kind=self.kind,
            required=bool(payload.get("isRequired")),
            options=self.options,
            value=payload.get("value"),
            hint=payload.get("placeholder"),
        )


@dataclass(slots=True)
class Reading:
    """One card, read. Shape: everything in the order it stands on the screen."""

    lines: list[str] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)

    def fields_of(self, action: Action) -> list[Field]:
        """The inputs this button sends."""
        if not action.sends_inputs:
            return []
        return [
            entry
            for entry in self.fields
            if entry.card == action.card or action.card.startswith(f"{entry.card}/")
        ]


def read_card(
    card: JsonObject,
    reader: Person,
    *,
    path: str = "0",
    opened: Iterable[str] = (),
    toggled: Mapping[str, bool] | None = None,
) -> Reading:
    """Read a card.

    Shape: `opened` are paths of ShowCard buttons this person has pressed; `toggled` is what a
           ToggleVisibility button has shown or hidden, by element id.
    """
    walk = _Walk(reader, frozenset(opened), toggled or {})
    walk.card(card, path)
    return walk.reading


class _Walk:
    def __init__(self, reader: Person, opened: frozenset[str], toggled: Mapping[str, bool]) -> None:
        self._reader = reader
        self._opened = opened
        self._toggled = toggled
        self.reading = Reading()

    def card(self, card: JsonObject, path: str) -> None:
        """Read the body, then the buttons below it."""
        self._elements(card.get("body"), f"{path}/body", path, visible=True)
        self._actions(card.get("actions"), f"{path}/actions", path)

    def _elements(self, elements: Any, path: str, card: str, *, visible: bool) -> None:
        for number, element in enumerate(elements or []):
            self._element(element, f"{path}/{number}", card, visible=visible)

    def _element(self, element: Any, path: str, card: str, *, visible: bool) -> None:
        kind = element.get("type")
        if kind not in ELEMENTS and isinstance(element.get("fallback"), dict):
            self._element(element["fallback"], path, card, visible=visible)
            return
        visible = visible and self._toggled.get(str(element.get("id")), element.get("isVisible", True))
        if str(kind).startswith("Input."):
            self._input(element, path, card, visible=visible)
            return
        if visible:
            self._lines(element)
            self._press(element.get("selectAction"), f"{path}/selectAction", card)
            self._actions(element.get("actions"), f"{path}/actions", card)
        for name, inner in _children(element):
            for number, part in enumerate(inner):
                inside = f"{path}/{name}/{number}"
                if "cells" in part or part.get("type") in {None, "Column", "TableCell"}:
                    self._box(part, inside, card, visible=visible)
                else:
                    self._element(part, inside, card, visible=visible)

    def _box(self, part: JsonObject, path: str, card: str, *, visible: bool) -> None:
        """A column, table row or cell."""
        visible = visible and self._toggled.get(str(part.get("id")), part.get("isVisible", True))
        if visible:
            self._press(part.get("selectAction"), f"{path}/selectAction", card)
        for name, inner in _children(part):
            for number, child in enumerate(inner):
                step = self._box if name == "cells" else self._element
                step(child, f"{path}/{name}/{number}", card, visible=visible)

    def _lines(self, element: JsonObject) -> None:
        match element.get("type"):
            case "TextBlock":
                self._say(read_markdown(expand_dates(element["text"], self._reader)))
            case "RichTextBlock":
                runs = [run if isinstance(run, str) else run["text"] for run in element["inlines"]]
                self._say("".join(expand_dates(run, self._reader) for run in runs))
            case "FactSet":
                for fact in element["facts"]:
                    title, value = (
                        read_markdown(expand_dates(fact[name], self._reader)) for name in ("title", "value")
                    )
                    self._say(f"{title.rstrip(':')}: {value}")
            case "Image" if element.get("altText"):
                self._say(f"[{element['altText']}]")

    def _say(self, text: str) -> None:
        self.reading.lines.extend(line for line in text.split("\n") if line.strip())

    def _input(self, element: JsonObject, path: str, card: str, *, visible: bool) -> None:
        self.reading.fields.append(Field(card, visible, element))
        if visible:
            self._press(element.get("inlineAction"), f"{path}/inlineAction", card)

    def _actions(self, actions: Any, path: str, card: str) -> None:
        for number, action in enumerate(actions or []):
            self._press(action, f"{path}/{number}", card)
            where = f"{path}/{number}"
            if action.get("type") == "Action.ShowCard" and where in self._opened:
                self.card(action["card"], f"{where}/card")

    def _press(self, action: Any, path: str, card: str) -> None:
        if not isinstance(action, dict):
            return
        if action.get("type") not in ACTIONS:
            self._press(action.get("fallback"), path, card)
            return
        label = action.get("title") or action.get("tooltip") or action.get("id") or ""
        if label:
            self.reading.actions.append(Action(path, card, label, action, len(self.reading.lines)))


def _children(element: JsonObject) -> list[tuple[str, list[Any]]]:
    names: tuple[str, ...] = ("items", "columns", "rows", "cells", "images")
    if element.get("type") == "Table":
        names = ("rows",)
    return [(name, element[name]) for name in names if isinstance(element.get(name), list)]
