"""The post of one installation: a demonstration keeps what it would have sent, any other sends by its provider."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.outbox import Outbox
from shouyi.gateways.sms import TencentSms
from shouyi.gateways.sms_file import read_sms_file
from shouyi.people.ports.post import Kept, NotSent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.gateways.sms import SmsPort
    from shouyi.settings import Settings


class HousePost:
    """Answers `shouyi.people.ports.post.Post`. `outbox` is there in a demonstration alone, `sms` where one can send."""

    def __init__(self, sms: SmsPort | None, outbox: Outbox | None = None) -> None:
        self._sms = sms
        self._outbox = outbox

    def sms(self, number_e164: str, template: str, params: tuple[str, ...], key: str) -> str:
        """The provider's receipt. Raises NotSent."""
        if self._sms is None:
            raise NotSent("SmsNotConfigured", permanent=True)
        with _said_as_not_sent():
            return self._sms.send(number_e164, template, params, key).receipt

    def keep_mail(self, address: str, subject: str, text: str, key: str) -> None:
        """Into the outbox. Raises NotSent."""
        if self._outbox is None:
            raise NotSent("NoOutbox", permanent=True)
        with _said_as_not_sent():
            self._outbox.keep_mail(address, subject, text, key)

    def kept(self, count: int) -> tuple[Kept, ...]:
        """The outbox, the newest first."""
        return tuple(map(_kept, self._outbox.kept(count))) if self._outbox else ()


def open_post(settings: Settings) -> HousePost:
    """Raises GatewayError when `sms.toml` is there and wrong: better at the start than at the first message."""
    if settings.seed:
        outbox = Outbox(settings.home / "outbox")
        return HousePost(outbox, outbox)
    account = read_sms_file(settings.home / "sms.toml")
    return HousePost(TencentSms(account) if account else None)


@contextmanager
def _said_as_not_sent() -> Iterator[None]:
    try:
        yield
    except GatewayError as problem:
        raise NotSent(str(problem), permanent=problem.permanent) from None


def _kept(found: dict[str, Any]) -> Kept:
    return Kept(
        found["kind"], found["to"], found["key"], datetime.fromtimestamp(found["at_ns"] / 1e9, UTC),
        found.get("template", ""), tuple(found.get("params", ())), found.get("subject", ""), found.get("text", ""),
    )  # fmt: skip
