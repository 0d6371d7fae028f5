"""The way out: one mail at a time through the mail server of the installation, over TLS."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final, Protocol

from workspace.i18n import gettext, use_language
from workspace.notices.model import (
    BODY,
    BODY_WITHOUT_ACCOUNT,
    SUBJECTS,
    NoticeId,
    NoticeKind,
)

PATIENCE: Final = 20.0
"""Seconds a mail server may take."""


class MailRefused(Exception):
    """The mail server refused this mail for good."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What leaves. It is made here and nowhere else, from a kind and the address of the house."""

    to: str
    subject: str
    body: str
    message_id: str


class Gateway(Protocol):
    async def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises `MailRefused` for good, `OSError` or `SMTPException` for now."""
        ...


def letter(notice: NoticeId, kind: NoticeKind, *, to: str, origin: str) -> Letter:
    """Return the letter of a notice: no name, no day, nothing but a link to the first page.

    To a holder of parental authority not even that: nobody opens it to them.
    """
    with use_language("fr"):
        subject = gettext(SUBJECTS[kind])
        if kind is NoticeKind.SUMMONS:
            body = gettext(BODY_WITHOUT_ACCOUNT, subject=subject)
        else:
            body = gettext(BODY, subject=subject, link=f"{origin}/")
    host = origin.split("://", maxsplit=1)[-1].split(":", maxsplit=1)[0]
    return Letter(to=to, subject=subject, body=body, message_id=f"<{notice}@{host}>")


@dataclass(frozen=True, kw_only=True)
class SmtpGateway:
    """A mail server; `security` is tls, starttls, or none (on this very machine only)."""

    host: str
    port: int
    sender: str
    security: str
    user: str = ""
    password: str = ""
    context: ssl.SSLContext | None = None

    async def send(self, letter: Letter) -> None:
        await asyncio.to_thread(self._send, letter)

    def _send(self, letter: Letter) -> None:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Message-ID"] = letter.message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= 500 for code in codes):  # noqa: PLR2004 - RFC 5321: refused for good
                raise MailRefused from None
            raise

    def _connected(self) -> smtplib.SMTP:
        context = self.context or ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        if self.security == "starttls":
            server.starttls(context=context)
        return server
