"""What every connection to a ticketing system keeps, run on the fake and on both vendors' sandbox faces over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.ids import StatusKey, TeamKey, TemplateId, TicketId
from bot.domain.people import Person, Role
from bot.domain.tickets import ChannelRoute, NewTicket, Ticket, TicketChange, TicketQuery
from bot.errors import BadInput, Conflict, NotFound, NotOffered, Refused, Unreachable
from sandbox.world import WORLD
from tests.fakes.ticketing_desks import CONNECTION, Desk, minutes_before, open_desk

JANE = WORLD.person("jane").email
SAM = WORLD.person("sam").email
MIKE = WORLD.person("mike").email
UMA = WORLD.person("uma").email


@pytest.fixture(params=["fake", "rezolve", "teamswork"])
async def desk(request: pytest.FixtureRequest, dsn: str) -> AsyncIterator[Desk]:
    """Each kind of desk in turn."""
    async with open_desk(request.param, dsn) as opened:
        yield opened


async def who(desk: Desk, email: str) -> Person:
    """A person the desk must know."""
    person = await desk.backend.find_person(email)
    assert person is not None
    return person


async def a_request(desk: Desk, reference: str = "A1B2C3", **more: object) -> NewTicket:
    """Jane wants something."""
    jane = await who(desk, JANE)
    return NewTicket.model_validate(
        {
            "template_id": desk.words.template,
            "subject": "A new laptop",
            "description": "Mine is five years old.\nIt is slow.",
            "reference": reference,
            "requester": jane.ref,
            "answers": dict(desk.words.good),
            **more,
        }
    )


async def resolved(desk: Desk, ticket: Ticket) -> Ticket:
    """The ticket after Sam has started and resolved it."""
    sam = await who(desk, SAM)
    started = await desk.backend.change(ticket, TicketChange(status=StatusKey(desk.words.started)), actor=sam)
    change = TicketChange(status=StatusKey(desk.words.resolved), fields=dict(desk.words.resolve_fields))
    return await desk.backend.change(started, change, actor=sam)


async def test_it_has_the_name_of_its_settings(desk: Desk) -> None:
    """The connection is named as it was configured."""
    assert desk.backend.connection == CONNECTION


async def test_meta_tells_statuses_priorities_and_teams(desk: Desk) -> None:
    """The words of the desk are known, in order of urgency, and resolved tickets are not open."""
    meta = await desk.backend.meta()
    keys = {status.key for status in meta.statuses}
    urgent, low = (
        next(one for one in meta.priorities if one.key == key) for key in (desk.words.urgent, desk.words.low)
    )
    assert {desk.words.open, desk.words.started, desk.words.resolved} <= keys
    assert urgent.order < low.order
    assert TeamKey("it") in {team.key for team in meta.teams}
    assert meta.status(StatusKey(desk.words.open)).category == "new"
    assert meta.status(StatusKey(desk.words.resolved)).is_terminal


async def test_an_agent_is_found_by_e_mail_in_any_case(desk: Desk) -> None:
    """Roles and teams come with the person."""
    sam = await who(desk, SAM.upper())
    assert (sam.email, sam.name, sam.is_agent, sam.is_active) == (SAM, "Support Agent", True, True)
    assert TeamKey("it") in sam.teams


async def test_an_end_user_is_no_agent(desk: Desk) -> None:
    """Somebody who only asks has no agent's role."""
    jane = await who(desk, JANE)
    assert (jane.email, jane.is_agent, jane.is_admin) == (JANE, False, False)
    assert Role.USER in jane.roles


async def test_a_stranger_is_known_only_where_everybody_is_an_end_user(desk: Desk) -> None:
    """`has_people` False means that any verified colleague counts as an end user, and True that nobody does."""
    found = await desk.backend.find_person(UMA)
    assert (found is None) == desk.backend.capabilities.has_people
    assert await desk.backend.find_person("") is None
    assert not any(person.is_agent for person in filter(None, [found]))


async def test_a_role_taken_away_is_gone_within_a_minute(desk: Desk) -> None:
    """Rights are not older than a minute."""
    await who(desk, SAM)
    await desk.take_roles("sam")
    desk.clock.now_s += 61
    assert not (await who(desk, SAM)).is_agent


