"""Which elements and actions Adaptive Cards 1.5 knows, and what their properties must be. Data only.

Properties that are not listed are ignored, as the client ignores them.
Source: adaptivecards.io/explorer (1.5); learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal[
    "text", "truth", "number", "size", "object", "data", "elements", "actions", "select", "card",
    "inlines", "facts", "columns", "rows", "cells", "images", "choices", "query", "targets", "background",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """Properties of one type: what they must be, which must be there, which have closed values."""

    properties: Mapping[str, Kind]
    required: tuple[str, ...] = ()
    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SPACING: Final = _words("default none extrasmall small medium large extralarge padding")
_HEIGHT: Final = _words("auto stretch")
_ALIGN: Final = _words("left center right")
_VERTICAL: Final = _words("top center bottom")
_STYLE: Final = _words("default emphasis good attention warning accent")
_IMAGE_SIZE: Final = _words("auto stretch small medium large")

_ELEMENT: Final[dict[str, Kind]] = {
    "id": "text", "isVisible": "truth", "separator": "truth", "requires": "object",
}  # fmt: skip
_ELEMENT_CLOSED: Final = {"spacing": _SPACING, "height": _HEIGHT}
_INPUT: Final[dict[str, Kind]] = {
    **_ELEMENT, "label": "text", "isRequired": "truth", "errorMessage": "text",
}  # fmt: skip
_BOX: Final[dict[str, Kind]] = {
    **_ELEMENT, "selectAction": "select", "bleed": "truth", "backgroundImage": "background",
    "minHeight": "text", "rtl": "truth",
}  # fmt: skip
_BOX_CLOSED: Final = {**_ELEMENT_CLOSED, "style": _STYLE, "verticalContentAlignment": _VERTICAL}
_TEXT_CLOSED: Final = {
    "color": _words("default dark light accent good warning attention"),
    "fontType": _words("default monospace"),
    "size": _words("default small medium large extralarge"),
    "weight": _words("default lighter bolder"),
}
_ACTION: Final[dict[str, Kind]] = {
    "title": "text", "iconUrl": "text", "id": "text", "tooltip": "text", "isEnabled": "truth", "requires": "object",
}  # fmt: skip
_ACTION_CLOSED: Final = {
    "style": _words("default positive destructive"),
    "mode": _words("primary secondary"),
    "associatedInputs": _words("auto none"),
}

TEXT_RUN: Final = Shape(
    {"text": "text", "isSubtle": "truth", "italic": "truth", "strikethrough": "truth", "highlight": "truth",
     "underline": "truth", "selectAction": "select"},
    ("text",), _TEXT_CLOSED,
)  # fmt: skip
FACT: Final = Shape({"title": "text", "value": "text"}, ("title", "value"))
CHOICE: Final = Shape({"title": "text", "value": "text"}, ("title", "value"))
QUERY: Final = Shape({"dataset": "text"}, ("dataset",), {"associatedInputs": _words("auto none")})
COLUMN: Final = Shape({**_BOX, "items": "elements", "width": "size"}, (), _BOX_CLOSED)
ROW: Final = Shape({"cells": "cells"}, (), {"style": _STYLE})
CELL: Final = Shape({**_BOX, "items": "elements"}, ("items",), _BOX_CLOSED)

ELEMENTS: Final[Mapping[str, Shape]] = {
    "TextBlock": Shape(
        {**_ELEMENT, "text": "text", "wrap": "truth", "isSubtle": "truth", "maxLines": "number"},
        ("text",),
        {**_ELEMENT_CLOSED, **_TEXT_CLOSED, "horizontalAlignment": _ALIGN,
         "style": _words("default heading columnheader")},
    ),
    "RichTextBlock": Shape(
        {**_ELEMENT, "inlines": "inlines"}, ("inlines",), {**_ELEMENT_CLOSED, "horizontalAlignment": _ALIGN}
    ),
    "FactSet": Shape({**_ELEMENT, "facts": "facts"}, ("facts",), _ELEMENT_CLOSED),
    "ColumnSet": Shape(
        {**_BOX, "columns": "columns"}, (), {**_BOX_CLOSED, "horizontalAlignment": _ALIGN}
    ),
    "Container": Shape({**_BOX, "items": "elements"}, ("items",), _BOX_CLOSED),
    "Table": Shape(
        {**_ELEMENT, "rows": "rows", "firstRowAsHeader": "truth", "showGridLines": "truth"},
        (), {**_ELEMENT_CLOSED, "gridStyle": _STYLE},
    ),
    "ActionSet": Shape({**_ELEMENT, "actions": "actions"}, ("actions",), _ELEMENT_CLOSED),
    "Image": Shape(
        {**_ELEMENT, "url": "text", "altText": "text", "height": "text", "width": "text",
         "backgroundColor": "text", "selectAction": "select"},
        ("url",),
        {"spacing": _SPACING, "size": _IMAGE_SIZE, "style": _words("default person roundedcorners"),
         "horizontalAlignment": _ALIGN},
    ),
    "ImageSet": Shape(
        {**_ELEMENT, "images": "images"}, ("images",), {**_ELEMENT_CLOSED, "imageSize": _IMAGE_SIZE}
    ),
    "Media": Shape({**_ELEMENT, "poster": "text", "altText": "text"}, ("sources",), _ELEMENT_CLOSED),
    "Input.Text": Shape(
        {**_INPUT, "isMultiline": "truth", "maxLength": "number", "placeholder": "text", "regex": "text",
         "value": "text", "inlineAction": "select"},
        ("id",), {**_ELEMENT_CLOSED, "style": _words("text tel url email password")},
    ),
    "Input.Number": Shape(
        {**_INPUT, "min": "number", "max": "number", "placeholder": "text", "value": "number"},
        ("id",), _ELEMENT_CLOSED,
    ),
    "Input.Date": Shape(
        {**_INPUT, "min": "text", "max": "text", "placeholder": "text", "value": "text"},
        ("id",), _ELEMENT_CLOSED,
    ),
    "Input.Time": Shape(
        {**_INPUT, "min": "text", "max": "text", "placeholder": "text", "value": "text"},
        ("id",), _ELEMENT_CLOSED,
    ),
    "Input.Toggle": Shape(
        {**_INPUT, "title": "text", "value": "text", "valueOn": "text", "valueOff": "text", "wrap": "truth"},
        ("id", "title"), _ELEMENT_CLOSED,
    ),
    "Input.ChoiceSet": Shape(
        {**_INPUT, "choices": "choices", "choices.data": "query", "isMultiSelect": "truth", "value": "text",
         "placeholder": "text", "wrap": "truth"},
        ("id",), {**_ELEMENT_CLOSED, "style": _words("compact expanded filtered")},
    ),
}  # fmt: skip

ACTIONS: Final[Mapping[str, Shape]] = {
    "Action.Execute": Shape({**_ACTION, "verb": "text", "data": "data"}, (), _ACTION_CLOSED),
    "Action.Submit": Shape({**_ACTION, "data": "data"}, (), _ACTION_CLOSED),
    "Action.OpenUrl": Shape({**_ACTION, "url": "text"}, ("url",), _ACTION_CLOSED),
    "Action.ShowCard": Shape({**_ACTION, "card": "card"}, ("card",), _ACTION_CLOSED),
    "Action.ToggleVisibility": Shape(
        {**_ACTION, "targetElements": "targets"}, ("targetElements",), _ACTION_CLOSED
    ),
}
CARD: Final = Shape(
    {"version": "text", "body": "elements", "actions": "actions", "selectAction": "select", "fallbackText": "text",
     "backgroundImage": "background", "minHeight": "text", "rtl": "truth", "speak": "text", "lang": "text",
     "refresh": "object", "authentication": "object", "msteams": "object"},
    (), {"verticalContentAlignment": _VERTICAL},
)  # fmt: skip
