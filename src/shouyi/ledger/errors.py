"""What can be wrong with what claims to be on a log, or wants to be. Names state facts; `code` is for programs."""

from __future__ import annotations

from collections.abc import Sequence


class LedgerError(ValueError):
    """A stranger's bytes do not hold. The message says what and where."""

    @property
    def code(self) -> str:
        return type(self).__name__


class MalformedBytes(LedgerError):
    """The bytes are not in the format they claim."""


class UnknownFormat(LedgerError):
    """A kind, version, origin or policy that this verifier does not know: it cannot tell, which is not "false"."""


class InclusionMismatch(LedgerError):
    """The path does not lead from this leaf to this root."""


class ConsistencyMismatch(LedgerError):
    """The smaller tree is not a prefix of the larger one."""


class SignatureInvalid(LedgerError):
    """A signature that must hold does not."""


class SignatureMissing(LedgerError):
    """A key that the policy names has not signed: nobody we know vouches for it, which is not "false"."""


class QuorumMissing(LedgerError):
    """Too few of the policy's witnesses have cosigned."""


class FieldMismatch(LedgerError):
    """An opened field and its salt do not give the committed digest, or the digests not the root."""


class EntryRefused(LedgerError):
    """An entry breaks a rule of its kind or of the machine."""


class BatchRefused(LedgerError):
    """A batch breaks a rule; nothing of it was taken."""


class TagSpent(EntryRefused):
    """The entry's one-time tag was spent before by the same organisation."""


class CheckpointRolledBack(LedgerError):
    """A published checkpoint is ahead of, or not in, our own tree: somebody rewound the store or forked the log."""


class TagsSpent(TagSpent):
    """Of the tags that a witness was asked about, those at `places` are spent. It never repeats a tag."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__(f"spent before by their organisation: the tags of questions {list(places)}")
        self.places = tuple(places)


class CutUnknown(LedgerError):
    """A witness was asked about sizes at which it never cosigned all four logs together."""


class ArchiveIncomplete(LedgerError):
    """Something was left out of an export."""


CANNOT_TELL = (UnknownFormat, SignatureMissing, QuorumMissing)
"""What a verifier answers with "cannot tell"; every other LedgerError is "does not hold"."""
