"""A real mail server on a real port, which remembers what it was handed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from workspace.notices.mail import SmtpGateway


@dataclass
class Post:
    """What the mail server was handed, and how it answers."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(  # noqa: N802
        self, _server: object, _session: object, envelope: Any
    ) -> str:
        self.letters.append(envelope.content)
        return "250 OK"

    def opened(self) -> list[EmailMessage]:
        return [message_from_bytes(each, policy=policy.default) for each in self.letters]

    def gateway(self) -> SmtpGateway:
        return SmtpGateway(
            host="127.0.0.1", port=self.port, sender="grenier@example.org", security="none"
        )


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    found = Post()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(found, loop=loop), "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()
    await server.wait_closed()
