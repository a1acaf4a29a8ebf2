"""Answers to invokes, in the shape each kind wants. Pure.

Source: learn.microsoft.com, adaptive-cards/authoring-cards/universal-action-model and microsoftteams/platform:
        task-modules-and-cards/task-modules/task-modules-bots, task-modules-and-cards/cards/dynamic-search.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.teams.wire.outgoing import CARD
from bot.ui.options import Offered
from cards.adaptive.parse import render_search

EXECUTE: Final = "adaptiveCard/action"
FETCH: Final = "task/fetch"
SUBMIT: Final = "task/submit"
SEARCH: Final = "application/search"
_ERROR: Final = "application/vnd.microsoft.error"
_NOTICE: Final = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True)
class InvokeAnswer:
    """What the HTTP response says."""

    status: int
    body: Any = None


def card(content: Mapping[str, Any]) -> InvokeAnswer:
    """The clicked card becomes this one, for this person."""
    return InvokeAnswer(200, {"statusCode": 200, "type": CARD, "value": content})


def notice(text: str) -> InvokeAnswer:
    """A line for this person under the clicked card."""
    return InvokeAnswer(200, {"statusCode": 200, "type": _NOTICE, "value": text})


def failure(status: int, code: str, text: str) -> InvokeAnswer:
    """The click failed."""
    value = {"code": code, "message": text}
    return InvokeAnswer(200, {"statusCode": status, "type": _ERROR, "value": value})


def dialog(title: str, content: Mapping[str, Any]) -> InvokeAnswer:
    """A dialog with this card."""
    attachment = {"contentType": CARD, "content": content}
    value = {"title": title, "height": "medium", "width": "medium", "card": attachment}
    return InvokeAnswer(200, {"task": {"type": "continue", "value": value}})


def dialog_text(text: str) -> InvokeAnswer:
    """A dialog that only says this."""
    return InvokeAnswer(200, {"task": {"type": "message", "value": text}})


def found(offered: Offered) -> InvokeAnswer:
    """What type-ahead offers."""
    return InvokeAnswer(200, render_search(offered))


def malformed(name: object) -> InvokeAnswer:
    """Something no card of ours sends."""
    return failure(400, "BadRequest", "malformed") if name == EXECUTE else InvokeAnswer(400)


def words(name: object, text: str, *, failed: bool = False) -> InvokeAnswer | None:
    """These words as the answer to any kind of invoke; None for a kind that can show none."""
    if name == EXECUTE:
        return failure(500, "InternalError", text) if failed else notice(text)
    if name in (FETCH, SUBMIT):
        return dialog_text(text)
    return found(Offered()) if name == SEARCH else None
