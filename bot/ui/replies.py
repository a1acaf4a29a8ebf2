"""What the bot answers. A handler returns these; the channel draws them where the person acted."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, Field

from bot.domain.ids import FieldId, TicketId
from bot.domain.people import Frozen
from bot.ui.form import Form
from bot.ui.message import Message

Audience: TypeAlias = Literal["requester", "agents"]


class Say(Frozen):
    """A message to the person, where they acted; only they can read it.

    Shape: `tracks` = this message shows that ticket and is edited when the ticket changes, for the readers
           that `audience` names; `as_of` is the ticket's last change that is shown, so that it is not drawn anew
           for that one; `lasts` = it holds what must not go away with a modal or a whisper.
    """

    kind: Literal["say"] = "say"
    message: Message
    tracks: TicketId | None = None
    audience: Audience = "requester"
    as_of: AwareDatetime | None = None
    lasts: bool = False


class SayToAll(Frozen):
    """A message to everybody in the place where the person acted."""

    kind: Literal["say_to_all"] = "say_to_all"
    message: Message
    tracks: TicketId | None = None
    audience: Audience = "requester"
    as_of: AwareDatetime | None = None


class Replace(Frozen):
    """The message that was clicked becomes this one, for everybody who sees it."""

    kind: Literal["replace"] = "replace"
    message: Message
    tracks: TicketId | None = None
    audience: Audience = "requester"
    as_of: AwareDatetime | None = None


class ShowForm(Frozen):
    """Ask these questions: as a modal, dialog or card."""

    kind: Literal["show_form"] = "show_form"
    form: Form


Reply: TypeAlias = Annotated[Say | SayToAll | Replace | ShowForm, Field(discriminator="kind")]


class NextPage(Frozen):
    """A form goes on: another page of it, or the same one with other questions."""

    form: Form


class FieldErrors(Frozen):
    """A form came back with mistakes: shown at their fields, everything typed is kept. Shape: never empty."""

    form: Form
    errors: dict[FieldId, str]
