"""TeamsWork's wire and the domain."""

from typing import Any

import pytest

from adapters.ticketing.teamswork import wire
from adapters.ticketing.teamswork.mapping import (
    agent_from_wire,
    create_to_wire,
    end_user,
    kind_of,
    template_from_wire,
    ticket_from_wire,
    transitions_from_wire,
    user_from_wire,
)
from bot.domain.catalog import FieldType
from bot.domain.ids import UserId
from bot.domain.people import Role, UserRef
from bot.domain.tickets import NewTicket
from tests.fakes.ticketing_desks import teamswork_settings

SETTINGS = teamswork_settings("http://127.0.0.1", portal_url="https://teams.example/{id}/{number}")
JANE = UserRef(id=UserId("aad-jane"), name="Jane", email="jane@example.com")
ROW = {
    "id": "uuid", "ticketId": "17", "title": "T", "status": " Closed", "priority": "Urgent",
    "requestor": {"id": "aad-jane", "name": "Jane", "email": "jane@example.com"},
    "createdOn": "2030-01-01T10:00:00.000Z",
}  # fmt: skip


def ticket(**more: Any) -> Any:
    """A ticket from a row with these members."""
    return ticket_from_wire(wire.Ticket.model_validate(ROW | more), SETTINGS)


def test_a_row_with_the_least() -> None:
    """Absent members are no fault; a label printed with a blank is the label; the number stands in the address."""
    read = ticket()
    assert (read.number, read.status, read.team, read.updated_at) == ("17", "Closed", "it", read.created_at)
    assert (read.assignee, read.due_at, read.next_statuses) == (None, None, None)
    assert read.url == "https://teams.example/uuid/17"


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({}, ("unknown", False, False)),
        ({"isFrtEscalated": True}, ("breached", True, False)),
        ({"isRtEscalated": True}, ("breached", False, True)),
    ],
)
def test_escalation_flags_are_breaches(flags: dict[str, bool], expected: tuple[str, bool, bool]) -> None:
    """First response and resolution, each by its own flag."""
    read = ticket(**flags)
    assert (read.sla, read.response_breached, read.resolution_breached) == expected


@pytest.mark.parametrize(
    ("text", "is_deadline"),
    [("2030-01-05T17:00:00Z", True), ("2030-01-05", False), ("soon", False), ("2030-01-05T17:00:00", False)],
)
def test_only_a_time_with_its_zone_is_a_deadline(text: str, is_deadline: bool) -> None:
    """A bare day does not say when on that day."""
    assert (ticket(expectedDate=text).due_at is not None) == is_deadline


def test_people_may_be_personas() -> None:
    """Fluent UI's text and secondaryText stand for name and e-mail."""
    persona = wire.User.model_validate({"text": "Sam", "secondaryText": "sam@example.com"})
    assert user_from_wire(persona) == UserRef(
        id=UserId("sam@example.com"), name="Sam", email="sam@example.com"
    )


def test_roles_come_from_the_assignee_list_and_the_settings() -> None:
    """An assignee is an agent of the one team, an admin by setting; anybody else only asks."""
    settings = teamswork_settings("http://127.0.0.1", admins=("Boss@example.com",))
    boss, sam = (
        agent_from_wire(wire.User(id=name, name=name, email=f"{name}@example.com"), settings)
        for name in ("boss", "sam")
    )
    assert (boss.is_admin, boss.is_agent, sam.is_admin, sam.is_agent) == (True, True, False, True)
    assert sam.teams == frozenset({"it"})
    assert end_user("jane@example.com").roles == frozenset({Role.USER})


def test_the_workflow_s_next_steps() -> None:
    """Labels for people, target ids for the call; a step into the end asks for a resolution, one may ask for words."""
    states = [
        {
            "id": "s1", "label": "Started",
            "nextSteps": [
                {"targetId": "s2", "transitionLabel": "Done!"},
                {"targetId": "s3", "recordComment": True},
            ],
        },
        {"id": "s2", "label": "Resolved"},
        {"id": "s3", "label": "Waiting"},
    ]  # fmt: skip
    row = wire.Ticket.model_validate(ROW | {"status": "Started", "workflow": states})
    first, second = transitions_from_wire(row, SETTINGS)
    assert ticket_from_wire(row, SETTINGS).next_statuses == ("Resolved", "Waiting")
    assert (first.name, first.to, [field.key for field in first.required]) == (
        "Done!",
        "Resolved",
        ["resolution"],
    )
    assert (second.name, second.to, [field.key for field in second.required]) == (
        "Waiting",
        "Waiting",
        ["comment"],
    )


