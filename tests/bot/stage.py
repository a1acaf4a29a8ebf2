"""A small stage for the core's tests: people, a help desk in memory, a chat that remembers, and one person's hands."""

from dataclasses import dataclass, field
from typing import Final

from bot.conversation.policy import Policy
from bot.domain.ids import AccountId, ConversationId, ReceiptId, TicketId, WorkspaceId
from bot.domain.people import Account, AccountRef, Person, Role
from bot.ports.channel import TrackedMessage
from bot.ports.jobs import JobResult
from bot.service import Bot
from bot.ui.action import Action, Button, Menu
from bot.ui.form import Form
from bot.ui.inbound import Arrived, Click, Command, Inbound, MessageRef, Place, Submit
from bot.ui.message import Actions, Facts, Heading, Message, Paragraph, Quote, Rows
from bot.ui.replies import Audience, Reply, ShowForm
from bot.ui.rich import plain_text
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock
from tests.fakes.directory import FakeDirectory
from tests.fakes.storage import FakeStorage
from tests.fakes.ticketing import FakeTickets, person

WORKSPACE: Final = WorkspaceId("T1")
JANE: Final = person("jane", teams=("engineering",))
ALICE: Final = person("alice")
SAM: Final = person("sam", Role.AGENT, teams=("it",))
MIKE: Final = person("mike", Role.AGENT, teams=("it",))
SARAH: Final = person("sarah", Role.AGENT, teams=("hr",))
ADA: Final = person("ada", Role.ADMIN)
PEOPLE: Final = (JANE, ALICE, SAM, MIKE, SARAH, ADA)
DIRECT: Final = Place(conversation=ConversationId("D1"), kind="direct")
ROOM: Final = Place(conversation=ConversationId("C1"), kind="room", name="it-support")


def account_of(who: Person, **changes: object) -> Account:
    """The account through which this person talks."""
    ref = AccountRef(
        channel="slack", workspace=WORKSPACE, id=AccountId(f"U-{who.email.split('@', maxsplit=1)[0]}")
    )
    return Account(ref=ref, name=who.name, email=who.email).model_copy(update=changes)


