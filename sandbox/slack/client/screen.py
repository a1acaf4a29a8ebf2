"""Messages and views of the driver's answers as `Screen`s."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.slack.checks.blocks import elements_of
from sandbox.slack.checks.elements import offered
from sandbox.slack.client.markup import Reader, plain, rich_lines, text_of
from sandbox.slack.state.inputs import STATEFUL
from sandbox.user import Button, Input, InputKind, Screen

Json = dict[str, Any]

# The overflow menu's three dots, in a word.
OVERFLOW_LABEL: Final = "More"
KINDS: Final[dict[str, InputKind]] = {
    "plain_text_input": "text",
    "email_text_input": "text",
    "url_text_input": "text",
    "rich_text_input": "textarea",
    "number_input": "number",
    "static_select": "select",
    "multi_static_select": "multiselect",
    "external_select": "lookup",
    "multi_external_select": "lookup",
    "radio_buttons": "radio",
    "checkboxes": "checkboxes",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime",
    "users_select": "user",
    "multi_users_select": "user",
    "channels_select": "select",
    "multi_channels_select": "multiselect",
    "conversations_select": "select",
    "multi_conversations_select": "multiselect",
    "file_input": "file",
}


def reference(block: Mapping[str, Any], element: Mapping[str, Any]) -> str:
    """How an element is addressed: its block_id and action_id."""
    return f"{block['block_id']}\n{element['action_id']}"


def ids_of(ref: str) -> tuple[str, str]:
    """The block_id and action_id of a `reference`."""
    block_id, _, action_id = ref.partition("\n")
    return block_id, action_id


def _cell(cell: Json, reader: Reader) -> str:
    return " ".join(rich_lines(cell, reader)) if cell["type"] == "rich_text" else str(cell["text"])


def _block_lines(block: Json, reader: Reader) -> list[str]:
    kind = block["type"]
    if kind == "section":
        texts = [block["text"]] if "text" in block else []
        return [
            line for text in [*texts, *block.get("fields", [])] for line in text_of(text, reader).split("\n")
        ]
    if kind == "header":
        return [text_of(block["text"], reader)]
    if kind == "context":
        return [
            entry["alt_text"] if entry["type"] == "image" else text_of(entry, reader)
            for entry in block["elements"]
        ]
    if kind == "rich_text":
        return rich_lines(block, reader)
    if kind == "image":
        return [text_of(block["title"], reader) if "title" in block else block["alt_text"]]
    if kind == "table":
        return [" | ".join(_cell(cell, reader) for cell in row) for row in block["rows"]]
    if kind == "markdown":
        return [plain(line.lstrip("# ").replace("**", "*"), reader) for line in block["text"].split("\n")]
    return []


def _lines(blocks: list[Json], reader: Reader) -> list[str]:
    return [line for block in blocks for line in _block_lines(block, reader)]


def _options(element: Json) -> tuple[tuple[str, str], ...]:
    return tuple((str(option["value"]), str(option["text"]["text"])) for option in offered(element))


def _label(block: Json, element: Json, reader: Reader) -> str:
    if block["type"] == "input":
        return text_of(block["label"], reader)
    if "placeholder" in element:
        return text_of(element["placeholder"], reader)
    if block["type"] == "section" and "text" in block:
        return text_of(block["text"], reader)
    return str(element["action_id"])


def _buttons(blocks: list[Json], reader: Reader, *, menus: bool) -> tuple[Button, ...]:
    found = []
    above = 0
    for block in blocks:
        above += len(_block_lines(block, reader))
        for _, element in elements_of(block):
            ref = reference(block, element) if "action_id" in element else ""
            if element["type"] == "button":
                label = text_of(element["text"], reader)
                found.append(Button(label, ref, element.get("url"), element.get("style"), above=above))
            elif element["type"] == "overflow":
                found.append(Button(OVERFLOW_LABEL, ref, options=_options(element), above=above))
            elif element["type"] == "static_select" and menus and block["type"] != "input":
                label = _label(block, element, reader)
                found.append(Button(label, ref, options=_options(element), above=above))
    return tuple(found)


def _inputs(
    blocks: list[Json], values: Json, errors: Mapping[str, str], reader: Reader, *, menus: bool
) -> tuple[Input, ...]:
    found = []
    for block in blocks:
        for _, element in elements_of(block):
            is_menu = menus and block["type"] != "input" and element["type"] == "static_select"
            if element["type"] not in STATEFUL or is_menu:
                continue
            kind: InputKind = "textarea" if element.get("multiline") else KINDS[element["type"]]
            value = values.get(block["block_id"], {}).get(element["action_id"], {})
            hint = block.get("hint") or element.get("placeholder")
            found.append(
                Input(
                    ref=reference(block, element),
                    label=_label(block, element, reader),
                    kind=kind,
                    required=block["type"] == "input" and not block.get("optional", False),
                    options=_options(element),
                    value=value.get(STATEFUL[element["type"]][0]),
                    hint=text_of(hint, reader) if hint else None,
                    error=errors.get(block["block_id"]),
                )
            )
    return tuple(found)


def _attachment_lines(attachment: Json, reader: Reader) -> list[str]:
    texts = [attachment.get(name) for name in ("pretext", "title", "text")]
    return [plain(text, reader) for text in texts if text] + _lines(attachment.get("blocks") or [], reader)


def message_screen(entry: Json, place: str, reader: Reader) -> Screen:
    """A message of GET /_sandbox/messages as its reader sees it."""
    message = entry["message"]
    blocks = message.get("blocks") or []
    text_lines = plain(message["text"], reader).split("\n") if message["text"] else []
    lines = _lines(blocks, reader) if blocks else list(text_lines)
    for attachment in message.get("attachments") or []:
        lines += _attachment_lines(attachment, reader)
    lines += [str(file.get("title") or file["id"]) for file in message.get("files") or []]
    thread_ts = message.get("thread_ts")
    answers = thread_ts is not None and thread_ts != message["ts"]
    return Screen(
        ref=f"{entry['channel']}:{message['ts']}",
        place=place,
        author=entry["author"],
        lines=tuple(lines),
        buttons=_buttons(blocks, reader, menus=True),
        inputs=_inputs(blocks, entry["state"]["values"], {}, reader, menus=True),
        notification="\n".join(text_lines) or "\n".join(lines),
        private=entry["ephemeral"],
        thread=f"{entry['channel']}:{thread_ts}" if answers else None,
        edited="edited" in message,
        payload=message,
    )


def view_screen(shown: Json, place: str, reader: Reader) -> Screen:
    """A modal or home tab of GET /_sandbox/views as its person sees it."""
    view = shown["view"]
    blocks = view["blocks"]
    title, submit = view.get("title"), view.get("submit")
    return Screen(
        ref=view["id"],
        place=place,
        author="Ticketbot",
        lines=tuple(_lines(blocks, reader)),
        title=title["text"] if title else None,
        buttons=_buttons(blocks, reader, menus=False),
        inputs=_inputs(blocks, view["state"]["values"], shown["errors"], reader, menus=False),
        submit=submit["text"] if submit else None,
        private=True,
        payload=view,
    )
