"""What this folder needs of the product."""

from collections.abc import Sequence
from typing import Protocol

from bot.conversation.form_steps import Press
from bot.domain.ids import FieldId, FormToken, ReceiptId
from bot.domain.people import AccountRef
from bot.ui.form import Form
from bot.ui.inbound import Inbound, Submit
from bot.ui.options import Offered
from bot.ui.replies import FieldErrors, NextPage, Reply


class Core(Protocol):
    """The door into the product."""

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """Store the inbound with its job; None when it came before."""
        ...

    async def handle(self, inbound: Inbound) -> Sequence[Reply]:
        """Answer at once, for what must be answered inside the request."""
        ...

    async def form(self, token: FormToken, owner: AccountRef) -> Form | None:
        """The form this person has open, if they still have."""
        ...

    async def press(
        self, submit: Submit, *, what: Press = "send", live: bool
    ) -> FieldErrors | NextPage | None:
        """What the person is to see next of a form in which they pressed something; None = accept it."""
        ...

    async def options(self, account: AccountRef, token: FormToken, field_id: FieldId, text: str) -> Offered:
        """What a question of an open form offers for the words typed so far."""
        ...
