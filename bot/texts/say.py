"""Looks a sentence up in the reader's language, falling back to English."""

from collections.abc import Mapping
from typing import Final

from babel.core import Locale, UnknownLocaleError

from bot.texts.en import channels, forms, notices, talk

DEFAULT_LANGUAGE: Final = "en"
LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {**talk.SENTENCES, **forms.SENTENCES, **notices.SENTENCES, **channels.SENTENCES},
}


def language_of(locale: str | None) -> str:
    """The language we speak that is nearest to a locale tag such as de-DE."""
    language = (locale or DEFAULT_LANGUAGE).replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def babel_locale(tag: str | None) -> Locale:
    """The locale in which dates and numbers are written; English for a tag that nobody knows."""
    try:
        return Locale.parse((tag or DEFAULT_LANGUAGE).replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale(DEFAULT_LANGUAGE)


def sentence(name: str, locale: str | None = None) -> str:
    """The sentence with its `{places}` still open, to be filled by `bot.ui.rich.fill`.

    Raises: KeyError for a name no language has, which a test finds before a person does.
    """
    language = language_of(locale)
    return LANGUAGES[language].get(name) or LANGUAGES[DEFAULT_LANGUAGE][name]


def say(name: str, locale: str | None = None, /, **values: str | int) -> str:
    """The sentence as plain text, its places filled in."""
    text = sentence(name, locale)
    for place, value in values.items():
        text = text.replace("{" + place + "}", str(value))
    return text


def say_count(name: str, count: int, locale: str | None = None, /, **values: str | int) -> str:
    """The sentence `name.one` or `name.other` by the count, which fills `{count}`."""
    return say(f"{name}.one" if count == 1 else f"{name}.other", locale, count=count, **values)
