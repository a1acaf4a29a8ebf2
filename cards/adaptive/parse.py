"""Reads what a card's action sent. All of it may be forged: bad shapes raise, nothing else does."""

from collections.abc import Mapping
from typing import Literal

from bot.domain.ids import FieldId, FormToken
from bot.ui.form import zone_of
from bot.ui.options import Offered
from cards.adaptive.buttons import CHOICE, MENU
from cards.adaptive.fields import LOOKUP, choice_value
from cards.adaptive.markup import Json, label
from cards.adaptive.values import InputKind, decode_choice, moment_of
from cards.errors import BadPayload
from cards.limits import TEAMS_TYPE_AHEAD_RESULTS
from cards.wire import (
    PAGE,
    PRESS,
    SUBMIT_VERB,
    ParsedAction,
    as_mapping,
    as_text,
    page_number,
    read_action,
)

__all__ = [
    "BadPayload",
    "ParsedAction",
    "is_submission",
    "lookup_of",
    "page_sent",
    "parse_action",
    "parse_submission",
    "parse_token",
    "pressed",
    "render_search",
]


def is_submission(data: Mapping[str, object]) -> bool:
    """Whether the data is that of a form being sent."""
    return data.get("verb") == SUBMIT_VERB and "token" in data


def parse_token(data: Mapping[str, object]) -> FormToken:
    """Which form was sent. Raises: BadPayload."""
    return FormToken(as_text(as_mapping(data, "the data").get("token"), "the token"))


def parse_submission(data: Mapping[str, object]) -> tuple[FormToken, dict[str, object]]:
    """The form's token and the raw answer of each of its inputs, by field id, not yet checked.

    Shape:  `data` is the data of the action with the inputs' values among it. A day without a time, or the
            other way round, stays what it is, so that the check asks for both.
    Raises: BadPayload.
    Source: adaptivecards.io, inputs; all values are text.
    """
    token = parse_token(data)
    raw: dict[str, object] = {}
    days: dict[str, object] = {}
    times: dict[str, object] = {}
    for name, value in data.items():
        kind, found, field_id = str(name).partition(":")
        if not found or kind not in {*InputKind}:
            continue
        if kind == InputKind.DAY:
            days[field_id] = value
        elif kind == InputKind.TIME:
            times[field_id] = value
        else:
            raw[field_id] = _read(InputKind(kind), value)
    zone = data.get("zone")
    for field_id in {**days, **times}:
        raw[field_id] = _moment(days.get(field_id), times.get(field_id), zone)
    return token, raw


def parse_action(data: Mapping[str, object]) -> ParsedAction:
    """What a clicked button or a chosen option asks for. Raises: BadPayload."""
    data = as_mapping(data, "the data")
    choice = data.get(CHOICE)
    menu = data.get(MENU)
    if isinstance(menu, str) and menu.startswith(f"{MENU}:"):
        chosen = data.get(menu)
        choice = decode_choice(chosen) if isinstance(chosen, str) and chosen else None
    teams = data.get("msteams")
    opens_form = isinstance(teams, Mapping) and teams.get("type") == "task/fetch"
    return read_action(data.get("verb"), data.get("args"), choice, opens_form=opens_form)


def pressed(data: Mapping[str, object]) -> Literal["send", "back"]:
    """What was pressed to send these answers."""
    return "back" if data.get(PRESS) == "back" else "send"


def page_sent(data: Mapping[str, object]) -> int | None:
    """Which page of the form the card showed; None where it has only one."""
    return page_number(data.get(PAGE))


def lookup_of(dataset: object) -> tuple[FormToken, FieldId]:
    """Which question of which form the dataset of an application/search invoke names. Raises: BadPayload.

    Source: learn.microsoft.com/.../task-modules-and-cards/cards/dynamic-search.
    """
    name = as_text(dataset, "the dataset")
    if not name.startswith(LOOKUP):
        raise BadPayload("the dataset is not one of ours")
    token, found, field_id = name.removeprefix(LOOKUP).partition(":")
    if not found:
        raise BadPayload("the dataset names no field")
    return FormToken(token), FieldId(field_id)


def render_search(offered: Offered) -> Json:
    """The body of the answer to application/search. Shape: at most 15 results, as Teams shows no more."""
    results = [
        {"title": label(one.label or one.value), "value": choice_value(one.value, offered.known)}
        for one in offered.found
    ]
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.search.searchResponse",
        "value": {"results": results[:TEAMS_TYPE_AHEAD_RESULTS]},
    }


def _read(kind: InputKind, value: object) -> object:
    if not isinstance(value, str):
        return value
    if kind is InputKind.ONE:
        return decode_choice(value) if value else None
    if kind is InputKind.MANY:
        return [decode_choice(part) for part in value.split(",")] if value else []
    return value


def _moment(day: object, time: object, zone: object) -> object:
    if not day and not time:
        return None
    if not isinstance(day, str) or not isinstance(time, str):
        return day or time
    moment = moment_of(day, time, zone_of(zone if isinstance(zone, str) else "UTC"))
    return moment or f"{day} {time}".strip()
