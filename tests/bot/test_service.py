"""From a receipt to its end: stories 8 to 10, and what happens when something breaks on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.conversation.policy import Policy
from bot.domain.catalog import FieldType, Option
from bot.domain.ids import FieldId, ReceiptId
from bot.domain.people import AccountRef, Person
from bot.domain.tickets import NewTicket, Ticket, TicketPage, TicketQuery
from bot.errors import CredentialsRevoked, OutsideFault, Refused, Unreachable
from bot.ports.jobs import Finished, Retry, TakenOver
from bot.ui.form import Form, FormField
from bot.ui.inbound import Inbound, Submit
from tests.bot.stage import JANE, SAM, Stage, account_of, form_of, message_of, words
from tests.fakes.channel import FakeChannel
from tests.fakes.ticketing import FakeTickets

WORDS = "my VPN drops every hour, my password is hunter2"


async def _form(stage: Stage) -> Form:
    return form_of(await stage.press(JANE, "raise", {"template": ""}))


async def _submit(stage: Stage) -> Submit:
    return stage.submit_of(
        JANE, await _form(stage), {"standard_subject": "VPN", "standard_description": WORDS}
    )


async def test_an_unreachable_help_desk_keeps_the_wish() -> None:
    """Story 10: told once that it is kept, however often it fails; when it is back, one ticket in the same place."""
    stage = Stage()
    submit = await _submit(stage)
    stage.tickets.is_down = True
    first = await stage.do(submit)
    again = [await stage.run_again() for _ in range(3)]
    assert isinstance(stage.last, Retry)
    stage.tickets.is_down = False
    (done,) = await stage.run_again()
    assert (first, again, len(stage.channel.working)) == ([], [[], [], []], 1)
    assert stage.channel.working[0].startswith("I cannot reach the help desk right now. Your request is kept")
    assert (len(stage.tickets.tickets), stage.outcome) == (1, "done")
    assert "is raised" in words(message_of(done))


async def test_a_lost_answer_is_one_ticket() -> None:
    """Story 10: the create took effect and its answer got lost: found again, not created again."""
    stage = Stage()
    submit = await _submit(stage)
    stage.tickets.fail_next(Unreachable(may_have_happened=True), method="create", after_effect=True)
    await stage.do(submit)
    await stage.run_again()
    assert (len(stage.tickets.tickets), stage.outcome, stage.tickets.calls.count("create")) == (1, "done", 1)


async def test_after_a_day_everything_typed_comes_back() -> None:
    """Story 10: after 24 hours without success the person is told, with their words to copy."""
    stage = Stage()
    submit = await _submit(stage)
    stage.tickets.is_down = True
    await stage.do(submit)
    stage.clock.advance(timedelta(hours=24))
    (told,) = await stage.run_again()
    text = words(message_of(told))
    assert (stage.outcome, WORDS in text, "In one line" in text) == ("gave_up", True, True)


async def test_a_wish_that_waited_longer_than_a_form_lives_is_still_done() -> None:
    """A form sent in its last hour and kept for many is not too old when the help desk is back."""
    stage = Stage()
    form = await _form(stage)
    stage.clock.advance(timedelta(hours=23))
    submit = stage.submit_of(JANE, form, {"standard_subject": "VPN"})
    stage.tickets.is_down = True
    await stage.do(submit)
    stage.clock.advance(timedelta(hours=20))
    assert await stage.storage.forms.load(form.token, owner=submit.account, now=stage.clock.now()) == form
    stage.tickets.is_down = False
    await stage.run_again()
    assert (len(stage.tickets.tickets), stage.outcome) == (1, "done")


async def test_a_mere_question_is_not_kept_for_a_day() -> None:
    """A list nobody needs tomorrow ends with an apology after two minutes."""
    stage = Stage()
    stage.tickets.is_down = True
    await stage.say(JANE, "mine")
    stage.clock.advance(timedelta(minutes=2))
    (told,) = await stage.run_again()
    assert (stage.outcome, words(message_of(told))) == (
        "gave_up",
        "I could not reach the help desk. Please try again in a few minutes.",
    )


@pytest.mark.parametrize("fault", [Refused("nope"), CredentialsRevoked()])
async def test_a_clear_no_is_told_at_once_with_the_words(fault: OutsideFault) -> None:
    """What no retry can change ends at once, with everything typed to copy."""
    stage = Stage()
    submit = await _submit(stage)
    stage.tickets.fail_next(fault, method="create")
    (told,) = await stage.do(submit)
    assert (stage.outcome, WORDS in words(message_of(told)), stage.last) == ("gave_up", True, Finished())


class SlowTickets(FakeTickets):
    """A help desk that answers a search only when the person has seen a working state."""

    waits_for: asyncio.Event

    async def search(self, query: TicketQuery) -> TicketPage:
        """Wait first."""
        await self.waits_for.wait()
        return await super().search(query)


async def test_a_slow_help_desk_shows_a_working_state() -> None:
    """Story 9: a working state comes first, then the result in its place."""
    stage = Stage(policy=Policy(working_after_s=0.0))
    slow = SlowTickets(people=tuple(stage.tickets.people), now=stage.clock.now)
    slow.waits_for = stage.channel.working_shown
    stage.tickets = slow
    (reply,) = await stage.say(JANE, "mine")
    assert (stage.channel.working, stage.outcome) == (["One moment…"], "done")
    assert words(message_of(reply)).startswith("You have no tickets.")


async def test_who_arrives_while_the_help_desk_is_away_is_not_bothered() -> None:
    """Nobody asked for the greeting: no working state, no apology, and in the end no greeting."""
    stage = Stage()
    stage.tickets.is_down = True
    await stage.arrive(JANE)
    assert isinstance(stage.last, Retry)
    stage.clock.advance(timedelta(minutes=5))
    assert await stage.run_again() == []
    assert (stage.channel.working, stage.outcome) == ([], "gave_up")


class StolenTickets(FakeTickets):
    """A help desk so slow that another worker answers meanwhile; in the end it fails."""

    meanwhile: Callable[[], Awaitable[None]]

    async def search(self, query: TicketQuery) -> TicketPage:
        """Let the other worker act, then fail."""
        await self.meanwhile()
        raise Unreachable


@pytest.mark.parametrize("is_done", [True, False], ids=["answered", "answering"])
async def test_a_worker_taken_for_dead_says_nothing_over_the_answer(is_done: bool) -> None:
    """A process that was frozen wakes up when another has answered, or is about to: it shows nothing of its own."""
    stage = Stage(policy=Policy(working_after_s=0.0))
    stolen = StolenTickets(people=tuple(stage.tickets.people), now=stage.clock.now)

    async def go_on_elsewhere() -> None:
        await stage.storage.receipts.load(ReceiptId("receipt-1"))
        if is_done:
            await stage.storage.receipts.finish(ReceiptId("receipt-1"), "done")
        stage.clock.advance(timedelta(seconds=20))

    stolen.meanwhile = go_on_elsewhere
    stage.tickets = stolen
    assert await stage.say(JANE, "mine") == []
    assert (stage.channel.working, stage.last) == ([], TakenOver())


class DyingTickets(FakeTickets):
    """A help desk that is asked for as long as somebody waits, and tells when nobody does any more."""

    left: asyncio.Event

    async def search(self, query: TicketQuery) -> TicketPage:
        """Wait for ever, and take a moment to end."""
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            self.left.set()
        raise AssertionError


class BrokenChannel(FakeChannel):
    """A chat platform whose adapter has a bug in its working state."""

    async def show_working(self, inbound: Inbound, text: str) -> dict[str, str]:
        """Fail in a way nobody foresaw."""
        raise ValueError(text)


async def test_nothing_goes_on_behind_a_run_that_failed() -> None:
    """A run that fails while the help desk thinks has ended what was under way before the person is told."""
    stage = Stage(policy=Policy(working_after_s=0.0), channel=BrokenChannel())
    dying = DyingTickets(people=tuple(stage.tickets.people), now=stage.clock.now)
    dying.left = asyncio.Event()
    stage.tickets = dying
    await stage.say(JANE, "mine")
    assert (dying.left.is_set(), stage.outcome) == (True, "bug")


class BrokenTickets(FakeTickets):
    """A help desk whose adapter has a bug."""

    async def create(self, request: NewTicket, *, actor: Person) -> Ticket:
        """Fail in a way nobody foresaw, with somebody's words in the message."""
        raise ValueError(request.description)


