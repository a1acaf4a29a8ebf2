"""A form, its answers, and the one check that decides whether they may be sent. Pure."""

import re
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from bot.domain.catalog import Condition, FieldType, Option, TemplateField, Validation
from bot.domain.ids import FieldId, FormToken
from bot.domain.people import Frozen

# An answer by field type, in a form that JSON keeps: TEXT, TEXTAREA, DROPDOWN, RADIO, LOOKUP, USER: str ·
# MULTISELECT, FILE: tuple of str · CHECKBOX: bool · DATE: "YYYY-MM-DD" · DATETIME: ISO 8601 in UTC with "Z",
# whole minutes · NUMBER: int or float. None = not answered.
Answer: TypeAlias = bool | int | float | str | tuple[str, ...] | None
Answers: TypeAlias = dict[FieldId, Answer]


class FormField(Frozen):
    """One question of a form.

    Shape: `value` is what it starts with, already in the form of its answer; of `part` "told" it is shown and
           cannot be changed, of "fixed" nobody sees it, but conditions do and it is sent.
           `visible_when` / `required_when` depend on the form's other answers (`bot.ui.conditions`).
    """

    id: FieldId
    label: str
    type: FieldType
    required: bool = False
    options: tuple[Option, ...] = ()
    value: Answer = None
    placeholder: str | None = None
    help_text: str | None = None
    validation: Validation = Validation()
    lookup_source: str | None = None
    part: Literal["asked", "told", "fixed"] = "asked"
    visible_when: Condition | None = None
    required_when: Condition | None = None
    error: str | None = None


class Form(Frozen):
    """A form as one person sees it.

    Shape: `token` names the stored copy that answers are checked against; `verb` and `args` say what
           submitting does; `notice` is a sentence shown above the fields (what went wrong, what to know);
           `time_zone` (IANA) is the zone in which dates and times are typed and read; `page` is the one that is
           shown, from 0, of those that `bot.ui.pages` makes.
    """

    token: FormToken
    title: str
    verb: str
    args: dict[str, str] = Field(default_factory=dict)
    fields: tuple[FormField, ...]
    submit_label: str
    cancel_label: str
    intro: str = ""
    notice: str | None = None
    time_zone: str = "UTC"
    page: int = Field(default=0, ge=0)

    def field(self, field_id: FieldId) -> FormField:
        """The field with this id. Raises: KeyError."""
        for field in self.fields:
            if field.id == field_id:
                return field
        raise KeyError(field_id)

    def with_answers(self, answers: Answers, errors: dict[FieldId, str] | None = None) -> "Form":
        """The same form with these answers filled in and these errors at their fields."""
        errors = errors or {}
        return self.model_copy(
            update={
                "fields": tuple(
                    field.model_copy(
                        update={"value": answers.get(field.id, field.value), "error": errors.get(field.id)}
                    )
                    for field in self.fields
                )
            }
        )


def form_field(field: TemplateField, *, value: Answer = None) -> FormField:
    """A template's field as a question."""
    return FormField(
        id=field.id,
        label=field.label,
        type=field.type,
        required=field.required,
        options=field.options,
        value=value,
        placeholder=field.placeholder,
        help_text=field.help_text,
        validation=field.validation,
        lookup_source=field.lookup_source,
        visible_when=field.visible_when,
        required_when=field.required_when,
    )


# Control characters (but not tab and line feed) and halves of surrogate pairs: no database and no platform takes them.
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_words(text: str) -> str:
    """Somebody's words without what cannot be stored or sent: control characters, broken surrogates, CR."""
    return _UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def zone_of(name: str) -> ZoneInfo:
    """The zone of this IANA name; UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
