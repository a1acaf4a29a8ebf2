"""Ending tasks, also those that lose a cancellation."""

import asyncio

from adapters.job_pump import end_tasks


async def test_a_task_that_loses_a_cancellation_is_ended() -> None:
    """What `asyncio.wait_for` of Python 3.11 can do to a listener does not keep a worker from ending."""
    waiting, lost = asyncio.Event(), []

    async def listen() -> None:
        waiting.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            lost.append("once")
        await asyncio.Event().wait()

    listener = asyncio.create_task(listen())
    await waiting.wait()
    await end_tasks([listener], again_s=0.01)
    assert (listener.cancelled(), lost) == (True, ["once"])
