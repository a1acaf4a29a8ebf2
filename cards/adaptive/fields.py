"""The inputs of each field type. What an input cannot check, the form's check does after submit."""

from collections.abc import Sequence
from typing import assert_never

from bot.domain.catalog import FieldType, Option, Validation
from bot.domain.ids import FieldId, FormToken
from bot.texts.say import say
from bot.ui.form import FormField, zone_of
from bot.ui.pages import CHOICES, is_found_by_typing
from cards.adaptive.markup import Json, inert, label, words_element
from cards.adaptive.values import InputKind, encode_choice, input_id, local_parts
from cards.errors import NotDrawable
from cards.fit import clean
from cards.limits import EXPANDED_OPTIONS, OPTION_TEXT
from cards.option_keys import option_key
from cards.wire import distinct_options

_MARKUP_SIGNS = frozenset("*_[]`~<>#")
PEOPLE = "graph.microsoft.com/users"
LOOKUP = "lookup:"


def inputs_of(
    field: FormField, *, token: FormToken, time_zone: str, locale: str | None, strict: bool = True
) -> list[Json]:
    """The inputs of a field, with its value filled in, or the line that stands in their place.

    Shape:  `strict` lets the client hold back what is missing or out of bounds. A page with a way back is not
            strict, for a client holds back that way, too; the label then says what is needed.
    Raises: NotDrawable naming the field, for a file that is needed.
    Source: adaptivecards.io/explorer, inputs; learn.microsoft.com/.../cards/people-picker and .../dynamic-search.
    """
    if field.required and not strict:
        needed = say("form.needed_label", locale, label=field.label or field.id)
        field = field.model_copy(update={"required": False, "label": needed})
    if not strict:
        field = field.model_copy(update={"validation": Validation(max_length=field.validation.max_length)})
    kind = field.type
    match kind:
        case FieldType.TEXT | FieldType.TEXTAREA:
            return [_text_input(field, locale)]
        case FieldType.DROPDOWN | FieldType.RADIO | FieldType.MULTISELECT:
            if not field.options:
                return [_instead(field, say("form.no_options", locale))]
            if is_found_by_typing(field):
                return [_type_ahead(field, dataset_of(token, field.id), locale)]
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
            return [_type_ahead(field, dataset_of(token, field.id), locale)]
        case FieldType.FILE:
            if field.required:
                raise NotDrawable(f"field {field.id!r}", "it needs a file, and files cannot be attached yet")
            return [_instead(field, say("form.no_files", locale))]
        case _:
            assert_never(kind)


def dataset_of(token: FormToken, field_id: FieldId) -> str:
    """The dataset by which a client asks for the choices of one question of one open form."""
    return f"{LOOKUP}{token}:{field_id}"


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
    choices = [_choice(one, field.options) for one in options]
    element.update(_placeholder(field), style=_style(field, options), choices=choices)
    element["wrap"] = True
    known = {option.value for option in options}
    if is_many:
        element["isMultiSelect"] = True
        chosen = field.value if isinstance(field.value, tuple) else ()
        element["value"] = ",".join(choice_value(one, field.options) for one in chosen if one in known)
    elif isinstance(field.value, str) and field.value in known:
        element["value"] = choice_value(field.value, field.options)
    return element


def _style(field: FormField, options: list[Option]) -> str:
    """Radio buttons where they are few and no client could read a label of theirs as markdown."""
    is_short = len(options) <= EXPANDED_OPTIONS
    is_inert = not any(_MARKUP_SIGNS & set(option.label) for option in options)
    return "expanded" if field.type is FieldType.RADIO and is_short and is_inert else "compact"


def choice_value(value: str, options: Sequence[Option]) -> str:
    """An option's value as it travels: under a key if it is long, without commas."""
    return encode_choice(option_key(options, value) if options else value)


def _choice(option: Option, options: Sequence[Option]) -> Json:
    return {
        "title": label(option.label or option.value, OPTION_TEXT),
        "value": choice_value(option.value, options),
    }


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
    is_many = field.type is FieldType.MULTISELECT
    kind, missing = (InputKind.MANY, "items") if is_many else (InputKind.ONE, "choice")
    element = _input("Input.ChoiceSet", kind, field, say(f"form.required_{missing}", locale))
    element.update(_placeholder(field), style="filtered", choices=[])
    if is_many:
        element["isMultiSelect"] = True
    element["choices.data"] = {"type": "Data.Query", "dataset": dataset}
    chosen = field.value if isinstance(field.value, tuple) else (field.value,)
    labels = {option.value: option.label for option in field.options}
    shown = [Option(value=one, label=labels.get(one, one)) for one in chosen if isinstance(one, str) and one]
    if shown:
        known = field.options if field.type in CHOICES else ()
        element["value"] = ",".join(choice_value(one.value, known) for one in shown)
        element["choices"] = [_choice(one, known) for one in shown]
    return element