async def test_a_person_is_not_taken_from_memory_when_the_system_is_down(desk: Desk) -> None:
    """A look-up that failed refuses; it does not answer with old rights."""
    await who(desk, SAM)
    await desk.go_down()
    desk.clock.now_s += 61
    with pytest.raises(Unreachable):
        await desk.backend.find_person(SAM)


async def test_meta_and_forms_outlive_an_outage(desk: Desk) -> None:
    """What only decides how things look is served old."""
    before = (await desk.backend.meta(), await desk.backend.templates())
    await desk.go_down()
    desk.clock.now_s += 61
    assert (await desk.backend.meta(), await desk.backend.templates()) == before


async def test_assignable_people_are_agents_by_name(desk: Desk) -> None:
    """Of one team, of all, and of a team nobody is in."""
    of_it = await desk.backend.assignable("it")
    everybody = await desk.backend.assignable()
    names = [person.name for person in of_it]
    assert {"Support Agent", "Mike Johnson"} <= set(names)
    assert names == sorted(names, key=str.casefold)
    assert all(person.is_agent for person in everybody)
    assert set(of_it) <= set(everybody)
    assert await desk.backend.assignable("nobody") == ()


async def test_templates_are_listed_and_read_one_by_one(desk: Desk) -> None:
    """One template is the same as in the list; another is not found."""
    listed = await desk.backend.templates()
    one = await desk.backend.template(TemplateId(desk.words.template))
    assert one in listed
    assert one.fields != ()
    with pytest.raises(NotFound):
        await desk.backend.template(TemplateId("tpl_nothing"))


async def test_a_look_up_finds_options_or_is_not_offered(desk: Desk) -> None:
    """Where there are look-ups one finds Zoom; an unknown source is not offered anywhere."""
    for source, text in desk.words.look_ups:
        assert "Zoom" in {option.label for option in await desk.backend.lookup(source, text, limit=5)}
    with pytest.raises(NotOffered):
        await desk.backend.lookup("nothing", "zoo")


async def test_a_ticket_is_created_as_asked(desk: Desk) -> None:
    """It belongs to the requester, is open, carries its reference as its last line, and can be read again."""
    request = await a_request(desk, priority=desk.words.urgent)
    ticket = await desk.backend.create(request, actor=await who(desk, JANE))
    meta = await desk.backend.meta()
    assert (ticket.subject, ticket.status, ticket.priority) == (
        "A new laptop",
        desk.words.open,
        desk.words.urgent,
    )
    assert ticket.requester.email == JANE
    assert ticket.description.splitlines()[0] == "Mine is five years old."
    assert ticket.description.splitlines()[-1] == "Ref A1B2C3"
    assert meta.is_open(ticket)
    assert await desk.backend.get(ticket.id) == await desk.backend.get(ticket.number)
    assert (await desk.backend.get(ticket.id)).subject == ticket.subject


async def test_an_answer_the_system_refuses_is_named(desk: Desk) -> None:
    """The fault names the field, and there is no ticket."""
    request = await a_request(desk, answers=dict(desk.words.bad))
    with pytest.raises(BadInput) as caught:
        await desk.backend.create(request, actor=await who(desk, JANE))
    assert list(caught.value.errors) == [desk.words.bad_field]
    assert await desk.backend.find_created("A1B2C3", since=minutes_before(desk.now, 5)) is None


async def test_a_create_whose_answer_was_lost_is_found_by_its_reference(desk: Desk) -> None:
    """It may have happened, it did, and it is found; a longer reference is another one."""
    request = await a_request(desk)
    jane = await who(desk, JANE)
    await desk.backend.templates()
    await desk.lose(before_effect=False)
    with pytest.raises(Unreachable) as caught:
        await desk.backend.create(request, actor=jane)
    found = await desk.backend.find_created("A1B2C3", since=minutes_before(desk.now, 5))
    assert caught.value.may_have_happened
    assert found is not None
    assert (found.subject, found.requester.email) == ("A new laptop", JANE)
    assert await desk.backend.find_created("A1B2C", since=minutes_before(desk.now, 5)) is None
    assert await desk.backend.find_created("A1B2C3", since=desk.now + timedelta(minutes=5)) is None


