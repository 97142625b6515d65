"""The post as pages need it: one SMS by the provider's template, and the outbox of a demonstration.

Mail goes through Django's own mail settings; a demonstration's backend puts it into the same outbox.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from datetime import datetime

Outside = Literal["mail", "sms"]


class NotSent(Exception):
    """`code` is the provider's or the network's, and names nobody; `permanent`: trying again will not help."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that would have been sent. `to` is masked, `template` an SMS template's code ("" for mail),
    `subject` and `text` a mail's (empty for SMS)."""

    kind: Outside
    to: str
    key: str
    kept_at: datetime
    template: str = ""
    params: tuple[str, ...] = ()
    subject: str = ""
    text: str = field(default="", repr=False)


class Post(Protocol):
    """What leaves the house. Every method may be called from any thread."""

    def sms(self, number_e164: str, template: str, params: tuple[str, ...], key: str) -> str:
        """Sends, and gives the provider's receipt. At least once: whoever is cut off sends again under the same key.

        Raises NotSent.
        """

    def keep_mail(self, address: str, subject: str, text: str, key: str) -> None:
        """Puts a mail into the outbox. Raises NotSent where this installation has none."""

    def kept(self, count: int) -> tuple[Kept, ...]:
        """The outbox, the newest first; empty in an installation that sends."""
