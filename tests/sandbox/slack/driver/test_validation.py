"""The client refuses on its own what Slack's client refuses."""

from typing import Any

import pytest

from sandbox.slack.driver.validation import problem_of, problems_of
from sandbox.slack.state.inputs import values_of
from tests.sandbox.slack.forms import TEXT, option, question

Json = dict[str, Any]
NUMBER: Json = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
MENU: Json = {"type": "multi_static_select", "options": [option("A", "a")], "max_selected_items": 1}

ROWS: list[tuple[Json, Any, str | None]] = [
    (TEXT | {"max_length": 3}, "abcd", "Must be less than 4 characters"),
    (TEXT | {"min_length": 3}, "ab", "Must be at least 3 characters"),
    (TEXT, "x" * 3000, None),
    (NUMBER, "x", "Please enter a number."),
    (NUMBER, "NaN", "Please enter a number."),
    (NUMBER, "1.5", "Please enter a whole number."),
    (NUMBER, "0", "Please enter a number no less than 1."),
    (NUMBER, "10", "Please enter a number no greater than 9."),
    (NUMBER | {"is_decimal_allowed": True}, "1.5", None),
    ({"type": "email_text_input"}, "x", "Please enter a valid email address."),
    ({"type": "email_text_input"}, "x@y.example", None),
    ({"type": "url_text_input"}, "x", "Please enter a valid URL."),
    (MENU, [option("A", "a")], None),
    (MENU, [option("A", "a")] * 2, "You can choose at most 1."),
    (MENU, [option("Z", "z")], "That is not one of the options."),
    ({"type": "file_input", "max_files": 1}, [{}, {}], "You can upload at most 1 files."),
    (
        {"type": "file_input", "filetypes": ["pdf"]},
        [{"filetype": "exe"}],
        "That type of file is not allowed.",
    ),
]


@pytest.mark.parametrize(
    ("element", "value", "problem"), ROWS, ids=[str(number) for number in range(len(ROWS))]
)
def test_a_value_is_held_against_its_element(element: Json, value: Any, problem: str | None) -> None:
    """Each rule of an element has its own sentence."""
    assert problem_of(element, value) == problem


def test_empty_required_inputs_stop_the_submit() -> None:
    """Optional ones do not."""
    blocks = [
        question("a", "A", TEXT),
        question("b", "B", TEXT, optional=True),
        question("c", "C", {"type": "users_select"}),
    ]
    assert set(problems_of(blocks, values_of(blocks, {}))) == {"a", "c"}
