"""Legal next steps from ticket types."""

from datetime import UTC, datetime
from typing import Any

from adapters.ticketing.rezolve.wire import TicketTypes
from adapters.ticketing.rezolve.workflow import transitions_of, words_of
from bot.domain.ids import PriorityKey, StatusKey, TeamKey, TicketId, UserId
from bot.domain.people import UserRef
from bot.domain.tickets import RequiredField, Ticket
from tests.fakes.ticketing import META

AT = datetime(2030, 1, 1, tzinfo=UTC)


def ticket(status: str, kind: str = "incident") -> Ticket:
    """A ticket in this status."""
    return Ticket(
        id=TicketId("T"), number="T", subject="", status=StatusKey(status), priority=PriorityKey("low"), type=kind,
        team=TeamKey("it"), requester=UserRef(id=UserId("jane"), name="Jane"), created_at=AT, updated_at=AT,
    )  # fmt: skip


def types(**transition: Any) -> TicketTypes:
    """One type with one transition."""
    move = {"name": "Go", "from": ["open"], "to": "resolved", **transition}
    fields = [
        {"name": "resolution", "label": "How?", "options": [{"value": "fixed", "label": "Fixed"}, "other"]}
    ]
    row = {
        "id": "1",
        "name": "Incident",
        "v1_name": "incident",
        "fields": fields,
        "workflow": {"transitions": [move]},
    }
    return TicketTypes.model_validate({"value": [row]})


def test_required_fields_have_labels_and_options() -> None:
    """From the type's fields where it has them; else the name read as words."""
    known = types(requiredFields=["resolution", "pendingReason"], allowedRoles=["ticket_agent"])
    (step,) = transitions_of(ticket("open"), known, META, default_type="incident")
    assert step.required == (
        RequiredField(key="resolution", label="How?", options=(("fixed", "Fixed"), ("other", "other"))),
        RequiredField(key="pendingReason", label="Pending reason"),
    )
    assert step.roles == frozenset({"ticket_agent"})


def test_reopening_has_its_limit() -> None:
    """The step's own days, else the tenant's; none where the tenant does not reopen."""
    reopen = {"from": ["closed"], "to": "open"}
    own = types(**reopen, conditions={"maxDaysAfterClose": 3})
    steps = [
        transitions_of(ticket("closed"), one, META, default_type="incident") for one in (own, types(**reopen))
    ]
    assert [(step.is_reopen, step.max_days_after_close) for (step,) in steps] == [(True, 3), (True, 7)]
    never = META.model_copy(update={"allow_reopen": False})
    assert transitions_of(ticket("closed"), own, never, default_type="incident") == ()


def test_an_unknown_type_follows_the_default_one() -> None:
    """A list does not tell the type; the default's workflow is taken."""
    for kind in ("", "unheard of", "INCIDENT"):
        (step,) = transitions_of(ticket("open", kind), types(), META, default_type="incident")
        assert step.to == "resolved"


def test_without_a_workflow_the_tenant_s_statuses_are_offered() -> None:
    """Every other status, for the system itself to judge."""
    bare = TicketTypes.model_validate({"value": [{"id": "1", "name": "Incident"}]})
    steps = transitions_of(ticket("closed"), bare, META, default_type="incident")
    assert [(step.to, step.is_reopen) for step in steps] == [
        ("open", True),
        ("in_progress", True),
        ("pending", True),
        ("resolved", False),
    ]


def test_names_read_as_words() -> None:
    """camelCase and snake_case alike."""
    assert [words_of(name) for name in ("pendingReason", "root_cause", "x")] == [
        "Pending reason",
        "Root cause",
        "X",
    ]