async def test_a_create_that_never_happened_is_not_found(desk: Desk) -> None:
    """The fault says that it may have happened; looking it up says that it did not."""
    request = await a_request(desk)
    jane = await who(desk, JANE)
    await desk.backend.templates()
    await desk.lose(before_effect=True)
    with pytest.raises(Unreachable) as caught:
        await desk.backend.create(request, actor=jane)
    assert caught.value.may_have_happened
    assert await desk.backend.find_created("A1B2C3", since=minutes_before(desk.now, 5)) is None


@pytest.mark.parametrize("reference", ["TKT-1999-999999", "999999", "..", "../tickets", "", "a/b?c=d"])
async def test_what_is_not_there_is_not_found(desk: Desk, reference: str) -> None:
    """Unknown ids, unknown numbers, and words that try to leave the path."""
    with pytest.raises(NotFound):
        await desk.backend.get(reference)


async def test_search_narrows_by_every_member(desk: Desk) -> None:
    """Requester, assignee, nobody's, open, team and text, each and together."""
    mine = await desk.file("Kettle leaks", assignee="sam")
    free = await desk.file("Kettle sings")
    jane, sam, mike = await who(desk, JANE), await who(desk, SAM), await who(desk, MIKE)

    async def numbers(**query: object) -> set[str]:
        asked = TicketQuery.model_validate({"text": "kettle", "size": 50, **query})
        return {ticket.number for ticket in (await desk.backend.search(asked)).tickets}

    assert await numbers() == {mine.number, free.number}
    assert await numbers(requester=jane.ref) == {mine.number, free.number}
    assert await numbers(requester=mike.ref) == set()
    assert await numbers(assignee=sam.ref) == {mine.number}
    assert await numbers(only_unassigned=True) == {free.number}
    assert await numbers(teams=frozenset({"it"}), only_open=True) == {mine.number, free.number}
    assert await numbers(teams=frozenset({"hr"})) == set()
    assert await numbers(teams=frozenset()) == set()
    assert await numbers(only_breaching=True) == set()
    assert await numbers(text="sings") == {free.number}


async def test_search_pages_from_the_latest_change(desk: Desk) -> None:
    """Pages do not overlap, miss nothing, and the last one says so."""
    made = [(await desk.file(f"Fan {number}")).number for number in range(5)]
    pages = [
        await desk.backend.search(TicketQuery(text="fan", offset=offset, size=2)) for offset in (0, 2, 4)
    ]
    assert [ticket.number for page in pages for ticket in page.tickets] == made[::-1]
    assert [page.has_more for page in pages] == [True, True, False]


async def test_search_for_open_tickets_leaves_out_finished_ones(desk: Desk) -> None:
    """A resolved ticket is found only when finished ones are wanted too."""
    ticket = await resolved(desk, await desk.file("Lamp flickers"))
    wanted = TicketQuery(text="lamp")
    opened = await desk.backend.search(wanted.model_copy(update={"only_open": True}))
    assert [one.number for one in (await desk.backend.search(wanted)).tickets] == [ticket.number]
    assert opened.tickets == ()


async def test_transitions_are_those_of_the_ticket_s_status(desk: Desk) -> None:
    """An open ticket can be started, a resolved one reopened; only the latter counts as reopening."""
    ticket = await desk.file("Door squeaks")
    first = await desk.backend.transitions(ticket)
    last = await desk.backend.transitions(await resolved(desk, ticket))
    assert desk.words.started in {step.to for step in first}
    assert desk.words.open not in {step.to for step in first}
    assert not any(step.is_reopen for step in first)
    assert any(step.is_reopen for step in last)


async def test_resolving_asks_for_a_resolution(desk: Desk) -> None:
    """What a step needs is named with a label, so that it can be asked for."""
    sam = await who(desk, SAM)
    ticket = await desk.file("Door squeaks")
    started = await desk.backend.change(ticket, TicketChange(status=StatusKey(desk.words.started)), actor=sam)
    steps = [one for one in await desk.backend.transitions(started) if one.to == desk.words.resolved]
    assert [(field.key, field.label) for step in steps for field in step.required] == [
        ("resolution", "Resolution")
    ]


