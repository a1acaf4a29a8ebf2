"""Checks a whole form that was sent against its stored copy. Pure."""

from collections.abc import Mapping
from datetime import datetime

from bot.conversation.ticket.steps import missing_needs
from bot.conversation.turn import Reader
from bot.domain.ids import FieldId
from bot.ui.check import check
from bot.ui.form import Answers, Form, zone_of
from bot.ui.pages import answers_of


def check_form(
    form: Form, raw: Mapping[str, object], *, reader: Reader, now: datetime
) -> tuple[Answers, dict[FieldId, str]]:
    """The answers, and a sentence for each field that may not be sent as it is.

    Shape: `raw` is what came with the last page; what the others were answered with, the form holds.
    """
    today = now.astimezone(zone_of(form.time_zone)).date()
    held: dict[str, object] = {str(field_id): answer for field_id, answer in answers_of(form).items()}
    answers, errors = check(form, {**held, **raw}, today=today, locale=reader.locale)
    return answers, {**step_errors(form, answers, reader), **errors}


def step_errors(form: Form, answers: Answers, reader: Reader) -> dict[FieldId, str]:
    """What a status change needs and was not answered."""
    if form.verb not in {"status", "close", "reopen"}:
        return {}
    return missing_needs(form.args, answers, reader)
