"""One end of a live conversation, and the server it rings at."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError
from websockets.typing import Origin

from storage.vault import Vault
from tests.conftest import ORIGIN, Database
from tests.people import LOU, Person
from tests.workspace.served import listening
from workspace.clock import FixedClock
from workspace.hub import Hub, MemoryHub
from workspace.messaging.model import ConversationId
from workspace.settings import Settings

Frame = dict[str, Any]
LONGEST = 60.0
"""Seconds anything may take on a busy machine."""


class Line:
    """One end of a live conversation, as a browser holds it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def say(self, **frame: object) -> None:
        await self._socket.send(json.dumps(frame))

    async def say_raw(self, text: str | bytes) -> None:
        await self._socket.send(text)

    async def hear(self, *kinds: str) -> Frame:
        """Return the next frame of one of `kinds`."""
        async with asyncio.timeout(LONGEST):
            while True:
                frame: Frame = json.loads(await self._socket.recv())
                if frame["type"] in kinds:
                    return frame

    async def hears_nothing(self, *kinds: str) -> bool:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await self.hear(*kinds)
        return True

    async def closed(self) -> int:
        """Return the code the server closes with, whatever it says before."""
        with suppress(ConnectionClosedError):
            async with asyncio.timeout(LONGEST):
                async for _ in self._socket:
                    pass
        assert self._socket.close_code is not None
        return self._socket.close_code


Call = Callable[..., AbstractAsyncContextManager[Line]]


@pytest.fixture
async def port(
    database: Database, settings: Settings, vault: Vault, clock: FixedClock, live_hub: Hub
) -> AsyncIterator[int]:
    async with listening(database, settings, vault=vault, clock=clock, hub=live_hub) as found:
        yield found


@pytest.fixture
def live_hub(hub: MemoryHub) -> Hub:
    """The hub of the server; a test may ask for one over PostgreSQL."""
    return hub


@pytest.fixture
def call(port: int, talk: ConversationId) -> Call:
    """Give a way to join the conversation as somebody, inside an `async with`."""

    @asynccontextmanager
    async def ring(
        person: Person | None, *, origin: str | None = ORIGIN, wanted: ConversationId = talk
    ) -> AsyncIterator[Line]:
        cookie = {"cookie": f"grenier={person.secret}; grenier-language=en"} if person else {}
        address = f"{ORIGIN.replace('http', 'ws')}/children/{LOU}/conversations/{wanted}/live"
        async with connect(
            address,
            origin=Origin(origin) if origin else None,
            additional_headers=cookie,
            host="127.0.0.1",
            port=port,
            compression=None,
            proxy=None,
        ) as socket:
            yield Line(socket)

    return ring
