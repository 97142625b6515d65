"""Sends a code while its reader waits for it. Everything else goes by the notices."""

from __future__ import annotations

import logging

from django.utils.translation import get_language

from shouyi.people.notices.sending import send_now
from shouyi.people.ports.post import NotSent

log = logging.getLogger(__name__)


def send_code(reach: str, digits: str, minutes: int, key: str) -> None:
    """Six digits. A message that does not leave is logged without its reader; the page offers to send again."""
    _send(reach, "sign_in_code", (digits, str(minutes)), key)


def send_invitation(reach: str, code: str, key: str) -> None:
    """The code by which somebody accepts to help."""
    _send(reach, "invitation_code", (code,), key)


def _send(reach: str, template: str, params: tuple[str, ...], key: str) -> None:
    try:
        send_now(reach, template, params, key, get_language() or "")
    except NotSent as problem:
        log.warning("a code did not leave: %s", problem.code)
