"""What a platform cannot show is refused with the block or field named, never left out in silence."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.catalog import FieldType
from bot.ui.action import Button, Menu, OpenUrl
from bot.ui.form import Form
from bot.ui.message import Actions, Heading, Message, Paragraph
from bot.ui.rich import rich
from cards.adaptive import form as adaptive_form
from cards.adaptive import message as adaptive_message
from cards.blockkit import form as blockkit_form
from cards.blockkit import message as blockkit_message
from cards.errors import CardTooLarge, NotDrawable
from tests.cards.cases import MESSAGES, field_of, form_of


def _slack(form: Form) -> Any:
    return blockkit_form.render_form(form)


def _teams(form: Form) -> Any:
    return adaptive_form.render_form(form, mode="card")


@pytest.mark.parametrize("draw", [_slack, _teams])
@pytest.mark.parametrize(
    ("form", "where"),
    [
        (form_of(field_of(FieldType.FILE, required=True)), "field 'file'"),
        (form_of(field_of(FieldType.TEXT), field_of(FieldType.DATE, id="text")), "field 'text'"),
        (form_of(field_of(FieldType.RADIO, required=True, options=[])), "field 'radio'"),
    ],
)
def test_a_field_that_nobody_can_answer_is_named(draw: Callable[[Form], Any], form: Form, where: str) -> None:
    """A needed file, an id used twice, a needed choice without options."""
    with pytest.raises(NotDrawable) as caught:
        draw(form)

    assert caught.value.where == where


@pytest.mark.parametrize(
    "form",
    [
        form_of(field_of(FieldType.TEXT, id="x" * 300)),
        form_of(field_of(FieldType.TEXT, id="bell\x07")),
    ],
)
def test_slack_names_a_field_that_it_cannot_take(form: Form) -> None:
    """An id that is too long, or that is no text."""
    with pytest.raises(NotDrawable, match=r"^field '"):
        _slack(form)


def test_a_long_form_is_drawn_in_pages() -> None:
    """A hundred and twenty questions are no obstacle: each page fits, and they are all there."""
    fields = [field_of(FieldType.TEXT, id=f"f{n}", help_text="help " * 100) for n in range(120)]
    form = form_of(*fields)
    pages = [form.model_copy(update={"page": number}) for number in range(9)]

    asked = [one["block_id"] for page in pages for one in _slack(page)["blocks"] if one["type"] == "input"]
    assert asked == [f"field:f{n}" for n in range(120)]
    answered = [one["id"] for page in pages for one in _teams(page)["body"] if "id" in one]
    assert answered == [f"words:f{n}" for n in range(120)]


def test_words_that_are_too_long_for_a_card_are_too_large() -> None:
    """An answer of many pages does not fit a card: refused, never cut."""
    with pytest.raises(CardTooLarge, match=r"^form"):
        _teams(form_of(field_of(FieldType.TEXTAREA).model_copy(update={"value": "x" * 40_000})))


def test_a_message_without_rows_that_is_too_long_is_too_large() -> None:
    """There is nothing that could be counted and left out."""
    with pytest.raises(CardTooLarge):
        blockkit_message.render_message(Message(summary="x", blocks=(Heading(text=rich("x")),) * 51))
    with pytest.raises(CardTooLarge):
        adaptive_message.render_message(Message(summary="x", blocks=(Paragraph(text=rich("x" * 4000)),) * 20))


@pytest.mark.parametrize(
    "action",
    [
        Menu(label="m", verb="v", options=()),
        Menu(label="m", verb="v", options=(("", "x"),)),
        OpenUrl(label="o", url="javascript:alert(1)"),
        OpenUrl(label="o", url="https://"),
    ],
)
def test_an_action_that_cannot_work_is_named(action: Menu | OpenUrl) -> None:
    """Both platforms refuse the same."""
    message = Message(summary="x", blocks=(Actions(items=(action,)),))

    with pytest.raises(NotDrawable):
        blockkit_message.render_message(message)
    with pytest.raises(NotDrawable):
        adaptive_message.render_message(message)


def test_slack_names_a_button_that_carries_too_much() -> None:
    """A button's value has 2,000 characters."""
    button = Button(label="b", verb="do_it", args={"text": "x" * 2000})

    with pytest.raises(NotDrawable, match=r"^button 'do_it'"):
        blockkit_message.render_message(Message(summary="x", blocks=(Actions(items=(button,)),)))


def test_a_list_that_is_too_long_says_how_many_are_missing() -> None:
    """Sixty rows of two blocks each do not fit a Slack message: 24 do, and the line says so."""
    blocks = blockkit_message.render_message(MESSAGES["long_list"]).blocks

    assert len(blocks) == 49
    assert blocks[-1]["elements"][0]["text"] == "… and 36 more"


def test_errors_can_only_be_shown_at_inputs() -> None:
    """A field without an input has no block for an error."""
    form = form_of(field_of(FieldType.TEXT), field_of(FieldType.FILE), field_of(FieldType.RADIO, options=[]))

    assert blockkit_form.field_block_ids(form) == {"text": "field:text"}
