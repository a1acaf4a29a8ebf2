"""Slack's payloads as inbound. Pure: a payload, our own ids and the time in, an inbound (or nothing) out.

What is kept of a payload is stored, so it holds no trigger id and nothing that a database cannot hold.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from adapters.slack.directory import SLACKBOT
from adapters.slack.modals import opened_from
from adapters.slack.places import BY_ACCOUNT
from bot.domain.ids import AccountId, ConversationId, FormToken, WorkspaceId
from bot.domain.people import AccountRef
from bot.ui.form import clean_words
from bot.ui.inbound import Arrived, Click, Command, MessageRef, Place, Submit
from cards.wire import ParsedAction

_MENTION: Final = re.compile(r"<([@#!])([^|>]*)(?:\|([^>]*))?>")
_LINK: Final = re.compile(r"<((?:https?|mailto|tel):[^|>]+)(?:\|[^>]*)?>")
# Messages of these kinds are people speaking; all other subtypes are edits, deletions, notes of Slack's own.
# Source: docs.slack.dev/reference/events/message.
SPOKEN: Final = frozenset({None, "file_share", "me_message", "thread_broadcast"})
# What a clicked message looked like is kept to put it back after a working state; a larger one is not.
MAX_KEPT_BLOCKS: Final = 20_000


def plain_words(text: str) -> str:
    """What somebody typed, without Slack's markup for links and mentions, and without its three escapes.

    Source: docs.slack.dev, messaging/formatting-message-text.
    """
    text = _LINK.sub(r"\1", text)
    text = _MENTION.sub(_mentioned, text)
    for escaped, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escaped, sign)
    return clean_words(text).strip()


def account_of(payload: Mapping[str, Any], *, workspace: WorkspaceId) -> AccountRef:
    """Who acted, in an interaction payload."""
    return _account(payload["user"]["id"], workspace)


def command_from_wire(payload: Mapping[str, Any], *, workspace: WorkspaceId, at: datetime) -> Command:
    """A slash command. Shape: the key is made of the trigger id: one per use, the same on each delivery."""
    channel = str(payload["channel_id"])
    return Command(
        key=f"command:{_digest(payload['trigger_id'])}",
        account=_account(payload["user_id"], workspace),
        place=_place(channel, name=str(payload.get("channel_name") or "")),
        at=at,
        name=clean_words(str(payload.get("user_name") or "")),
        text=plain_words(str(payload.get("text") or "")),
        is_explicit=True,
        surface={"response_url": str(payload["response_url"])} if payload.get("response_url") else {},
    )


def message_from_wire(
    event: Mapping[str, Any], *, workspace: WorkspaceId, bot_user: str, at: datetime
) -> Command | None:
    """A message in the direct chat, or one that mentions the bot.

    Shape: None for everything that is not a person speaking to the bot: edits, deletions, bots, the bot's own
           posts. An app_mention and its message share one key, (channel, ts).
    """
    speaker = event.get("user")
    if event.get("subtype") not in SPOKEN or event.get("bot_id") or event.get("hidden"):
        return None
    if speaker in {None, "", bot_user, SLACKBOT}:
        return None
    channel = str(event["channel"])
    is_direct = event.get("channel_type") == "im" or channel.startswith("D")
    if event["type"] == "message" and not is_direct:
        return None
    called = re.compile(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>")
    return Command(
        key=f"message:{channel}:{event['ts']}",
        account=_account(speaker, workspace),
        place=_place(channel, thread=event.get("thread_ts"), is_direct=is_direct),
        at=at,
        text=plain_words(called.sub(" ", str(event.get("text") or ""), count=1)),
    )


def arrival_from_wire(event: Mapping[str, Any], *, workspace: WorkspaceId, at: datetime) -> Arrived | None:
    """The first look at the direct chat; the key is the account, because it is greeted once."""
    if event.get("tab") != "messages":
        return None
    return Arrived(
        key=f"arrived:{event['user']}",
        account=_account(event["user"], workspace),
        place=_place(str(event["channel"]), is_direct=True),
        at=at,
    )


def click_from_wire(
    payload: Mapping[str, Any],
    action: ParsedAction,
    *,
    workspace: WorkspaceId,
    at: datetime,
    view_id: str | None = None,
) -> Click:
    """A click on a button or menu in a message or a modal.

    Shape: `view_id` is the modal that was opened for the answer, if one was.
    """
    container: Mapping[str, Any] = payload.get("container") or {}
    channel = str((payload.get("channel") or {}).get("id") or "")
    ts = str(container.get("message_ts") or "")
    thread = container.get("thread_ts") or (payload.get("message") or {}).get("thread_ts")
    account = account_of(payload, workspace=workspace)
    nonce = (payload.get("actions") or [{}])[0].get("action_ts") or ""
    return Click(
        key=f"click:{_digest(payload.get('trigger_id'), nonce)}",
        account=account,
        place=_place(channel, thread=thread if thread != ts else None) if channel else _place_of(account),
        at=at,
        name=clean_words(str(payload["user"].get("name") or "")),
        verb=action.verb,
        args=dict(action.args),
        choice=action.choice,
        message=MessageRef(conversation=ConversationId(channel), id=ts) if channel and ts else None,
        surface=_clicked_surface(payload, container, view_id),
    )


def submit_from_wire(
    payload: Mapping[str, Any],
    token: FormToken,
    raw: Mapping[str, object],
    *,
    workspace: WorkspaceId,
    at: datetime,
    locale: str | None = None,
) -> Submit:
    """A modal sent. Shape: sender and form are the key: sent again it is the same receipt, by nobody but its sender."""
    account = account_of(payload, workspace=workspace)
    return Submit(
        key=f"submit:{account.id}:{token}",
        account=account,
        place=_place_of(account),
        at=at,
        name=clean_words(str(payload["user"].get("name") or "")),
        locale=locale,
        token=token,
        raw={clean_words(name): _cleaned(answer) for name, answer in raw.items()},
        message=opened_from(payload["view"].get("callback_id")),
        surface={"view_id": str(payload["view"]["id"]), "working": "view"},
    )


def _clicked_surface(
    payload: Mapping[str, Any], container: Mapping[str, Any], view_id: str | None
) -> dict[str, str]:
    surface: dict[str, str] = {}
    if payload.get("response_url"):
        surface["response_url"] = str(payload["response_url"])
    if container.get("is_ephemeral"):
        surface["ephemeral"] = "1"
    if container.get("type") == "view":
        surface["view_id"] = str(container.get("view_id") or "")
    elif view_id:
        # Opened for this click: it already says that it takes a moment.
        surface |= {"view_id": view_id, "working": "view"}
    message: Mapping[str, Any] = payload.get("message") or {}
    blocks = json.dumps(message.get("blocks") or [])
    if message.get("blocks") and "ephemeral" not in surface and len(blocks) <= MAX_KEPT_BLOCKS:
        surface |= {"blocks": blocks, "text": clean_words(str(message.get("text") or ""))}
    return surface


def _mentioned(match: re.Match[str]) -> str:
    sign, target, label = match.groups()
    if sign == "!" and target.startswith("date^"):
        return label or ""
    return f"{'#' if sign == '#' else '@'}{(label or target).lstrip('@#')}"


def _cleaned(answer: object) -> object:
    if isinstance(answer, str):
        return clean_words(answer)
    if isinstance(answer, list | tuple):
        return [_cleaned(item) for item in answer]
    return answer


def _digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(str(part or "") for part in parts).encode()).hexdigest()[:32]


def _account(user: object, workspace: WorkspaceId) -> AccountRef:
    return AccountRef(channel="slack", workspace=workspace, id=AccountId(str(user)))


def _place_of(account: AccountRef) -> Place:
    return _place(f"{BY_ACCOUNT}{account.id}", is_direct=True)


def _place(channel: str, *, thread: object = None, is_direct: bool | None = None, name: str = "") -> Place:
    direct = channel.startswith("D") if is_direct is None else is_direct
    return Place(
        conversation=ConversationId(channel),
        kind="direct" if direct else "room",
        thread=str(thread) if thread else None,
        name=clean_words(name),
    )