async def test_a_status_change_is_written(desk: Desk) -> None:
    """What comes back is what is read afterwards, and the resolution's time is there."""
    ticket = await resolved(desk, await desk.file("Door squeaks"))
    again = await desk.backend.get(ticket.id)
    assert (ticket.status, again.status) == (desk.words.resolved, desk.words.resolved)
    assert again.resolved_at is not None


async def test_a_step_that_may_not_follow_is_refused(desk: Desk) -> None:
    """An open ticket cannot be reopened or the like; it stays as it was."""
    ticket = await desk.file("Door squeaks")
    change = TicketChange(status=StatusKey(desk.words.resolved), fields=dict(desk.words.resolve_fields))
    with pytest.raises((BadInput, Refused)):
        await desk.backend.change(ticket, change, actor=await who(desk, SAM))
    assert (await desk.backend.get(ticket.id)).status == desk.words.open


async def test_assignee_and_priority_are_written_together(desk: Desk) -> None:
    """One change, both members."""
    mike = await who(desk, MIKE)
    ticket = await desk.file("Door squeaks")
    change = TicketChange(assignee=mike.ref, priority=desk.words.low)
    after = await desk.backend.change(ticket, change, actor=await who(desk, SAM))
    assert (after.assignee and after.assignee.email, after.priority) == (MIKE, desk.words.low)
    assert after.updated_at > ticket.updated_at


async def test_a_change_against_an_old_state_is_a_conflict(desk: Desk) -> None:
    """Somebody was faster: nothing is written over what they did, whether the ticket was read alone or in a list."""
    sam = await who(desk, SAM)
    ticket = await desk.file("Door squeaks")
    (listed,) = (await desk.backend.search(TicketQuery(text="squeaks"))).tickets
    await desk.reprioritize(ticket)
    for old in (ticket, listed):
        with pytest.raises(Conflict):
            await desk.backend.change(old, TicketChange(priority=desk.words.low), actor=sam)
    assert (await desk.backend.get(ticket.id)).priority == desk.words.urgent


