"""Every TeamsWork call over HTTP, with its refusals."""

import json
from typing import Any

import aiohttp
import pytest

from sandbox.ticketing.people import user_ref
from sandbox.world import TEAMSWORK_SECONDARY_KEY, WORLD

JANE = {"id": WORLD.person("jane").aad_id, "name": "Jane Smith", "email": "jane.smith@example.com"}
SAM = {"id": WORLD.person("sam").aad_id, "name": "Support Agent", "email": "support.agent@example.com"}
SARAH = {"id": WORLD.person("sarah").aad_id, "name": "Sarah Wilson", "email": "sarah.wilson@example.com"}
FIELDS = {
    "146db0c4-de24-4818-a131-a27161bb7ad0": [SAM],
    "fef751d6-067d-431b-8a6d-667056eff6ee": [
        "70d42d78-899a-4d5e-8cf0-79a0e4a6b0b1",
        "fe68df23-432e-4c0f-9841-a018b7f46d0b",
    ],
    "4aad4ef9-3242-4bb6-87f7-29428567429f": "long text area\nbla",
    "7670050a-cf1a-4d3d-8179-5eba888dea5f": "text in custom field",
    "862bd88d-f691-4a7b-a89a-f6f48550fc27": True,
    "5b9f56bc-ec6a-45a3-b7ce-c25e1d8cfd69": ["f72541a9-c964-4c81-bc1a-4f1f2d948416"],
    "7ee98e41-c4d0-4d4c-beb9-2b7f8f8c35c8": "2023-07-26T17:00:00Z",
}


async def make(service: Any, **more: Any) -> dict[str, Any]:
    """A ticket of Jane's, as answered."""
    body = {"ticket": {"title": "My first ticket", "requestor": JANE} | more, "user": JANE}
    answer = await service.teamswork("POST", "/tickets", body)
    item: dict[str, Any] = answer.body["item"]
    return item


async def move(service: Any, ticket_id: str, label: str, **more: Any) -> Any:
    """The answer to a change of status."""
    return await service.teamswork(
        "PUT", f"/tickets/{ticket_id}/status", {"status": label, "user": SAM} | more
    )


async def test_keys_open_what_they_should(service: Any) -> None:
    """No key and a wrong one are 401; the second key reads, and its writes are 403."""
    body = {"ticket": {"title": "T", "requestor": JANE}, "user": JANE}
    answers = [
        await service.teamswork("GET", "/tickets", key=""),
        await service.teamswork("GET", "/tickets", key="nope"),
        await service.teamswork("GET", "/tickets", key=TEAMSWORK_SECONDARY_KEY),
        await service.teamswork("POST", "/tickets", body, key=TEAMSWORK_SECONDARY_KEY),
    ]
    assert [(a.status, a.body["error"]) for a in answers] == [
        (401, True),
        (401, True),
        (200, False),
        (403, True),
    ]


async def test_only_tickets_of_this_instance_are_there(service: Any) -> None:
    """The instance is the IT team's; another team's ticket is not found, nor one by its number."""
    listed = (await service.teamswork("GET", "/tickets", limit=1000)).body["items"]
    stored = await service.desk.store.tickets()
    hr = next(ticket for ticket in stored if ticket.team == "hr")
    assert {item["id"] for item in listed} == {ticket.id for ticket in stored if ticket.team == "it"}
    for ref in (hr.id, listed[0]["ticketId"], "nope"):
        answer = await service.teamswork("GET", f"/tickets/{ref}")
        assert (answer.status, answer.body["statusCode"]) == (404, 404)


async def test_pages_by_token_and_by_offset_show_everything_once(service: Any) -> None:
    """The token comes in body and header, goes in a header, and is absent on the last page."""
    whole = (await service.teamswork("GET", "/tickets", limit=1000)).body["items"]
    first = await service.teamswork("GET", "/tickets", limit=5)
    token = first.body["continuationToken"]
    second = await service.teamswork("GET", "/tickets", limit=5, headers={"continuationToken": token})
    by_offset = await service.teamswork("GET", "/tickets", limit=5, offset=5)
    assert first.headers["continuationToken"] == token
    assert [item["id"] for item in first.body["items"] + second.body["items"]] == [i["id"] for i in whole]
    assert by_offset.body["items"] == second.body["items"]
    assert "continuationToken" not in second.body


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 1001},
        {"limit": 0},
        {"offset": -1},
        {"timezone": "5:30"},
        {"orderBy": "mood"},
        {"order": "UP", "orderBy": "title"},
        {"status": "Dancing"},
        {"priority": "Huge"},
    ],
)
async def test_bad_queries_are_refused(service: Any, query: dict[str, Any]) -> None:
    """Values outside the page's lists are 400."""
    assert (await service.teamswork("GET", "/tickets", **query)).status == 400


