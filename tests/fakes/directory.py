"""A chat platform's directory that knows the accounts a test gives it."""

from bot.domain.ids import ChannelName, WorkspaceId
from bot.domain.people import Account, AccountRef
from bot.errors import NotFound, OutsideFault


class FakeDirectory:
    """Accounts by address. Shape: `fault` set = every look-up raises it."""

    def __init__(self, channel: ChannelName, accounts: tuple[Account, ...] = ()) -> None:
        self._channel: ChannelName = channel
        self.accounts = {account.ref.key: account for account in accounts}
        self.fault: OutsideFault | None = None

    @property
    def channel(self) -> ChannelName:
        """Which channel this is the directory of."""
        return self._channel

    def put(self, account: Account) -> None:
        """Add or change an account."""
        self.accounts[account.ref.key] = account

    async def account(self, ref: AccountRef) -> Account:
        """The account. Raises: NotFound, the fault."""
        if self.fault is not None:
            raise self.fault
        if ref.key not in self.accounts:
            raise NotFound
        return self.accounts[ref.key]

    async def by_email(self, workspace: WorkspaceId, email: str) -> Account | None:
        """The account with this e-mail. Raises: the fault."""
        if self.fault is not None:
            raise self.fault
        for account in self.accounts.values():
            if account.ref.workspace == workspace and account.email == email:
                return account
        return None
