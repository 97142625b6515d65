"""Everything that this stage refuses. Each error states a fact and where it stands."""

from __future__ import annotations


class ScoreError(Exception):
    """A guide, an event or a table that the score cannot be built on."""


class GuideMalformed(ScoreError):
    """Bytes that are no guide: `where` is a path in the document ("$.dimensions[2].weight"), `what` the fact."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


class FactOutOfRange(ScoreError):
    """A fact with stars outside 1..5, fewer than one maker, or a day outside the calendar: nothing to weigh."""


class EventOutOfRange(ScoreError):
    """An event whose indicator the guide does not know, or whose y or c leaves 0..1000."""


class DayTooCrowded(ScoreError):
    """More events of one person, indicator and day than a product in 64 bits can hold."""


class TableMismatch(ScoreError):
    """A table of events that was weighed under another guide or layout, or whose head is missing or torn."""


class AssessmentDiffers(ScoreError):
    """What somebody is asked to sign is not what they recomputed."""
