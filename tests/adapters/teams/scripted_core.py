"""A core that answers as a test says, and the things it shows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.form_steps import Press
from bot.domain.catalog import FieldType, Option
from bot.domain.ids import FieldId, FormToken, ReceiptId
from bot.domain.people import AccountRef
from bot.errors import BotError
from bot.ui.action import Button
from bot.ui.form import Form, FormField
from bot.ui.inbound import Inbound, Submit
from bot.ui.message import Actions, Message, Paragraph
from bot.ui.options import Offered
from bot.ui.replies import FieldErrors, NextPage, Reply
from bot.ui.rich import rich

Json = dict[str, Any]
INLINE_S = 0.4


def a_message(text: str = "All is well", *, button: Button | None = None) -> Message:
    """A short message."""
    actions = (Actions(items=(button,)),) if button else ()
    return Message(summary=text, blocks=(Paragraph(text=rich(text)), *actions))


def a_form(*, token: str = "form-1") -> Form:
    """Two questions."""
    return Form(
        token=FormToken(token),
        title="Raise a ticket",
        verb="raise",
        fields=(
            FormField(id=FieldId("subject"), label="Subject", type=FieldType.TEXT, required=True),
            FormField(id=FieldId("site"), label="Site", type=FieldType.LOOKUP, lookup_source="sites"),
        ),
        submit_label="Send",
        cancel_label="Cancel",
    )


@dataclass
class ScriptedCore:
    """Accepts each key once; answers as a test says.

    Shape: `fault` is raised by every method, `handle_fault` by `handle` alone, `accept_faults` by the next calls
           of `accept`, one each; `waits` makes `handle` and `press` hang until cancelled.
    """

    accepted: list[Inbound] = field(default_factory=list)
    repeated: int = 0
    handled: list[Inbound] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    mistakes: dict[str, str] = field(default_factory=dict)
    offers: list[Option] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    pressed: list[Press] = field(default_factory=list)
    next_page: Form | None = None
    open_form: Form | None = None
    fault: Exception | None = None
    accept_faults: list[Exception] = field(default_factory=list)
    handle_fault: BotError | None = None
    waits: bool = False
    _keys: set[str] = field(default_factory=set)

    async def accept(self, inbound: Inbound) -> ReceiptId | None:
        """Once per key."""
        self._fail(self.accept_faults.pop(0) if self.accept_faults else self.fault)
        key = f"{inbound.account.workspace} {inbound.key}"
        if key in self._keys:
            self.repeated += 1
            return None
        self._keys.add(key)
        self.accepted.append(inbound)
        return ReceiptId(f"r{len(self.accepted)}")

    async def handle(self, inbound: Inbound) -> Sequence[Reply]:
        """The scripted replies."""
        self._fail(self.fault or self.handle_fault)
        self.handled.append(inbound)
        await self._wait()
        return self.replies

    async def press(
        self, submit: Submit, *, what: Press = "send", live: bool
    ) -> FieldErrors | NextPage | None:
        """The scripted page, or the scripted mistakes at the form of `a_form`, with what was typed."""
        assert not live
        self._fail(self.fault)
        self.pressed.append(what)
        await self._wait()
        if self.next_page is not None:
            return NextPage(form=self.next_page)
        errors = {FieldId(name): text for name, text in self.mistakes.items()}
        typed = {FieldId(name): str(value) for name, value in submit.raw.items()}
        form = a_form(token=submit.token).with_answers(dict(typed))
        return FieldErrors(form=form, errors=errors) if errors else None

    async def form(self, token: FormToken, owner: AccountRef) -> Form | None:
        """The scripted form."""
        return self.open_form

    async def options(self, account: AccountRef, token: FormToken, field_id: FieldId, text: str) -> Offered:
        """The scripted options."""
        self._fail(self.fault)
        self.asked.append((token, field_id, text))
        return Offered(self.offers)

    async def _wait(self) -> None:
        await (asyncio.Event().wait() if self.waits else asyncio.sleep(0))

    @staticmethod
    def _fail(fault: Exception | None) -> None:
        if fault is not None:
            raise fault
