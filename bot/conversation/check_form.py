"""Checks a sent form against its stored copy: each answer alone, and what answers make of one another."""

from datetime import datetime

from bot.conversation.request.conditions import unanswered
from bot.conversation.ticket.steps import missing_needs
from bot.conversation.turn import Reader
from bot.domain.ids import FieldId, TemplateId
from bot.errors import NotFound, OutsideFault
from bot.ports.ticketing import TicketBackend
from bot.ui.check import check
from bot.ui.form import Answers, Form, zone_of


async def check_form(
    form: Form,
    raw: dict[str, object],
    *,
    backend: TicketBackend | None,
    reader: Reader,
    now: datetime,
) -> tuple[Answers, dict[FieldId, str]]:
    """The answers, and a sentence for each field that may not be sent as it is.

    Shape: conditions are read from the catalog; while that cannot be read, they are left to the next check.
    """
    today = now.astimezone(zone_of(form.time_zone)).date()
    answers, errors = check(form, raw, today=today, locale=reader.locale)
    more = missing_needs(form.args, answers, reader) if form.verb in {"status", "close", "reopen"} else {}
    template_id = form.args.get("template")
    if form.verb == "raise" and template_id and backend is not None:
        try:
            template = await backend.template(TemplateId(template_id))
            more = unanswered(template, answers, reader)
        except (NotFound, OutsideFault):
            more = {}
    return answers, {**more, **errors}
