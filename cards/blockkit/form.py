"""Neutral forms as Slack modals. Builds payloads; never sends. `parse` reads what comes back."""

import json
from typing import Final

from bot.domain.ids import FieldId
from bot.texts.say import say_count
from bot.ui.form import Form, FormField
from cards.blockkit.fields import element_of, hint_of, substitute_of
from cards.blockkit.markup import Json, plain_context, plain_section, plain_text
from cards.blockkit.values import long_values
from cards.errors import CardTooLarge, NotDrawable
from cards.fit import clean, width
from cards.limits import (
    SLACK_ID,
    SLACK_LABEL,
    SLACK_PRIVATE_METADATA,
    SLACK_VIEW_BLOCKS,
    SLACK_VIEW_BYTES,
    SLACK_VIEW_TITLE,
)
from cards.wire import require_drawable

BLOCK_ID: Final = "field:"


def render_form(form: Form, *, callback_id: str = "form", locale: str | None = None) -> Json:
    """A form as a modal; its token is in private_metadata, its fields have the block ids of `field_block_ids`.

    Raises: NotDrawable naming the field; CardTooLarge.
    Source: docs.slack.dev/reference/views.
    """
    require_drawable(form)
    blocks = _introduction(form, locale)
    for field in form.fields:
        blocks.extend(_field_blocks(field, locale))
        if len(blocks) > SLACK_VIEW_BLOCKS:
            raise CardTooLarge(f"field {field.id!r}", "the form has too many fields for one modal")
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": _metadata(form),
        "title": plain_text(form.title, SLACK_VIEW_TITLE),
        "submit": plain_text(form.submit_label, SLACK_VIEW_TITLE),
        "close": plain_text(form.cancel_label, SLACK_VIEW_TITLE),
        "blocks": blocks or [plain_section(form.title)],
    }
    if len(json.dumps(view)) > SLACK_VIEW_BYTES:
        raise CardTooLarge("form", "its texts are too long for one modal")
    return view


def field_block_ids(form: Form) -> dict[FieldId, str]:
    """The block of each field that can show an error, for `response_action: errors`."""
    return {field.id: BLOCK_ID + field.id for field in form.fields if not _has_substitute(field)}


def _has_substitute(field: FormField) -> bool:
    return substitute_of(field) is not None


def _metadata(form: Form) -> str:
    data: Json = {"token": form.token}
    if long := {field.id: values for field in form.fields if (values := long_values(field.options))}:
        data["values"] = long
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    if width(text) > SLACK_PRIVATE_METADATA:
        names = ", ".join(repr(field_id) for field_id in long)
        raise NotDrawable(f"field {names}", "the values of its options are too long")
    return text


def _introduction(form: Form, locale: str | None) -> list[Json]:
    # A title that had to be shortened is shown whole above the fields.
    is_cut = width(clean(form.title)) > SLACK_VIEW_TITLE
    blocks = [
        plain_section(text) for text in (form.title if is_cut else "", form.intro) if clean(text).strip()
    ]
    if form.notice:
        blocks.append(plain_section(f"⚠️ {form.notice}"))
    mistakes = sum(1 for field in form.fields if field.error)
    if mistakes and not form.notice:
        blocks.append(plain_section("⚠️ " + say_count("form.mistakes", mistakes, locale)))
    return blocks


def _field_blocks(field: FormField, locale: str | None) -> list[Json]:
    block_id = BLOCK_ID + field.id
    if width(block_id) > SLACK_ID or clean(field.id) != field.id:
        raise NotDrawable(f"field {field.id[:40]!r}", "its id is too long or not text")
    error = [plain_context(f"⚠️ {field.error}")] if field.error else []
    instead = substitute_of(field, locale=locale)
    if instead is not None:
        return [*error, plain_context(f"{field.label}: {instead}")]
    block: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(field.label, SLACK_LABEL),
        "element": element_of(field, locale=locale),
        "optional": not field.required,
    }
    if hint := hint_of(field):
        block["hint"] = plain_text(hint, SLACK_LABEL)
    return [*error, block]
