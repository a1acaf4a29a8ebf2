"""What this folder needs of the product."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.catalog import Option
from bot.domain.ids import ReceiptId
from bot.domain.people import AccountRef
from bot.ui.inbound import Inbound, Submit
from bot.ui.replies import FieldErrors, Reply


class Core(Protocol):
    """The door into the product."""

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """Store the inbound with its job; None when it came before."""
        ...

    async def handle(self, inbound: Inbound) -> Sequence[Reply]:
        """Answer at once, for what must be answered inside the request."""
        ...

    async def check(self, submit: Submit) -> FieldErrors | None:
        """The mistakes in a form that was sent, if it has any."""
        ...

    async def options(self, account: AccountRef, source: str, text: str) -> Sequence[Option]:
        """Options of a look-up that match what was typed."""
        ...
