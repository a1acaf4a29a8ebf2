"""Neutral forms as Slack modals. Builds payloads; never sends. `parse` reads what comes back."""

import json
from collections.abc import Sequence
from typing import Final

from bot.domain.ids import FieldId
from bot.texts.say import say, say_count
from bot.ui.conditions import deciding
from bot.ui.form import Form, FormField
from bot.ui.pages import Page, page_of
from bot.ui.rich import rich
from bot.ui.summary import answer_text
from cards.blockkit.fields import element_of, hint_of, substitute_of
from cards.blockkit.markup import Json, plain_context, plain_section, plain_text, rich_section, rich_text
from cards.errors import CardTooLarge, NotDrawable
from cards.fit import clean, share, width
from cards.limits import (
    SLACK_BUTTON_TEXT,
    SLACK_ID,
    SLACK_LABEL,
    SLACK_RICH_TEXT,
    SLACK_VIEW_BLOCKS,
    SLACK_VIEW_BYTES,
    SLACK_VIEW_TITLE,
    SUMMARY_TEXT,
)
from cards.wire import require_drawable

BLOCK_ID: Final = "field:"
BACK_ID: Final = "form:back"
_TYPED: Final = frozenset({"plain_text_input", "number_input"})


def render_form(form: Form, *, callback_id: str = "form", locale: str | None = None) -> Json:
    """The page a form stands at as a modal; its token is in private_metadata.

    Shape:  the blocks of fields are named as `field_block_ids` says. Where answers decide what else is asked, a
            change is told at once, so that the modal can be drawn anew.
    Raises: NotDrawable naming the field; CardTooLarge.
    Source: docs.slack.dev/reference/views; docs.slack.dev/reference/block-kit/blocks/input-block, dispatch_action.
    """
    require_drawable(form)
    page = page_of(form, live=True)
    blocks = [*_introduction(form, page, locale), *_progress(page, locale)]
    if page.is_summary:
        blocks.extend(_summary(page.fields, form, locale))
    else:
        blocks.extend(block for field in page.fields for block in _field_blocks(field, form, locale))
    if len(blocks) > SLACK_VIEW_BLOCKS:
        raise CardTooLarge("form", "the page has too many fields for one modal")
    submit = form.submit_label if page.is_last else say("form.next", locale)
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": _metadata(form, page),
        "title": plain_text(form.title, SLACK_VIEW_TITLE),
        "submit": plain_text(submit, SLACK_VIEW_TITLE),
        "close": plain_text(form.cancel_label, SLACK_VIEW_TITLE),
        "notify_on_close": True,
        "blocks": blocks or [plain_section(form.title)],
    }
    if len(json.dumps(view)) > SLACK_VIEW_BYTES:
        raise CardTooLarge("form", "its texts are too long for one modal")
    return view


def _metadata(form: Form, page: Page) -> str:
    data: Json = {"token": form.token} | ({"page": page.number} if page.count > 1 else {})
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def field_block_ids(form: Form) -> dict[FieldId, str]:
    """The block of each field on this page that can show an error, for `response_action: errors`."""
    page = page_of(form, live=True)
    if page.is_summary:
        return {}
    return {field.id: BLOCK_ID + field.id for field in page.fields if _is_input(field)}


def _is_input(field: FormField) -> bool:
    return field.part == "asked" and substitute_of(field) is None


def _introduction(form: Form, page: Page, locale: str | None) -> list[Json]:
    # A title that had to be shortened is shown whole above the fields.
    is_cut = width(clean(form.title)) > SLACK_VIEW_TITLE
    told = (form.title if is_cut else "", form.intro if page.is_first else "")
    blocks = [plain_section(text) for text in told if clean(text).strip()]
    if form.notice:
        blocks.append(plain_section(f"⚠️ {form.notice}"))
    mistakes = sum(1 for field in page.fields if field.error)
    if mistakes and not form.notice:
        blocks.append(plain_section("⚠️ " + say_count("form.mistakes", mistakes, locale)))
    if page.is_summary:
        blocks.append(plain_section(say("form.check_answers", locale)))
    return blocks


def _progress(page: Page, locale: str | None) -> list[Json]:
    """Which page this is, with the way back; nothing where there is only one."""
    if page.count == 1:
        return []
    line = plain_section(say("form.progress", locale, number=page.number + 1, count=page.count))
    if page.is_first:
        return [line]
    back: Json = {
        "type": "button",
        "action_id": BACK_ID,
        "text": plain_text(say("form.back", locale), SLACK_BUTTON_TEXT),
    }
    return [{**line, "block_id": BACK_ID, "accessory": back}]


def _summary(fields: Sequence[FormField], form: Form, locale: str | None) -> list[Json]:
    """Questions and their answers, to be read, as few blocks as they fit in."""
    room = share(len(fields), SUMMARY_TEXT)
    lines = [
        rich_section(
            rich(field.label),
            answer_text(field, locale=locale, time_zone=form.time_zone),
            strong=(True,),
            limit=room,
        )
        for field in fields
    ]
    for line in lines[:-1]:
        line["elements"].append({"type": "text", "text": "\n"})  # sections follow each other on one line else
    per_block = max(SLACK_RICH_TEXT // (2 * room), 1)
    return [rich_text(*lines[at : at + per_block]) for at in range(0, len(lines), per_block)]


def _field_blocks(field: FormField, form: Form, locale: str | None) -> list[Json]:
    block_id = BLOCK_ID + field.id
    if width(block_id) > SLACK_ID or clean(field.id) != field.id:
        raise NotDrawable(f"field {field.id[:40]!r}", "its id is too long or not text")
    if field.part == "told":
        return _summary((field,), form, locale)
    error = [plain_context(f"⚠️ {field.error}")] if field.error else []
    instead = substitute_of(field, locale=locale)
    if instead is not None:
        return [*error, plain_context(f"{field.label}: {instead}")]
    element = element_of(field, locale=locale)
    block: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(field.label, SLACK_LABEL),
        "element": element,
        "optional": not field.required,
    }
    if field.id in deciding(form):
        block["dispatch_action"] = True
        if element["type"] in _TYPED:
            element["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    if hint := hint_of(field):
        block["hint"] = plain_text(hint, SLACK_LABEL)
    return [*error, block]
