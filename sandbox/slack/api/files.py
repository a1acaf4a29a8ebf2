"""The files.* methods and the transfer of bytes. Source: docs.slack.dev/messaging/working-with-files."""

import secrets
from typing import Any, Final

from aiohttp import web

from sandbox.slack.announce import Platform
from sandbox.slack.api.posting import required, target_channel, text_arg, write
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.state.records import Json, StoredFile
from sandbox.slack.state.wire import file_json
from sandbox.slack.state.workspace import random_id

LOGIN_PAGE: Final = (
    "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to Sandbox</body></html>"
)
FILE_MOST_BYTES: Final = 1_000_000_000


def info(platform: Platform, args: Json) -> Json:
    """files.info."""
    file = platform.space.files.get(required(args, "file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {"file": file_json(platform.space, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def get_upload_url(platform: Platform, args: Json) -> Json:
    """files.getUploadURLExternal."""
    space = platform.space
    name = required(args, "filename")
    try:
        length = int(required(args, "length"))
    except ValueError:
        raise SlackError("invalid_arguments") from None
    if not 0 < length <= FILE_MOST_BYTES:
        raise SlackError("invalid_arguments")
    file = StoredFile(random_id("F0"), name, "application/octet-stream", space.install.bot_user_id, length)
    space.files[file.id] = file
    ticket = secrets.token_hex(12)
    space.uploads[ticket] = file.id
    return {"upload_url": f"{space.base_url}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(platform: Platform, args: Json) -> Json:
    """files.completeUploadExternal: shares the files as one message per channel."""
    space = platform.space
    entries: Any = args.get("files")
    if not isinstance(entries, list) or not entries:
        raise SlackError("invalid_arguments")
    files = []
    for entry in entries:
        file = space.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
        if file is None or len(file.content) != file.expected_length:
            raise SlackError("file_not_found")
        file.title = str(entry.get("title") or file.name)
        file.complete = True
        files.append(file)
    given = text_arg(args, "channels") or text_arg(args, "channel_id")
    names = [name.strip() for name in given.split(",") if name.strip()]
    channels = [target_channel(space, name) for name in names]
    for channel in channels:
        said = {"text": text_arg(args, "initial_comment"), "thread_ts": args.get("thread_ts")}
        write(platform, said, channel, files=files)
    return {"files": [file_json(space, file) for file in files]}


async def take_upload(platform: Platform, request: web.Request) -> web.Response:
    """Receive a file's bytes, raw or as a multipart field."""
    file_id = platform.space.uploads.pop(request.match_info["ticket"], None)
    if file_id is None:
        return web.Response(status=404, text="not found")
    content = await _body(request)
    file = platform.space.files[file_id]
    if len(content) != file.expected_length:
        return web.Response(status=400, text="length mismatch")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


async def _body(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    for value in form.values():
        return value.file.read() if isinstance(value, web.FileField) else str(value).encode()
    return b""


async def download(platform: Platform, request: web.Request) -> web.Response:
    """Serve a file to the bot's token; anybody else gets the sign-in page with status 200, as from Slack."""
    space = platform.space
    file = space.files.get(request.match_info["name"].partition("-")[2])
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = token == space.install.bot_token and space.token_error is None and "files:read" in space.scopes
    if not allowed:
        return web.Response(text=LOGIN_PAGE, content_type="text/html", charset="utf-8")
    if file is None or not file.complete:
        return web.Response(status=404, text="not found")
    return web.Response(body=file.content, content_type=file.mimetype)
