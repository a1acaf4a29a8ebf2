"""Through the true routes of the whole server: who is not the platform, or sends junk, gets a status and no more."""

import gzip
import json
import logging
import time
from typing import Any, Final

import pytest

from tests.e2e.forged import (
    FORM_TYPE,
    JSON_TYPE,
    MESSAGE,
    WORDS,
    announced,
    from_slack,
    from_teams,
    nothing_stored,
    post,
    receipts,
    refusals,
    signed,
)
from tests.e2e.stage import Stage

SLACK, TEAMS = "/slack/events", "/api/messages"
MIB: Final = 1024 * 1024
EVENT: Final = json.dumps({"type": "event_callback", "event": MESSAGE}).encode()

# Nothing of this depends on the ticketing system, and both platforms live in one server.
pytestmark = [
    pytest.mark.parametrize("vendor", ["rezolve"], indirect=True),
    pytest.mark.parametrize("channel", ["slack"], indirect=True),
]


@pytest.fixture
async def quiet(stage: Stage) -> Stage:
    """A running world in which nobody has yet anything to say."""
    await announced(stage)
    return stage


async def test_slack_signatures(quiet: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Forged, late, early or unreadable: 401, nothing stored, one line each with an id and without the body."""
    caplog.set_level(logging.DEBUG)
    true = signed(EVENT)
    headers: dict[str, dict[str, str]] = {
        "no headers": {"Content-Type": JSON_TYPE},
        "no signature": {name: true[name] for name in true if name != "X-Slack-Signature"},
        "no timestamp": {name: true[name] for name in true if name != "X-Slack-Request-Timestamp"},
        "another body's": signed(EVENT + b" "),
        "another version": signed(EVENT, X_Slack_Signature=true["X-Slack-Signature"].replace("v0", "v1")),
        "not ASCII": signed(EVENT, X_Slack_Signature="v0=ünïcødé"),
        "timestamp not ASCII": signed(EVENT, X_Slack_Request_Timestamp="１７０００"),
        "timestamp no number": signed(EVENT, X_Slack_Request_Timestamp="soon"),
        "timestamp negative": signed(EVENT, X_Slack_Request_Timestamp="-1"),
        "timestamp endless": signed(EVENT, X_Slack_Request_Timestamp="9" * 400),
        "timestamp infinite": signed(EVENT, X_Slack_Request_Timestamp="inf"),
        "timestamp of another time": signed(EVENT, X_Slack_Request_Timestamp=str(int(time.time()) - 9)),
    }
    async with nothing_stored(quiet) as events:
        found = {name: await post(quiet, SLACK, EVENT, one) for name, one in headers.items()}
        found["a body that is no text"] = await post(quiet, SLACK, b"\xff hunter2", signed(b"\xff hunter2"))
        found["forged"], *_ = await from_slack(quiet, MESSAGE, bad_signature=True)
        found["six minutes late"], *_ = await from_slack(quiet, MESSAGE, timestamp_offset_s=-360)
        found["six minutes early"], *_ = await from_slack(quiet, MESSAGE, timestamp_offset_s=360)
    assert found == dict.fromkeys(found, 401)
    lines = refusals(events)
    assert [line["reason"] for line in lines] == ["signature"] * len(found)
    assert len({line["id"] for line in lines}) == len(found)
    assert "hunter2" not in f"{events}{caplog.text}"


async def test_slack_replayed(quiet: Stage) -> None:
    """The same signed body twice is acknowledged twice and is one receipt, one after the other or at once."""
    before = await receipts(quiet)
    headers = signed(EVENT)
    replayed = [await post(quiet, SLACK, EVENT, headers), await post(quiet, SLACK, EVENT, headers)]
    assert (replayed, await receipts(quiet)) == ([200, 200], before + 1)
    another = MESSAGE | {"ts": "1700000000.000200"}
    assert await from_slack(quiet, another, times=5, concurrently=True) == [200] * 5
    assert await receipts(quiet) == before + 2


async def test_teams_tokens(quiet: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Each wrong claim, key or address has its status; nothing is stored, one line each with an id, no token."""
    caplog.set_level(logging.DEBUG)
    now = int(time.time())
    cases: dict[str, tuple[dict[str, Any], int]] = {
        "no bearer": ({"drop_header": True}, 401),
        "basic": ({"authorization": "Basic Ym90OnNlY3JldA=="}, 401),
        "not ASCII": ({"authorization": "Bearer ünïcødé.ünïcødé.ünïcødé"}, 401),
        "no token": ({"token": "a.b.c"}, 401),
        "issuer": ({"claims": {"iss": "https://sts.windows.net/x/"}}, 401),
        "audience": ({"claims": {"aud": "another-app"}}, 401),
        "no audience": ({"drop_claims": ["aud"]}, 401),
        "unknown key": ({"key": "unlisted"}, 401),
        "another key's signature": ({"key": "mismatched"}, 401),
        "a key of another channel": ({"key": "unendorsed"}, 403),
        "expired": ({"claims": {"nbf": now - 4000, "exp": now - 400}}, 401),
        "no expiry": ({"drop_claims": ["exp"]}, 401),
        "not yet": ({"claims": {"nbf": now + 4000}}, 401),
        "another serviceUrl": ({"claims": {"serviceurl": "https://smba.trafficmanager.net/teams/"}}, 401),
        "no serviceUrl claim": ({"drop_claims": ["serviceurl"]}, 401),
        "no serviceUrl": ({"drop": ["serviceUrl"]}, 400),
        "no channelId": ({"drop": ["channelId"]}, 400),
        "another channel": ({"overrides": {"channelId": "webchat"}}, 403),
        "a foreign host": ({"overrides": {"serviceUrl": "https://smba.evil.example/teams/"}}, 403),
        "a host in disguise": ({"overrides": {"serviceUrl": "https://127.0.0.1@evil.example/"}}, 403),
        "no tenant": ({"drop": ["channelData", "conversation.tenantId"]}, 403),
    }
    async with nothing_stored(quiet) as events:
        found = {name: await from_teams(quiet, **order) for name, (order, _) in cases.items()}
    assert found == {name: status for name, (_, status) in cases.items()}
    lines = refusals(events)
    assert [line["status"] for line in lines] == list(found.values())
    assert len({line["id"] for line in lines}) == len(found)
    written = f"{events}{caplog.text}"
    assert [words for words in ("hunter2", "eyJ", "Bearer", "evil.example") if words in written] == []


async def test_teams_replayed(quiet: Stage) -> None:
    """The same activity twice is acknowledged twice and is one receipt."""
    before = await receipts(quiet)
    replayed = [await from_teams(quiet, overrides={"id": "1700000000777"}) for _ in range(2)]
    assert (replayed, await receipts(quiet)) == ([201, 201], before + 1)


# aiohttp's advice to the emulators, which is about their own speed.
@pytest.mark.filterwarnings("ignore:Sending a large body directly:ResourceWarning")
async def test_bodies_that_are_too_large(quiet: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """More than a megabyte is refused, packed or not; who has no token does not even get so far."""
    caplog.set_level(logging.DEBUG)
    large = json.dumps({"text": WORDS + "x" * MIB}).encode()
    bomb = gzip.compress(large)
    packed = {"Content-Type": JSON_TYPE, "Content-Encoding": "gzip"}
    async with nothing_stored(quiet) as events:
        found = {
            "slack": await post(quiet, SLACK, large, signed(large)),
            "slack, packed": await post(quiet, SLACK, bomb, packed),
            "slack, from slack": (await from_slack(quiet, MESSAGE | {"text": WORDS + "x" * MIB}))[0],
            "teams": await from_teams(quiet, text=WORDS + "x" * MIB),
            "teams, no token": await post(quiet, TEAMS, large, {"Content-Type": JSON_TYPE}),
        }
    assert found == {
        "slack": 413,
        "slack, packed": 413,
        "slack, from slack": 413,
        "teams": 413,
        "teams, no token": 401,
    }
    assert [line["status"] for line in refusals(events)] == list(found.values())
    assert len({line["id"] for line in refusals(events)}) == len(found)
    assert "hunter2" not in f"{events}{caplog.text}"


async def test_slack_bodies_that_are_no_requests(quiet: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Truly signed junk: 400, nothing stored, one line each with an id and without the body."""
    caplog.set_level(logging.DEBUG)
    nested = "[" * 50_000
    bodies: dict[str, tuple[bytes, str]] = {
        "empty": (b"", JSON_TYPE),
        "not JSON": (b'{"text": "hunter2"', JSON_TYPE),
        "a list": (b'["hunter2"]', JSON_TYPE),
        "a word": (b'"hunter2"', JSON_TYPE),
        "another content type": (EVENT, "text/plain"),
        "deeply nested": (nested.encode(), JSON_TYPE),
        "a payload that is no JSON": (b"payload=hunter2", FORM_TYPE),
        "a payload that is a list": (b"payload=%5B%22hunter2%22%5D", FORM_TYPE),
        "a payload that is deeply nested": (f"payload={nested}".encode(), FORM_TYPE),
    }
    async with nothing_stored(quiet) as events:
        found = {
            name: await post(quiet, SLACK, body, signed(body, kind)) for name, (body, kind) in bodies.items()
        }
    assert found == dict.fromkeys(bodies, 400)
    assert [line["reason"] for line in refusals(events)] == ["malformed"] * len(bodies)
    assert len({line["id"] for line in refusals(events)}) == len(bodies)
    assert "hunter2" not in f"{events}{caplog.text}"


async def test_teams_bodies_that_are_no_activities(quiet: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Junk with a true token: its status, nothing stored, one line each with an id and without the body."""
    caplog.set_level(logging.DEBUG)
    cases: dict[str, tuple[dict[str, Any], int]] = {
        "empty": ({"raw_body": ""}, 400),
        "not JSON": ({"raw_body": '{"text": "hunter2"'}, 400),
        "not a number": ({"raw_body": '{"type": NaN}'}, 400),
        "a list": ({"raw_body": '["hunter2"]'}, 400),
        "deeply nested": ({"raw_body": "[" * 50_000}, 400),
        "another content type": ({"content_type": "text/plain"}, 415),
        "no type": ({"drop": ["type"]}, 400),
        "a type that is a number": ({"overrides": {"type": 7}}, 400),
        "no sender": ({"drop": ["from"]}, 400),
        "a sender that is a word": ({"overrides": {"from": "hunter2"}}, 400),
        "a conversation that is a list": ({"overrides": {"conversation": ["hunter2"]}}, 400),
        "an id that is a list": ({"overrides": {"id": ["hunter2"]}}, 400),
    }
    async with nothing_stored(quiet) as events:
        found = {name: await from_teams(quiet, **order) for name, (order, _) in cases.items()}
    assert found == {name: status for name, (_, status) in cases.items()}
    assert [line["status"] for line in refusals(events)] == list(found.values())
    assert len({line["id"] for line in refusals(events)}) == len(found)
    assert "hunter2" not in f"{events}{caplog.text}"


async def test_members_of_other_kinds_than_documented(quiet: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """What a platform signed but never documented is answered, never stumbled over, and stores nothing."""
    caplog.set_level(logging.DEBUG)
    slack: list[Any] = [
        {"type": "message", "channel": "D0JANE", "channel_type": "im", "text": WORDS},
        {"type": "unheard_of", "text": WORDS},
        MESSAGE | {"subtype": "message_changed"},
        MESSAGE | {"bot_id": "B0OTHER"},
    ]
    interactions: list[Any] = [{"type": "unheard_of", "text": WORDS}, {"text": WORDS}, {}]
    teams: list[dict[str, Any]] = [
        {"type": "somethingNew"},
        {"type": "conversationUpdate", "membersAdded": ["x"]},
        {"type": "messageReaction", "reactionsAdded": 1},
        {"value": {"verb": 7, "text": WORDS}},
    ]
    async with nothing_stored(quiet) as events:
        from_events = [(await from_slack(quiet, event))[0] for event in slack]
        from_clicks = [(await from_slack(quiet, one, kind="interaction"))[0] for one in interactions]
        from_activities = [await from_teams(quiet, overrides=one) for one in teams]
    assert from_events == [200] * len(slack)
    assert [status < 500 for status in from_clicks] == [True] * len(interactions)
    assert from_activities == [201] * len(teams)
    assert "hunter2" not in f"{events}{caplog.text}"


async def test_a_good_request_is_taken(quiet: Stage) -> None:
    """The counter-proof of all refusals: the same requests, truly signed, are stored and answered."""
    before = await receipts(quiet)
    found = [await post(quiet, SLACK, EVENT, signed(EVENT)), await from_teams(quiet, text="help")]
    assert (found, await receipts(quiet)) == ([200, 201], before + 2)
    await quiet.see(quiet.user("jane", on="teams"), "What I can do")


async def test_there_is_nothing_else_to_find(quiet: Stage) -> None:
    """Other addresses do not exist, and the platforms' ones take nothing but POST."""
    found = {}
    for path in ("/", "/slack", "/slack/events/x", "/api", "/_sandbox/calls", "/admin", SLACK, TEAMS):
        async with quiet.session.get(f"{quiet.bot_url}{path}") as answer:
            found[path] = answer.status
    assert found == dict.fromkeys(found, 404) | {SLACK: 405, TEAMS: 405}