@dataclass
class Stage:
    """One workspace with its help desk, and every way to act in it."""

    clock: FakeClock = field(default_factory=FakeClock)
    channel: FakeChannel = field(default_factory=FakeChannel)
    policy: Policy = field(default_factory=lambda: Policy(working_after_s=5, who_to_ask="the IT desk"))
    tickets: FakeTickets = field(init=False)
    storage: FakeStorage = field(init=False)
    directory: FakeDirectory = field(init=False)
    bot: Bot = field(init=False)
    last: JobResult | None = None
    receipts: list[ReceiptId] = field(default_factory=list)
    _count: int = 0

    def __post_init__(self) -> None:
        self.tickets = FakeTickets(people=PEOPLE, now=self.clock.now)
        self.storage = FakeStorage(self.clock)
        self.directory = FakeDirectory("slack", tuple(account_of(one) for one in PEOPLE))
        self.bot = self.new_bot()

    def new_bot(self) -> Bot:
        """The same bot in a process that was just started."""
        return Bot(
            storage=self.storage,
            channels={"slack": self.channel},
            directories={"slack": self.directory},
            backend_for=lambda _channel, workspace: self.tickets if workspace == WORKSPACE else None,
            clock=self.clock,
            policy=self.policy,
            new_token=self._token,
            jitter=lambda: 0.0,
        )

    async def say(
        self, who: Person, text: str, *, is_explicit: bool = True, place: Place = DIRECT
    ) -> list[Reply]:
        """A person writes something; returns what they get to see."""
        return await self.do(self.command(who, text, is_explicit=is_explicit, place=place))

    async def click(
        self,
        who: Person,
        action: Action,
        *,
        choice: str | None = None,
        message: MessageRef | None = None,
        place: Place = DIRECT,
    ) -> list[Reply]:
        """A person clicks a button or chooses from a menu."""
        assert isinstance(action, Button | Menu)
        return await self.press(who, action.verb, action.args, choice=choice, message=message, place=place)

    async def press(
        self,
        who: Person,
        verb: str,
        args: dict[str, str],
        *,
        choice: str | None = None,
        message: MessageRef | None = None,
        place: Place = DIRECT,
    ) -> list[Reply]:
        """A click with any payload, also one that no button of ours has."""
        return await self.do(
            Click(
                key=self._key(),
                account=account_of(who).ref,
                place=place,
                at=self.clock.now(),
                verb=verb,
                args=args,
                choice=choice,
                message=message,
            )
        )

    def submit_of(
        self, who: Person, form: Form, answers: dict[str, object], *, message: MessageRef | None = None
    ) -> Submit:
        """A form filled in: what it starts with, overwritten by these answers."""
        raw: dict[str, object] = {str(one.id): one.value for one in form.fields if one.value is not None}
        return Submit(
            key=f"submit:{form.token}",
            account=account_of(who).ref,
            place=DIRECT,
            at=self.clock.now(),
            token=form.token,
            raw=raw | answers,
            message=message,
        )

    async def send(
        self, who: Person, form: Form, answers: dict[str, object], *, message: MessageRef | None = None
    ) -> list[Reply]:
        """A person sends a form."""
        return await self.do(self.submit_of(who, form, answers, message=message))

    async def arrive(self, who: Person) -> list[Reply]:
        """A person opens the bot."""
        ref = account_of(who).ref
        return await self.do(Arrived(key=self._key(), account=ref, place=DIRECT, at=self.clock.now()))

    def command(self, who: Person, text: str, *, is_explicit: bool = True, place: Place = DIRECT) -> Command:
        """Words for the bot, not yet sent."""
        return Command(
            key=self._key(),
            account=account_of(who).ref,
            place=place,
            at=self.clock.now(),
            text=text,
            is_explicit=is_explicit,
        )

    async def do(self, inbound: Inbound) -> list[Reply]:
        """Accept, run, and return what was shown by it."""
        shown = len(self.channel.replies)
        receipt = await self.storage.receipts.accept(inbound)
        if receipt is not None:
            self.receipts.append(receipt)
            self.last = await self.bot.run(receipt)
        return self.channel.replies[shown:]

    async def run_again(self) -> list[Reply]:
        """The latest receipt's job runs once more."""
        shown = len(self.channel.replies)
        self.last = await self.bot.run(self.receipts[-1])
        return self.channel.replies[shown:]

    @property
    def outcome(self) -> str | None:
        """How the latest receipt ended; None while it waits."""
        return self.storage.receipts.outcomes.get(self.receipts[-1])

    async def show_in_room(self, ticket: TicketId, *, audience: Audience = "agents") -> MessageRef:
        """A message in the team's channel that shows this ticket."""
        ref = MessageRef(conversation=ROOM.conversation, id=f"room-{ticket}")
        await self.storage.tracked.track(
            TrackedMessage(
                connection=self.tickets.connection,
                channel="slack",
                workspace=WORKSPACE,
                ref=ref,
                ticket=ticket,
                audience=audience,
            )
        )
        return ref

    def _key(self) -> str:
        self._count += 1
        return f"key-{self._count}"

    def _token(self) -> str:
        self._count += 1
        return f"token-{self._count}"


def message_of(reply: Reply) -> Message:
    """The message of a reply that is one."""
    assert not isinstance(reply, ShowForm)
    return reply.message


def form_of(replies: list[Reply]) -> Form:
    """The form that a person is shown."""
    (reply,) = replies
    assert isinstance(reply, ShowForm)
    return reply.form


def words(message: Message) -> str:
    """Everything a person can read in a message, buttons aside."""
    lines: list[str] = []
    for block in message.blocks:
        match block:
            case Heading() | Paragraph():
                lines.append(plain_text(block.text))
            case Facts():
                lines.extend(f"{name}: {plain_text(value)}" for name, value in block.items)
            case Quote():
                lines.append(block.text)
            case Rows():
                lines.extend(f"{plain_text(row.title)} | {plain_text(row.detail)}" for row in block.items)
            case _:
                pass
    return "\n".join(lines)


def actions(message: Message) -> dict[str, Action]:
    """Everything a person can click in a message, by its label; of rows the button of the first such label."""
    found: dict[str, Action] = {}
    for block in message.blocks:
        clickable: tuple[Action | None, ...] = ()
        if isinstance(block, Rows):
            clickable = tuple(row.action for row in block.items)
        if isinstance(block, Actions):
            clickable = block.items
        for action in clickable:
            if action is not None:
                found.setdefault(action.label, action)
    return found
