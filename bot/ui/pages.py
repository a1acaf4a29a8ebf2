"""A form in pages: which questions stand together, given the answers so far. Pure; the same for every channel.

A page is small enough for every channel's limits, so that a person meets the same form everywhere. Where a channel
cannot draw a form anew while it is filled in (`live` False), questions that depend on an answer stand on a later page
than the question they depend on.
"""

from dataclasses import dataclass
from typing import Final

from bot.domain.catalog import FieldType
from bot.ui.conditions import Standing, depends_on
from bot.ui.form import Answers, Form, FormField

MOST_QUESTIONS: Final = 20
"""Questions on a page: a Slack modal holds 100 blocks, and no question of ours needs more than four."""

MOST_WEIGHT: Final = 24_000
"""Characters of a page as drawn: a Teams message holds 80,000 bytes, two for each."""

LISTED_OPTIONS: Final = 100
"""More options than this are found by typing. Source: Slack's select holds 100; ours holds the same everywhere."""

LONG_FORM: Final = 11
"""A form with so many questions, or of more than two pages, shows all answers once more before it is sent."""

_FIELD_WEIGHT: Final = 500
_OPTION_WEIGHT: Final = 60
_LONGEST_DRAWN: Final = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """What stands together. Shape: `is_last` = after it the form is sent; a summary shows answers and asks nothing."""

    number: int
    count: int
    fields: tuple[FormField, ...]
    is_summary: bool = False

    @property
    def is_first(self) -> bool:
        """Whether nothing stands before it."""
        return self.number == 0

    @property
    def is_last(self) -> bool:
        """Whether sending it sends the form."""
        return self.number == self.count - 1


def answers_of(form: Form) -> Answers:
    """What a form holds: its start values, and what was typed since."""
    return {field.id: field.value for field in form.fields}


def pages_of(form: Form, *, live: bool, answers: Answers | None = None) -> tuple[Page, ...]:
    """The pages of a form for these answers, by default those it holds. Shape: at least one."""
    standing = Standing(form, answers_of(form) if answers is None else answers)
    groups: list[list[FormField]] = [[]]
    weight = 0
    for field in form.fields:
        if field.part == "fixed" or not standing.counts(field.id):
            continue
        own = _weight(field)
        here = {one.id for one in groups[-1]}
        must_wait = not live and bool(depends_on(field) & here)
        if here and (must_wait or len(here) >= MOST_QUESTIONS or weight + own > MOST_WEIGHT):
            groups.append([])
            weight = 0
        groups[-1].append(field.model_copy(update={"required": standing.needs(field)}))
        weight += own
    questions = sum(1 for group in groups for field in group if is_asked(field))
    has_summary = questions >= LONG_FORM or len(groups) > 2
    count = len(groups) + has_summary
    pages = [Page(number, count, tuple(group)) for number, group in enumerate(groups)]
    if has_summary:
        told = tuple(field for group in groups for field in group)
        pages.append(Page(count - 1, count, told, is_summary=True))
    return tuple(pages)


def page_of(form: Form, *, live: bool) -> Page:
    """The page that a form stands at: where a mistake is, if there is one elsewhere alone; the last if it has fewer."""
    pages = pages_of(form, live=live)
    here = pages[min(form.page, len(pages) - 1)]
    if here.is_summary or not _has_mistake(here):
        return next((page for page in pages if _has_mistake(page)), here)
    return here


def _has_mistake(page: Page) -> bool:
    return any(field.error for field in page.fields)


def is_asked(field: FormField) -> bool:
    """Whether a person can answer this at all; else it is only told."""
    return field.part == "asked" and not (field.type in CHOICES and not field.options)


def is_found_by_typing(field: FormField) -> bool:
    """Whether its choices are too many to be listed, or known to the help desk alone."""
    return field.type is FieldType.LOOKUP or (field.type in CHOICES and len(field.options) > LISTED_OPTIONS)


CHOICES: Final = frozenset({FieldType.DROPDOWN, FieldType.RADIO, FieldType.MULTISELECT})


def _weight(field: FormField) -> int:
    """About as many characters as it takes to draw it."""
    words = (field.label, field.help_text or "", field.placeholder or "")
    weight = _FIELD_WEIGHT + sum(min(len(text), _LONGEST_DRAWN) for text in words)
    if isinstance(field.value, str):
        weight += len(field.value)
    if not is_found_by_typing(field):
        weight += sum(
            _OPTION_WEIGHT + min(len(one.label), 200) + min(len(one.value), 150) for one in field.options
        )
    return weight
