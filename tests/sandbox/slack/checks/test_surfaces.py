"""Messages and views are held against Slack's limits, one row per limit."""

from typing import Any

import pytest

from sandbox.slack.checks.problem import SlackError
from sandbox.slack.checks.surfaces import check_message, check_options, check_view

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str = "One", value: str = "1", **more: Any) -> Json:
    return {"text": plain(text), "value": value} | more


def options(count: int) -> list[Json]:
    return [option(f"Option {number}", str(number)) for number in range(count)]


def section(**more: Any) -> Json:
    return {"type": "section", "text": plain("Text")} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go"} | more


def entry(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element} | more


def buttons(count: int) -> list[Json]:
    return [button(action_id=str(number)) for number in range(count)]


CONFIRM: Json = {"title": plain("T"), "text": plain("x"), "confirm": plain("Y"), "deny": plain("N")}
CELL: Json = {"type": "raw_text", "text": "x"}

# (block, the words Slack refuses it with)
REFUSED: list[tuple[Json, str]] = [
    ({"type": "nonsense"}, "unsupported type: nonsense [json-pointer:/blocks/0/type]"),
    ({"text": plain("x")}, "missing required field: type [json-pointer:/blocks/0]"),
    ({"type": "section"}, "must define either `fields` or `text` [json-pointer:/blocks/0]"),
    (section(extra=1), "invalid additional property: extra [json-pointer:/blocks/0]"),
    (section(text=plain("x" * 3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(text=plain("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section(text="x"), "must provide an object [json-pointer:/blocks/0/text]"),
    (section(fields=[plain("x")] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (
        section(fields=[plain("x" * 2001)]),
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (section(block_id="b" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
    ),
    (
        {"type": "context", "elements": [plain("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (actions(*buttons(26)), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    (
        actions({"type": "plain_text_input"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        actions(button(), button()),
        "`action_id` 'go' already exists [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        section(accessory=button(text=plain("x" * 76))),
        "must be less than 76 characters [json-pointer:/blocks/0/accessory/text/text]",
    ),
    (
        section(accessory=button(value="x" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/accessory/value]",
    ),
    (
        section(accessory=button(url="x" * 3001)),
        "must be less than 3001 characters [json-pointer:/blocks/0/accessory/url]",
    ),
    (
        section(accessory=button(confirm=CONFIRM | {"title": plain("x" * 101)})),
        "must be less than 101 characters [json-pointer:/blocks/0/accessory/confirm/title/text]",
    ),
    (
        section(accessory={"type": "overflow", "options": options(6)}),
        "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    (
        section(accessory={"type": "static_select", "options": options(101)}),
        "no more than 100 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    (
        section(accessory={"type": "static_select", "options": []}),
        "no less than 1 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    (
        section(accessory={"type": "static_select"}),
        "must define either `options` or `option_groups` [json-pointer:/blocks/0/accessory]",
    ),
    (
        section(accessory={"type": "static_select", "options": [option("x" * 76)]}),
        "must be less than 76 characters [json-pointer:/blocks/0/accessory/options/0/text/text]",
    ),
    (
        section(accessory={"type": "static_select", "options": [option(value="x" * 151)]}),
        "must be less than 151 characters [json-pointer:/blocks/0/accessory/options/0/value]",
    ),
    (
        section(accessory={"type": "static_select", "options": [option(description=plain("x" * 76))]}),
        "must be less than 76 characters [json-pointer:/blocks/0/accessory/options/0/description/text]",
    ),
    (
        section(
            accessory={"type": "static_select", "options": options(2), "initial_option": option("Z", "z")}
        ),
        "initial option must match one of the provided options [json-pointer:/blocks/0/accessory]",
    ),
    (
        section(accessory={"type": "static_select", "options": options(1), "placeholder": plain("x" * 151)}),
        "must be less than 151 characters [json-pointer:/blocks/0/accessory/placeholder/text]",
    ),
    (
        section(accessory={"type": "checkboxes", "options": options(11)}),
        "no more than 10 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    (
        section(accessory={"type": "radio_buttons", "options": options(11)}),
        "no more than 10 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    (
        section(accessory={"type": "datepicker", "initial_date": "1.1.2026"}),
        "must be formatted as YYYY-MM-DD [json-pointer:/blocks/0/accessory/initial_date]",
    ),
    (
        entry({"type": "plain_text_input", "max_length": 3001}),
        "must be less than or equal to 3000 [json-pointer:/blocks/0/element/max_length]",
    ),
    (
        entry({"type": "number_input"}),
        "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]",
    ),
    (
        entry({"type": "number_input", "is_decimal_allowed": False, "min_value": 1}),
        "must be formatted as a decimal number [json-pointer:/blocks/0/element/min_value]",
    ),
    (
        entry({"type": "file_input", "max_files": 11}),
        "must be less than or equal to 10 [json-pointer:/blocks/0/element/max_files]",
    ),
    (entry(button()), "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    (
        entry({"type": "plain_text_input"}, hint=plain("x" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/hint/text]",
    ),
    (
        {"type": "image", "image_url": "https://x.example/a.png"},
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    (
        {"type": "table", "rows": [[CELL] * 21]},
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
    ),
    (
        {"type": "table", "rows": [[CELL]] * 101},
        "no more than 100 items allowed [json-pointer:/blocks/0/rows]",
    ),
    (
        {"type": "markdown", "text": "x" * 12_001},
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
    ),
]


@pytest.mark.parametrize(("block", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_a_block_over_a_limit_is_refused_with_slacks_words(block: Json, words: str) -> None:
    """Each limit gives invalid_blocks and names its place."""
    with pytest.raises(SlackError) as refusal:
        check_message({"blocks": [block]})
    assert refusal.value.code == "invalid_blocks"
    assert refusal.value.extra["response_metadata"]["messages"] == [f"[ERROR] {words}"]


ALLOWED: list[Json] = [
    section(),
    section(text={"type": "mrkdwn", "text": "*x*", "verbatim": True}, fields=[plain("x" * 2000)] * 3),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [plain("x")] * 10},
    actions(*buttons(25)),
    section(accessory={"type": "static_select", "options": options(100), "initial_option": options(1)[0]}),
    section(accessory={"type": "overflow", "options": [option(url="https://x.example")]}),
    actions({"type": "external_select", "min_query_length": 0}, {"type": "users_select"}),
    actions({"type": "datetimepicker", "initial_date_time": 1_700_000_000}, {"type": "timepicker"}),
    entry({"type": "file_input", "max_files": 10, "filetypes": ["pdf"]}),
    entry({"type": "checkboxes", "options": [option() | {"text": {"type": "mrkdwn", "text": "*x*"}}]}),
    {"type": "table", "rows": [[CELL] * 20] * 100},
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    },
]


@pytest.mark.parametrize("block", ALLOWED, ids=[str(number) for number in range(len(ALLOWED))])
def test_a_block_at_its_limits_passes(block: Json) -> None:
    """What Slack takes is not refused."""
    check_message({"blocks": [block]})


MESSAGES: list[tuple[Json, str]] = [
    ({"blocks": "x"}, "invalid_blocks_format"),
    ({"blocks": [section()] * 51}, "invalid_blocks"),
    ({"blocks": [section(block_id="a"), section(block_id="a")]}, "invalid_blocks"),
    ({"blocks": [{"type": "table", "rows": [[CELL]]}] * 2}, "invalid_blocks"),
    ({"blocks": [section(text=plain("x" * 3000))] * 5}, "msg_blocks_too_long"),
    ({"attachments": [{}] * 101}, "too_many_attachments"),
    ({"attachments": [{"blocks": [{"type": "nonsense"}]}]}, "invalid_attachments"),
    ({"markdown_text": "x", "text": "x"}, "markdown_text_conflict"),
    ({"metadata": {"event_payload": {}}}, "invalid_metadata_format"),
    ({"metadata": {"event_type": "t", "event_payload": {"x": "y" * 17_000}}}, "metadata_too_large"),
]


@pytest.mark.parametrize(
    ("message", "code"), MESSAGES, ids=[f"{code}-{i}" for i, (_, code) in enumerate(MESSAGES)]
)
def test_a_message_over_a_limit_is_refused(message: Json, code: str) -> None:
    """Each limit of a whole message has its own code."""
    with pytest.raises(SlackError) as refusal:
        check_message(message)
    assert refusal.value.code == code


MODAL: Json = {"type": "modal", "title": plain("Title"), "blocks": [section()]}
FOCUS: Json = {"type": "plain_text_input", "focus_on_load": True}
VIEWS: list[tuple[Json, str]] = [
    ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    (MODAL | {"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
    (MODAL | {"submit": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (
        MODAL | {"title": {"type": "mrkdwn", "text": "x"}},
        "must be one of: plain_text [json-pointer:/view/title/type]",
    ),
    (MODAL | {"blocks": [section()] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (
        MODAL | {"blocks": [entry({"type": "users_select"})]},
        "missing required field: submit [json-pointer:/view]",
    ),
    (
        MODAL | {"private_metadata": "x" * 3001},
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    (MODAL | {"callback_id": "x" * 256}, "must be less than 256 characters [json-pointer:/view/callback_id]"),
    (MODAL | {"submit_disabled": True}, "invalid additional property: submit_disabled [json-pointer:/view]"),
    (
        MODAL | {"submit": plain("Go"), "blocks": [entry(FOCUS), entry(FOCUS)]},
        "only one element may have focus_on_load set to true [json-pointer:/view/blocks]",
    ),
    (
        MODAL | {"blocks": [section(block_id="a"), section(block_id="a")]},
        "`block_id` 'a' already exists [json-pointer:/view/blocks/1/block_id]",
    ),
]


@pytest.mark.parametrize(("view", "words"), VIEWS, ids=[words for _, words in VIEWS])
def test_a_view_over_a_limit_is_refused(view: Json, words: str) -> None:
    """Each limit of a view gives invalid_arguments and names its place."""
    with pytest.raises(SlackError) as refusal:
        check_view(view, kind="modal")
    assert refusal.value.code == "invalid_arguments"
    assert refusal.value.extra["response_metadata"]["messages"] == [f"[ERROR] {words}"]


def test_a_view_over_250_kilobytes_is_refused() -> None:
    """The whole view has a size limit besides the limits of its parts."""
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(MODAL | {"blocks": [section(text=plain("x" * 3000))] * 90}, kind="modal")


def test_type_ahead_answers_are_limited() -> None:
    """A hundred options pass, one more does not."""
    assert len(check_options({"options": options(100)})) == 100
    with pytest.raises(SlackError, match="invalid_options"):
        check_options({"options": options(101)})
