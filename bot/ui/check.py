"""The one check of a form's answers, for every channel: what may be sent, and what to say at each field. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from babel.dates import format_date

from bot.domain.catalog import FieldType, Validation
from bot.domain.ids import FieldId
from bot.texts.say import babel_locale, say, say_count
from bot.ui.conditions import Standing
from bot.ui.form import Answer, Answers, Form, FormField, zone_of
from bot.ui.options import KEEP_TYPING
from bot.ui.pattern import matches
from bot.ui.reading import (
    Unreadable,
    decimals_of,
    moment_answer,
    number_answer,
    number_text,
    read_bound,
    read_date,
    read_flag,
    read_items,
    read_moment,
    read_number,
    read_text,
)

# No ticketing system we know takes more in one field; a longer text is a mistake or an attack.
MAX_TEXT: Final = 20_000
MAX_ID: Final = 1_000
_MANY: Final = frozenset({FieldType.MULTISELECT})


def check(
    form: Form, raw: Mapping[str, object], *, today: date, locale: str | None
) -> tuple[Answers, dict[FieldId, str]]:
    """The answers in canonical form, and a sentence for each field whose answer may not be sent.

    Shape:  answers hold every field of the form and nothing else; a faulty one keeps what was typed if that
            has the form of an answer, else None, and so does one that does not count (see `bot.ui.conditions`).
            Values for unknown fields are ignored. Never raises on junk.
    Units:  `today` is the person's day, in the form's time zone.
    """
    checked = {field.id: _checked(field, raw, form, today, locale, needs=False) for field in form.fields}
    standing = Standing(form, {field_id: one.answer for field_id, one in checked.items()})
    answers: Answers = {}
    errors: dict[FieldId, str] = {}
    for field in form.fields:
        one = checked[field.id]
        if not standing.counts(field.id):
            one = _Checked(() if field.type in _MANY else None)
        elif standing.needs(field) and not one.error:
            one = _checked(field, raw, form, today, locale, needs=True)
        answers[field.id] = one.answer
        if one.error:
            errors[field.id] = one.error
    return answers, errors


def typed(form: Form, raw: Mapping[str, object], *, today: date) -> Answers:
    """What was typed, in canonical form, whether it counts and may be sent or not."""
    return {field.id: _checked(field, raw, form, today, None, needs=False).answer for field in form.fields}


def _checked(
    field: FormField, raw: Mapping[str, object], form: Form, today: date, locale: str | None, *, needs: bool
) -> "_Checked":
    if field.part != "asked":
        return _Checked(field.value)
    return _Question(field, needs, today, locale, form.time_zone).check(raw.get(field.id))


@dataclass(frozen=True, slots=True)
class _Checked:
    """One field's outcome."""

    answer: Answer
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    """One field, and what its rules depend on."""

    field: FormField
    is_needed: bool
    today: date
    locale: str | None
    time_zone: str

    @property
    def rules(self) -> Validation:
        """What the answer must be."""
        return self.field.validation

    def say(self, name: str, /, **values: str | int) -> str:
        """A sentence in the reader's language."""
        return say(name, self.locale, **values)

    def missing(self, answer: Answer, text_name: str) -> _Checked:
        """No answer: a fault only where one is needed."""
        return _Checked(answer, self.say(text_name) if self.is_needed else None)

    def check(self, raw: object) -> _Checked:
        """Read the raw value, then apply the field's rules."""
        try:
            return self._by_type(raw)
        except Unreadable as bad:
            return _Checked(None, self.say(bad.text_name))

    def _by_type(self, raw: object) -> _Checked:
        kind = self.field.type
        match kind:
            case FieldType.TEXT | FieldType.TEXTAREA:
                return self._text(read_text(raw))
            case FieldType.DROPDOWN | FieldType.RADIO:
                return self._choice(raw)
            case FieldType.LOOKUP | FieldType.USER:
                return self._id(read_text(raw))
            case FieldType.MULTISELECT:
                return self._choices(read_items(raw))
            case FieldType.CHECKBOX:
                ticked = read_flag(raw)
                return _Checked(True) if ticked else self.missing(False, "form.required_tick")
            case FieldType.NUMBER:
                return self._number(read_number(raw))
            case FieldType.DATE:
                return self._date(read_date(raw))
            case FieldType.DATETIME:
                return self._moment(raw)
            case FieldType.FILE:
                # Nothing can be attached yet, so whatever came here was forged.
                return self.missing(None, "form.no_files")
            case _:
                assert_never(kind)

    def _text(self, text: str | None) -> _Checked:
        if text is None:
            return self.missing(None, "form.required")
        longest = min(self.rules.max_length or MAX_TEXT, MAX_TEXT)
        if len(text) > longest:
            return _Checked(
                text[:MAX_TEXT], say_count("form.too_long", longest, self.locale, length=len(text))
            )
        if len(text) < (self.rules.min_length or 0):
            return _Checked(text, say_count("form.too_short", self.rules.min_length or 0, self.locale))
        if self.rules.pattern and matches(self.rules.pattern, text) is False:
            return _Checked(text, self.rules.message or self.say("form.wrong_pattern"))
        return _Checked(text)

    def _choice(self, raw: object) -> _Checked:
        if raw is None or raw == "":
            return self.missing(None, "form.required_choice")
        if isinstance(raw, str) and any(option.value == raw for option in self.field.options):
            return _Checked(raw)
        return _Checked(None, self.say("form.not_an_option"))

    def _choices(self, items: tuple[str, ...]) -> _Checked:
        if not items:
            return self.missing((), "form.required_items")
        known = tuple(
            dict.fromkeys(option.value for option in self.field.options if option.value in set(items))
        )
        if len(known) != len(items):
            return _Checked(known, self.say("form.not_an_option"))
        if len(known) < (self.rules.min_items or 0):
            return _Checked(known, say_count("form.too_few_items", self.rules.min_items or 0, self.locale))
        if self.rules.max_items is not None and len(known) > self.rules.max_items:
            return _Checked(known, say_count("form.too_many_items", self.rules.max_items, self.locale))
        return _Checked(known)

    def _id(self, text: str | None) -> _Checked:
        if text is None:
            return self.missing(None, "form.required_choice")
        if text == KEEP_TYPING:
            return _Checked(None, self.say("form.keep_typing_picked"))
        if len(text) > MAX_ID:
            return _Checked(None, self.say("form.not_understood"))
        return _Checked(text)

    def _number(self, number: Decimal | None) -> _Checked:
        if number is None:
            return self.missing(None, "form.required")
        answer = number_answer(number)
        return _Checked(answer, self._number_error(number, answer))

    def _number_error(self, number: Decimal, answer: float) -> str | None:
        decimals = self.rules.decimals
        if decimals is not None and decimals_of(number) > max(decimals, 0):
            return (
                say_count("form.decimals", decimals, self.locale) if decimals > 0 else self.say("form.whole")
            )
        if self.rules.min is not None and answer < self.rules.min:
            return self.say("form.too_small", limit=number_text(self.rules.min))
        if self.rules.max is not None and answer > self.rules.max:
            return self.say("form.too_large", limit=number_text(self.rules.max))
        return None

    def _date(self, day: date | None) -> _Checked:
        if day is None:
            return self.missing(None, "form.required_date")
        return _Checked(day.isoformat(), self._day_error(day))

    def _moment(self, raw: object) -> _Checked:
        moment = read_moment(raw)
        if moment is None:
            return self.missing(None, "form.required_moment")
        try:
            day = moment.astimezone(zone_of(self.time_zone)).date()
        except OverflowError:
            return _Checked(None, self.say("form.not_a_moment"))
        return _Checked(moment_answer(moment), self._day_error(day))

    def _day_error(self, day: date) -> str | None:
        first, last = read_bound(self.rules.min_date, self.today), read_bound(self.rules.max_date, self.today)
        if first is not None and day < first:
            return self.say("form.too_early", date=_day_words(first, self.locale))
        if last is not None and day > last:
            return self.say("form.too_late", date=_day_words(last, self.locale))
        return None


def _day_words(day: date, locale: str | None) -> str:
    return format_date(day, format="medium", locale=babel_locale(locale))
