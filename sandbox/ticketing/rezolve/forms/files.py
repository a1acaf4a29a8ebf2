"""Files as create, update and comment bodies carry them.

The create page shows `attachments` as an empty object and no upload call; this sandbox takes files in the body.
Source: docs.rezolve.ai "Create Ticket" (skeleton), "Get Tenant Metadata" (workflowSettings limits).
"""

import base64
import binascii
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.ticketing.model import Source, UserRef
from sandbox.ticketing.rezolve.wire.envelope import Fault
from sandbox.ticketing.store import Store

SOURCE: Source = "rezolve"


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """One file. Shape: `content`, or `src` for a link."""

    name: str
    content_type: str
    content: bytes | None
    src: str | None

    def kept(self) -> dict[str, Any]:
        """What stands among the ticket's values."""
        facts: dict[str, Any] = {"name": self.name, "contentType": self.content_type}
        return facts if self.src is None else {**facts, "src": self.src}


def parse_file(value: Any, *, max_bytes: int, allowed: tuple[str, ...]) -> FileAnswer | str:
    """A file, or what is wrong with it. Shape: {name, contentType?, content (base64) | src}."""
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str) or not value["name"]:
        return "A file needs a name and content or src"
    name = value["name"]
    if name.rpartition(".")[2].lower() not in allowed:
        return f"Files must be one of: {', '.join(allowed)}"
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    content_type = str(value.get("contentType") or guessed)
    src, encoded = value.get("src"), value.get("content")
    if isinstance(src, str) and src.startswith("https://") and encoded is None:
        return FileAnswer(name, content_type, None, src)
    if not isinstance(encoded, str) or src is not None:
        return "A file needs content in base64, or an https link as src"
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return "The content is not base64"
    if len(content) > max_bytes:
        return f"Files may have at most {max_bytes} bytes"
    return FileAnswer(name, content_type, content, None)


def parse_attachments(value: Any, *, max_bytes: int, allowed: tuple[str, ...]) -> list[FileAnswer]:
    """The files of an `attachments` object: file name -> {contentType?, content or src}. Raises: Fault 400, 422."""
    if value is None:
        return []
    if not isinstance(value, Mapping):
        raise Fault(400, "INVALID_REQUEST", "Invalid request", details="'attachments' must be an object")
    files: list[FileAnswer] = []
    for name, entry in value.items():
        facts = entry if isinstance(entry, Mapping) else {}
        parsed = parse_file({**facts, "name": name}, max_bytes=max_bytes, allowed=allowed)
        if isinstance(parsed, str):
            problem = {"field": "attachments", "name": name, "code": "invalid_file", "message": parsed}
            raise Fault(422, "VALIDATION_ERROR", "Some fields are not valid", details={"fields": [problem]})
        files.append(parsed)
    return files


async def keep_files(
    store: Store, ticket_id: str, files: list[FileAnswer], *, actor: UserRef, comment_id: str | None = None
) -> None:
    """Attach files to a ticket, or to a comment of it."""
    for file in files:
        await store.attach(
            ticket_id,
            name=file.name,
            actor=actor,
            source=SOURCE,
            content_type=file.content_type,
            src=file.src,
            content=file.content,
            comment_id=comment_id,
        )
