"""Messages, forms and things people do, as the tests of this folder need them."""

from typing import Any

from bot.domain.catalog import FieldType, Option, Validation
from bot.domain.ids import FieldId, FormToken, TicketId
from bot.ui.action import Button, Menu, OpenUrl
from bot.ui.form import Form, FormField
from bot.ui.message import Actions, Message, Paragraph
from bot.ui.replies import Replace, Say, SayToAll
from bot.ui.rich import rich

TICKET = TicketId("4711")
OPEN_FORM = Button(label="Comment", verb="comment", args={"ticket": "4711"}, opens_form=True)
CLAIM = Button(label="Take it", verb="claim", args={"ticket": "4711"})
LINK = OpenUrl(label="Browser", url="https://help.example.com/4711")
MENU = Menu(
    label="More", verb="more", args={"ticket": "4711"}, options=(("close", "Close"), ("note", "Note"))
)


def a_message(words: str = "Ticket 4711", *actions: Any) -> Message:
    """A message with these buttons."""
    blocks = (Paragraph(text=rich(words)), *((Actions(items=actions),) if actions else ()))
    return Message(summary=words, blocks=blocks)


def a_say(words: str, *, tracks: TicketId | None = None) -> Say:
    """A private answer."""
    return Say(message=a_message(words), tracks=tracks)


def to_all(words: str) -> SayToAll:
    """An answer for everybody in the place."""
    return SayToAll(message=a_message(words))


def a_replace(words: str) -> Replace:
    """The clicked message becomes this."""
    return Replace(message=a_message(words), tracks=TICKET)


def a_form(*fields: FormField, token: str = "token-1") -> Form:
    """A form with these fields, else with a text and a look-up."""
    return Form(
        token=FormToken(token),
        title="Comment",
        verb="comment",
        args={"ticket": "4711"},
        fields=fields
        or (
            FormField(id=FieldId("words"), label="Words", type=FieldType.TEXTAREA),
            FormField(id=FieldId("place"), label="Place", type=FieldType.LOOKUP, lookup_source="locations"),
        ),
        submit_label="Send",
        cancel_label="Cancel",
    )


def a_choice(field_id: str = "size") -> FormField:
    """A field with options."""
    options = (Option(value="s", label="Small"), Option(value="l", label="Large"))
    return FormField(
        id=FieldId(field_id), label="Size", type=FieldType.DROPDOWN, options=options, validation=Validation()
    )
