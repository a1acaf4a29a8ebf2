"""Promise 11: secrets and personal text never reach a log, whatever is done and whatever fails, at any level."""

import io
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final
from urllib.parse import parse_qs

import pytest
import structlog

from adapters.entrypoints import logs
from sandbox import world
from tests.e2e.agent_deeds import file_ticket, watched
from tests.e2e.deeds import answer_to, mend, open_request, raise_ticket
from tests.e2e.deliveries import COMMAND, last_sent
from tests.e2e.forged import MESSAGE, WORDS, drive, from_slack, from_teams
from tests.e2e.stage import Stage, until

DESCRIPTION: Final = "What happened, or what do you need?"
SECRETS: Final = (
    world.SLACK_BOT_TOKEN, world.SLACK_SIGNING_SECRET, world.TEAMS_BOT_PASSWORD, world.REZOLVE_CLIENT_SECRET,
    world.TEAMSWORK_PRIMARY_KEY, world.TEAMSWORK_SECONDARY_KEY, world.TEAMSWORK_WEBHOOK_SECRET,
)  # fmt: skip
PATTERNS: Final = {
    # Every story here types this word somewhere.
    "typed text": re.compile(r"hunter2"),
    "a JWT": re.compile(r"eyJ[\w-]{8}"),
    "the bot's token for Teams": re.compile(r"sandbox\.[\w-]{20}"),
    "an Authorization header": re.compile(r"\b(Bearer|Basic) ", re.IGNORECASE),
    "a signature": re.compile(r"v0=[0-9a-f]{8}"),
    "a response_url": re.compile(r"/response/"),
    "a TeamsWork key": re.compile(r"\bkey=(?!\w+:)"),
    "an e-mail address": re.compile(r"@(example\.com|partner\.example)"),
    "a name": re.compile("|".join(person.name for person in world.PEOPLE)),
}


@pytest.fixture(autouse=True)
def written() -> Iterator[io.StringIO]:
    """All that `ticketbot serve` writes at the level debug, from before its start."""
    root = logging.getLogger()
    known = [root, *(logging.getLogger(name) for name in (*logs.KEPT_QUIET, "procrastinate"))]
    before = [(logger, logger.level, logger.handlers[:]) for logger in known]
    structured = structlog.get_config()
    logs.configure(level="debug", form="json")
    # Else the loggers of all modules would stay like this for the tests that come after.
    structlog.configure(cache_logger_on_first_use=False)
    stream = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers
    structlog.configure(**structured)


def leaks(text: str) -> list[str]:
    """What must not stand in a log, with the lines in which it stands."""
    lines = text.splitlines()
    found = [
        f"{name}: {line}" for name, pattern in PATTERNS.items() for line in lines if pattern.search(line)
    ]
    return found + [f"{secret}: {line}" for secret in SECRETS for line in lines if secret in line]


async def sent_secrets(stage: Stage) -> list[str]:
    """The trigger ids and response_urls that Slack has sent so far."""
    async with stage.session.get(f"{stage.world.slack.url}/_sandbox/deliveries") as answer:
        bodies = [parse_qs(one["body"]) for one in (await answer.json())["deliveries"]]
    payloads: list[dict[str, Any]] = [json.loads(body["payload"][0]) for body in bodies if "payload" in body]
    values = [part.get(name) for part in payloads for name in ("trigger_id", "response_url")]
    values += [body[name][0] for body in bodies for name in ("trigger_id", "response_url") if name in body]
    return [str(value).rpartition("/")[2] for value in values if value]


async def check(stage: Stage, written: io.StringIO) -> None:
    """Nothing of all that was said stands in the log; and there is a log."""
    text = written.getvalue()
    assert leaks(text) == []
    assert [secret for secret in await sent_secrets(stage) if secret in text] == []
    assert "receipt.finished" in text
    assert '"level": "debug"' in text


async def test_promise_11_what_goes_well(stage: Stage, written: io.StringIO) -> None:
    """Raised, looked at, commented and assigned: numbers and ids at most."""
    jane, sam = stage.user("jane"), stage.user("sam")
    number = await raise_ticket(stage, jane, WORDS, answers={DESCRIPTION: f"{WORDS} and more"})
    await answer_to(jane, f"show {number}")
    await answer_to(jane, f"comment {number} {WORDS}")
    await answer_to(jane, f"search {WORDS}")
    await answer_to(jane, WORDS)
    await answer_to(jane, "whoami")
    other = await file_ticket(stage, WORDS)
    await watched(stage, other)
    await stage.act("mike", "assign", ticket=other, assignee="sam")
    await stage.see(sam, WORDS)
    await last_sent(stage, COMMAND)
    await check(stage, written)


