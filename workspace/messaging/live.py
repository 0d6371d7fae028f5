"""The WebSocket door of one conversation: hints come in, the database answers with the reader's own rights.

Client frames: {"type": "resume", "after": seq} · {"type": "send", "id": uuid, "body": text} ·
{"type": "read", "seq": seq}
Server frames: message · ack · read · error. Close codes: 4401 signed out, 4403, 4404, 4429 too fast, 1013 busy.
They are said after the handshake: a browser is not told why a handshake was refused.
"""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import asyncpg
from starlette.websockets import WebSocket, WebSocketDisconnect

from storage.errors import StorageError
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.places import topic as circle_topic
from workspace.access.routes import clearance_of
from workspace.accounts.service import who_is_here
from workspace.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    SignInRequired,
    WorkspaceError,
)
from workspace.i18n import format_time, gettext, relative_moment
from workspace.ids import AccountId, DossierId
from workspace.messaging import forms, service
from workspace.messaging.model import Conversation, ConversationId, Message
from workspace.web.policy import GuardedWebSocketRoute, Knock, Policy
from workspace.web.toolbox import Toolbox, toolbox

PERMISSIONS = (Permission.CONVERSATION_READ, Permission.CONVERSATION_WRITE)
REVALIDATE = 25.0
"""Seconds a silent connection is trusted; whatever is delivered is authorised on its own."""
MOST_FRAMES = 20
FRAMES_SECONDS = 10.0

CLOSE = {
    SignInRequired: 4401,
    Forbidden: 4403,
    asyncpg.InsufficientPrivilegeError: 4403,
    NotFound: 4404,
    RateLimited: 4429,
}
AGAIN = 1013
"""Try again later (RFC 6455, registry of close codes)."""


class _TooFast(RateLimited):
    """Too many messages at once. Please wait a moment."""