async def test_a_made_up_token_is_refused(service: Any) -> None:
    """A token that was not given out is 400."""
    assert (await service.teamswork("GET", "/tickets", headers={"continuationToken": "abc"})).status == 400


async def test_filters_choose(service: Any) -> None:
    """Status, priority, title, search, tags and resolved each narrow the list."""
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"status": " Closed"}, {"Old docking station makes a noise"}),
        ({"status": "Resolved"}, {"Password reset for the expense tool"}),
        ({"priority": "Urgent"}, {"Board room display is dead before the board meeting"}),
        ({"title": "vpn"}, {"VPN drops every hour"}),
        ({"search": "whistle"}, {"Old docking station makes a noise"}),
        ({"tags": "5d1f0a0e-6c1b-4b7e-9a55-3f1c2b7a9d10_Network"}, {"VPN drops every hour"}),
        (
            {"isResolved": "true"},
            {"Old docking station makes a noise", "Password reset for the expense tool"},
        ),
        ({"createdAfter": "2999-01-01"}, set()),
    ]
    for query, titles in cases:
        found = (await service.teamswork("GET", "/tickets", limit=1000, **query)).body["items"]
        assert {item["title"] for item in found} == titles


async def test_a_date_filter_with_a_time_is_ignored(service: Any) -> None:
    """As seen live: only a plain date is honoured."""
    all_of_them = await service.teamswork("GET", "/tickets", limit=1000)
    answer = await service.teamswork("GET", "/tickets", limit=1000, createdAfter="2999-01-01T00:00:00Z")
    assert len(answer.body["items"]) == len(all_of_them.body["items"])


async def test_order_and_choice_of_members(service: Any) -> None:
    """The page's example call works; select shows only what was asked for."""
    query = {
        "orderBy": "status",
        "order": "ASC",
        "select": "id,ticketId,title,description,status,requestorName",
    }
    answer = await service.teamswork("GET", "/tickets", timezone=0, offset=0, limit=20, **query)
    items = answer.body["items"]
    order = ["Open", "Reopened", "Started", "Resolved", "Closed"]
    assert [item["status"] for item in items] == sorted((i["status"] for i in items), key=order.index)
    assert set(items[0]) == {"id", "ticketId", "title", "description", "status", "requestorName"}
    newest = (await service.teamswork("GET", "/tickets")).body["items"]
    assert [i["createdOn"] for i in newest] == sorted((i["createdOn"] for i in newest), reverse=True)


async def test_resolved_status_cannot_be_selected(service: Any) -> None:
    """As seen live: naming it answers 500."""
    assert (await service.teamswork("GET", "/tickets", select="id,resolvedStatus")).status == 500


async def test_create_with_everything(service: Any) -> None:
    """The page's full example, custom fields of all seven kinds included; priority is ignored on create."""
    tags = [{"tagCategoryId": "2283653a-8d36-40eb-9a68-73eb3b331811", "text": "my tag"}]
    made = await make(
        service,
        customFields=FIELDS,
        description="line 1\nline 2",
        priority="Urgent",
        assignee=SAM,
        expectedDate="2023-07-26T17:00:00Z",
        tags=tags,
    )
    stored = await service.desk.store.get(made["id"])
    assert (made["status"], made["priority"], made["tags"]) == ("Open", "Medium", ["my tag"])
    assert (made["customFields"], made["assignee"], made["requestor"]) == (FIELDS, SAM, JANE)
    assert (stored.team, stored.assignee) == ("it", user_ref(WORLD.person("sam")))
    assert made["expectedDate"] == "2023-07-26T17:00:00.000Z"


