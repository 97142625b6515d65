"""Mail: text and HTML twins from one pair of templates, plain subject, nothing that reports back."""

from __future__ import annotations

import hashlib
import smtplib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email
from django.template.loader import render_to_string

from shouyi.people.ports.post import NotSent

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_HEADER = "X-Shouyi-Key"


def make_mail(
    address: str, subject: str, template: str, context: Mapping[str, object], key: str, off_url: str = ""
) -> EmailMultiAlternatives:
    """`template` is a name under notices/mail; `off_url` is where such messages can be switched off in one step.

    Raises NotSent for an address that no header may hold.
    """
    _require_address(address)
    shown = {**context, "subject": subject, "off_url": off_url, "home_url": settings.SHOUYI_URL}
    text, html = (render_to_string(f"notices/mail/{template}.{kind}", shown) for kind in ("txt", "html"))
    headers = {"Message-ID": message_id(key), KEY_HEADER: key, "Auto-Submitted": "auto-generated"}
    if off_url:
        headers |= {"List-Unsubscribe": f"<{off_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(subject, text.strip() + "\n", None, [address], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def send_mail(mail: EmailMultiAlternatives) -> None:
    """Through Django's backend, whichever the settings name. Raises NotSent, which repeats nothing of the mail."""
    refusal = None
    try:
        mail.send()
    except NotSent:
        raise
    except (smtplib.SMTPException, OSError, BadHeaderError) as problem:
        refusal = _refusal(problem)
    if refusal:
        raise refusal


def message_id(key: str) -> str:
    """The same for the same key, so that a mail sent twice can be seen to be one."""
    host = urlsplit(settings.SHOUYI_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"


def _require_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise NotSent("AddressUnusable", permanent=True) from None


def _refusal(problem: Exception) -> NotSent:
    """A 5xx is for good, but one about our own sign-in: that is mended in the configuration."""
    codes = [getattr(problem, "smtp_code", 0)]
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _said in problem.recipients.values()]
    mended = isinstance(problem, smtplib.SMTPAuthenticationError)
    permanent = isinstance(problem, BadHeaderError) or (not mended and any(500 <= code < 600 for code in codes))
    return NotSent(type(problem).__name__, permanent=permanent)
