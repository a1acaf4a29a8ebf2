"""Logs are one line an event, and what libraries would say of bodies is kept out."""

import json
import logging
from collections.abc import Iterator
from typing import Final, Literal

import pytest
import structlog

from adapters.entrypoints.logs import KEPT_QUIET, configure

WORDS: Final = "my salary is wrong"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*KEPT_QUIET, "procrastinate")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An event is a JSON object with its name, level, logger and values."""
    configure(level="info", form="json")
    structlog.get_logger("here").info("thing.happened", count=2)

    line = json.loads(capsys.readouterr().err)
    assert {key: line[key] for key in ("event", "level", "logger", "count")} == {
        "event": "thing.happened",
        "level": "info",
        "logger": "here",
        "count": 2,
    }


def test_text_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """The text form names event and values and has no colours where there is no terminal."""
    configure(level="info", form="text")
    structlog.get_logger("here").info("thing.happened", count=2)

    shown = capsys.readouterr().err
    assert ("thing.happened" in shown, "count=2" in shown, "\x1b[" in shown) == (True, True, False)


def test_below_the_level_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The level of the settings holds for our own events."""
    configure(level="warning", form="json")
    structlog.get_logger("here").info("thing.happened")

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "name", [*KEPT_QUIET, "slack_bolt.App", "slack_sdk.web.async_client", "httpx._client"]
)
def test_a_library_that_logs_a_body_stays_quiet(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """At the most talkative level a library's body, headers or address does not reach the log."""
    configure(level="debug", form="json")
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logging.getLogger(name).log(level, "body: %s", "my salary is wrong")

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_fault_is_told_by_kind_and_place_alone(
    capsys: pytest.CaptureFixture[str], form: Literal["text", "json"]
) -> None:
    """Neither a fault's message nor the values around it reach the log, from our loggers or a library's."""
    configure(level="info", form=form)
    try:
        _fails(WORDS)
    except RuntimeError as fault:
        logging.getLogger("asyncio").error("never retrieved", exc_info=fault)
        structlog.get_logger("here").error("thing.failed", exc_info=fault)

    shown = capsys.readouterr().err
    assert ("salary" in shown, shown.count("builtins.RuntimeError"), shown.count("builtins.ValueError")) == (
        False, 2, 2,
    )  # fmt: skip
    assert shown.count("test_logs.py") >= 4


def _fails(words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError as fault:
        raise RuntimeError(f"about {words}") from fault
