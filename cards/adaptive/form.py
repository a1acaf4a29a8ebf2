"""Neutral forms as Adaptive Cards, in a chat or in a dialog. Builds payloads; never sends."""

from typing import Final, Literal

from bot.texts.say import say_count
from bot.ui.form import Form, FormField, zone_of
from cards.adaptive.buttons import button_label, execute
from cards.adaptive.card import envelope, fits
from cards.adaptive.fields import inputs_of
from cards.adaptive.markup import Json, Mentions, words_element
from cards.errors import CardTooLarge
from cards.fit import clean
from cards.wire import CANCEL_VERB, SUBMIT_VERB, require_drawable

_HEADING: Final[Json] = {"size": "Large", "weight": "Bolder"}
_FAULT: Final[Json] = {"color": "Attention"}
_SMALL: Final[Json] = {"isSubtle": True, "size": "Small"}


def render_form(form: Form, *, mode: Literal["card", "dialog"], locale: str | None = None) -> Json:
    """A form as a card. Errors stand above their inputs, a line on top says that there are some.

    Shape:  mode "card" has buttons to submit and to cancel (Action.Execute); mode "dialog" only submits
            (Action.Submit), for the dialog itself has a title and can be closed.
    Raises: NotDrawable naming the field; CardTooLarge.
    Source: adaptivecards.io/explorer; learn.microsoft.com/.../task-modules-and-cards/task-modules/task-modules-bots.
    """
    require_drawable(form)
    body = _introduction(form, mode, locale)
    for field in form.fields:
        body.extend(_field(field, form, locale))
    body = body or [words_element(form.title)]
    card = envelope(body, _words(form), Mentions(), actions=_buttons(form, mode))
    if not fits(card):
        raise CardTooLarge("form", "it has too many fields or options for one card")
    return card


def render_wait(text: str) -> Json:
    """A card that says that the answer takes a moment."""
    return envelope([words_element(text)], text, Mentions())


def _introduction(form: Form, mode: str, locale: str | None) -> list[Json]:
    body = [words_element(form.title, look=_HEADING)] if mode == "card" else []
    if clean(form.intro).strip():
        body.append(words_element(form.intro))
    mistakes = sum(1 for field in form.fields if field.error)
    if form.notice:
        body.append(words_element(f"⚠️ {form.notice}", look=_FAULT))
    elif mistakes:
        body.append(words_element("⚠️ " + say_count("form.mistakes", mistakes, locale), look=_FAULT))
    return body


def _field(field: FormField, form: Form, locale: str | None) -> list[Json]:
    elements = inputs_of(field, time_zone=form.time_zone, locale=locale)
    if field.error:
        elements.insert(0, words_element(f"⚠️ {field.error}", look=_FAULT))
    if clean(field.help_text or "").strip():
        elements.append(words_element(field.help_text or "", look=_SMALL, spacing="None"))
    return elements


def _words(form: Form) -> str:
    labels = ", ".join(field.label for field in form.fields)
    return "\n".join(part for part in (form.title, form.notice, form.intro, labels) if part)


def _buttons(form: Form, mode: Literal["card", "dialog"]) -> list[Json]:
    # The zone travels with the form so that its times can be read without it; a forged one harms only its sender.
    data: Json = {"verb": SUBMIT_VERB, "token": form.token, "zone": zone_of(form.time_zone).key}
    if mode == "dialog":
        return [{"type": "Action.Submit", "title": button_label(form.submit_label), "data": data}]
    leave: Json = {"verb": CANCEL_VERB, "args": {"token": form.token}}
    return [
        execute(form.submit_label, SUBMIT_VERB, data, style="positive", reads_inputs=True),
        execute(form.cancel_label, CANCEL_VERB, leave),
    ]
