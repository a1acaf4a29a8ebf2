"""Who is to hear of an event, and where. Pure: the accounts were looked up before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from bot.domain.events import Event
from bot.domain.ids import ChannelName, ConversationId, WorkspaceId
from bot.domain.people import Account, UserRef
from bot.domain.tickets import ChannelRoute, NotificationSwitches
from bot.ports.channel import Destination


@dataclass(frozen=True, slots=True)
class Addressed:
    """One destination of an event, and why it goes there."""

    destination: Destination
    role: Literal["assignee", "team"]
    locale: str = "en"
    time_zone: str = "UTC"


def route(
    event: Event,
    *,
    routes: Sequence[ChannelRoute],
    switches: NotificationSwitches,
    workspaces: Collection[tuple[ChannelName, WorkspaceId]],
    assignee_accounts: Sequence[Account],
) -> tuple[Addressed, ...]:
    """Where an event goes: the assignee's direct chats first, then the conversations of the team.

    Shape: each destination once; only workspaces of this connection; nobody in person is told what they did
           themselves (their team still is).
    """
    if not _wanted(event, switches):
        return ()
    addressed = [
        *_assignee(event, assignee_accounts),
        *(
            Addressed(
                Destination(
                    channel=entry.channel,
                    workspace=WorkspaceId(entry.workspace),
                    conversation=ConversationId(entry.conversation),
                ),
                "team",
            )
            for entry in routes
            if entry.team == event.ticket.team and entry.direction != "inbound" and entry.notify_on_update
        ),
    ]
    unique: dict[str, Addressed] = {}
    for entry in addressed:
        channel, workspace = entry.destination.channel, entry.destination.workspace
        if (channel, workspace) in workspaces and _is_on(channel, switches):
            unique.setdefault(entry.destination.key, entry)
    return tuple(unique.values())


def tells_assignee(event: Event, switches: NotificationSwitches) -> bool:
    """Whether the assignee is to be told in person, so that looking up their accounts is worth while."""
    assignee = event.ticket.assignee
    return assignee is not None and _wanted(event, switches) and not _same(assignee, event.actor)


def _assignee(event: Event, accounts: Sequence[Account]) -> list[Addressed]:
    assignee = event.ticket.assignee
    if assignee is None or _same(assignee, event.actor):
        return []
    return [
        Addressed(
            Destination(channel=account.ref.channel, workspace=account.ref.workspace, account=account.ref),
            "assignee",
            locale=account.locale,
            time_zone=account.time_zone,
        )
        for account in accounts
        if account.is_active and not account.is_bot and not account.is_stranger
    ]


def _wanted(event: Event, switches: NotificationSwitches) -> bool:
    match event.kind:
        case "assigned":
            return switches.on_assignment
        case "sla_breached":
            return switches.on_sla_breach
        case _:
            assert_never(event.kind)


def _is_on(channel: ChannelName, switches: NotificationSwitches) -> bool:
    match channel:
        case "slack":
            return switches.slack
        case "teams":
            return switches.teams
        case _:
            assert_never(channel)


def _same(one: UserRef, other: UserRef | None) -> bool:
    if other is None:
        return False
    return (bool(one.id) and one.id == other.id) or (
        bool(one.email) and one.email.casefold() == other.email.casefold()
    )
