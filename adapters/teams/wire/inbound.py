"""Teams' activities as inbound. Pure: an activity, the time in, an inbound (or nothing) out.

Reads the raw JSON: the SDK's model drops members (conversation.tenantId among them).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from adapters.teams.wire.answers import SUBMIT
from adapters.teams.wire.outgoing import conversation_of
from adapters.teams.wire.words import words_of
from bot.domain.ids import AccountId, ConversationId, FormToken, WorkspaceId
from bot.domain.people import AccountRef
from bot.ui.inbound import Arrived, Click, Command, MessageRef, Place, Submit
from cards.adaptive.parse import ParsedAction

_THREAD: Final = re.compile(r";messageid=(\d+)")


def tenant_of(activity: Mapping[str, Any]) -> str | None:
    """The tenant the person belongs to, as the channel data tells it."""
    channel_data = _mapping(activity.get("channelData"))
    tenant = _mapping(channel_data.get("tenant")).get("id") or _mapping(activity.get("conversation")).get(
        "tenantId"
    )
    return str(tenant).lower() if tenant else None


def is_bot(activity: Mapping[str, Any]) -> bool:
    """Whether a bot acted: nobody answers bots."""
    sender = _mapping(activity.get("from"))
    return str(sender.get("id", "")).startswith("28:") or sender.get("role") == "bot"


def account_of(activity: Mapping[str, Any]) -> AccountRef | None:
    """Who acted, by what Teams vouches for, never by what a card says; None for what no person of a tenant did."""
    tenant, user = tenant_of(activity), _mapping(activity.get("from")).get("aadObjectId")
    if not tenant or not user or is_bot(activity):
        return None
    return AccountRef(channel="teams", workspace=WorkspaceId(tenant), id=AccountId(str(user)))


def place_of(activity: Mapping[str, Any]) -> Place:
    """Where it happened. Shape: the thread's id is taken out of the conversation's."""
    conversation = _mapping(activity.get("conversation"))
    told = str(conversation.get("id", ""))
    thread = _THREAD.search(told)
    channel = _mapping(_mapping(activity.get("channelData")).get("channel"))
    return Place(
        conversation=ConversationId(_THREAD.sub("", told)),
        kind="direct" if conversation.get("conversationType") == "personal" else "room",
        thread=thread[1] if thread else None,
        name=str(channel.get("name") or ""),
    )


def reference_facts(activity: Mapping[str, Any]) -> dict[str, str]:
    """How to reach this person later, and how they read."""
    place = place_of(activity)
    facts = {
        "direct" if place.kind == "direct" else "room": place.conversation,
        "service_url": str(activity.get("serviceUrl", "")),
        "user": str(_mapping(activity.get("from")).get("id", "")),
    }
    if locale := _locale(activity):
        facts["locale"] = locale
    if zone := _time_zone(activity):
        facts["time_zone"] = zone
    return facts


def command_from_wire(activity: Mapping[str, Any], account: AccountRef, *, at: datetime) -> Command | None:
    """A message to the bot: its own mention taken out, once, and the markup of the chat undone."""
    if "id" not in activity:
        return None
    return Command(
        key=f"message:{_mapping(activity.get('conversation')).get('id')}:{activity['id']}",
        text=words_of(activity),
        **_common(activity, account, at),
    )


def click_from_wire(
    activity: Mapping[str, Any],
    account: AccountRef,
    action: ParsedAction,
    *,
    at: datetime,
    is_told: bool = False,
) -> Click:
    """A click.

    Shape: the key is the invoke's id, else its contents, so that a repeated delivery is the same click;
           `is_told` = the answer to the invoke says where to look, so the room need not.
    """
    return Click(
        key=f"click:{activity.get('id') or _digest(activity)}",
        verb=action.verb,
        args=dict(action.args),
        choice=action.choice,
        message=_clicked(activity),
        **_common(activity, account, at, is_told=is_told),
    )


def submit_from_wire(
    activity: Mapping[str, Any],
    account: AccountRef,
    token: FormToken,
    raw: Mapping[str, object],
    *,
    at: datetime,
    is_told: bool = False,
) -> Submit:
    """A form sent; sender and form are the key: sent again it is the same receipt, by nobody but its sender.

    Shape: a card form's own message becomes the answer (`card` in the surface); a dialog has none.
    """
    common = _common(activity, account, at, is_told=is_told)
    clicked = _clicked(activity)
    if clicked and activity.get("name") != SUBMIT and place_of(activity).kind == "direct":
        common["surface"] |= {"card": clicked.id, "card_in": clicked.conversation}
    return Submit(key=f"submit:{account.id}:{token}", token=token, raw=dict(raw), message=clicked, **common)


def arrival_from_wire(activity: Mapping[str, Any], account: AccountRef, *, at: datetime) -> Arrived:
    """The bot was installed for a person: greeted once."""
    return Arrived(key=f"arrived:{account.id}", **_common(activity, account, at))


def _common(
    activity: Mapping[str, Any], account: AccountRef, at: datetime, *, is_told: bool = False
) -> dict[str, Any]:
    surface = {"service_url": str(activity.get("serviceUrl", ""))}
    return {
        "account": account,
        "place": place_of(activity),
        "at": at,
        "name": str(_mapping(activity.get("from")).get("name") or ""),
        "locale": _locale(activity),
        "time_zone": _time_zone(activity),
        "surface": surface | ({"pointed": "1"} if is_told else {}),
    }


def _clicked(activity: Mapping[str, Any]) -> MessageRef | None:
    reply_to = activity.get("replyToId")
    if not reply_to:
        return None
    place = place_of(activity)
    return MessageRef(conversation=ConversationId(conversation_of(place)), id=str(reply_to))


def _locale(activity: Mapping[str, Any]) -> str | None:
    locale = activity.get("locale") or _client_info(activity).get("locale")
    return str(locale) if locale else None


def _time_zone(activity: Mapping[str, Any]) -> str | None:
    zone = activity.get("localTimezone") or _client_info(activity).get("timezone")
    return str(zone) if zone else None


def _client_info(activity: Mapping[str, Any]) -> Mapping[str, Any]:
    entities = activity.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        if isinstance(entity, Mapping) and entity.get("type") == "clientInfo":
            return entity
    return {}


def _digest(activity: Mapping[str, Any]) -> str:
    told = [activity.get("replyToId"), _mapping(activity.get("from")).get("id"), activity.get("value")]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