async def test_a_bug_is_logged_once_with_its_id_and_without_words() -> None:
    """The person reads the id that the log line has; nobody's words are in the log."""
    stage = Stage()
    stage.tickets = BrokenTickets(people=tuple(stage.tickets.people), now=stage.clock.now)
    submit = await _submit(stage)
    with capture_logs() as logs:
        (told,) = await stage.do(submit)
    (line,) = [entry for entry in logs if entry["event"] == "receipt.bug"]
    assert (stage.outcome, line["error_id"] in words(message_of(told))) == ("bug", True)
    assert [entry for entry in logs if "hunter2" in str(entry)] == []


@pytest.mark.parametrize("crashes", [1, 2, 3])
async def test_a_chat_that_does_not_take_the_answer_gets_it_later(crashes: int) -> None:
    """The ticket is created once, and its number is shown when the chat is back."""
    stage = Stage()
    submit = await _submit(stage)
    stage.channel.faults = [Unreachable() for _ in range(crashes)]
    await stage.do(submit)
    shown = [await stage.run_again() for _ in range(crashes)]
    assert (len(stage.tickets.tickets), [len(replies) for replies in shown]) == (1, [0] * (crashes - 1) + [1])


async def test_a_process_that_died_is_continued_by_another() -> None:
    """A receipt accepted and never run is done by the next process; one that is done is not done again."""
    stage = Stage()
    receipt = await stage.storage.receipts.accept(await _submit(stage))
    assert receipt is not None
    results = [await stage.new_bot().run(receipt) for _ in range(2)]
    assert (results, len(stage.tickets.tickets)) == ([Finished(), Finished()], 1)


