"""What a chat platform says about accounts; nobody else's word counts."""

from typing import Protocol

from bot.domain.ids import ChannelName, WorkspaceId
from bot.domain.people import Account, AccountRef


class Directory(Protocol):
    """The accounts of one channel, all its workspaces."""

    @property
    def channel(self) -> ChannelName:
        """Which channel this is the directory of."""
        ...

    async def account(self, ref: AccountRef) -> Account:
        """The account with what the platform vouches for, at most a few minutes old.

        Raises: NotFound (no such account), Unreachable, Busy, CredentialsRevoked.
        """
        ...

    async def by_email(self, workspace: WorkspaceId, email: str) -> Account | None:
        """The account that has this e-mail in the workspace, or None when there is none the bot can see.

        Raises: Unreachable, Busy, CredentialsRevoked.
        """
        ...
