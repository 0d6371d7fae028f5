"""Pictures made safe to show: redrawn by a limited child process, never decoded here."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.memorybox import imaging_process
from workspace.memorybox.imaging_process import FRAME, Medium, Outcome

logger = logging.getLogger(__name__)

LARGEST_ORIGINAL = 50 << 20
LARGEST_COPY = 64 << 20
"""More than any honest copy: beyond, the child is no longer trusted."""
TIMEOUT = 20.0
LAST_WORDS = 5.0
"""Seconds to empty the pipe of a process that was killed."""
AT_ONCE = 2

TOO_LARGE = N_("This picture is too large: please keep it under 50 megabytes and 50 megapixels.")
UNREADABLE = N_("This is not a picture we can read: please choose a JPEG or PNG file.")
TOO_SLOW = N_("This picture takes too long to read: please choose another copy of it.")

_CONTENT_TYPES: Mapping[int, str] = {Medium.JPEG: "image/jpeg", Medium.PNG: "image/png"}
COMMAND = (sys.executable, "-I", "-B", imaging_process.__file__)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A redrawn picture and its thumbnail, both of `content_type`, both upright."""

    content: bytes
    content_type: str
    width: int
    height: int
    thumbnail: bytes


class _ChildFailed(Exception):
    """The child ended without a whole frame."""


@dataclass(kw_only=True)
class Darkroom:
    """Where pictures are redrawn, a few at once. One per application (or per test)."""

    command: Sequence[str] = COMMAND
    timeout: float = TIMEOUT
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _said_network: bool = False

    async def display_copy(
        self, original: bytes, *, longest_side: int = 2048, thumbnail_side: int = 400
    ) -> Picture:
        """Redraw a JPEG or PNG: upright, within `longest_side`, without any metadata.

        JPEG of quality 85, or PNG where the original is transparent.
        Raises Invalid({"content": ...}) for what is too large, unreadable or too slow.
        """
        if len(original) > LARGEST_ORIGINAL:
            raise Invalid({"content": TOO_LARGE})
        async with self._places:
            answer = await self._ask(original, (str(longest_side), str(thumbnail_side)))
        return self._picture(answer)

    async def _ask(self, original: bytes, sides: tuple[str, str]) -> bytes:
        child = await self._begun(sides)
        try:
            async with asyncio.timeout(self.timeout):
                _, answer = await asyncio.gather(_feed(child, original), _collect(child))
                return answer
        except TimeoutError:
            logger.warning("a picture was given up after %s s", self.timeout)
            raise Invalid({"content": TOO_SLOW}) from None
        except _ChildFailed:
            logger.warning("a picture ended its process")
            raise Invalid({"content": UNREADABLE}) from None
        finally:
            await _end(child)

    async def _begun(self, sides: tuple[str, str]) -> asyncio.subprocess.Process:
        """Begin a process. Whoever leaves meanwhile waits until it has begun, and it is ended.

        asyncio would kill the child alone, and wait for pipes that a child of the child holds.
        """
        beginning = asyncio.create_task(
            asyncio.create_subprocess_exec(
                *self.command,
                *sides,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={},
                start_new_session=True,
            )
        )
        try:
            return await asyncio.shield(beginning)
        except asyncio.CancelledError:
            await _end(await beginning)
            raise

    def _picture(self, answer: bytes) -> Picture:
        outcome, medium, left_network, width, height, size, _ = FRAME.unpack_from(answer)
        content_type = _CONTENT_TYPES.get(medium)
        if not left_network and not self._said_network:
            self._said_network = True
            logger.warning("this kernel lets no picture process leave the network namespace")
        if outcome != Outcome.DRAWN or content_type is None:
            too_large = outcome == Outcome.TOO_MANY_PIXELS
            raise Invalid({"content": TOO_LARGE if too_large else UNREADABLE})
        copies = answer[FRAME.size :]
        return Picture(
            content=copies[:size],
            content_type=content_type,
            width=width,
            height=height,
            thumbnail=copies[size:],
        )


async def _feed(child: asyncio.subprocess.Process, original: bytes) -> None:
    assert child.stdin is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # a dead child is told by its frame
        child.stdin.write(original)
        await child.stdin.drain()
        child.stdin.close()
        await child.stdin.wait_closed()


async def _collect(child: asyncio.subprocess.Process) -> bytes:
    """Read exactly one frame: what a subverted child says beyond it is never taken in."""
    assert child.stdout is not None
    try:
        head = await child.stdout.readexactly(FRAME.size)
        *_, size, thumbnail_size = FRAME.unpack(head)
        if size + thumbnail_size > LARGEST_COPY:
            raise _ChildFailed
        return head + await child.stdout.readexactly(size + thumbnail_size)
    except asyncio.IncompleteReadError as error:
        raise _ChildFailed from error


async def _end(child: asyncio.subprocess.Process) -> None:
    """Kill the whole session of the child, done or not, and wait until it is gone.

    asyncio says that a child has ended once its pipes have: one that sent more than was read would never end,
    and would keep its place in the darkroom. What it left in the pipe is let go.
    """
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    try:
        async with asyncio.timeout(LAST_WORDS):
            await _let_go(child)
            await child.wait()
    except TimeoutError:
        logger.warning("a picture process left somebody behind who holds its pipe")


async def _let_go(child: asyncio.subprocess.Process) -> None:
    assert child.stdout is not None
    with suppress(ConnectionResetError):
        while await child.stdout.read(1 << 16):
            pass
