"""Who runs an installation: seated from its machine, since nobody is there yet, or any more, who could invite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.acts.serving import PagesRefused, ask_pages

if TYPE_CHECKING:
    from shouyi.wiring import House


class NotAppointed(Exception):
    """No such account, or it sits there already. The message says what to do, and repeats no number or address."""


def appoint(house: House, login: str) -> str:
    """Makes the account of this name, number or address an administrator of the operator's organisation; gives a line
    that says so. Raises NotAppointed, GatewayError."""
    try:
        return "\n".join(ask_pages(house, "appoint_administrator", "--", login))
    except PagesRefused as refused:
        raise NotAppointed(refused.said) from None
