"""The input element of each field type. What an element cannot check, the form's check does after submit."""

from datetime import UTC, datetime
from typing import Final, assert_never

from bot.domain.catalog import FieldType, Option
from bot.texts.say import say
from bot.ui.form import FormField
from bot.ui.pages import CHOICES, is_found_by_typing
from bot.ui.reading import number_text
from cards.blockkit.markup import Json, plain_text
from cards.errors import NotDrawable
from cards.fit import ELLIPSIS, clean, shorten, width
from cards.limits import (
    SLACK_FIRST_PICKED_SECOND,
    SLACK_INPUT_TEXT,
    SLACK_LAST_PICKED_SECOND,
    SLACK_OPTION_TEXT,
    SLACK_OPTION_VALUE,
    SLACK_PLACEHOLDER,
    SLACK_RADIO_OPTIONS,
)
from cards.option_keys import option_key
from cards.wire import distinct_options

ACTION_ID: Final = "answer"
TICKED: Final = "yes"


def substitute_of(field: FormField, *, locale: str | None = None) -> str | None:
    """The line shown in place of a field that nobody can answer here; None for all others."""
    if field.type is FieldType.FILE:
        return say("form.no_files", locale)
    if field.type in CHOICES and not field.options:
        return say("form.no_options", locale)
    return None


def hint_of(field: FormField) -> str:
    """The help line under a field."""
    return clean(field.help_text or "").strip()


def element_of(field: FormField, *, locale: str | None = None) -> Json:
    """The input element of a field, with its value filled in.

    Raises: NotDrawable naming the field, for a file.
    Source: docs.slack.dev/reference/block-kit/block-elements.
    """
    kind = field.type
    match kind:
        case FieldType.TEXT | FieldType.TEXTAREA:
            return _text_input(field)
        case FieldType.DROPDOWN | FieldType.RADIO | FieldType.MULTISELECT if is_found_by_typing(field):
            return _found_by_typing(field)
        case FieldType.DROPDOWN:
            return _static_select(field)
        case FieldType.RADIO:
            if len(distinct_options(field.options)) > SLACK_RADIO_OPTIONS:
                return _static_select(field)
            return _choice(field, {"type": "radio_buttons", "action_id": ACTION_ID})
        case FieldType.MULTISELECT:
            return _multi_select(field)
        case FieldType.CHECKBOX:
            return _checkbox(field, locale)
        case FieldType.DATE:
            initial: Json = {"initial_date": field.value} if isinstance(field.value, str) else {}
            return {"type": "datepicker", "action_id": ACTION_ID, **_placeholder(field), **initial}
        case FieldType.DATETIME:
            return {"type": "datetimepicker", "action_id": ACTION_ID, **_initial_moment(field)}
        case FieldType.NUMBER:
            return _number_input(field)
        case FieldType.USER:
            chosen: Json = {"initial_user": field.value} if isinstance(field.value, str) else {}
            return {"type": "users_select", "action_id": ACTION_ID, **_placeholder(field), **chosen}
        case FieldType.LOOKUP:
            return _lookup(field)
        case FieldType.FILE:
            raise NotDrawable(f"field {field.id!r}", "files cannot be attached yet")
        case _:
            assert_never(kind)


def render_option(option: Option, key: str) -> Json:
    """An option; its value's stand-in is read where it has no label.

    Shape: a label that is too long goes on in the small line under it.
    """
    label = clean(option.label or option.value)
    shown = plain_text(label, SLACK_OPTION_TEXT)
    drawn: Json = {"text": shown, "value": key}
    if shown["text"].endswith(ELLIPSIS) and width(label) > SLACK_OPTION_TEXT:
        rest = label[len(shown["text"]) - len(ELLIPSIS) :].strip()
        drawn["description"] = plain_text(ELLIPSIS + rest, SLACK_OPTION_TEXT)
    return drawn


def _placeholder(field: FormField) -> Json:
    shown = clean(field.placeholder or "").strip()
    return {"placeholder": plain_text(shown, SLACK_PLACEHOLDER)} if shown else {}


