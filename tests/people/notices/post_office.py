"""A real SMTP server on this machine that keeps, refuses or drops what it is given."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings


class PostOffice:
    """`reply` is what the server says to a whole message; `rcpt` to a recipient."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.reply, self.rcpt = "250 OK", "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.reply.startswith("250"):
            self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.reply


def _free_port() -> int:
    """The controller calls its own port to see whether it is there, so it cannot be told 0."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextmanager
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    port = _free_port()
    running = Controller(office, hostname="127.0.0.1", port=port)
    running.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    try:
        with override_settings(
            EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_USE_TLS=False, EMAIL_TIMEOUT=3
        ):
            yield office
    finally:
        running.stop()
