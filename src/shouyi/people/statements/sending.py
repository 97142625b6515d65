"""Sends a buyer the six digits, at once; they are stored nowhere but as a digest."""

from __future__ import annotations

from django.utils.translation import get_language

from shouyi.people.notices.sending import send_now
from shouyi.people.ports.post import NotSent
from shouyi.people.statements.asking import CODE_MINUTES, AskRefused


def send_code(reach: str, code: str, key: str) -> None:
    """To a number in E.164 or a mail address. Raises AskRefused when it cannot be sent."""
    try:
        send_now(reach, "confirm_code", (code, str(CODE_MINUTES)), key, get_language() or "")
    except NotSent:
        raise AskRefused("not_sent") from None
