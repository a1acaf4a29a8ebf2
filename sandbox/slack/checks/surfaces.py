"""Whole messages and whole views: which refusal a finding becomes, and the limits above the blocks.

Source: docs.slack.dev/reference/methods/chat.postMessage, chat.update, views.open; docs.slack.dev/reference/views.
"""

import json
from typing import Any, Final

from sandbox.slack.checks.blocks import check_blocks
from sandbox.slack.checks.objects import MENU_OPTION, OPTION_GROUP, plain_text
from sandbox.slack.checks.problem import (
    Field,
    Json,
    Problems,
    Rule,
    SlackError,
    anything,
    array,
    boolean,
    check_members,
    one_of,
    string,
)

TEXT_CUT_AT: Final = 40_000
UPDATE_TEXT_MOST: Final = 4_000
# Not documented; measured by others at about this size: github.com/slackapi/bolt-js/issues/2509.
BLOCKS_TEXT_MOST: Final = 13_200
METADATA_MOST_BYTES: Final = 16_384
VIEW_MOST_BYTES: Final = 250_000


def _text_length(value: Any) -> int:
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(_text_length(entry) for name, entry in value.items() if name != "text" or not own)
    if isinstance(value, list):
        return sum(_text_length(entry) for entry in value)
    return 0


def check_message(args: Json) -> None:
    """Hold blocks, attachments and metadata of a message against Slack's limits.

    Raises: SlackError (invalid_blocks_format, invalid_blocks, msg_blocks_too_long, invalid_attachments,
            too_many_attachments, metadata_too_large, markdown_text_conflict, msg_too_long).
    """
    blocks = args.get("blocks")
    if blocks is not None:
        if not isinstance(blocks, list):
            raise SlackError("invalid_blocks_format")
        problems = Problems()
        check_blocks(blocks, "/blocks", problems, most=50, in_view=False)
        problems.refuse("invalid_blocks")
        if _text_length(blocks) > BLOCKS_TEXT_MOST:
            raise SlackError("msg_blocks_too_long")
    _check_attachments(args.get("attachments"))
    if args.get("markdown_text"):
        if args.get("text") or blocks:
            raise SlackError("markdown_text_conflict")
        if len(args["markdown_text"]) > 12_000:
            raise SlackError("msg_too_long")
    metadata = args.get("metadata")
    if metadata:
        if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
            raise SlackError("invalid_metadata_format")
        if len(json.dumps(metadata).encode()) > METADATA_MOST_BYTES:
            raise SlackError("metadata_too_large")


def _check_attachments(attachments: Any) -> None:
    if attachments is None:
        return
    if not isinstance(attachments, list) or not all(isinstance(entry, dict) for entry in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > 100:
        raise SlackError("too_many_attachments")
    problems = Problems()
    for index, attachment in enumerate(attachments):
        if "blocks" in attachment:
            pointer = f"/attachments/{index}/blocks"
            check_blocks(attachment["blocks"], pointer, problems, most=50, in_view=False)
    problems.refuse("invalid_attachments")


_VIEW: Final = {
    "type": Field(one_of("modal", "home"), required=True),
    "blocks": Field(anything, required=True),
    "private_metadata": Field(string(most=3000)),
    "callback_id": Field(string(most=255)),
    "external_id": Field(string(most=255)),
}
_MODAL: Final = _VIEW | {
    "title": Field(plain_text(24), required=True),
    "submit": Field(plain_text(24)),
    "close": Field(plain_text(24)),
    "clear_on_close": Field(boolean),
    "notify_on_close": Field(boolean),
}


def check_view(view: Any, *, kind: str) -> Json:
    """Hold a view against Slack's rules and return it.

    Raises: SlackError (invalid_arguments with `response_metadata.messages`, view_too_large).
    """
    problems = Problems()
    if not isinstance(view, dict):
        problems.add("must provide an object", "/view")
        problems.refuse("invalid_arguments")
    if len(json.dumps(view).encode()) > VIEW_MOST_BYTES:
        raise SlackError("view_too_large")
    checked = check_members(view, _VIEW if kind == "home" else _MODAL, "/view", problems)
    if checked and view.get("type") not in {None, kind}:
        problems.add(f"unsupported type: {view['type']}", "/view/type")
    if checked and "blocks" in view:
        check_blocks(view["blocks"], "/view/blocks", problems, most=100, in_view=True)
        has_input = any(
            isinstance(block, dict) and block.get("type") == "input" for block in view["blocks"] or []
        )
        if kind == "modal" and has_input and "submit" not in view:
            problems.add("missing required field: submit", "/view")
    problems.refuse("invalid_arguments")
    return dict(view)


def check_options(answer: Any) -> list[Json]:
    """Hold the bot's answer to a type-ahead query against the limits and return all its options.

    Raises: SlackError (invalid_options).
    """
    problems = Problems()
    if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
        raise SlackError("invalid_options", errors=["must define either `options` or `option_groups`"])
    rules: dict[str, Rule] = {
        "options": array(MENU_OPTION, most=100),
        "option_groups": array(OPTION_GROUP, most=100),
    }
    for name, rule in rules.items():
        if name in answer:
            rule(answer[name], f"/{name}", problems)
    problems.refuse("invalid_options")
    grouped = [entry for group in answer.get("option_groups", []) for entry in group["options"]]
    return [*answer.get("options", []), *grouped]