class LiveConversation:
    """One connection of one person to one conversation."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._tools: Toolbox = toolbox(socket)
        self._wanted = ConversationId(socket.path_params["conversation"])
        self._after: int | None = None
        self._read: dict[AccountId, int] = {}
        self._frames: deque[float] = deque(maxlen=MOST_FRAMES)
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        await self._socket.accept()
        await service.check_takes_part(await self._clear(), self._wanted)
        circle = circle_topic(DossierId(self._socket.path_params["dossier"]))
        async with self._tools.hub.subscribe(service.topic(self._wanted), circle) as hints:
            listener = asyncio.create_task(self._listen(hints))
            reader = asyncio.create_task(self._take_frames())
            try:
                done, _ = await asyncio.wait(
                    {listener, reader}, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    task.result()
            finally:
                for task in (listener, reader):
                    task.cancel()
                    with suppress(
                        asyncio.CancelledError, WebSocketDisconnect, WorkspaceError, StorageError
                    ):
                        await task

    async def _clear(self) -> Clearance:
        """Ask anew who is here and what is open to them: nothing is delivered on an old answer."""
        if not await service.is_signed_in():
            raise SignInRequired
        return await clearance_of(self._socket, *PERMISSIONS)

    async def _listen(self, hints: Any) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(hints.take(), REVALIDATE)
            await self._deliver()

    async def _deliver(self) -> None:
        """Send what is new since the last time, as far as this person may still read it."""
        clearance = await self._clear()
        if self._after is None:
            return
        async with self._sending:
            found = await service.conversation(
                clearance, self._wanted, after=self._after, vault=self._tools.vault
            )
            for message in found.messages:
                now = self._tools.clock.now()
                await self._socket.send_json(message_frame(found, message, clearance, now=now))
                self._after = message.seq
            await self._tell_readings(found)

    async def _tell_readings(self, found: Conversation) -> None:
        for member in found.members:
            if member.read_at is not None and self._read.get(member.account) != member.read_seq:
                self._read[member.account] = member.read_seq
                await self._socket.send_json(
                    {
                        "type": "read",
                        "by": str(member.account),
                        "name": member.name,
                        "seq": member.read_seq,
                        "at": format_time(member.read_at),
                    }
                )

    async def _take_frames(self) -> None:
        while True:
            text = await self._next_text()
            self._check_pace()
            frame: Mapping[str, Any] = {}
            try:
                frame = forms.frame(text)
                await self._answer(frame)
            except Invalid as error:
                await self._refuse(frame, next(iter(error.fields.values())))
            except Conflict as error:
                await self._refuse(frame, str(error))

    async def _next_text(self) -> str | None:
        """Return the next frame, None for one of bytes."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message["code"])
        text: str | None = message.get("text")
        return text

    def _check_pace(self) -> None:
        now = time.monotonic()
        if len(self._frames) == MOST_FRAMES and now - self._frames[0] < FRAMES_SECONDS:
            raise _TooFast(1)
        self._frames.append(now)

    async def _answer(self, frame: Mapping[str, Any]) -> None:
        match frame.get("type"):
            case "resume":
                self._after = forms.seq_frame(frame, "after")
                await self._deliver()
            case "send":
                new = forms.message_frame(frame)
                await who_is_here(vault=self._tools.vault)  # writing keeps a session open
                sent = await service.send(
                    await self._clear(),
                    self._wanted,
                    new,
                    hub=self._tools.hub,
                    vault=self._tools.vault,
                )
                await self._socket.send_json({"type": "ack", "id": str(sent.id), "seq": sent.seq})
            case "read":
                seq = forms.seq_frame(frame, "seq")
                await service.mark_read(await self._clear(), self._wanted, seq, hub=self._tools.hub)
            case _:
                raise Invalid({"body": forms.UNREADABLE})

    async def _refuse(self, frame: Mapping[str, Any], words: str) -> None:
        """Say what is wrong, and with which message when the frame named one."""
        named = frame.get("id")
        await self._socket.send_json(
            {
                "type": "error",
                "id": named if isinstance(named, str) else None,
                "message": gettext(words),
            }
        )


def message_frame(
    found: Conversation, message: Message, clearance: Clearance, *, now: datetime
) -> dict[str, Any]:
    """Return what a browser needs to show `message`, its moment said as the page says it."""
    base = f"/children/{found.dossier}/conversations/{found.id}/attachments"
    return {
        "type": "message",
        "id": str(message.id),
        "seq": message.seq,
        "author": gettext("You")
        if message.author == clearance.actor.account
        else message.author_name,
        "own": message.author == clearance.actor.account,
        "at": relative_moment(message.sent_at, now),
        "moment": message.sent_at.isoformat(),
        "body": message.body,
        "attachments": [
            {"name": attachment.name, "href": f"{base}/{attachment.id}"}
            for attachment in message.attachments
        ],
    }


async def converse(socket: WebSocket) -> None:
    """Serve one connection to its end."""
    try:
        await LiveConversation(socket).run()
    except WebSocketDisconnect:
        return
    except (NotFound, Forbidden, asyncpg.InsufficientPrivilegeError) as error:
        # A session that ends between two questions is refused like a stranger's: it is told to sign in.
        here = await service.is_signed_in()
        await socket.close(_code_of(error) if here else _code_of(SignInRequired()))
    except WorkspaceError as error:
        await socket.close(_code_of(error))
    except StorageError:
        await socket.close(AGAIN)


def _code_of(error: Exception) -> int:
    return next((code for kind, code in CLOSE.items() if isinstance(error, kind)), AGAIN)


def _route() -> GuardedWebSocketRoute:
    route = GuardedWebSocketRoute(
        "/children/{dossier:uuid}/conversations/{conversation:uuid}/live",
        converse,
        name="messaging:live",
    )
    route.policy = Policy(Knock.CLEARED, PERMISSIONS)
    return route


routes = [_route()]
