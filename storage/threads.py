"""Blocking calls away from the event loop, and never left behind."""

import asyncio
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


async def in_thread(
    call: Callable[[*Ts], T], *args: *Ts, undo: Callable[[T], object] = lambda _: None
) -> T:
    """Run `call` in a worker thread; when cancelled, wait for its end and `undo` what it returned.

    A thread cannot be stopped: a caller that left it running would close the file it writes to,
    and the number of that file may already belong to another.
    """
    running = asyncio.get_running_loop().run_in_executor(None, call, *args)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            try:
                await asyncio.wait([running])
            except asyncio.CancelledError:
                continue  # asked again: the answer is the same
        if running.exception() is None:
            undo(running.result())
        raise
