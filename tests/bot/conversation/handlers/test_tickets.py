"""Seeing and changing tickets: stories 11, 12, 14, 15, 20 to 24 and 26."""

from datetime import timedelta

import pytest

from bot.domain.ids import FieldId
from bot.domain.people import Person
from bot.domain.tickets import Ticket, TicketChange
from bot.texts.say import say
from bot.ui.replies import FieldErrors, Replace, Say
from tests.bot.stage import (
    ADA,
    ALICE,
    JANE,
    MIKE,
    ROOM,
    SAM,
    SARAH,
    Stage,
    actions,
    form_of,
    message_of,
    words,
)
from tests.fakes.ticketing import FakeTickets

NO_SUCH = "I could not find a ticket {number}. Please check the number."


async def test_mine_is_newest_first_in_pages_with_deadlines() -> None:
    """Story 11: one's own tickets only, the latest change first, five to a page, each with how its deadline stands."""
    stage = Stage()
    mine = [stage.tickets.put(f"Mine {n}", requester=JANE) for n in range(7)]
    stage.tickets.put("Not mine", requester=ALICE)
    stage.tickets.touch(mine[0].id, due_at=stage.clock.now() + timedelta(hours=2, minutes=10))
    (first,) = await stage.say(JANE, "mine")
    lines = words(message_of(first)).split("\n")
    assert (
        lines[1]
        == f"{mine[0].number} Mine 0 | Open · Medium · On track: due in 2 h 10 min, today 2:10\u202fPM UTC"
    )
    assert (len(lines), lines[-1]) == (7, "1–5 of 7")
    (second,) = await stage.click(JANE, actions(message_of(first))["Next"])
    assert [line.split(" ", 1)[0] for line in words(message_of(second)).split("\n")[1:3]] == [
        mine[2].number,
        mine[1].number,
    ]


@pytest.mark.parametrize("text", ["mine", "search nothing like it", "show 4711"])
async def test_nothing_found_says_so(text: str) -> None:
    """Story 11: an empty result is a sentence that suggests what to do."""
    stage = Stage()
    (reply,) = await stage.say(JANE, text)
    assert words(message_of(reply)).endswith((".", "new one."))


async def test_a_search_finds_only_what_the_person_may_see() -> None:
    """Stories 11 and 15: the same words find one's own tickets, an agent's team's, an admin's all."""
    stage = Stage()
    stage.tickets.put("VPN one", requester=JANE, team="it")
    stage.tickets.put("VPN two", requester=ALICE, team="hr")
    found = {}
    for who in (JANE, ALICE, SAM, SARAH, ADA):
        (reply,) = await stage.say(who, "search vpn")
        found[who.name] = words(message_of(reply)).count("VPN ")
    assert found == {"Jane": 1, "Alice": 1, "Sam": 1, "Sarah": 1, "Ada": 2}


@pytest.mark.parametrize(
    "text",
    ["show {n}", "{n}", "<https://desk.example.com/t/{n}|it>", "comment {n} hi", "close {n}", "reopen {n}",
     "status {n} closed", "note {n} hi", "claim {n}", "assign {n} sam", "priority {n} high"],
)  # fmt: skip
async def test_somebody_else_s_ticket_does_not_exist(text: str) -> None:
    """Story 15: whatever is asked of it, the answer is the one for a number that does not exist."""
    stage = Stage()
    ticket = stage.tickets.put("Secret", requester=ALICE)
    (theirs,) = await stage.say(JANE, text.replace("{n}", ticket.number))
    (nobodys,) = await stage.say(JANE, text.replace("{n}", "TKT-2025-999999"))
    expected = [NO_SUCH.replace("{number}", number) for number in (ticket.number, "TKT-2025-999999")]
    assert [words(message_of(reply)) for reply in (theirs, nobodys)] == expected
    assert (stage.tickets.tickets[ticket.id], stage.outcome) == (ticket, "refused")