async def test_a_requestor_by_mail_only_is_kept(service: Any) -> None:
    """The e-mail form of a person is taken at face value."""
    john = dict.fromkeys(("id", "name", "email"), "john.doe@contoso.com")
    assert (await make(service, requestor=john))["requestor"] == john


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ticket": {"title": "T", "requestor": JANE}},
        {"ticket": {"title": "T"}, "user": JANE},
        {"ticket": {"title": " ", "requestor": JANE}, "user": JANE},
        {"ticket": {"title": "T", "requestor": {"id": "1"}}, "user": JANE},
        {"ticket": {"title": "T", "requestor": JANE, "priority": "Huge"}, "user": JANE},
        {"ticket": {"title": "T", "requestor": JANE, "assignee": SARAH}, "user": JANE},
        {"ticket": {"title": "T", "requestor": JANE, "expectedDate": "soon"}, "user": JANE},
        {
            "ticket": {"title": "T", "requestor": JANE, "tags": [{"tagCategoryId": "x", "text": "y"}]},
            "user": JANE,
        },
        {"ticket": [], "user": JANE},
        [],
    ],
)
async def test_bad_creates_are_refused_and_create_nothing(service: Any, body: Any) -> None:
    """Missing and impossible values are 400."""
    before = len(await service.desk.store.tickets())
    answer = await service.teamswork("POST", "/tickets", body)
    assert (answer.status, answer.body["error"]) == (400, True)
    assert len(await service.desk.store.tickets()) == before


@pytest.mark.parametrize(
    ("field_id", "value"),
    [
        ("00000000-0000-0000-0000-000000000000", "x"),
        ("c3f1a2b4-0d5e-4f6a-8b7c-9d0e1f2a3b4c", "hidden"),
        ("146db0c4-de24-4818-a131-a27161bb7ad0", [{"id": "1"}]),
        ("fef751d6-067d-431b-8a6d-667056eff6ee", ["nope"]),
        ("5b9f56bc-ec6a-45a3-b7ce-c25e1d8cfd69", ["a", "b"]),
        ("4aad4ef9-3242-4bb6-87f7-29428567429f", 5),
        ("7670050a-cf1a-4d3d-8179-5eba888dea5f", "two\nlines"),
        ("862bd88d-f691-4a7b-a89a-f6f48550fc27", "true"),
        ("7ee98e41-c4d0-4d4c-beb9-2b7f8f8c35c8", "tomorrow"),
    ],
)
async def test_a_bad_custom_field_is_an_error_with_status_200(
    service: Any, field_id: str, value: Any
) -> None:
    """As third parties saw: 200, error true, no item, nothing written."""
    body = {"ticket": {"title": "T", "requestor": JANE, "customFields": {field_id: value}}, "user": JANE}
    before = len(await service.desk.store.tickets())
    answer = await service.teamswork("POST", "/tickets", body)
    assert (answer.status, answer.body["error"], "item" in answer.body) == (200, True, False)
    assert len(await service.desk.store.tickets()) == before


@pytest.mark.parametrize("wrapper", ["updates", "ticket"])
async def test_update_takes_both_wrappers(service: Any, wrapper: str) -> None:
    """Only what is sent changes; priority is honoured here; custom fields merge, null clears."""
    made = await make(service, customFields=FIELDS)
    text, toggle = "7670050a-cf1a-4d3d-8179-5eba888dea5f", "862bd88d-f691-4a7b-a89a-f6f48550fc27"
    body = {
        wrapper: {
            "title": "My 2nd ticket",
            "priority": "Urgent",
            "customFields": {text: None, toggle: False},
        },
        "user": SAM,
    }
    item = (await service.teamswork("PUT", f"/tickets/{made['id']}", body)).body["item"]
    expected = {name: value for name, value in FIELDS.items() if name != text} | {toggle: False}
    assert (item["title"], item["priority"], item["customFields"]) == ("My 2nd ticket", "Urgent", expected)
    assert (item["requestor"], item["lastUpdatedBy"]) == (JANE, SAM)


async def test_the_assignee_can_be_taken_away(service: Any) -> None:
    """Null leaves the ticket with nobody."""
    made = await make(service, assignee=SAM)
    body = {"updates": {"assignee": None}, "user": SAM}
    assert "assignee" not in (await service.teamswork("PUT", f"/tickets/{made['id']}", body)).body["item"]


async def test_the_life_of_a_ticket_goes_by_next_steps(service: Any) -> None:
    """Each state offers its next steps, and only those are accepted; PUT and POST alike."""
    made = await make(service)
    skipped = await move(service, made["id"], "Resolved")
    started = (await move(service, made["id"], "Started")).body["item"]
    body = {"status": "Resolved", "resolution": "fixed", "comment": "Great job!", "user": SAM}
    resolved = (await service.teamswork("POST", f"/tickets/{made['id']}/status", body)).body["item"]
    reopened = (await move(service, made["id"], "Reopened", user=JANE)).body["item"]
    again = (await move(service, made["id"], "Started")).body["item"]
    steps = {state["id"]: [step["targetId"] for step in state["nextSteps"]] for state in made["workflow"]}
    assert (skipped.status, skipped.body["error"]) == (400, True)
    assert (steps["Open"], steps["Resolved"]) == (["Started"], ["Closed", "Reopened"])
    states = [item["status"] for item in (made, started, resolved, reopened, again)]
    assert states == ["Open", "Started", "Resolved", "Reopened", "Started"]
    assert (resolved["resolution"], resolved["lastResolutionComment"]) == ("fixed", "Great job!")
    assert reopened["firstResolutionOn"] == resolved["firstResolutionOn"] == resolved["lastResolutionOn"]