async def test_inside_a_request_nothing_is_written() -> None:
    """A channel that answers inline gets forms and lists; a button that writes is refused there."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    (reply,) = await stage.bot.handle(stage.command(SAM, f"claim {ticket.number}"))
    assert (words(message_of(reply)).startswith("That button"), stage.tickets.tickets[ticket.id]) == (
        True,
        ticket,
    )


async def test_nobody_s_words_reach_the_log() -> None:
    """What people type is in no log line, whether it works or not."""
    stage = Stage()
    with capture_logs() as logs:
        await stage.say(JANE, f"new {WORDS}")
        await stage.do(await _submit(stage))
        stage.tickets.is_down = True
        await stage.say(JANE, f"comment 1001 {WORDS}")
    assert (len(logs) > 3, [entry for entry in logs if "hunter2" in str(entry)]) == (True, [])


async def test_look_ups_are_for_people_the_help_desk_knows() -> None:
    """Options of a look-up field are found for a person, and are nothing for a guest, or a source nobody has."""
    stage = Stage()
    figma = Option(value="figma", label="Figma")
    stage.tickets = FakeTickets(people=(JANE,), lookups={"software": (figma,)}, now=stage.clock.now)
    form = await _form(stage)
    jane = account_of(JANE).ref
    fields = tuple(
        FormField(id=FieldId(source), label=source, type=FieldType.LOOKUP, lookup_source=source)
        for source in ("software", "hardware")
    )
    await stage.storage.forms.keep(
        form.model_copy(update={"fields": fields}), owner=jane, expires_at=stage.clock.now() + timedelta(1)
    )

    async def offered(field_id: str, *, to: AccountRef = jane) -> list[Option]:
        return list((await stage.bot.options(to, form.token, FieldId(field_id), "fig")).found)

    known = await offered("software")
    none = [
        await offered("hardware"),
        await offered("unknown"),
        await offered("software", to=account_of(SAM).ref),
    ]
    stage.directory.put(account_of(JANE, is_guest=True))
    guest = await offered("software")
    assert (known, none, guest) == ([figma], [[], [], []], [])


async def test_the_choices_of_a_form_are_found_without_the_help_desk() -> None:
    """A list too long to be shown is searched in the form itself, also while the help desk is away."""
    stage = Stage()
    form = await _form(stage)
    desks = tuple(Option(value=str(number), label=f"Desk {number}") for number in range(500))
    field = FormField(id=FieldId("desk"), label="Desk", type=FieldType.DROPDOWN, options=desks)
    jane = account_of(JANE).ref
    await stage.storage.forms.keep(
        form.model_copy(update={"fields": (field,)}), owner=jane, expires_at=stage.clock.now() + timedelta(1)
    )
    stage.tickets.is_down = True
    offered = await stage.bot.options(jane, form.token, FieldId("desk"), "desk 49")
    assert ([one.label for one in offered.found][:2], len(offered.found), len(offered.known)) == (
        ["Desk 49", "Desk 490"],
        15,
        500,
    )


async def test_a_form_is_given_to_its_owner_alone() -> None:
    """A channel that reads a form back gets it for who opened it, while it is open."""
    stage = Stage()
    form = await _form(stage)
    mine = await stage.bot.form(form.token, account_of(JANE).ref)
    theirs = await stage.bot.form(form.token, account_of(SAM).ref)
    assert (mine, theirs) == (form, None)
