"""From what a person answers ("High", a date, a colleague's key) to the value Slack puts into `state.values`."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sandbox import world
from sandbox.slack.checks.elements import offered

Json = dict[str, Any]


def listed(answer: Any) -> list[Any]:
    """An answer as a list: nothing, one thing or several."""
    if answer is None or answer == "":
        return []
    return list(answer) if isinstance(answer, list | tuple | set) else [answer]


def matching(options: Iterable[Json], answer: Any) -> Json:
    """The option with this label or value. Raises: LookupError naming the options there are."""
    choices = list(options)
    for option in choices:
        if str(answer) in {option["text"]["text"], option["value"]}:
            return option
    raise LookupError(f"no option {answer!r}; there are {[option['text']['text'] for option in choices]}")


def _chosen(element: Json, answer: Any) -> list[Json]:
    options = offered(element)
    if isinstance(answer, bool):
        return options[:1] if answer else []
    return [matching(options, entry) for entry in listed(answer)]


def _person_id(key: str) -> str:
    return world.WORLD.person(key).slack_id


def _room_id(key: str) -> str:
    return world.WORLD.room(key).slack_id


def rich_text(text: str) -> Json:
    """A text as a rich_text_input holds it."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _text(answer: Any) -> str | None:
    if answer is None:
        return None
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return str(answer)


def _moment(kind: str, answer: Any) -> Any:
    if answer is None or answer == "":
        return None
    if kind == "datepicker":
        return answer.strftime("%Y-%m-%d") if isinstance(answer, date) else str(answer)
    if kind == "timepicker":
        return answer.strftime("%H:%M") if isinstance(answer, time | datetime) else str(answer)
    return int(answer.timestamp()) if isinstance(answer, datetime) else int(answer)


def value_for(element: Json, answer: Any) -> Any:
    """The value an element takes for an answer; type-ahead menus and files need the server and are not done here.

    Raises: LookupError (no such option, person or room).
    """
    kind: str = element["type"]
    if kind in {"datepicker", "timepicker", "datetimepicker"}:
        return _moment(kind, answer)
    if kind == "rich_text_input":
        return rich_text(str(answer)) if answer else None
    if kind.removeprefix("multi_") in {"users_select", "channels_select", "conversations_select"}:
        id_of = _person_id if "users" in kind else _room_id
        ids = [id_of(str(key)) for key in listed(answer)]
        return ids if kind.startswith("multi_") else next(iter(ids), None)
    if kind in {"multi_static_select", "checkboxes"}:
        return _chosen(element, answer)
    if kind in {"static_select", "radio_buttons"}:
        return next(iter(_chosen(element, answer)), None)
    return _text(answer)
