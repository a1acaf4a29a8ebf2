"""What an attachment request carries: links in JSON, or files in a multipart form. Stores nothing.

Source: a public copy of the vendor's API description; limits are those of the help desk's own settings.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.ticketing.teamswork.gate import Bad
from sandbox.ticketing.teamswork.writes import text_or_html


@dataclass(frozen=True, slots=True)
class Sent:
    """One file (`content`) or link (`src`)."""

    name: str
    content_type: str = "application/octet-stream"
    content: bytes | None = None
    src: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """The whole request. Shape: `body` has the member `user`."""

    body: Mapping[str, Any]
    comment: str
    is_private: bool
    sent: tuple[Sent, ...]


async def read_json(request: web.Request) -> dict[str, Any]:
    """The body as an object. Raises: Bad."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise Bad("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Bad("The body must be an object.")
    return body


async def read_upload(request: web.Request, *, max_bytes: int) -> Upload:
    """The attachments of a request of either form. Raises: Bad."""
    if request.content_type == "multipart/form-data":
        upload = await _from_form(request)
    else:
        upload = _from_links(await read_json(request))
    if not upload.sent:
        raise Bad("There is no attachment.")
    if any(len(item.content or b"") > max_bytes for item in upload.sent):
        raise Bad(f"An attachment may have {max_bytes} bytes at most.", status=413)
    return upload


def _from_links(body: Mapping[str, Any]) -> Upload:
    links = body.get("attachments")
    if not isinstance(links, list):
        raise Bad("attachments must be a list.")
    sent: list[Sent] = []
    for link in links:
        src, caption = (link.get("src"), link.get("caption")) if isinstance(link, dict) else (None, None)
        if not isinstance(src, str) or not isinstance(caption, str):
            raise Bad("An attachment needs src and caption.")
        if urlsplit(src).scheme not in ("http", "https"):
            raise Bad("src must be a web address.")
        sent.append(Sent(caption, src=src))
    comment = text_or_html(body, "comment") or ""
    return Upload(body, comment, body.get("isPrivate") is True, tuple(sent))


async def _from_form(request: web.Request) -> Upload:
    form = await request.post()
    files = [item for item in form.getall("files", []) if isinstance(item, web.FileField)]
    sent = tuple(Sent(item.filename, item.content_type, item.file.read()) for item in files)
    for item in files:
        item.file.close()
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        user = json.loads(texts.get("user", ""))
    except (ValueError, RecursionError):
        raise Bad("user must be JSON text.") from None
    comment = text_or_html(texts, "comment") or ""
    return Upload({"user": user}, comment, texts.get("isPrivate") == "true", sent)
