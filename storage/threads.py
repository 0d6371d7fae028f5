"""Blocking calls away from the event loop, and never left behind."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `call` in a worker thread; when cancelled, still wait for it to end.

    A thread cannot be stopped: a caller that left it running would close the file it writes to,
    and the number of that file may already belong to another.
    """
    running = asyncio.ensure_future(asyncio.to_thread(call, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            try:
                await asyncio.wait([running])
            except asyncio.CancelledError:
                continue
        running.exception()  # looked at: the cancellation is what the caller hears
        raise
