"""Who a Teams account is, by the roster of a conversation it is in: e-mail only inside the served tenants."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import structlog

from adapters.teams.calls.errors import NO_WAY_THERE, ConnectorRefused, fault_of_look_up
from adapters.teams.connector import Connector
from adapters.teams.references import References
from bot.domain.ids import AccountId, ChannelName, WorkspaceId
from bot.domain.people import Account, AccountRef
from bot.errors import NotFound, OutsideFault, Unreachable

log = structlog.get_logger(__name__)

CACHE_S: Final = 60.0
CACHE_SIZE: Final = 10_000
# How often a room's roster is read again to find somebody by e-mail.
ROSTER_S: Final = 600.0


class TeamsDirectory:
    """Accounts of the served tenants. Shape: `rooms` tells the conversations whose rosters may be read."""

    def __init__(
        self,
        connector: Connector,
        references: References,
        *,
        tenants: frozenset[str],
        rooms: Callable[[WorkspaceId], Awaitable[Sequence[str]]],
    ) -> None:
        self._connector = connector
        self._references = references
        self._tenants = tenants
        self._rooms = rooms
        self._seen: OrderedDict[str, tuple[float, Account]] = OrderedDict()
        self._rosters: dict[str, float] = {}

    @property
    def channel(self) -> ChannelName:
        """Teams."""
        return "teams"

    async def account(self, ref: AccountRef) -> Account:
        """The account as the roster tells it. Raises: NotFound, OutsideFault."""
        cached = self._seen.get(ref.key)
        if cached and cached[0] > time.monotonic():
            return cached[1]
        facts = await self._references.facts(ref)
        member = await self._member(ref, facts)
        account = account_from_wire(member, ref=ref, facts=facts, tenants=self._tenants)
        await self._keep(account)
        return account

    async def _member(self, ref: AccountRef, facts: Mapping[str, str]) -> dict[str, Any]:
        """The account in the roster of a conversation it was seen in. Raises: NotFound, OutsideFault."""
        service_url = await self._references.service_url(ref.workspace, dict(facts))
        for conversation in filter(None, (facts.get("direct"), facts.get("room"))):
            try:
                return await self._connector.member(service_url, conversation, facts.get("user") or ref.id)
            except ConnectorRefused as error:
                # Not there any more, or we are not: perhaps in the other one.
                if error.status not in NO_WAY_THERE:
                    raise fault_of_look_up(error) from error
        raise NotFound

    async def by_email(self, workspace: WorkspaceId, email: str) -> Account | None:
        """The account seen with this e-mail, else one from the rosters of the team rooms. Raises: OutsideFault."""
        found, fault = await self._references.find(workspace, email), None
        if found is None:
            fault = await self._read_rosters(workspace)
            found = await self._references.find(workspace, email)
        if found is None:
            if fault is not None:
                raise fault
            return None
        try:
            account = await self.account(found)
        except NotFound:
            return None
        # What was remembered may be of an earlier name; a stranger has none.
        return account if account.email and account.email.casefold() == email.casefold() else None

    async def _keep(self, account: Account) -> None:
        self._seen[account.ref.key] = (time.monotonic() + CACHE_S, account)
        self._seen.move_to_end(account.ref.key)
        while len(self._seen) > CACHE_SIZE:
            self._seen.popitem(last=False)
        if account.email:
            await self._references.learn(account.ref, {"name": account.name}, email=account.email)

    async def _read_rosters(self, workspace: WorkspaceId) -> OutsideFault | None:
        """Read the rooms' rosters that were not read for a while; the fault of one that could not be."""
        service_url = await self._references.service_url(workspace)
        fault: OutsideFault | None = None
        for room in await self._rooms(workspace):
            if self._rosters.get(room, float("-inf")) > time.monotonic():
                continue
            try:
                members = await self._connector.members(service_url, room)
            except ConnectorRefused as error:
                log.warning("teams.roster_refused", code=error.code, status=error.status)
                if error.status not in NO_WAY_THERE:
                    fault = fault_of_look_up(error)
                    continue
                members = []
            except Unreachable as error:
                log.warning("teams.roster_unreachable", error=str(error))
                fault = error
                continue
            self._rosters[room] = time.monotonic() + ROSTER_S
            for member in members:
                await self._learn(member, workspace, room, service_url)
        return fault

    async def _learn(
        self, member: Mapping[str, Any], workspace: WorkspaceId, room: str, service_url: str
    ) -> None:
        if not member.get("aadObjectId"):
            return
        ref = AccountRef(channel="teams", workspace=workspace, id=AccountId(str(member["aadObjectId"])))
        account = account_from_wire(member, ref=ref, facts={}, tenants=self._tenants)
        facts = {"room": room, "user": str(member.get("id", "")), "service_url": service_url}
        await self._references.learn(ref, facts, email=account.email)


def account_from_wire(
    member: Mapping[str, Any], *, ref: AccountRef, facts: Mapping[str, str], tenants: frozenset[str]
) -> Account:
    """A roster member as an account.

    Shape: somebody of a tenant we do not serve keeps no e-mail: that tenant can write what it likes.
    Source: learn.microsoft.com, microsoftteams/platform/bots/how-to/get-teams-context.
    """
    tenant = str(member.get("tenantId") or ref.workspace).lower()
    is_stranger = tenant not in tenants
    principal = str(member.get("userPrincipalName") or "")
    is_external = "#EXT#" in principal
    is_guest = member.get("userRole") == "guest" or is_external
    # A guest's principal name only looks like an address.
    email = member.get("email") or ("" if is_external else principal)
    return Account(
        ref=ref,
        name=str(member.get("name") or facts.get("name") or ref.id),
        email=str(email) if email and not is_stranger else None,
        is_guest=is_guest,
        is_stranger=is_stranger,
        is_bot=str(member.get("id", "")).startswith("28:"),
        locale=facts.get("locale", "en"),
        time_zone=facts.get("time_zone", "UTC"),
    )
