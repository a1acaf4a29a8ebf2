"""Generated forms with answers that fit them, and people who fill them in on each platform."""

import re
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.catalog import FieldType
from bot.ui.form import Answer, Answers, Form, FormField
from cards.adaptive.values import InputKind, encode_choice, input_id, local_parts
from tests.cards.cases import field_of, form_of
from tests.cards.drawn import objects

ZONES: Final = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)
KINDS: Final = tuple(kind for kind in FieldType if kind is not FieldType.FILE)
_WORDS: Final = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(
    lambda text: text == text.strip() != ""
)
_VALUES: Final = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=170)
_IDS: Final = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), min_size=1, max_size=60)


@st.composite
def _fields(draw: st.DrawFn) -> FormField:
    values = draw(st.lists(_VALUES, min_size=1, max_size=6, unique=True))
    options = [{"value": value, "label": draw(_WORDS)} for value in values]
    kind = draw(st.sampled_from(KINDS))
    parts: dict[str, object] = {"id": draw(_IDS), "required": draw(st.booleans()), "label": draw(_WORDS)}
    if kind in {FieldType.DROPDOWN, FieldType.RADIO, FieldType.MULTISELECT}:
        parts["options"] = options
    return field_of(kind, **parts)


def _moments(zone: str) -> st.SearchStrategy[str]:
    moments = st.datetimes(datetime(2002, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    # Of a time that comes twice only the first can be typed by the clock alone.
    typable = moments.filter(lambda one: one.astimezone(ZoneInfo(zone)).fold == 0)
    return typable.map(lambda one: one.strftime("%Y-%m-%dT%H:%M:00Z"))


def _answer(field: FormField, zone: str) -> st.SearchStrategy[Answer]:
    values = [option.value for option in field.options]
    numbers = st.one_of(st.integers(-(10**15), 10**15), st.decimals(-1000, 1000, places=3).map(_number))
    by_kind: dict[FieldType, st.SearchStrategy[Answer]] = {
        FieldType.TEXT: _WORDS,
        FieldType.TEXTAREA: _WORDS.map(lambda text: f"{text}\n\n{text}"),
        FieldType.DROPDOWN: st.sampled_from(values or ["-"]),
        FieldType.RADIO: st.sampled_from(values or ["-"]),
        FieldType.MULTISELECT: st.sets(st.sampled_from(values or ["-"]), min_size=int(field.required)).map(
            lambda chosen: tuple(value for value in values if value in chosen)
        ),
        FieldType.CHECKBOX: st.just(True) if field.required else st.booleans(),
        FieldType.DATE: st.dates().map(lambda day: day.isoformat()),
        FieldType.DATETIME: _moments(zone),
        FieldType.NUMBER: numbers,
        FieldType.USER: st.from_regex(re.compile("U[A-Z0-9]{8}", re.ASCII), fullmatch=True),
        FieldType.LOOKUP: _WORDS,
    }
    answer = by_kind[field.type]
    always = field.required or field.type in {FieldType.CHECKBOX, FieldType.MULTISELECT}
    return answer if always else st.one_of(st.none(), answer)


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


@st.composite
def answered_forms(draw: st.DrawFn) -> tuple[Form, Answers]:
    """A form and answers that may be sent with it."""
    fields = draw(st.lists(_fields(), max_size=6, unique_by=lambda field: field.id))
    zone = draw(st.sampled_from(ZONES))
    answers = {field.id: draw(_answer(field, zone)) for field in fields}
    return form_of(*fields, time_zone=zone, token=draw(_WORDS)), answers


def slack_submission(form: Form, answers: Answers, view: dict[str, Any]) -> dict[str, Any]:
    """What Slack sends when a person gives these answers in this modal, choosing among what the modal offers."""
    values: dict[str, Any] = {}
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    for field, block in zip(form.fields, inputs, strict=True):
        element = block["element"]
        state = {"type": element["type"], **_slack_state(field, answers[field.id], element)}
        values[block["block_id"]] = {element["action_id"]: state}
    return {**view, "state": {"values": values}}


def _slack_state(field: FormField, answer: Answer, element: dict[str, Any]) -> dict[str, Any]:
    order = [option.value for option in field.options]
    offered = element.get("options", [])
    kind = element["type"]
    if kind == "checkboxes":
        return {"selected_options": offered if answer else []}
    if kind == "multi_static_select":
        return {"selected_options": [offered[order.index(one)] for one in answer or ()]}  # type: ignore[union-attr]  # a tuple, by the field's type
    if kind in {"static_select", "radio_buttons"}:
        return {"selected_option": None if answer is None else offered[order.index(str(answer))]}
    if kind == "external_select":
        return {"selected_option": None if answer is None else {"value": answer, "text": {}}}
    if kind == "datetimepicker":
        moment = None if answer is None else datetime.fromisoformat(str(answer))
        return {"selected_date_time": moment and int(moment.timestamp())}
    name = {"datepicker": "selected_date", "users_select": "selected_user"}.get(kind, "value")
    return {name: str(answer) if kind == "number_input" and answer is not None else answer}


def teams_submission(form: Form, answers: Answers, card: dict[str, Any]) -> dict[str, Any]:
    """What Teams sends when a person gives these answers in this card: the action's data and every input's value."""
    typed: dict[str, str] = {}
    for field in form.fields:
        typed.update(_teams_values(field, answers[field.id], form.time_zone))
    offered = {one["id"] for one in objects(card) if str(one.get("type", "")).startswith("Input.")}
    assert set(typed) == offered
    return {**card["actions"][0]["data"], **typed}


def _teams_values(field: FormField, answer: Answer, zone: str) -> dict[str, str]:
    if field.type is FieldType.DATETIME:
        day, time = local_parts(str(answer), ZoneInfo(zone)) or ("", "")
        return {input_id(InputKind.DAY, field.id): day, input_id(InputKind.TIME, field.id): time}
    if field.type is FieldType.CHECKBOX:
        return {input_id(InputKind.FLAG, field.id): "true" if answer else "false"}
    if isinstance(answer, tuple):
        return {input_id(InputKind.MANY, field.id): ",".join(encode_choice(one) for one in answer)}
    if field.type in {FieldType.DROPDOWN, FieldType.RADIO, FieldType.USER, FieldType.LOOKUP}:
        return {input_id(InputKind.ONE, field.id): "" if answer is None else encode_choice(str(answer))}
    return {input_id(InputKind.WORDS, field.id): "" if answer is None else str(answer)}


JUNK: Final = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=40),
        st.sampled_from(
            ["1,5", "1,500", "9" * 50, "2026-02-30", "today", "~0", "%", "\ud800", "1e999", "true"]
        ),
        st.just(10**4000),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=8,
)
