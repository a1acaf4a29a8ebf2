"""From an inbound to its answer: who it is, which ability, and what is said when they may not or cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from bot.conversation.check_form import check_form
from bot.conversation.faults import tell_bad_answers, tell_fault
from bot.conversation.handlers.help import greeting
from bot.conversation.identify import identify
from bot.conversation.once import Once
from bot.conversation.policy import Policy
from bot.conversation.router import FORMS, on_click, on_command
from bot.conversation.turn import Reader, Turn
from bot.domain.ids import ChannelName, FieldId, ReceiptId, WorkspaceId
from bot.domain.tickets import Ticket
from bot.errors import BadInput, NotLinked, UserFault
from bot.ports.clock import Clock
from bot.ports.identity import Directory
from bot.ports.storage import Storage
from bot.ports.ticketing import TicketBackend
from bot.ui.inbound import Arrived, Click, Command, Inbound, Submit
from bot.ui.replies import Reply

BackendFor = Callable[[ChannelName, WorkspaceId], TicketBackend | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one inbound. Shape: `reader` is who gets it; `touched` are the tickets it changed."""

    replies: list[Reply]
    reader: Reader = field(default_factory=Reader)
    touched: list[Ticket] = field(default_factory=list)
    outcome: Literal["done", "refused"] = "done"


def reader_of(inbound: Inbound) -> Reader:
    """The reader as far as the request itself tells."""
    return Reader(locale=inbound.locale, time_zone=inbound.time_zone or "UTC")


@dataclass(frozen=True, slots=True)
class Answering:
    """Everything an answer is made from. Shape: `backend_for` gives a workspace's connection, or None."""

    storage: Storage
    directories: Mapping[ChannelName, Directory]
    backend_for: BackendFor
    clock: Clock
    policy: Policy
    new_token: Callable[[], str]

    async def answer(self, inbound: Inbound, *, receipt: ReceiptId | None) -> Answer:
        """What a person gets to see for this. Raises: OutsideFault."""
        try:
            turn = await self._turn(inbound, receipt)
        except UserFault as fault:
            if isinstance(inbound, Arrived) and not await self.storage.accounts.greet_once(inbound.account):
                return Answer(replies=[])
            return Answer(replies=[tell_fault(fault, reader_of(inbound))], outcome="refused")
        try:
            return Answer(replies=await self._replies(turn), reader=turn.reader, touched=turn.touched)
        except UserFault as fault:
            reply = tell_fault(fault, turn.reader)
            return Answer(replies=[reply], reader=turn.reader, touched=turn.touched, outcome="refused")

    async def _turn(self, inbound: Inbound, receipt: ReceiptId | None) -> Turn:
        """Raises: NotLinked, OutsideFault."""
        ref = inbound.account
        backend = self.backend_for(ref.channel, ref.workspace)
        directory = self.directories[ref.channel]
        identity = await identify(ref, directory=directory, backend=backend, policy=self.policy)
        if backend is None:  # identify refuses first; said again for the type
            raise NotLinked("who.no_help_desk", who=self.policy.who_to_ask)
        account = identity.account
        return Turn(
            inbound=inbound,
            account=account,
            person=identity.person,
            reader=Reader(
                locale=inbound.locale or account.locale, time_zone=inbound.time_zone or account.time_zone
            ),
            backend=backend,
            directory=directory,
            storage=self.storage,
            once=Once(self.storage.effects, receipt, self.clock),
            policy=self.policy,
            now=self.clock.now(),
            new_token=self.new_token,
        )

    async def _replies(self, turn: Turn) -> list[Reply]:
        inbound = turn.inbound
        match inbound:
            case Command():
                return await on_command(turn, inbound)
            case Click():
                return await on_click(turn, inbound)
            case Submit():
                return await self._sent(turn, inbound)
            case Arrived():
                return await greeting(turn, inbound)
            case _:
                assert_never(inbound)

    async def _sent(self, turn: Turn, submit: Submit) -> list[Reply]:
        """A form: checked again, for what is sent is never trusted. Raises: BadInput (it is gone)."""
        form = await turn.kept(submit.token)
        if form is None or form.verb not in FORMS:
            raise BadInput("fault.form_gone")
        answers, errors = check_form(form, submit.raw, reader=turn.reader, now=min(submit.at, turn.now))
        try:
            if errors:
                raise BadInput(errors={str(name): words for name, words in errors.items()})
            return await FORMS[form.verb](turn, form, answers)
        except BadInput as fault:
            marked = form.with_answers(answers, {FieldId(n): words for n, words in fault.errors.items()})
            again = await turn.keep(marked.model_copy(update={"token": turn.token()}))
            return [tell_bad_answers(fault, again, turn.reader)]
