"""How people and rooms are reached: learnt from every activity, kept in the database, written only when changed."""

from collections import OrderedDict
from typing import Final

from adapters.teams.settings import TeamsSettings
from bot.domain.ids import AccountId, WorkspaceId
from bot.domain.people import AccountRef
from bot.ports.storage import Accounts

CACHE_SIZE: Final = 10_000
# The account under which what holds for a whole tenant is kept.
TENANT: Final = AccountId("*")
_EMAIL: Final = "@email"


class References:
    """Facts of accounts.

    Shape: `direct` (the 1:1 conversation), `room` (one they were seen in), `user` (29: id), `service_url`, `name`,
           `locale`, `time_zone`.
    """

    def __init__(self, accounts: Accounts, settings: TeamsSettings) -> None:
        self._accounts = accounts
        self._settings = settings
        self._written: OrderedDict[str, dict[str, str]] = OrderedDict()

    async def learn(self, account: AccountRef, facts: dict[str, str], *, email: str | None = None) -> None:
        """Keep what is new."""
        facts = {name: value for name, value in facts.items() if value}
        news = facts | ({_EMAIL: email} if email else {})
        known = self._written.get(account.key, {})
        if all(known.get(name) == value for name, value in news.items()):
            return
        await self._accounts.remember(account, email=email, facts=facts)
        self._written[account.key] = known | news
        self._written.move_to_end(account.key)
        while len(self._written) > CACHE_SIZE:
            self._written.popitem(last=False)

    async def facts(self, account: AccountRef) -> dict[str, str]:
        """What is known of an account, perhaps nothing."""
        found = await self._accounts.recall(account)
        if found is None:
            # Nothing is kept, or not any more: what comes next is news.
            self._written.pop(account.key, None)
        return found or {}

    async def find(self, workspace: WorkspaceId, email: str) -> AccountRef | None:
        """The account last seen with this e-mail."""
        return await self._accounts.find("teams", workspace, email)

    async def service_url(self, workspace: WorkspaceId, facts: dict[str, str] | None = None) -> str:
        """Where the connector for this account, tenant, or anybody is."""
        if facts and facts.get("service_url"):
            return facts["service_url"]
        tenant = AccountRef(channel="teams", workspace=workspace, id=TENANT)
        return (await self.facts(tenant)).get("service_url") or self._settings.service_url
