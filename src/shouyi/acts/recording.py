"""Recording consent: the registrar writes into its chain with the person what the person gave and withdrew.

The pages' row takes effect at once; the entry follows, so that neither consent nor day can be made up afterwards. An
entry is looked for by the consent's number before it is written, within the ledger's lock and after what a crash left
is settled: repeated calls write one entry.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shouyi.evidence.records import Draft
from shouyi.gateways.counting import counting
from shouyi.people.ports.recorder import Stood

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shouyi.evidence.records import Value
    from shouyi.people.ports.recorder import Recorded
    from shouyi.wiring import House

GIVEN, WITHDRAWN = "consent.given", "consent.withdrawn"
REGISTRAR = "org-registrar"


class HouseRecorder:
    """Implements `people.ports.recorder.Recorder` over a house of its own."""

    def __init__(self, house: House) -> None:
        self.house = house

    def given(self, consent: Recorded) -> None:
        """See the port."""
        self._write(consent, [_given(consent)])

    def withdrawn(self, consent: Recorded, on: int) -> None:
        """See the port."""
        ended = Draft(WITHDRAWN, consent.person, REGISTRAR, on, {"consent": consent.number})
        self._write(consent, [_given(consent), ended])

    @counting("consent")
    def standing(self) -> tuple[Stood, ...]:
        """See the port."""
        with self.house.ledger.reading():
            given = dict(self._opened(GIVEN))
            ended = dict(self._opened(WITHDRAWN))
        return tuple(
            Stood(number, ref, said["recipient"], said["purpose"], said["fields"], said["on"], said["until"],
                  ended[number][1]["on"] if number in ended else None)
            for number, (ref, said) in sorted(given.items())
        )  # fmt: skip

    def _opened(self, kind: str) -> Iterator[tuple[str, tuple[str, Mapping[str, Any]]]]:
        for ref, opening in self.house.vault.all_openings(kind=kind, by=REGISTRAR):
            if opening.own is not None:
                yield str(opening.own.fields["consent"]), (ref.hex(), opening.own.fields)

    @counting("consent")
    def _write(self, consent: Recorded, drafts: list[Draft]) -> None:
        with self.house.ledger.writing():
            self.house.keeper.begin()
            if not self.house.vault.has_person(consent.person):
                return
            standing = self._standing(consent)
            if standing is not None:
                today = self.house.keeper.today()  # a demonstration's ledger lives on a day before the pages' own
                news = [replace(draft, on=min(draft.on, today)) for draft in drafts if draft.kind not in standing]
                self.house.keeper.admit(news)

    def _standing(self, consent: Recorded) -> set[str] | None:
        """The kinds of entry that speak of this consent; None where the registrar opened no file of this person."""
        found: set[str] = set()
        opened = False
        for opening in self.house.vault.openings(consent.person):
            opened |= opening.kind.name == "archive.opened"
            number: Value = opening.own.fields.get("consent") if opening.own else None
            if number == consent.number:
                found.add(opening.kind.name)
        return found if opened else None


def _given(consent: Recorded) -> Draft:
    fields: dict[str, Value] = {
        "consent": consent.number,
        "fields": tuple(consent.fields),
        "purpose": consent.purpose,
        "recipient": consent.recipient,
        "until": consent.until_on,
    }
    return Draft(GIVEN, consent.person, REGISTRAR, consent.on, fields)
