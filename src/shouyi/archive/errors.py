"""What can be wrong with a file that somebody keeps or hands over."""

from __future__ import annotations

from shouyi.ledger.errors import QuorumMissing


class ArchiveError(ValueError):
    """The file, the row or the request does not hold. The message says what and where."""


class NotInArchive(ArchiveError):
    """No such person, entry or work here."""


class PersonErased(ArchiveError):
    """The person's key was destroyed; nothing of them can be opened."""


class CosignaturesTooOld(QuorumMissing):
    """An export is older than its reader accepts: what was written since, nobody can tell from it."""
