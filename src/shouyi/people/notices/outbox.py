"""A demonstration's mail backend: what would have been sent goes into the outbox that a page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail.backends.base import BaseEmailBackend

from shouyi.people.behind import behind
from shouyi.people.notices.mail import KEY_HEADER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class OutboxBackend(BaseEmailBackend):
    """Sends nothing. Its name in the settings says that this is a demonstration."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Raises NotSent."""
        for mail in email_messages:
            mail.message()  # made whole, so that a header that could not be sent is refused here too
            key = str(mail.extra_headers.get(KEY_HEADER) or mail.extra_headers.get("Message-ID", ""))
            behind().post.keep_mail(mail.to[0], str(mail.subject), str(mail.body), key or str(id(mail)))
        return len(email_messages)
