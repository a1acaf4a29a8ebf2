"""Neutral forms as Adaptive Cards, in a chat or in a dialog. Builds payloads; never sends."""

from collections.abc import Sequence
from typing import Final, Literal

from bot.texts.say import say, say_count
from bot.ui.form import Form, FormField, zone_of
from bot.ui.pages import Page, page_of
from bot.ui.rich import Plain, Span
from bot.ui.summary import answer_text
from cards.adaptive.buttons import button_label, execute
from cards.adaptive.card import envelope, fits
from cards.adaptive.fields import inputs_of
from cards.adaptive.markup import Json, Mentions, text_element, words_element
from cards.errors import CardTooLarge
from cards.fit import clean, share, shorten, words
from cards.limits import SUMMARY_TEXT
from cards.wire import CANCEL_VERB, PAGE, PRESS, SUBMIT_VERB, require_drawable

_HEADING: Final[Json] = {"size": "Large", "weight": "Bolder"}
_FAULT: Final[Json] = {"color": "Attention"}
# Answers in one text element of a summary.
_LINES: Final = 10
_SMALL: Final[Json] = {"isSubtle": True, "size": "Small"}


def render_form(form: Form, *, mode: Literal["card", "dialog"], locale: str | None = None) -> Json:
    """The page a form stands at as a card. Errors stand above their inputs, a line on top says that there are some.

    Shape:  mode "card" has buttons to submit and to cancel (Action.Execute); mode "dialog" only submits
            (Action.Submit), for the dialog itself has a title and can be closed.
    Raises: NotDrawable naming the field; CardTooLarge.
    Source: adaptivecards.io/explorer; learn.microsoft.com/.../task-modules-and-cards/task-modules/task-modules-bots.
    """
    require_drawable(form)
    page = page_of(form, live=False)
    body = _introduction(form, page, mode, locale)
    if page.is_summary:
        body.extend(_summary(page.fields, form, locale))
    else:
        body.extend(element for field in page.fields for element in _field(field, form, page, locale))
    body = body or [words_element(form.title)]
    card = envelope(body, _words(form, page), Mentions(), actions=_buttons(form, page, mode, locale))
    if not fits(card):
        raise CardTooLarge("form", "it has too many fields or options for one card")
    return card


def render_wait(text: str) -> Json:
    """A card that says that the answer takes a moment."""
    return envelope([words_element(text)], text, Mentions())


def _introduction(form: Form, page: Page, mode: str, locale: str | None) -> list[Json]:
    body = [words_element(form.title, look=_HEADING)] if mode == "card" else []
    if page.count > 1:
        progress = say("form.progress", locale, number=page.number + 1, count=page.count)
        body.append(words_element(progress, look=_SMALL))
    if page.is_first and clean(form.intro).strip():
        body.append(words_element(form.intro))
    if page.is_summary:
        body.append(words_element(say("form.check_answers", locale)))
    mistakes = sum(1 for field in page.fields if field.error)
    if form.notice:
        body.append(words_element(f"⚠️ {form.notice}", look=_FAULT))
    elif mistakes:
        body.append(words_element("⚠️ " + say_count("form.mistakes", mistakes, locale), look=_FAULT))
    return body


def _summary(fields: Sequence[FormField], form: Form, locale: str | None) -> list[Json]:
    """Questions and their answers, to be read, as few elements as can be."""
    room = share(len(fields), SUMMARY_TEXT)
    spans: list[Span] = []
    for number, field in enumerate(fields):
        answer = words(answer_text(field, locale=locale, time_zone=form.time_zone))
        start = "\n" if number % _LINES else ""
        spans.append(Plain(text=f"{start}{shorten(field.label or field.id, room)}: ", strong=True))
        spans.append(Plain(text=shorten(answer, room)))
    groups = range(0, len(spans), 2 * _LINES)
    return [
        text_element(tuple(spans[at : at + 2 * _LINES]), Mentions(), limit=3 * _LINES * room) for at in groups
    ]


def _field(field: FormField, form: Form, page: Page, locale: str | None) -> list[Json]:
    if field.part == "told":
        return _summary((field,), form, locale)
    elements = inputs_of(
        field, token=form.token, time_zone=form.time_zone, locale=locale, strict=page.is_first
    )
    if field.error:
        elements.insert(0, words_element(f"⚠️ {field.error}", look=_FAULT))
    if clean(field.help_text or "").strip():
        elements.append(words_element(field.help_text or "", look=_SMALL, spacing="None"))
    return elements


def _words(form: Form, page: Page) -> str:
    labels = ", ".join(field.label for field in page.fields)
    return "\n".join(part for part in (form.title, form.notice, form.intro, labels) if part)


def _buttons(form: Form, page: Page, mode: Literal["card", "dialog"], locale: str | None) -> list[Json]:
    # The zone travels with the form so that its times can be read without it; a forged one harms only its sender.
    data: Json = {"verb": SUBMIT_VERB, "token": form.token, "zone": zone_of(form.time_zone).key}
    if page.count > 1:
        data[PAGE] = page.number
    go_on = form.submit_label if page.is_last else say("form.next", locale)
    back = {**data, PRESS: "back"}
    if mode == "dialog":
        ways = [(go_on, data)] if page.is_first else [(go_on, data), (say("form.back", locale), back)]
        return [{"type": "Action.Submit", "title": button_label(title), "data": what} for title, what in ways]
    leave: Json = {"verb": CANCEL_VERB, "args": {"token": form.token}}
    buttons = [execute(go_on, SUBMIT_VERB, data, style="positive", reads_inputs=True)]
    if not page.is_first:
        buttons.append(execute(say("form.back", locale), SUBMIT_VERB, back, reads_inputs=True))
    return [*buttons, execute(form.cancel_label, CANCEL_VERB, leave)]