async def test_a_ticket_on_hold_shows_as_started_and_can_be_resolved(service: Any) -> None:
    """Hold is a word this system does not have."""
    pending = next(t for t in await service.desk.store.tickets() if t.status == "pending" and t.team == "it")
    shown = (await service.teamswork("GET", f"/tickets/{pending.id}")).body["item"]
    after = (await move(service, pending.id, "Resolved")).body["item"]
    assert (shown["status"], after["status"]) == ("Started", "Resolved")


async def test_reopening_is_not_offered_when_it_is_too_late(service: Any) -> None:
    """The long closed ticket has no next step, and none is accepted."""
    query = {"status": "Closed", "select": "id"}
    closed = (await service.teamswork("GET", "/tickets", **query)).body["items"][0]["id"]
    item = (await service.teamswork("GET", f"/tickets/{closed}")).body["item"]
    steps = next(state["nextSteps"] for state in item["workflow"] if state["id"] == "Closed")
    assert (steps, (await move(service, closed, "Reopened")).status) == ([], 400)


@pytest.mark.parametrize("more", [{"status": "Dancing"}, {"resolution": "magic"}, {"user": None}])
async def test_bad_status_bodies_are_refused(service: Any, more: dict[str, Any]) -> None:
    """Unknown labels and resolutions, and nobody acting, are 400."""
    made = await make(service)
    body = {"status": "Started", "user": SAM} | more
    assert (await service.teamswork("PUT", f"/tickets/{made['id']}/status", body)).status == 400


@pytest.mark.parametrize(("path", "status"), [("comments", 200), ("activities", 201)])
async def test_comments_in_public_and_in_private(service: Any, path: str, status: int) -> None:
    """Both paths take isPrivate; an empty comment is refused."""
    made = await make(service)
    url = f"/tickets/{made['id']}/{path}"
    public = await service.teamswork("POST", url, {"comment": "comment from API", "user": SAM})
    private = await service.teamswork("POST", url, {"comment": "psst", "isPrivate": True, "user": SAM})
    empty = await service.teamswork("POST", url, {"comment": " ", "user": SAM})
    stored = [(c.text, c.is_private) for c in await service.desk.store.comments(made["id"])]
    assert (public.status, private.status, empty.status) == (status, status, 400)
    assert public.body["item"]["comment"] == "comment from API"
    assert stored == [("comment from API", False), ("psst", True)]


async def test_activities_show_changes_and_comments_newest_first(service: Any) -> None:
    """In this system's words, with old and new values, and in pages."""
    made = await make(service)
    await move(service, made["id"], "Started")
    body = {"comment": "<b>", "user": SAM}
    await service.teamswork("POST", f"/tickets/{made['id']}/comments", body)
    url = f"/tickets/{made['id']}/activities"
    items = (await service.teamswork("GET", url, include="comment_HTML")).body["items"]
    first = await service.teamswork("GET", url, limit=1)
    token = {"continuationToken": first.body["continuationToken"]}
    second = await service.teamswork("GET", url, limit=1, headers=token)
    change = {"name": "status", "oldValue": "Open", "newValue": "Started"}
    assert (items[0]["comment"], items[0]["comment_HTML"], items[0]["createdBy"]) == ("<b>", "&lt;b&gt;", SAM)
    assert items[1]["changes"] == [change]
    assert [page.body["items"][0]["id"] for page in (first, second)] == [item["id"] for item in items]


async def test_links_are_attached_as_one_activity(service: Any) -> None:
    """The answer's activityId leads to exactly these links; any other activity answers 500."""
    made = await make(service)
    links = [{"caption": f"Site {n}", "src": f"https://www.example{n}.com"} for n in (1, 2)]
    body = {"comment": "see", "isPrivate": False, "attachments": links, "user": JANE}
    answer = await service.teamswork("POST", f"/tickets/{made['id']}/attachments", body)
    activity = answer.body["item"]["activityId"]
    found = (await service.teamswork("GET", f"/tickets/activity/{activity}/attachments")).body["items"]
    listed = (await service.teamswork("GET", f"/tickets/{made['id']}/attachments")).body["items"]
    assert answer.status == 201
    assert [(item["caption"], item["src"], item["isHyperlink"]) for item in found] == [
        (link["caption"], link["src"], True) for link in links
    ]
    assert listed == found
    assert (await service.teamswork("GET", "/tickets/activity/nope/attachments")).status == 500


