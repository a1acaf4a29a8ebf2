"""What a person has answered, in words, to look over before it is sent. Pure."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime

from bot.domain.catalog import FieldType
from bot.domain.ids import AccountId
from bot.texts.say import babel_locale, say
from bot.ui.form import FormField, zone_of
from bot.ui.reading import number_text
from bot.ui.rich import Mention, Plain, Rich, rich


def answer_text(field: FormField, *, locale: str | None, time_zone: str) -> Rich:
    """The answer that a field holds, as it is read; a dash where there is none."""
    value = field.value
    if field.type is FieldType.CHECKBOX:
        return rich(say("form.tick" if value is True else "form.untick", locale))
    if value is None or value in ("", ()):
        return rich("–")
    labels = {option.value: option.label or option.value for option in field.options}
    if isinstance(value, tuple):
        return rich(", ".join(labels.get(one, one) for one in value))
    if isinstance(value, bool):
        return rich(say("form.tick" if value else "form.untick", locale))
    if isinstance(value, int | float):
        return rich(number_text(value))
    return _words(field, value, labels.get(value, value), locale, time_zone)


def _words(field: FormField, value: str, shown: str, locale: str | None, time_zone: str) -> Rich:
    known = babel_locale(locale)
    try:
        if field.type is FieldType.DATE:
            return rich(format_date(date.fromisoformat(value), format="full", locale=known))
        if field.type is FieldType.DATETIME:
            local = datetime.fromisoformat(value).astimezone(zone_of(time_zone))
            return rich(format_datetime(local, format="medium", locale=known))
    except (ValueError, OverflowError):
        return rich(shown)
    if field.type is FieldType.USER:
        name = shown if shown != value else say("form.picked_person", locale)
        return (Mention(account=AccountId(value), name=name),)
    return (Plain(text=shown),)
