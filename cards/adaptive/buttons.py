"""Buttons and menus as actions of an Adaptive Card, each with a fallback for clients that know no Action.Execute."""

from dataclasses import dataclass, field
from itertools import count
from typing import Final, assert_never

from bot.texts.say import say
from bot.ui.action import Action, Button, Menu, OpenUrl
from cards.adaptive.markup import Json, Mentions, inert, label
from cards.adaptive.values import encode_choice
from cards.errors import NotDrawable
from cards.fit import shorten
from cards.limits import BUTTON_LABEL, MENU_BUTTONS, SLACK_SELECT_OPTIONS, TEAMS_CARD_VERSION
from cards.wire import is_web_address

# Source: learn.microsoft.com/.../task-modules/task-modules-bots: this makes a click a task/fetch invoke.
TASK_FETCH: Final[Json] = {"type": "task/fetch"}
CHOICE: Final = "choice"
MENU: Final = "menu"
_STYLES: Final = {"default": "default", "primary": "positive", "danger": "destructive"}


@dataclass(slots=True)
class Drawing:
    """What the parts of one card share while it is drawn."""

    locale: str | None
    mentions: Mentions = field(default_factory=Mentions)
    _numbers: "count[int]" = field(default_factory=count)

    def next_id(self, prefix: str) -> str:
        """An id no other input of this card has."""
        return f"{prefix}:{next(self._numbers)}"


def draw_actions(actions: tuple[Action, ...], drawing: Drawing) -> list[Json]:
    """The actions in their order. Raises: NotDrawable naming the action."""
    return [_action(action, drawing) for action in actions]


def execute(title: str, verb: str, data: Json, *, style: str = "default", reads_inputs: bool = False) -> Json:
    """A click as Action.Execute; older clients send the same data by Action.Submit.

    Source: learn.microsoft.com/.../Universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards.
    """
    same: Json = {"title": button_label(title), "data": data, "style": style}
    same["associatedInputs"] = "auto" if reads_inputs else "none"
    return {"type": "Action.Execute", "verb": verb, **same, "fallback": {"type": "Action.Submit", **same}}


def button_label(text: str) -> str:
    """The words on a button."""
    return inert(shorten(text, BUTTON_LABEL)).strip() or "–"


def _action(action: Action, drawing: Drawing) -> Json:
    if isinstance(action, Button):
        return _click(action.label, action, {}, style=_STYLES[action.style])
    if isinstance(action, Menu):
        return _menu(action, drawing)
    if isinstance(action, OpenUrl):
        if not is_web_address(action.url):
            raise NotDrawable(f"link {action.label!r}", "its address is no web address")
        return {"type": "Action.OpenUrl", "title": button_label(action.label), "url": action.url}
    assert_never(action)


def _click(
    title: str, action: Button | Menu, more: Json, *, style: str = "default", reads_inputs: bool = False
) -> Json:
    data: Json = {"verb": action.verb, "args": action.args, **more}
    if not action.opens_form:
        return execute(title, action.verb, data, style=style, reads_inputs=reads_inputs)
    return {
        "type": "Action.Submit",
        "title": button_label(title),
        "style": style,
        "associatedInputs": "auto" if reads_inputs else "none",
        "data": {**data, "msteams": TASK_FETCH},
    }


def _menu(menu: Menu, drawing: Drawing) -> Json:
    """A button that unfolds the choices: buttons where they are few, else a list and "Go"."""
    if not 1 <= len(menu.options) <= SLACK_SELECT_OPTIONS:
        raise NotDrawable(f"menu {menu.verb!r}", f"it has {len(menu.options)} options, not 1 to 100")
    if any(not value for value, _ in menu.options):
        raise NotDrawable(f"menu {menu.verb!r}", "an option's value is empty")
    body = _choice_buttons(menu) if len(menu.options) <= MENU_BUTTONS else _choice_list(menu, drawing)
    card = {"type": "AdaptiveCard", "version": TEAMS_CARD_VERSION, "body": body}
    return {"type": "Action.ShowCard", "title": button_label(menu.label), "card": card}


def _choice_buttons(menu: Menu) -> list[Json]:
    actions = [_click(text, menu, {CHOICE: value}) for value, text in menu.options]
    return [{"type": "ActionSet", "actions": actions}]


def _choice_list(menu: Menu, drawing: Drawing) -> list[Json]:
    input_id = drawing.next_id(MENU)
    choices = [
        {"title": label(text, BUTTON_LABEL), "value": encode_choice(value)} for value, text in menu.options
    ]
    chooser: Json = {
        "type": "Input.ChoiceSet",
        "id": input_id,
        "label": label(menu.label),
        "style": "compact",
    }
    chooser["choices"] = choices
    go = _click(say("card.go", drawing.locale), menu, {MENU: input_id}, reads_inputs=True)
    return [chooser, {"type": "ActionSet", "actions": [go]}]
