"""Views and blocks the tests of the emulated Slack share."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Json:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def option(text: str, value: str) -> Json:
    """An option."""
    return {"text": plain(text), "value": value}


def question(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block whose action_id is "answer"."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "answer"} | element,
    } | more


def modal(*blocks: Json, title: str = "Form", **more: Any) -> Json:
    """A modal with a submit button."""
    view = {"type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": list(blocks)}
    return view | more


def button(label: str, action_id: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": action_id} | more


TEXT: Json = {"type": "plain_text_input"}
