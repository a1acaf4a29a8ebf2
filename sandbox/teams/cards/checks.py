"""Refuses Adaptive Cards that Teams would not render, naming the place. It changes nothing and sends nothing.

It is stricter than the client where the client would only fall back silently (a wrong enum value): a bot that
relies on that is wrong anyway.
Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference;
        adaptivecards.io/explorer; learn.microsoft.com/adaptive-cards/authoring-cards/input-validation.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from sandbox.teams.cards import shapes
from sandbox.teams.cards.shapes import Kind, Shape

MAX_REFRESH_USERS: Final = 60
_SUBMIT_TYPES: Final = {"task/fetch", "imBack", "messageBack", "signin", "invoke"}


class CardRefused(ValueError):
    """The card cannot be shown. Shape: `path` is dotted from the card's root."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'card'}: {problem}")
        self.path = path


def check_card(card: Any, *, newest_minor: int = 5) -> None:
    """Check one card as sent to Teams; `newest_minor` 3 is the limit of link previews. Raises: CardRefused."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        raise CardRefused("type", "must be AdaptiveCard")
    version = card.get("version")
    found = re.fullmatch(r"1\.(\d)", version) if isinstance(version, str) else None
    if found is None or int(found.group(1)) > newest_minor:
        raise CardRefused("version", f"must be 1.0 to 1.{newest_minor}, not {version!r}")
    _Walk().card(card, "")


def _dot(path: str, step: str | int) -> str:
    return f"{path}.{step}" if path else str(step)


class _Walk:
    """One pass over one card."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._by_kind: dict[Kind, Callable[[Any, str], None]] = {
            "text": self._text,
            "truth": self._truth,
            "number": self._number,
            "size": self._size,
            "object": self._object,
            "data": self._data,
            "elements": lambda value, path: self._each(value, path, self._element),
            "actions": lambda value, path: self._each(value, path, self._action),
            "select": self._select,
            "card": self._sub_card,
            "inlines": lambda value, path: self._each(value, path, self._inline),
            "facts": lambda value, path: self._each(value, path, self._shaped(shapes.FACT)),
            "columns": lambda value, path: self._each(value, path, self._shaped(shapes.COLUMN)),
            "rows": lambda value, path: self._each(value, path, self._shaped(shapes.ROW)),
            "cells": lambda value, path: self._each(value, path, self._shaped(shapes.CELL)),
            "images": lambda value, path: self._each(value, path, self._element),
            "choices": lambda value, path: self._each(value, path, self._shaped(shapes.CHOICE)),
            "query": self._query,
            "targets": lambda value, path: self._each(value, path, self._target),
            "background": self._background,
        }

    def card(self, card: Any, path: str) -> None:
        """Check a card or the card inside a ShowCard."""
        self._properties(card, path, shapes.CARD)
        refresh = card.get("refresh")
        if refresh is None:
            return
        where = _dot(path, "refresh")
        self._action(refresh.get("action"), _dot(where, "action"))
        if refresh["action"].get("type") != "Action.Execute":
            raise CardRefused(_dot(where, "action.type"), "must be Action.Execute")
        users = refresh.get("userIds", [])
        if not isinstance(users, list) or not all(isinstance(user, str) for user in users):
            raise CardRefused(_dot(where, "userIds"), "must be a list of texts")
        if len(users) > MAX_REFRESH_USERS:
            raise CardRefused(_dot(where, "userIds"), f"at most {MAX_REFRESH_USERS}, not {len(users)}")

    def _sub_card(self, card: Any, path: str) -> None:
        if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
            raise CardRefused(_dot(path, "type"), "must be AdaptiveCard")
        self.card(card, path)

    def _properties(self, value: Any, path: str, shape: Shape) -> None:
        self._object(value, path)
        for name in shape.required:
            if name not in value:
                raise CardRefused(_dot(path, name), "is required")
        for name, kind in shape.properties.items():
            if value.get(name) is not None:
                self._by_kind[kind](value[name], _dot(path, name))
            elif name in value and name in shape.required:
                raise CardRefused(_dot(path, name), "must not be null")
        for name, words in shape.closed.items():
            given = value.get(name)
            if given is not None and (not isinstance(given, str) or given.lower() not in words):
                raise CardRefused(
                    _dot(path, name), f"must be one of {', '.join(sorted(words))}, not {given!r}"
                )

    def _shaped(self, shape: Shape) -> Callable[[Any, str], None]:
        def check(value: Any, path: str) -> None:
            self._properties(value, path, shape)
            self._note_id(value, path)

        return check

    def _element(self, value: Any, path: str) -> None:
        self._object(value, path)
        shape = shapes.ELEMENTS.get(value.get("type") or "")
        if shape is None:
            self._unknown(value, path, "element", self._element)
            return
        self._properties(value, path, shape)
        self._note_id(value, path)
        if value["type"].startswith("Input."):
            self._input(value, path)
        self._fallback(value, path, self._element)

    def _action(self, value: Any, path: str) -> None:
        self._object(value, path)
        shape = shapes.ACTIONS.get(value.get("type") or "")
        if shape is None:
            self._unknown(value, path, "action", self._action)
            return
        self._properties(value, path, shape)
        self._fallback(value, path, self._action)
        if value["type"] == "Action.OpenUrl" and not re.match(
            r"(https?|mailto|tel|msteams):", value["url"], re.I
        ):
            raise CardRefused(
                _dot(path, "url"), f"must be an address that can be opened, not {value['url']!r}"
            )

    def _unknown(self, value: Any, path: str, noun: str, check: Callable[[Any, str], None]) -> None:
        if value.get("fallback") is None:
            raise CardRefused(_dot(path, "type"), f"unknown {noun} {value.get('type')!r}")
        self._fallback(value, path, check)

    def _fallback(self, value: Any, path: str, check: Callable[[Any, str], None]) -> None:
        fallback = value.get("fallback")
        if fallback is None or (isinstance(fallback, str) and fallback.lower() == "drop"):
            return
        # The fallback stands in the same place, so it may repeat the ids of what it replaces.
        known, self._ids = self._ids, set()
        check(fallback, _dot(path, "fallback"))
        self._ids = known

    def _input(self, value: Any, path: str) -> None:
        if not value["id"]:
            raise CardRefused(_dot(path, "id"), "must not be empty")
        if value["type"] == "Input.ChoiceSet":
            if not value.get("choices") and not value.get("choices.data"):
                raise CardRefused(_dot(path, "choices"), "needs choices or choices.data")
            for number, choice in enumerate(value.get("choices") or []):
                if value.get("isMultiSelect") and "," in choice["value"]:
                    where = _dot(path, f"choices.{number}.value")
                    raise CardRefused(where, "must hold no comma where several can be chosen")
        if value["type"] == "Input.Text" and value.get("regex"):
            try:
                re.compile(value["regex"])
            except re.error as broken:
                raise CardRefused(_dot(path, "regex"), "is no regular expression") from broken

    def _note_id(self, value: Any, path: str) -> None:
        identity = value.get("id")
        if not identity:
            return
        if identity in self._ids:
            raise CardRefused(_dot(path, "id"), f"{identity!r} is used twice")
        self._ids.add(identity)

    def _each(self, value: Any, path: str, check: Callable[[Any, str], None]) -> None:
        if not isinstance(value, list):
            raise CardRefused(path, "must be a list")
        for number, entry in enumerate(value):
            check(entry, _dot(path, number))

    def _select(self, value: Any, path: str) -> None:
        self._action(value, path)
        if value.get("type") == "Action.ShowCard":
            raise CardRefused(_dot(path, "type"), "Action.ShowCard is not possible here")

    def _inline(self, value: Any, path: str) -> None:
        if isinstance(value, str):
            return
        self._object(value, path)
        if value.get("type", "TextRun") != "TextRun":
            raise CardRefused(_dot(path, "type"), f"unknown inline {value.get('type')!r}")
        self._properties(value, path, shapes.TEXT_RUN)

    def _query(self, value: Any, path: str) -> None:
        self._properties(value, path, shapes.QUERY)
        if value.get("type") != "Data.Query":
            raise CardRefused(_dot(path, "type"), "must be Data.Query")

    def _target(self, value: Any, path: str) -> None:
        if not isinstance(value, str) and not (
            isinstance(value, dict) and isinstance(value.get("elementId"), str)
        ):
            raise CardRefused(path, "must be an element's id or {elementId, isVisible}")

    def _background(self, value: Any, path: str) -> None:
        if not isinstance(value, str) and not (isinstance(value, dict) and isinstance(value.get("url"), str)):
            raise CardRefused(path, "must be an address or {url}")

    def _data(self, value: Any, path: str) -> None:
        if not isinstance(value, (str, dict)):
            raise CardRefused(path, "must be a text or an object")
        teams = value.get("msteams") if isinstance(value, dict) else None
        if isinstance(teams, dict) and teams.get("type", "task/fetch") not in _SUBMIT_TYPES:
            raise CardRefused(_dot(path, "msteams.type"), f"unknown {teams.get('type')!r}")

    @staticmethod
    def _text(value: Any, path: str) -> None:
        if not isinstance(value, str):
            raise CardRefused(path, "must be a text")

    @staticmethod
    def _truth(value: Any, path: str) -> None:
        if not isinstance(value, bool):
            raise CardRefused(path, "must be true or false")

    @staticmethod
    def _number(value: Any, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise CardRefused(path, "must be a number")

    @staticmethod
    def _size(value: Any, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise CardRefused(path, "must be a text or a number")

    @staticmethod
    def _object(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise CardRefused(path, "must be an object")