@pytest.mark.parametrize("channel", ["slack"], indirect=True)
@pytest.mark.parametrize(
    "kind", ["server_error", "ok_with_error", "truncated", "changed_shape", "timeout_after"]
)
async def test_promise_11_the_ticketing_system_fails(stage: Stage, written: io.StringIO, kind: str) -> None:
    """Errors, halves of answers and answers of another shape quote what was sent; none of it is written down."""
    jane = stage.user("jane")
    form = await open_request(stage, jane, WORDS)
    await stage.fault(kind, seconds=0, times=None, vendor=stage.vendor)
    await jane.submit(form, {DESCRIPTION: WORDS})
    await jane.command(f"comment 1246 {WORDS}")
    await jane.command(f"search {WORDS}")
    await logged(written, "receipt.outside_fault", times=3)
    await mend(stage)
    await answer_to(jane, f"search {WORDS}")
    await check(stage, written)


@pytest.mark.parametrize("vendor", ["rezolve"], indirect=True)
async def test_promise_11_the_platform_fails(stage: Stage, written: io.StringIO) -> None:
    """What cannot be posted is not written down instead."""
    jane = stage.user("jane")
    await answer_to(jane, "help")
    await BREAK[stage.channel](stage)
    await jane.command(f"search {WORDS}")
    await jane.command("whoami")
    await logged(written, "receipt.not_shown", times=2)
    await check(stage, written)


@pytest.mark.parametrize("vendor", ["rezolve"], indirect=True)
@pytest.mark.parametrize("channel", ["slack"], indirect=True)
async def test_promise_11_a_request_is_forged(stage: Stage, written: io.StringIO) -> None:
    """What is refused is not quoted, nor what it was refused for."""
    await answer_to(stage.user("jane"), f"search {WORDS}")
    await from_slack(stage, MESSAGE, bad_signature=True)
    await from_slack(stage, MESSAGE, timestamp_offset_s=-360)
    await from_slack(stage, "{hunter2", kind="raw")
    await from_slack(stage, {"text": WORDS}, kind="interaction")
    await from_slack(stage, {"text": WORDS, "command": "/ticket"}, kind="command")
    await from_teams(stage, claims={"aud": "hunter2"})
    await from_teams(stage, authorization="Bearer hunter2")
    await from_teams(stage, raw_body="{hunter2")
    await from_teams(stage, overrides={"from": WORDS})
    await from_teams(stage, overrides={"value": {"verb": "hunter2", "args": WORDS}})
    assert len([line for line in written.getvalue().splitlines() if ".refused" in line]) == 7
    await check(stage, written)


def test_promise_11_a_leak_would_be_found() -> None:
    """The counter-proof: each kind of secret is known when it stands in a line."""
    lines = [
        WORDS, "eyJhbGciOiJIUzI1NiJ9.x.y", f"sandbox.{'x' * 32}", "Authorization: Bearer x", f"v0={'a' * 64}",
        "http://127.0.0.1:1/response/1f", "/v1/tickets?key=x", "jane.smith@example.com", "Jane Smith", *SECRETS,
    ]  # fmt: skip
    assert [line for line in lines if not leaks(line)] == []


async def logged(written: io.StringIO, event: str, *, times: int) -> None:
    """Wait until this was written so often."""

    async def look() -> bool | None:
        return True if written.getvalue().count(f'"event": "{event}"') >= times else None

    try:
        await until(look)
    except TimeoutError:
        raise AssertionError(written.getvalue()) from None


async def _break_slack(stage: Stage) -> None:
    for method in ("chat.postMessage", "chat.postEphemeral", "response_url"):
        await drive(stage, "slack", "faults", method=method, kind="500", times=50)


async def _break_teams(stage: Stage) -> None:
    await drive(stage, "teams", "faults", call="*", kind="status", status=500, times=50, message=WORDS)


BREAK: Final[dict[str, Callable[[Stage], Awaitable[None]]]] = {"slack": _break_slack, "teams": _break_teams}
