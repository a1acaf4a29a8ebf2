"""Hands every change of the store to whoever listens in this process: streams, webhooks, notifications."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from sandbox.ticketing.model import Change


class Subscription:
    """The changes from the moment of subscribing on, in commit order.

    Shape: `async for change in subscription`; ends when it or the feed is closed; also an async context manager
           that closes it. Nothing is lost between subscribing and the first `async for`.
    """

    def __init__(self, feed: "Feed") -> None:
        """Listen to this feed."""
        self._feed = feed
        self._queue: asyncio.Queue[Change | None] = asyncio.Queue()

    def __aiter__(self) -> Self:
        """Itself."""
        return self

    async def __anext__(self) -> Change:
        """The next change."""
        change = await self._queue.get()
        if change is None:
            self._queue.put_nowait(None)
            raise StopAsyncIteration
        return change

    async def __aenter__(self) -> Self:
        """Itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self.close()

    def put(self, change: Change | None) -> None:
        """Deliver one change; None ends it."""
        self._queue.put_nowait(change)

    def close(self) -> None:
        """Stop listening; whoever waits is let go."""
        self._feed.forget(self)
        self.put(None)


class Feed:
    """All subscriptions of one store."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._subscriptions: set[Subscription] = set()

    def subscribe(self) -> Subscription:
        """Listen from now on."""
        subscription = Subscription(self)
        self._subscriptions.add(subscription)
        return subscription

    def publish(self, changes: Iterable[Change]) -> None:
        """Deliver changes to everybody."""
        for change in changes:
            for subscription in self._subscriptions:
                subscription.put(change)

    def forget(self, subscription: Subscription) -> None:
        """Deliver no more to this one."""
        self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End every subscription."""
        for subscription in list(self._subscriptions):
            subscription.close()
