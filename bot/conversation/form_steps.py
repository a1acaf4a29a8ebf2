"""What becomes of a form when something in it is pressed: mistakes, another page, or ready to be accepted. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

from bot.conversation.check_form import check_form
from bot.conversation.turn import Reader
from bot.domain.ids import FieldId
from bot.texts.say import say_count
from bot.ui.check import typed
from bot.ui.form import Form
from bot.ui.options import Labels
from bot.ui.pages import Page, is_asked, page_of, pages_of
from bot.ui.replies import FieldErrors, NextPage

Press: TypeAlias = Literal["send", "back", "change"]


def page_answers(page: Page, raw: Mapping[str, object]) -> dict[str, object]:
    """The answers to this page's questions alone. Shape: what the platform left out was left empty."""
    if page.is_summary:
        return {}
    return {str(field.id): raw.get(field.id) for field in page.fields if is_asked(field)}


def press(
    form: Form,
    raw: Mapping[str, object],
    what: Press,
    *,
    live: bool,
    now: datetime,
    reader: Reader,
    labels: Labels,
    at: int | None = None,
) -> tuple[Form, FieldErrors | NextPage | None]:
    """The form as it is to be kept, and what the person is to see next; None = it may be accepted.

    Shape: "send" also goes on to the next page; "back" and "change" check nothing. `live` = the channel draws a form
           anew while it is filled in, and `raw` names every question it has drawn. `at` is the page on which it was
           pressed: with the form open on two devices it need not be the one the form stands at.
    """
    page = _pressed_page(form, at, live=live)
    given = page_answers(page, raw)
    _, errors = check_form(form, given, reader=reader, now=now)
    read = typed(form, given, today=now.date())
    kept = _kept(form, {FieldId(name): read[FieldId(name)] for name in given}, labels)
    if what == "back":
        kept = kept.model_copy(update={"page": max(page.number - 1, 0), "notice": None})
        return kept, NextPage(form=kept)
    if what == "change":
        kept = kept.model_copy(update={"page": page.number})
        return kept, NextPage(form=kept)
    return _sent(kept, page, raw, errors, live=live, reader=reader)


def _pressed_page(form: Form, at: int | None, *, live: bool) -> Page:
    pages = pages_of(form, live=live)
    return page_of(form, live=live) if at is None or not 0 <= at < len(pages) else pages[at]


def _kept(form: Form, answers: Mapping[FieldId, object], labels: Labels) -> Form:
    """The form with these answers, without the mistakes it was shown with where they stood."""
    fields = tuple(
        labels.named(field.model_copy(update={"value": answers[field.id], "error": None}))
        if field.id in answers
        else field
        for field in form.fields
    )
    return form.model_copy(update={"fields": fields})


def _sent(
    kept: Form,
    page: Page,
    raw: Mapping[str, object],
    errors: Mapping[FieldId, str],
    *,
    live: bool,
    reader: Reader,
) -> tuple[Form, FieldErrors | NextPage | None]:
    kept = kept.model_copy(update={"page": page.number, "notice": None})
    pages = pages_of(kept, live=live)
    here = pages[min(page.number, len(pages) - 1)]
    new = _not_yet_asked(here, raw) if live else 0
    own = {field.id for field in here.fields if not here.is_summary}
    found = {field_id: words for field_id, words in errors.items() if field_id in own}
    if new:
        notice = say_count("form.more_questions", new, reader.locale)
        return kept, NextPage(form=kept.model_copy(update={"notice": notice}))
    if found:
        return kept, FieldErrors(form=kept, errors=found)
    if not here.is_last:
        kept = kept.model_copy(update={"page": here.number + 1})
        return kept, NextPage(form=kept)
    if errors:
        marked = kept.with_answers({}, dict(errors))
        return marked, NextPage(form=marked)
    return kept, None


def _not_yet_asked(page: Page, raw: Mapping[str, object]) -> int:
    """How many questions stand on this page since its answers are known, and were not drawn."""
    if page.is_summary:
        return 0
    return sum(
        1
        for field in page.fields
        if field.visible_when is not None and is_asked(field) and str(field.id) not in raw
    )
