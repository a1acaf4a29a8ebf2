"""Who a Slack account is, by Slack's own word: e-mail only inside the home workspace."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from adapters.slack.client import SlackClient
from adapters.slack.errors import NO_SUCH_ACCOUNT
from bot.domain.ids import AccountId, ChannelName, WorkspaceId
from bot.domain.people import Account, AccountRef
from bot.errors import NotFound, Refused

CACHE_S: Final = 60.0
CACHE_SIZE: Final = 10_000
SLACKBOT: Final = "USLACKBOT"


class SlackDirectory:
    """Accounts of the workspace the bot is installed in, cached for a minute."""

    def __init__(self, client: SlackClient) -> None:
        self._client = client
        self._seen: OrderedDict[str, tuple[float, Account]] = OrderedDict()

    @property
    def channel(self) -> ChannelName:
        """Slack."""
        return "slack"

    async def account(self, ref: AccountRef) -> Account:
        """The account as users.info tells it. Raises: NotFound, OutsideFault."""
        cached = self._seen.get(ref.id)
        if cached and cached[0] > time.monotonic():
            return cached[1]
        try:
            answer = await self._client.ask("users.info", user=ref.id, include_locale="true")
        except Refused as refused:
            if refused.code in NO_SUCH_ACCOUNT:
                raise NotFound from None
            raise
        account = account_from_wire(answer["user"], home=ref.workspace)
        self._seen[ref.id] = (time.monotonic() + CACHE_S, account)
        self._seen.move_to_end(ref.id)
        while len(self._seen) > CACHE_SIZE:
            self._seen.popitem(last=False)
        return account

    def known_locale(self, account: str) -> str | None:
        """The locale if it is known without asking, for answers that cannot wait."""
        cached = self._seen.get(account)
        return cached[1].locale if cached else None

    async def by_email(self, workspace: WorkspaceId, email: str) -> Account | None:
        """The active member with this e-mail, or None. Raises: OutsideFault."""
        try:
            answer = await self._client.ask("users.lookupByEmail", email=email)
        except Refused as refused:
            if refused.code in NO_SUCH_ACCOUNT:
                return None
            raise
        account = account_from_wire(answer["user"], home=workspace)
        return None if account.is_stranger or account.is_bot or not account.is_active else account


def account_from_wire(user: Mapping[str, Any], *, home: WorkspaceId) -> Account:
    """A users.info user as an account.

    Shape: the e-mail of somebody from another workspace is dropped: that workspace can write what it likes.
    Source: docs.slack.dev, reference/methods/users.info; apis/slack-connect.
    """
    profile: Mapping[str, Any] = user.get("profile") or {}
    team = user.get("team_id")
    teams = (user.get("enterprise_user") or {}).get("teams") or []
    is_stranger = bool(user.get("is_stranger")) or (team is not None and team != home and home not in teams)
    is_bot = bool(user.get("is_bot")) or user.get("id") == SLACKBOT
    email = profile.get("email")
    return Account(
        ref=AccountRef(channel="slack", workspace=home, id=AccountId(str(user["id"]))),
        name=str(profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]),
        email=str(email) if email and not is_stranger and not is_bot else None,
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=is_stranger,
        is_bot=is_bot,
        is_active=not user.get("deleted", False),
        locale=str(user.get("locale") or "en"),
        time_zone=str(user.get("tz") or "UTC"),
    )