@pytest.mark.parametrize(
    "verb",
    [
        "show",
        "comment",
        "note",
        "claim",
        "assign",
        "status",
        "priority",
        "close",
        "reopen",
        "follow_up",
        "more",
    ],
)
async def test_an_edited_button_opens_nothing(verb: str) -> None:
    """Story 15: the payload of a button is not a right."""
    stage = Stage()
    ticket = stage.tickets.put("Secret", requester=ALICE)
    (reply,) = await stage.press(JANE, verb, {"ticket": ticket.id, "number": "X"}, choice="note")
    assert (words(message_of(reply)), stage.tickets.tickets[ticket.id]) == (
        NO_SUCH.replace("{number}", "X"),
        ticket,
    )


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        ("no_such_verb", {}),
        ("page", {"list": "everything"}),
        ("page", {"list": "mine", "offset": "-1"}),
        ("catalog", {"offset": "x"}),
        ("more", {"ticket": ""}),
        ("resume", {}),
        ("run", {"text": "run run run"}),
    ],
)
async def test_a_button_of_nobody_s_gets_a_sentence(verb: str, args: dict[str, str]) -> None:
    """Buttons with invented payloads are answered, never a fault of ours."""
    stage = Stage()
    replies = await stage.press(JANE, verb, args)
    assert (len(replies), stage.outcome in {"done", "refused"}) == (1, True)


async def test_a_comment_is_public_a_note_is_not() -> None:
    """Stories 12 and 23: both say who reads them; the note appears in nothing the requester, or a room, gets to see."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    room = await stage.show_in_room(ticket.id)
    form = form_of(await stage.press(SAM, "note", {"ticket": ticket.id}))
    assert form.intro == "Only agents of IT Support can read this. Jane, who asked, never sees it."
    await stage.send(SAM, form, {"text": "she always says that"})
    form = form_of(await stage.press(SAM, "comment", {"ticket": ticket.id}))
    assert form.intro == "Jane and the IT Support team will read this."
    hers = form_of(await stage.press(JANE, "comment", {"ticket": ticket.id}))
    assert hers.intro == "The IT Support team will read this."
    await stage.send(SAM, form, {"text": "Please restart"})
    await stage.say(JANE, f"show {ticket.number}")
    shown = [words(message_of(reply)) for reply in stage.channel.replies if isinstance(reply, Say)]
    shown += [words(message) for ref, message in stage.channel.edits if ref == room]
    assert [text for text in shown if "she always says that" in text] == []
    assert "Sam: Please restart" in shown[-1]


async def test_a_requester_cannot_write_notes() -> None:
    """Story 23: the private path is not open to the requester, by word or by button."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    await stage.say(JANE, f"note {ticket.number} hello")
    (reply,) = await stage.press(JANE, "note", {"ticket": ticket.id})
    assert words(message_of(reply)) == say("fault.notes_for_agents", "en")
    assert await stage.tickets.comments(ticket.id, include_private=True) == ()


@pytest.mark.parametrize(
    ("switch", "text"),
    [
        ("can_comment", "comment {n} hi"),
        ("can_note", "note {n} hi"),
        ("can_assign", "claim {n}"),
        ("can_assign", "assign {n} mike"),
        ("can_set_priority", "priority {n} high"),
    ],
)
async def test_what_the_system_cannot_do_is_hidden_and_said(switch: str, text: str) -> None:
    """What a connection cannot do has no button, and one sentence when asked for."""
    stage = Stage()
    stage.tickets.offer(**{switch: False})
    ticket = stage.tickets.put("VPN", requester=JANE)
    (shown,) = await stage.say(SAM, f"show {ticket.number}")
    (reply,) = await stage.say(SAM, text.replace("{n}", ticket.number))
    verb = text.split(" ", 1)[0]
    assert say(f"button.{verb}", "en") not in actions(message_of(shown))
    assert words(message_of(reply)).startswith("Your help desk's system does not let me ")


async def test_a_claim_changes_the_room_s_message() -> None:
    """Story 20: the clicked message shows the new assignee to everybody; the next to click learns who has it."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    room = await stage.show_in_room(ticket.id)
    args = {"ticket": ticket.id, "number": ticket.number}
    (mine,) = await stage.press(SAM, "claim", args, message=room, place=ROOM)
    (late,) = await stage.press(MIKE, "claim", args, message=room, place=ROOM)
    assert (isinstance(mine, Replace), "Assigned to: Sam" in words(message_of(mine))) == (True, True)
    assert isinstance(late, Say)
    assert words(message_of(late)).startswith(f"Sam already has {ticket.number}.")
    assert stage.tickets.tickets[ticket.id].assignee == SAM.ref


class RacedTickets(FakeTickets):
    """A help desk where Mike is always a moment faster."""

    async def change(self, ticket: Ticket, change: TicketChange, *, actor: Person) -> Ticket:
        """Mike's change comes first."""
        self.touch(ticket.id, by=MIKE, assignee=MIKE.ref)
        return await super().change(ticket, change, actor=actor)