async def test_of_two_changes_at_once_one_is_a_conflict(desk: Desk) -> None:
    """Two agents take the same ticket at the same moment: one has it, the other learns that it changed."""
    sam, mike = await who(desk, SAM), await who(desk, MIKE)
    ticket = await desk.file("Door squeaks")
    outcomes = await asyncio.gather(
        *(desk.backend.change(ticket, TicketChange(assignee=one.ref), actor=one) for one in (sam, mike)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(Conflict) == 1
    (written,) = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert (await desk.backend.get(ticket.id)).assignee == written.assignee


async def test_a_ticket_from_a_list_can_be_changed(desk: Desk) -> None:
    """A list does not tell everything a write needs; the connection fetches it."""
    await desk.file("Door squeaks")
    (listed,) = (await desk.backend.search(TicketQuery(text="squeaks"))).tickets
    after = await desk.backend.change(
        listed, TicketChange(priority=desk.words.low), actor=await who(desk, SAM)
    )
    assert after.priority == desk.words.low


async def test_a_change_whose_answer_was_lost_may_have_happened(desk: Desk) -> None:
    """The fault says so, and reading tells that it did."""
    sam = await who(desk, SAM)
    ticket = await desk.file("Door squeaks")
    await desk.lose(before_effect=False)
    with pytest.raises(Unreachable) as caught:
        await desk.backend.change(ticket, TicketChange(priority=desk.words.low), actor=sam)
    assert caught.value.may_have_happened
    assert (await desk.backend.get(ticket.id)).priority == desk.words.low


async def test_comments_and_notes_are_kept_apart(desk: Desk) -> None:
    """Oldest first, under the writer's name; notes only when asked for."""
    sam = await who(desk, SAM)
    # A system that does not list end users takes their names from whoever vouches for them.
    jane = (await who(desk, JANE)).model_copy(update={"name": "Jane Smith"})
    ticket = await desk.file("Door squeaks", assignee="sam")
    await desk.backend.comment(ticket.id, "Which door?", is_private=False, actor=sam)
    await desk.backend.comment(ticket.id, "Bring oil.", is_private=True, actor=sam)
    made = await desk.backend.comment(ticket.id, "The red one.", is_private=False, actor=jane)
    public = await desk.backend.comments(ticket.id, include_private=False)
    everything = await desk.backend.comments(ticket.id, include_private=True)
    assert (made.text, made.is_private, made.author.email) == ("The red one.", False, JANE)
    assert [one.text for one in public] == ["Which door?", "The red one."]
    assert [(one.text, one.is_private) for one in everything] == [
        ("Which door?", False),
        ("Bring oil.", True),
        ("The red one.", False),
    ]
    assert [one.author.name for one in public] == ["Support Agent", "Jane Smith"]


async def test_a_comment_on_nothing_is_not_found(desk: Desk) -> None:
    """No ticket, no comment."""
    with pytest.raises(NotFound):
        await desk.backend.comment(
            TicketId("TKT-1999-999999"), "Hello?", is_private=False, actor=await who(desk, SAM)
        )


async def test_what_a_system_cannot_do_is_not_offered(desk: Desk) -> None:
    """Published as a capability, and said so when asked for."""
    sam = await who(desk, SAM)
    ticket = await desk.file("Door squeaks")
    backend = desk.without_comments()
    can = backend.capabilities
    assert (can.can_comment, can.can_note) == (False, False)
    for is_private in (False, True):
        with pytest.raises(NotOffered):
            await backend.comment(ticket.id, "Hello?", is_private=is_private, actor=sam)


async def test_the_change_feed_starts_empty(desk: Desk) -> None:
    """Without a cursor there is only a cursor; what was there before is not news."""
    await desk.file("Old", at=minutes_before(desk.now, 60))
    start = await desk.backend.changed_since(None, now=desk.now)
    later = await desk.backend.changed_since(start.cursor, now=desk.now)
    assert (start.tickets, start.has_more) == ((), False)
    assert [ticket.subject for ticket in later.tickets] == []


async def test_the_change_feed_tells_new_and_changed_tickets(desk: Desk) -> None:
    """Oldest change first, with what they are now."""
    old = await desk.file("Old", at=minutes_before(desk.now, 60))
    start = await desk.backend.changed_since(None, now=desk.now)
    new = await desk.file("New")
    await desk.reprioritize(old)
    changed = await desk.backend.changed_since(start.cursor, now=desk.now)
    assert [ticket.number for ticket in changed.tickets] == [new.number, old.number]
    assert changed.tickets[-1].priority == desk.words.urgent
    assert not changed.has_more


async def test_the_change_feed_skips_nothing_within_one_instant(desk: Desk) -> None:
    """Seven tickets of the same time, two at a time: each comes, none is given out twice in a row, and it ends."""
    first = await desk.backend.changed_since(None, now=minutes_before(desk.now, 30))
    at = minutes_before(desk.now, 20)
    made = [(await desk.file(f"Twin {number}", at=at)).number for number in range(7)]
    single = (await desk.file("Single", at=at + timedelta(minutes=1))).number
    cursor = first.cursor
    told: list[str] = []
    for _ in range(20):
        page = await desk.backend.changed_since(cursor, now=desk.now, size=2)
        told.extend(ticket.number for ticket in page.tickets if ticket.number in {*made, single})
        cursor = page.cursor
    assert sorted(told[:7]) == sorted(made)
    assert set(told) == {*made, single}
    assert not page.has_more


async def test_routes_say_which_channel_is_whose(desk: Desk) -> None:
    """The IT team's Slack channel is known."""
    found = [route for route in await desk.backend.routes() if route.conversation == "C0123456789"]
    expected = ChannelRoute(
        channel="slack",
        workspace="T0123456789",
        conversation="C0123456789",
        name="#it-support",
        team=TeamKey("it"),
    )
    assert found == [expected]


async def test_a_system_that_is_down_is_unreachable(desk: Desk) -> None:
    """Reads say so and claim no effect."""
    ticket = await desk.file("Door squeaks")
    cursor = (await desk.backend.changed_since(None, now=desk.now)).cursor
    await desk.go_down()
    for reading in (
        desk.backend.get(ticket.id),
        desk.backend.search(TicketQuery()),
        desk.backend.changed_since(cursor, now=desk.now),
    ):
        with pytest.raises(Unreachable) as caught:
            await reading
        assert not caught.value.may_have_happened
