"""A catalog item as a form, and a form's answers as a ticket to create."""

import re
from typing import Final

from bot.conversation.turn import Reader
from bot.domain.catalog import FieldType, Option, Template, TemplateField, Validation
from bot.domain.ids import FieldId
from bot.domain.people import Person
from bot.domain.tickets import Meta, NewTicket
from bot.ui.form import Answer, Answers, FormField, form_field

SUBJECT: Final = FieldId("standard_subject")
DESCRIPTION: Final = FieldId("standard_description")
CATEGORY: Final = FieldId("standard_category")
_SUBJECT_LENGTH: Final = 120
_TEXT_LENGTH: Final = 3000
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SUBJECT_WORDS: Final = frozenset({"subject", "title", "summary"})
_DESCRIPTION_WORDS: Final = frozenset({"description", "details"})


def request_fields(
    template: Template | None, meta: Meta, person: Person, reader: Reader, *, text: str = ""
) -> tuple[FormField, ...]:
    """The questions for an item, or for "something else"; what somebody wrote already is filled in."""
    fields: list[FormField] = []
    if template is None or template.asks_subject:
        fields.append(_subject(reader, subject_of(text) or None))
    if template is None or template.asks_description:
        fields.append(_description(reader, text or None, required=meta.require_description))
    if meta.require_category and meta.categories and not (template and template.category):
        fields.append(_category(meta, reader))
    if template is not None:
        fields.extend(_question(field, template, person, text) for field in template.fields)
    return tuple(fields)


def new_ticket(
    template: Template | None, answers: Answers, meta: Meta, person: Person, *, reference: str
) -> NewTicket:
    """What to create from answers that were checked."""
    own = _own_answers(template, answers) if template else {}
    subject = str(answers.get(SUBJECT) or "") or _own_text(template, own, _SUBJECT_WORDS)
    description = str(answers.get(DESCRIPTION) or "") or _own_text(template, own, _DESCRIPTION_WORDS)
    category = str(answers.get(CATEGORY) or "") or (template.category if template else "")
    return NewTicket(
        template_id=template.id if template else None,
        subject=subject or (template.name if template else subject_of(description)),
        description=description or _listed(template, own),
        reference=reference,
        requester=person.ref,
        team=template.team if template else None,
        priority=template.priority if template else None,
        category=_category_key(category, meta),
        answers={str(field_id): answer for field_id, answer in own.items()},
    )


def is_for(field: TemplateField, person: Person) -> bool:
    """Whether this person may see this question."""
    return field.visible_to is None or bool(field.visible_to & person.roles)


def subject_of(text: str) -> str:
    """A subject from somebody's words: the first sentence or line, cut at a word."""
    first = re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0].strip()
    if len(first) <= _SUBJECT_LENGTH:
        return first
    return first[: _SUBJECT_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _own_answers(template: Template, answers: Answers) -> dict[FieldId, Answer]:
    """Answers of the item's own questions. Shape: those that do not count are empty already."""
    own = {field.id: answers.get(field.id) for field in template.fields}
    return {field_id: value for field_id, value in own.items() if value not in (None, "", ())}


def _own_text(template: Template | None, own: dict[FieldId, Answer], words: frozenset[str]) -> str:
    for field in template.fields if template else ():
        if _is_called(field, words) and isinstance(own.get(field.id), str):
            return str(own[field.id])
    return ""


def _listed(template: Template | None, own: dict[FieldId, Answer]) -> str:
    """The answers one under the other, for a system that wants a description and an item that asks for none."""
    labels = {field.id: field.label for field in template.fields} if template else {}
    return "\n".join(f"{labels[field_id]}: {_words(answer)}" for field_id, answer in own.items())


def _words(answer: Answer) -> str:
    return ", ".join(answer) if isinstance(answer, tuple) else str(answer)


def _question(field: TemplateField, template: Template, person: Person, text: str) -> FormField:
    value = start_value(field)
    if field.read_only or not is_for(field, person):
        is_told = is_for(field, person) and value is not None
        return form_field(field, value=value).model_copy(update={"part": "told" if is_told else "fixed"})
    if value is None and text and not template.asks_subject and _is_called(field, _SUBJECT_WORDS):
        value = subject_of(text)
    if value is None and text and not template.asks_description and _is_called(field, _DESCRIPTION_WORDS):
        value = text
    return form_field(field, value=value)


def start_value(field: TemplateField) -> Answer:
    """A template's default as an answer; None where it is none that the field could have."""
    default = field.default
    match field.type:
        case FieldType.CHECKBOX:
            return default if isinstance(default, bool) else None
        case FieldType.NUMBER:
            is_number = isinstance(default, int | float) and not isinstance(default, bool)
            return default if is_number else None  # type: ignore[return-value]  # narrowed by is_number
        case FieldType.MULTISELECT | FieldType.FILE:
            return tuple(str(one) for one in default) if isinstance(default, list | tuple) else None
        case FieldType.DATE:
            return default if isinstance(default, str) and _ISO_DATE.fullmatch(default) else None
        case FieldType.DROPDOWN | FieldType.RADIO:
            values = {option.value for option in field.options}
            return default if isinstance(default, str) and default in values else None
        case FieldType.DATETIME:
            return None
        case _:
            return default if isinstance(default, str) else None


def _is_called(field: TemplateField, words: frozenset[str]) -> bool:
    return field.label.strip().casefold() in words


def _subject(reader: Reader, value: str | None) -> FormField:
    return FormField(
        id=SUBJECT,
        label=reader.say("form.raise.subject"),
        type=FieldType.TEXT,
        required=True,
        value=value,
        validation=Validation(max_length=200),
    )


def _description(reader: Reader, value: str | None, *, required: bool) -> FormField:
    return FormField(
        id=DESCRIPTION,
        label=reader.say("form.raise.description"),
        type=FieldType.TEXTAREA,
        required=required,
        value=value[:_TEXT_LENGTH] if value else None,
        placeholder=reader.say("form.raise.description_hint"),
        validation=Validation(max_length=_TEXT_LENGTH),
    )


def _category(meta: Meta, reader: Reader) -> FormField:
    return FormField(
        id=CATEGORY,
        label=reader.say("form.raise.category"),
        type=FieldType.DROPDOWN,
        required=True,
        options=tuple(Option(value=key, label=name) for key, name in meta.categories),
    )


def _category_key(category: str, meta: Meta) -> str | None:
    """The system's key for a category that may be named by key or by name."""
    for key, name in meta.categories:
        if category.casefold() in {key.casefold(), name.casefold()}:
            return key
    return category or None