async def test_two_claims_at_once_have_one_winner() -> None:
    """Story 20: the ticket changes between being read and being written: nothing is overwritten."""
    stage = Stage()
    stage.tickets = RacedTickets(people=tuple(stage.tickets.people), now=stage.clock.now)
    ticket = stage.tickets.put("VPN", requester=JANE)
    (reply,) = await stage.say(SAM, f"claim {ticket.number}")
    assert words(message_of(reply)).startswith(f"Mike already has {ticket.number}.")
    assert stage.tickets.tickets[ticket.id].assignee == MIKE.ref


async def test_assigning_changes_messages_in_place_and_is_remembered() -> None:
    """Story 21: the channel's message changes; who did it is kept so that they are not told."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    room = await stage.show_in_room(ticket.id)
    form = form_of(await stage.press(SAM, "assign", {"ticket": ticket.id}, message=room, place=ROOM))
    (reply,) = await stage.send(SAM, form, {"colleague": MIKE.email}, message=room)
    (edited,) = [words(message) for ref, message in stage.channel.edits if ref == room]
    actor = await stage.storage.notices.actor_of(
        stage.tickets.connection, ticket.id, "assignee", MIKE.id, since=stage.clock.now()
    )
    assert (words(message_of(reply)), actor) == (f"{ticket.number} is with Mike now.", SAM.email)
    assert "Assigned to: Mike" in edited


async def test_a_first_name_in_any_case_is_enough() -> None:
    """Story 21 by words: people are called by their first name, however it is written."""
    stage = Stage()
    full = MIKE.model_copy(update={"name": "Mike Johnson"})
    stage.tickets.people = [full if one.id == MIKE.id else one for one in stage.tickets.people]
    ticket = stage.tickets.put("VPN", requester=JANE)
    await stage.say(SAM, f"assign {ticket.number} mike")
    assert stage.tickets.tickets[ticket.id].assignee == full.ref


@pytest.mark.parametrize(
    ("name", "assignee"), [("mike", MIKE), ("@mike", MIKE), ("MIKE@example.com", MIKE), ("me", SAM)]
)
async def test_a_colleague_is_found_by_name_or_address(name: str, assignee: Person) -> None:
    """Story 21 by words: whom the name means gets it."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    await stage.say(SAM, f"assign {ticket.number} {name}")
    assert stage.tickets.tickets[ticket.id].assignee == assignee.ref


async def test_nobody_is_assigned_by_guessing() -> None:
    """A name nobody has, and a person who is no agent, get nothing."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    await stage.say(SAM, f"assign {ticket.number} zebediah")
    await stage.say(SAM, f"assign {ticket.number} jane@example.com")
    assert stage.tickets.tickets[ticket.id].assignee is None


async def test_a_status_asks_for_what_it_needs_and_offers_only_legal_steps() -> None:
    """Story 22: legal next steps alone, and the needed reason is missed at its field."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    form = form_of(await stage.press(SAM, "status", {"ticket": ticket.id}))
    assert [option.value for option in form.field(FieldId("step")).options] == ["in_progress", "pending"]
    errors = await stage.bot.press(stage.submit_of(SAM, form, {"step": "pending"}), live=False)
    assert isinstance(errors, FieldErrors)
    assert list(errors.errors) == ["pendingReason"]
    (reply,) = await stage.send(SAM, form, {"step": "pending", "pendingReason": "waits for a part"})
    changed = stage.tickets.tickets[ticket.id]
    assert (changed.status, changed.values) == ("pending", {"pendingReason": "waits for a part"})
    assert words(message_of(reply)).startswith(f"{ticket.number} is Pending.")


async def test_a_status_that_changed_meanwhile_is_shown_and_kept() -> None:
    """Story 22: while the form was open somebody else went on: the current state is shown, nothing is overwritten."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE, status="in_progress")
    form = form_of(await stage.say(SAM, f"status {ticket.number} resolved"))
    stage.tickets.touch(ticket.id, by=MIKE, status="closed")
    (reply,) = await stage.send(SAM, form, {"resolution": "done"})
    assert words(message_of(reply)).startswith(f"{ticket.number} changed while you were at it.")
    assert stage.tickets.tickets[ticket.id].status == "closed"


async def test_a_requester_s_status_is_a_question() -> None:
    """A requester who asks for the status gets the ticket."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    (reply,) = await stage.say(JANE, f"status {ticket.number}")
    assert "Status: Open" in words(message_of(reply))


