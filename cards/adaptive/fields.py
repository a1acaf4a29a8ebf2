"""The inputs of each field type. What an input cannot check, the form's check does after submit."""

from typing import assert_never

from bot.domain.catalog import FieldType, Option
from bot.texts.say import say
from bot.ui.form import FormField, zone_of
from cards.adaptive.markup import Json, inert, label, words_element
from cards.adaptive.values import InputKind, encode_choice, input_id, local_parts
from cards.errors import NotDrawable
from cards.fit import clean
from cards.limits import EXPANDED_OPTIONS
from cards.wire import distinct_options

_MARKUP_SIGNS = frozenset("*_[]`~<>#")
PEOPLE = "graph.microsoft.com/users"
LOOKUP = "lookup:"


def inputs_of(field: FormField, *, time_zone: str, locale: str | None) -> list[Json]:
    """The inputs of a field, with its value filled in, or the line that stands in their place.

    Raises: NotDrawable naming the field, for a file that is needed.
    Source: adaptivecards.io/explorer, inputs; learn.microsoft.com/.../cards/people-picker and .../dynamic-search.
    """
    kind = field.type
    match kind:
        case FieldType.TEXT | FieldType.TEXTAREA:
            return [_text_input(field, locale)]
        case FieldType.DROPDOWN | FieldType.RADIO | FieldType.MULTISELECT:
            if not field.options:
                return [_instead(field, say("form.no_options", locale))]
            return [_choice_set(field, locale)]
        case FieldType.CHECKBOX:
            toggle = _input("Input.Toggle", InputKind.FLAG, field, say("form.required_tick", locale))
            ticked = "true" if field.value is True else "false"
            return [{**toggle, "title": say("form.tick", locale), "value": ticked}]
        case FieldType.DATE:
            day = _input("Input.Date", InputKind.WORDS, field, say("form.required_date", locale))
            return [{**day, **({"value": field.value} if isinstance(field.value, str) else {})}]
        case FieldType.DATETIME:
            return _moment_inputs(field, time_zone, locale)
        case FieldType.NUMBER:
            return [_number_input(field, locale)]
        case FieldType.USER:
            return [_type_ahead(field, PEOPLE, locale)]
        case FieldType.LOOKUP:
            return [_type_ahead(field, LOOKUP + (field.lookup_source or field.id), locale)]
        case FieldType.FILE:
            if field.required:
                raise NotDrawable(f"field {field.id!r}", "it needs a file, and files cannot be attached yet")
            return [_instead(field, say("form.no_files", locale))]
        case _:
            assert_never(kind)


def _instead(field: FormField, sentence: str) -> Json:
    return words_element(f"{field.label}: {sentence}", look={"isSubtle": True})


def _input(type_name: str, kind: InputKind, field: FormField, missing: str) -> Json:
    element: Json = {
        "type": type_name,
        "id": input_id(kind, field.id),
        "label": label(field.label or field.id),
    }
    if field.required:
        element["isRequired"] = True
        element["errorMessage"] = missing
    return element


def _placeholder(field: FormField) -> Json:
    shown = clean(field.placeholder or "").strip()
    return {"placeholder": inert(shown)} if shown else {}


def _text_input(field: FormField, locale: str | None) -> Json:
    element = _input("Input.Text", InputKind.WORDS, field, say("form.required", locale))
    element.update(_placeholder(field), isMultiline=field.type is FieldType.TEXTAREA)
    if field.validation.max_length is not None and field.validation.max_length > 0:
        element["maxLength"] = field.validation.max_length
    if isinstance(field.value, str) and field.value:
        element["value"] = field.value
    return element


def _choice_set(field: FormField, locale: str | None) -> Json:
    is_many = field.type is FieldType.MULTISELECT
    name = "form.required_items" if is_many else "form.required_choice"
    element = _input(
        "Input.ChoiceSet", InputKind.MANY if is_many else InputKind.ONE, field, say(name, locale)
    )
    options = distinct_options(field.options)
    element.update(
        _placeholder(field), style=_style(field, options), choices=[_choice(one) for one in options]
    )
    element["wrap"] = True
    known = {option.value for option in options}
    if is_many:
        element["isMultiSelect"] = True
        chosen = field.value if isinstance(field.value, tuple) else ()
        element["value"] = ",".join(encode_choice(value) for value in chosen if value in known)
    elif isinstance(field.value, str) and field.value in known:
        element["value"] = encode_choice(field.value)
    return element


def _style(field: FormField, options: list[Option]) -> str:
    """Radio buttons where they are few and no client could read a label of theirs as markdown."""
    is_short = len(options) <= EXPANDED_OPTIONS
    is_inert = not any(_MARKUP_SIGNS & set(option.label) for option in options)
    return "expanded" if field.type is FieldType.RADIO and is_short and is_inert else "compact"


def _choice(option: Option) -> Json:
    return {"title": label(option.label or option.value), "value": encode_choice(option.value)}


def _moment_inputs(field: FormField, time_zone: str, locale: str | None) -> list[Json]:
    missing = say("form.required_moment", locale)
    day = _input("Input.Date", InputKind.DAY, field, missing)
    time = _input("Input.Time", InputKind.TIME, field, missing)
    time["label"] = label(say("form.time_of", locale, label=field.label or field.id))
    parts = local_parts(field.value, zone_of(time_zone)) if isinstance(field.value, str) else None
    if parts:
        day["value"], time["value"] = parts
    zone = say("form.time_zone", locale, zone=zone_of(time_zone).key)
    return [day, time, words_element(zone, look={"isSubtle": True, "size": "Small"}, spacing="None")]


def _number_input(field: FormField, locale: str | None) -> Json:
    element = _input("Input.Number", InputKind.WORDS, field, say("form.not_a_number", locale))
    element.update(_placeholder(field))
    for name, bound in (("min", field.validation.min), ("max", field.validation.max)):
        if bound is not None:
            element[name] = bound
    if ("min" in element or "max" in element) and "errorMessage" not in element:
        element["errorMessage"] = say("form.not_a_number", locale)
    if isinstance(field.value, int | float) and not isinstance(field.value, bool):
        element["value"] = field.value
    return element


def _type_ahead(field: FormField, dataset: str, locale: str | None) -> Json:
    element = _input("Input.ChoiceSet", InputKind.ONE, field, say("form.required_choice", locale))
    element.update(_placeholder(field), style="filtered", choices=[])
    element["choices.data"] = {"type": "Data.Query", "dataset": dataset}
    if isinstance(field.value, str) and field.value:
        labels = {option.value: option.label for option in field.options}
        shown = Option(value=field.value, label=labels.get(field.value, field.value))
        element.update(value=encode_choice(field.value), choices=[_choice(shown)])
    return element