def _text_input(field: FormField) -> Json:
    rules = field.validation
    element: Json = {
        "type": "plain_text_input",
        "action_id": ACTION_ID,
        "multiline": field.type is FieldType.TEXTAREA,
        **_placeholder(field),
    }
    longest = min(rules.max_length or SLACK_INPUT_TEXT, SLACK_INPUT_TEXT)
    if rules.max_length is not None and rules.max_length > 0:
        element["max_length"] = longest
    # Of an optional field it is not told whether Slack takes an empty answer as too short.
    if field.required and rules.min_length and 0 < rules.min_length <= longest:
        element["min_length"] = rules.min_length
    if isinstance(field.value, str) and field.value:
        element["initial_value"] = shorten(field.value, max(longest, 1))
    return element


def _options(field: FormField) -> dict[str, Json]:
    return {option.value: _option(field, option) for option in distinct_options(field.options)}


def _option(field: FormField, option: Option) -> Json:
    return render_option(option, option_key(field.options, option.value))


def _found_by_typing(field: FormField) -> Json:
    """More choices than a list holds: asked for as the person types."""
    is_many = field.type is FieldType.MULTISELECT
    element: Json = {
        "type": "multi_external_select" if is_many else "external_select",
        "action_id": ACTION_ID,
        "min_query_length": 0,
        **_placeholder(field),
    }
    chosen = field.value if isinstance(field.value, tuple) else (field.value,)
    initial = [_option(field, one) for one in distinct_options(field.options) if one.value in chosen]
    if not is_many:
        return {**element, **({"initial_option": initial[0]} if initial else {})}
    if initial:
        element["initial_options"] = initial
    return {**element, **_most(field, chosen)}


def _most(field: FormField, chosen: tuple[object, ...]) -> Json:
    most = field.validation.max_items
    return {"max_selected_items": most} if most is not None and most >= max(len(chosen), 1) else {}


def _choice(field: FormField, element: Json) -> Json:
    options = _options(field)
    initial = options.get(field.value) if isinstance(field.value, str) else None
    return {**element, "options": list(options.values()), **({"initial_option": initial} if initial else {})}


def _static_select(field: FormField) -> Json:
    return _choice(field, {"type": "static_select", "action_id": ACTION_ID, **_placeholder(field)})


def _multi_select(field: FormField) -> Json:
    options = _options(field)
    chosen = field.value if isinstance(field.value, tuple) else ()
    element: Json = {"type": "multi_static_select", "action_id": ACTION_ID, **_placeholder(field)}
    element["options"] = list(options.values())
    if initial := [option for value, option in options.items() if value in chosen]:
        element["initial_options"] = initial
    return {**element, **_most(field, chosen)}


def _checkbox(field: FormField, locale: str | None) -> Json:
    option = {"text": plain_text(say("form.tick", locale), SLACK_OPTION_TEXT), "value": TICKED}
    initial: Json = {"initial_options": [option]} if field.value is True else {}
    return {"type": "checkboxes", "action_id": ACTION_ID, "options": [option], **initial}


def _number_input(field: FormField) -> Json:
    rules = field.validation
    element: Json = {
        "type": "number_input",
        "action_id": ACTION_ID,
        "is_decimal_allowed": rules.decimals != 0,
        **_placeholder(field),
    }
    if rules.min is not None:
        element["min_value"] = number_text(rules.min)
    if rules.max is not None:
        element["max_value"] = number_text(rules.max)
    if isinstance(field.value, int | float) and not isinstance(field.value, bool):
        element["initial_value"] = number_text(field.value)
    return element


def _initial_moment(field: FormField) -> Json:
    if not isinstance(field.value, str):
        return {}
    try:
        second = int(datetime.fromisoformat(field.value).astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        return {}
    # The picker takes ten digits: a moment before 2001 cannot be shown in it and has to be picked again.
    return (
        {"initial_date_time": second}
        if SLACK_FIRST_PICKED_SECOND <= second <= SLACK_LAST_PICKED_SECOND
        else {}
    )


def _lookup(field: FormField) -> Json:
    element: Json = {
        "type": "external_select",
        "action_id": ACTION_ID,
        "min_query_length": 1,
        **_placeholder(field),
    }
    if isinstance(field.value, str) and 0 < width(field.value) <= SLACK_OPTION_VALUE:
        known = {option.value: option for option in field.options}
        option = known.get(field.value, Option(value=field.value, label=field.value))
        element["initial_option"] = render_option(option, field.value)
    return element
