"""The response_url endpoint. Source: docs.slack.dev/interactivity/handling-user-interaction."""

from sandbox.slack import announce
from sandbox.slack.announce import Platform
from sandbox.slack.api.people import truthy
from sandbox.slack.api.posting import rewrite, write
from sandbox.slack.checks.problem import SlackError
from sandbox.slack.state.records import Json, Message, ResponseUrl
from sandbox.slack.state.wire import message_json
from sandbox.slack.state.workspace import RESPONSE_URL_USES


def answer(platform: Platform, secret: str, body: Json) -> None:
    """Post, replace or delete by a response_url.

    Raises: SlackError (expired_url, used_url, no_text, invalid_blocks ...).
    """
    space = platform.space
    known = space.response_urls.get(secret)
    if known is None or space.clock() > known.expires_at:
        raise SlackError("expired_url")
    if known.uses >= RESPONSE_URL_USES:
        raise SlackError("used_url")
    original = space.message(known.channel, known.message_ts) if known.message_ts else None
    if truthy(body.get("delete_original")):
        known.uses += 1
        if original is not None:
            space.remove(original)
            announce.deleted(platform, original)
        return
    if truthy(body.get("replace_original")) and original is not None:
        _replace(platform, original, body)
    else:
        post(platform, known, body)
    known.uses += 1


def _replace(platform: Platform, original: Message, body: Json) -> None:
    before = message_json(platform.space, original)
    rewrite(platform, original, body, keep_missing=False)
    if original.only_for is None:
        original.edited = {"user": platform.space.install.bot_id, "ts": platform.space.next_ts()}
        announce.changed(platform, original, before)


def post(platform: Platform, known: ResponseUrl, body: Json) -> None:
    """Post an answer where the person acted: to that person alone unless `response_type` is in_channel."""
    space = platform.space
    in_channel = body.get("response_type") == "in_channel"
    only_for = None if in_channel else known.user
    message = write(platform, body, space.channels[known.channel], only_for=only_for)
    if known.message_ts is None and only_for is not None:
        # A command has no message of its own; `replace_original` later means this first answer.
        known.message_ts = message.ts
