"""The sandbox's own routes."""

from typing import Any

import pytest


async def act(service: Any, **wanted: Any) -> Any:
    """The answer to a deed."""
    return await service.control("POST", "/act", {"as": "sam"} | wanted)


async def test_the_clock_goes_on_and_tells_of_passed_deadlines(service: Any) -> None:
    """Changes of kind sla are answered and stand in the history."""
    made = (await act(service, do="create", subject="S", sla="premium")).body["ticket"]
    moved = await service.control("POST", "/clock", {"advance_s": 86_400})
    day = await service.control("POST", "/clock", {"to": "next_business_day"})
    listed = await service.control("GET", f"/tickets?ticket={made['number']}")
    kinds = [entry["kind"] for entry in listed.body["tickets"][0]["history"]]
    told = [c for c in moved.body["sla_changes"] if c["ticket_id"] == made["id"]]
    assert (len(told), kinds) == (3, ["created", "sla", "sla", "sla"])
    assert day.body["offset_s"] > 86_400
    assert listed.body["tickets"][0]["sla_status"] == "breached"


@pytest.mark.parametrize(
    "body", [{}, {"advance_s": -1}, {"to": "heaven"}, {"advance_s": 1, "to": "next_business_day"}]
)
async def test_time_moves_only_forward_and_one_way(service: Any, body: dict[str, Any]) -> None:
    """Anything else is 400."""
    assert (await service.control("POST", "/clock", body)).status == 400


async def test_people_act_in_the_ticketing_system(service: Any) -> None:
    """Create, assign, status, priority, team, comment and note, each under the person's name."""
    made = (await act(service, **{"as": "jane"}, do="create", subject="S")).body["ticket"]
    number = made["number"]
    for wanted in (
        {"do": "assign", "assignee": "mike"},
        {"do": "priority", "priority": "critical"},
        {"do": "status", "status": "in_progress"},
        {"do": "status", "status": "resolved", "resolution": "done"},
        {"do": "comment", "text": "Hello"},
        {"do": "note", "text": "psst"},
        {"do": "team", "team": "hr"},
    ):
        assert (await act(service, ticket=number, **wanted)).status == 200
    shown = (await service.control("GET", f"/tickets?ticket={number}")).body["tickets"][0]
    assert (shown["requester"]["name"], shown["assignee"]["name"]) == ("Jane Smith", "Mike Johnson")
    assert (shown["priority"], shown["status"], shown["resolution"], shown["team"]) == (
        "critical",
        "resolved",
        "done",
        "hr",
    )
    assert [(c["text"], c["is_private"]) for c in shown["comments"]] == [("Hello", False), ("psst", True)]
    assert {entry["source"] for entry in shown["history"]} == {"control"}


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"do": "dance"}, 400),
        ({"do": "comment", "ticket": "1236"}, 400),
        ({"do": "comment", "ticket": "999999", "text": "x"}, 404),
        ({"as": "nobody", "do": "create", "subject": "S"}, 404),
        ({"do": "priority", "ticket": 1234, "priority": "huge"}, 409),
        ({"do": "status", "ticket": 1234, "status": "closed"}, 409),
    ],
)
async def test_impossible_deeds_are_refused(service: Any, wanted: dict[str, Any], status: int) -> None:
    """Bad bodies are 400, unknown people and tickets 404, what the rules forbid 409."""
    assert (await act(service, **wanted)).status == status


async def test_requests_are_recorded_without_the_key(service: Any) -> None:
    """Method, path, the rest of the query, status and vendor; control calls are not among them."""
    await service.teamswork("GET", "/tickets", limit=1)
    await service.teamswork("GET", "/tickets/nope")
    recorded = (await service.control("GET", "/requests?vendor=teamswork")).body["requests"]
    await service.control("DELETE", "/requests")
    expected = {"method": "GET", "vendor": "teamswork"}
    assert recorded == [
        expected | {"path": "/teamswork/v1/tickets", "query": "limit=1", "status": 200},
        expected | {"path": "/teamswork/v1/tickets/nope", "query": "", "status": 404},
    ]
    assert (await service.control("GET", "/requests")).body["requests"] == []


async def test_reset_brings_everything_back_to_the_start(service: Any) -> None:
    """Tickets, clock, roles, faults and requests."""
    await act(service, do="create", subject="S")
    await service.control("POST", "/clock", {"advance_s": 86_400})
    await service.control("POST", "/faults", {"kind": "unavailable"})
    await service.control("POST", "/people", {"person": "sam", "roles": []})
    await service.control("POST", "/reset")
    subjects = [t["subject"] for t in (await service.control("GET", "/tickets")).body["tickets"]]
    assert ("S" in subjects, len(subjects)) == (False, 16)
    assert (await service.control("GET", "/clock")).body["offset_s"] == 0
    assert (await service.control("GET", "/faults")).body["faults"] == []
    assert service.desk.people.roles("72e528fg-82gb-5828-cdc4-5921ca118ee1") != ()


async def test_a_person_without_agent_role_is_no_assignee_any_more(service: Any) -> None:
    """A right taken away shows at once."""
    await service.control("POST", "/people", {"person": "sam", "roles": ["ticket_user"]})
    item = (await service.teamswork("GET", "/instance")).body["item"]
    assert [person["name"] for person in item["assignees"]["peoples"]] == ["Mike Johnson"]


async def test_a_foreign_host_name_is_kept_out(service: Any) -> None:
    """A page of elsewhere that resolves to this machine cannot steer the sandbox."""
    headers = {"Host": "evil.example"}
    answer = await service.call("GET", "/_sandbox/clock", headers=headers)
    assert answer.status == 403


async def test_notification_switches_are_turned_and_turned_back(service: Any) -> None:
    """Only the named ones change; a reset puts them back to how the service was started."""
    turned = {"notificationSettings": {"teamsNotifications": True, "notifyOnSLABreach": False}}
    answer = await service.control("POST", "/meta", turned)
    assert (answer.status, answer.body) == (200, turned)
    assert (await service.control("POST", "/reset", {})).status == 200
    assert (await service.control("POST", "/meta", {"notificationSettings": {}})).body == {
        "notificationSettings": {}
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"notificationSettings": {"carrierPigeons": True}},
        {"notificationSettings": {"slackNotifications": "yes"}},
        {"workflowSettings": {}},
    ],
)
async def test_only_switches_that_there_are_are_turned(service: Any, body: dict[str, Any]) -> None:
    """Anything else is 400."""
    assert (await service.control("POST", "/meta", body)).status == 400