async def test_a_link_must_be_a_web_address(service: Any) -> None:
    """Other schemes and empty lists are refused."""
    made = await make(service)
    for links in ([{"caption": "x", "src": "javascript:alert(1)"}], [], "x", [{}]):
        body = {"attachments": links, "user": JANE}
        assert (await service.teamswork("POST", f"/tickets/{made['id']}/attachments", body)).status == 400


async def test_files_come_back_as_they_were_sent(service: Any) -> None:
    """A form with a file is stored, listed in the activity, and can be downloaded."""
    made = await make(service)
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("files", b"\x89PNG\x00", filename="shot 1.png", content_type="image/png")
    form.add_field("comment", "the screen")
    form.add_field("isPrivate", "true")
    form.add_field("user", json.dumps(JANE))
    params = {"key": "sandbox-teamswork-primary-key"}
    path = f"/teamswork/v1/tickets/{made['id']}/attachments"
    answer = await service.call("POST", path, params=params, data=form)
    sent = answer.body["item"]["attachments"][0]
    async with service.session.get(sent["src"]) as download:
        content = await download.read()
    note = (await service.teamswork("GET", f"/tickets/{made['id']}/activities")).body["items"][0]
    assert (answer.status, sent["filename"], sent["isImage"]) == (201, "shot 1.png", True)
    assert content == b"\x89PNG\x00"
    assert (note["comment"], note["isPrivate"], note["attachments"]) == ("the screen", True, [sent])


async def test_the_instance_names_fields_and_assignees(service: Any) -> None:
    """All custom fields stand in one of both columns; assignees are the team's agents."""
    item = (await service.teamswork("GET", "/instance", timezone=0)).body["item"]
    columns = item["customFieldsLeft"] + item["customFieldsRight"]
    assert {field["id"] for field in item["customFields"]} == {field["id"] for field in columns}
    assert set(FIELDS) < {field["id"] for field in columns}
    assert {person["email"] for person in item["assignees"]["peoples"]} == {
        "support.agent@example.com",
        "mike.johnson@example.com",
    }


async def test_tags_come_by_category(service: Any) -> None:
    """A tag brought by a ticket is listed with the set-up ones."""
    category = "2283653a-8d36-40eb-9a68-73eb3b331811"
    await make(service, tags=[{"tagCategoryId": category, "text": "sdsad"}])
    items = (await service.teamswork("GET", "/tags")).body["items"]
    site = next(item for item in items if item["id"] == category)
    assert [tag["text"] for tag in site["tags"]] == ["Boston", "Berlin", "sdsad"]


async def test_escalation_flags_follow_the_clock(service: Any) -> None:
    """What is overdue on read says so."""
    made = await make(service)
    await service.control("POST", "/clock", {"advance_s": 14 * 86_400})
    late = (await service.teamswork("GET", f"/tickets/{made['id']}")).body["item"]
    assert (made["isFrtEscalated"], made["isRtEscalated"]) == (False, False)
    assert (late["isFrtEscalated"], late["isRtEscalated"], late["isRtBreached"]) == (True, True, True)


@pytest.mark.parametrize("raw", ["", "{", "[" * 200_000, '"text"', "null"])
async def test_bodies_that_are_no_object_are_refused(service: Any, raw: str) -> None:
    """Broken, absurdly nested and other JSON is 400, never 500."""
    params = {"key": "sandbox-teamswork-primary-key"}
    answer = await service.call("POST", "/teamswork/v1/tickets", params=params, data=raw.encode())
    assert (answer.status, answer.body["error"]) == (400, True)


@pytest.mark.parametrize("expected", ["0001-01-01T00:00:00+14:00", 5, "2023-13-01"])
async def test_impossible_expected_dates_are_refused(service: Any, expected: Any) -> None:
    """Dates that no calendar has, or that UTC cannot hold, are 400."""
    body = {"ticket": {"title": "T", "requestor": JANE, "expectedDate": expected}, "user": JANE}
    assert (await service.teamswork("POST", "/tickets", body)).status == 400