@pytest.mark.parametrize(
    ("raw", "kind"),
    [("text", "text"), ({"key": "1_text"}, "text"), ({"key": "List"}, "list"), (None, ""), ({}, "")],
)
def test_the_kind_of_a_field_however_it_is_written(raw: object, kind: str) -> None:
    """A word, an object, a number in front."""
    assert kind_of(wire.CustomField(id="f", type=raw)) == kind


def instance() -> wire.Instance:
    """One custom field of each kind, an unknown one and a hidden one."""
    options = [{"key": "o1", "text": "One"}, {"key": "o2", "text": "Two"}, "odd"]
    kinds: dict[str, dict[str, Any]] = {
        "people": {"type": {"key": "peoplepicker"}, "isMultiple": True},
        "items": {"type": {"key": "list"}, "isMultiple": True, "options": options},
        "item": {"type": "itempicker", "options": options, "isMandatory": True},
        "area": {"type": "textarea"},
        "line": {"type": "1_text"},
        "toggle": {"type": "toggle"},
        "day": {"type": "datepicker"},
        "odd": {"type": "emailpicker"},
        "hidden": {"type": "text", "status": "hidden"},
    }
    fields = [{"id": name, "title": name.title(), **more} for name, more in kinds.items()]
    return wire.Instance.model_validate({"name": "IT", "customFields": fields})


def test_the_form_has_every_visible_field() -> None:
    """Seven kinds have their type, an unknown one is text and named, a hidden one is absent."""
    template = template_from_wire(instance(), SETTINGS)
    assert [(field.id, field.type) for field in template.fields] == [
        ("priority", FieldType.DROPDOWN),
        ("people", FieldType.USER),
        ("items", FieldType.MULTISELECT),
        ("item", FieldType.DROPDOWN),
        ("area", FieldType.TEXTAREA),
        ("line", FieldType.TEXT),
        ("toggle", FieldType.CHECKBOX),
        ("day", FieldType.DATE),
        ("odd", FieldType.TEXT),
    ]
    by_id = {str(field.id): field for field in template.fields}
    assert [option.value for option in by_id["item"].options] == ["o1", "o2"]
    assert (by_id["item"].required, by_id["odd"].unknown) == (True, ("type emailpicker",))
    assert (template.asks_subject, template.asks_description) == (True, True)


def test_every_kind_of_value_is_written_its_own_way() -> None:
    """People as lists of people, picks as lists of option ids, a toggle as a boolean, a day in the set format."""
    answers = {
        "priority": "Low", "people": "sam@example.com", "items": ("o1", "o2"), "item": "o1", "area": "a\nb",
        "line": "x", "toggle": True, "day": "2030-01-31", "odd": "me", "unheard": "of", "empty": None,
    }  # fmt: skip
    request = NewTicket(
        template_id="ticket", subject="S", description="D", reference="R1", requester=JANE, answers=answers
    )
    sam = UserRef(id=UserId("aad-sam"), name="Sam", email="sam@example.com")
    template = template_from_wire(instance(), SETTINGS)
    body = create_to_wire(request, template, {"sam@example.com": sam}, SETTINGS)
    assert body == {
        "title": "S",
        "description": "D\n\nRef R1",
        "requestor": {"id": "aad-jane", "name": "Jane", "email": "jane@example.com"},
        "priority": "Low",
        "customFields": {
            "people": [{"id": "aad-sam", "name": "Sam", "email": "sam@example.com"}],
            "items": ["o1", "o2"],
            "item": ["o1"],
            "area": "a\nb",
            "line": "x",
            "toggle": True,
            "day": "2030-01-31",
            "odd": "me",
        },
    }
