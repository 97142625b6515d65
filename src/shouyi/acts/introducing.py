"""Introducing: whom an organisation may call by the number of a consent, when it attests something about them.

An organisation knows people by names of its own, and the house by the name that a first source brought. The number of a
consent is the one name that a person and an organisation share without anybody else's knowing it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.acts.founding import REGISTRAR
from shouyi.acts.recording import GIVEN, WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from shouyi.evidence.records import Value
    from shouyi.wiring import House


def known_by_consent(house: House, org: str, today: int) -> dict[str, str]:
    """Whom an organisation may call by a consent's number, in 32 hex digits, and their names.

    A consent introduces the two while it is in force. Once the organisation has stated something about the person, a
    consent's end does not end that: or else whoever stops paying would end what is said of it.
    """
    stated = {ref for ref, said in _opened(house, "source.added") if said["org"] == org}
    ended = {said["consent"] for _ref, said in _opened(house, WITHDRAWN)}
    given = [(ref, said) for ref, said in _opened(house, GIVEN) if said["recipient"] == org]
    known = [(ref, said) for ref, said in given if ref in stated or _holds(said, ended, today)]
    return {str(said["consent"]): house.vault.name_of(ref) for ref, said in known}


def _opened(house: House, kind: str) -> Iterator[tuple[bytes, Mapping[str, Value]]]:
    found = house.vault.all_openings(kind=kind, by=REGISTRAR)
    return ((ref, opening.own.fields) for ref, opening in found if opening.own)


def _holds(said: Mapping[str, Value], ended: Collection[Value], today: int) -> bool:
    until = said["until"]
    return said["consent"] not in ended and isinstance(until, int) and until >= today