async def test_close_then_reopen_then_too_late() -> None:
    """Story 14: the requester ends a resolved ticket, reopens it in time, and later learns until when that was."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE, status="resolved")
    (resolved,) = await stage.say(JANE, f"show {ticket.number}")
    await stage.click(JANE, actions(message_of(resolved))["Close"])
    assert stage.tickets.tickets[ticket.id].status == "closed"
    form = form_of(await stage.say(JANE, f"reopen {ticket.number}"))
    await stage.send(JANE, form, {"reopenReason": "it is back"})
    assert stage.tickets.tickets[ticket.id].status == "in_progress"
    stage.tickets.touch(ticket.id, status="closed")
    stage.clock.advance(timedelta(days=8))
    (late,) = await stage.say(JANE, f"reopen {ticket.number}")
    until = "yesterday 12:00\u202fPM UTC"
    expected = f"{ticket.number} could be reopened until {until}. A new ticket can refer to it."
    assert words(message_of(late)) == expected
    again = form_of(await stage.click(JANE, actions(message_of(late))["New ticket about this"]))
    assert again.fields[0].value == f"Follow-up to {ticket.number}: VPN"


async def test_an_open_ticket_is_not_the_requester_s_to_close() -> None:
    """Where the workflow does not let a requester end an open ticket, it says what to do instead."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    (reply,) = await stage.say(JANE, f"close {ticket.number}")
    assert (stage.outcome, "once it is resolved" in words(message_of(reply))) == ("refused", True)


async def test_the_queue_is_the_team_s_and_claimed_by_one_click() -> None:
    """Story 24: an agent's teams' open tickets, what is unassigned first to take, and nobody else's."""
    stage = Stage()
    ours = stage.tickets.put("Ours", requester=JANE)
    stage.tickets.put("Taken", requester=JANE, assignee=MIKE)
    stage.tickets.put("Done", requester=JANE, status="closed")
    stage.tickets.put("Theirs", requester=JANE, team="hr")
    stage.tickets.touch(ours.id, sla="breached")
    seen = {}
    for text in ("queue", "queue unassigned", "queue breaching"):
        (reply,) = await stage.say(SAM, text)
        seen[text] = [
            line.split(" ")[1] for line in words(message_of(reply)).split("\n") if line.startswith("TKT-")
        ]
    await stage.click(SAM, actions(message_of(reply))["Take it"])
    assert seen == {"queue": ["Ours", "Taken"], "queue unassigned": ["Ours"], "queue breaching": ["Ours"]}
    assert stage.tickets.tickets[ours.id].assignee == SAM.ref


async def test_a_private_list_is_never_drawn_over_a_room_s_message() -> None:
    """A click with an edited payload on a message everybody reads cannot fill it with one person's list."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    room = await stage.show_in_room(ticket.id)
    (reply,) = await stage.press(JANE, "page", {"list": "mine"}, message=room, place=ROOM)
    assert isinstance(reply, Say)


async def test_a_priority_changes_the_due_time_shown() -> None:
    """Story 26: the agent sees the new priority; a requester may not set it."""
    stage = Stage()
    ticket = stage.tickets.put("VPN", requester=JANE)
    await stage.say(JANE, f"priority {ticket.number} critical")
    assert stage.outcome == "refused"
    (reply,) = await stage.say(SAM, f"priority {ticket.number} critical")
    assert words(message_of(reply)).startswith(f"{ticket.number} has priority Critical.")


async def test_at_most_five_things_to_do() -> None:
    """The ticket message offers each audience five actions at most."""
    stage = Stage()
    counts = []
    for status in ("open", "in_progress", "pending", "resolved", "closed"):
        ticket = stage.tickets.put("VPN", requester=JANE, status=status)
        for who in (JANE, SAM):
            (reply,) = await stage.say(who, ticket.number)
            counts.append(len(actions(message_of(reply))))
    assert max(counts) <= 5


async def test_an_agent_without_a_team_sees_no_team_s_queue() -> None:
    """No team is not every team: such an agent's queue is what is assigned to them."""
    stage = Stage()
    loner = SAM.model_copy(update={"teams": frozenset()})
    stage.tickets.people = [loner]
    stage.tickets.put("Secret", requester=ALICE)
    stage.tickets.put("Given", requester=ALICE, assignee=loner)
    (queue,) = await stage.say(loner, "queue")
    (found,) = await stage.say(loner, "search secret")
    text = words(message_of(queue)) + words(message_of(found))
    assert ("Given" in text, "TKT-001001" in text) == (True, False)
