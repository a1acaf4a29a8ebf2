"""Everything that every renderer draws of every case, by a name that is also its golden file."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from cards.adaptive import form as adaptive_form
from cards.adaptive import message as adaptive_message
from cards.blockkit import form as blockkit_form
from cards.blockkit import message as blockkit_message
from cards.plain.message import render_text
from tests.cards.cases import FORMS, MESSAGES

GOLDEN: Final = Path(__file__).parent / "golden"

SLACK_MESSAGES: Final = {
    f"blockkit_message/{name}": asdict(blockkit_message.render_message(case))
    for name, case in MESSAGES.items()
}
SLACK_VIEWS: Final = {
    **{f"blockkit_form/{name}": blockkit_form.render_form(case) for name, case in FORMS.items()},
    **{
        f"blockkit_notice/{name}": blockkit_message.render_notice("Result", case, "Close")
        for name, case in MESSAGES.items()
    },
    "blockkit_wait/wait": blockkit_message.render_wait("One moment", "Asking the help desk", "Close"),
}
CARDS: Final = {
    **{f"adaptive_message/{name}": adaptive_message.render_message(case) for name, case in MESSAGES.items()},
    **{f"adaptive_card/{name}": adaptive_form.render_form(case, mode="card") for name, case in FORMS.items()},
    **{
        f"adaptive_dialog/{name}": adaptive_form.render_form(case, mode="dialog")
        for name, case in FORMS.items()
    },
    "adaptive_wait/wait": adaptive_form.render_wait("Asking the help desk"),
}
TEXTS: Final = {f"plain/{name}": {"text": render_text(case)} for name, case in MESSAGES.items()}
DRAWN: Final[dict[str, Any]] = {**SLACK_MESSAGES, **SLACK_VIEWS, **CARDS, **TEXTS}


def as_json(drawn: Any) -> str:
    """How a golden file is written."""
    return json.dumps(drawn, indent=1, ensure_ascii=False) + "\n"


def strings(drawn: Any) -> Iterator[str]:
    """Every text in it."""
    if isinstance(drawn, str):
        yield drawn
    children = drawn.values() if isinstance(drawn, dict) else drawn if isinstance(drawn, list) else ()
    for child in children:
        yield from strings(child)


def objects(drawn: Any) -> Iterator[dict[str, Any]]:
    """Every object in it."""
    if isinstance(drawn, dict):
        yield drawn
    children = drawn.values() if isinstance(drawn, dict) else drawn if isinstance(drawn, list) else ()
    for child in children:
        yield from objects(child)
